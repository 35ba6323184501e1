"""What a front end needs besides pages: the site's identity and its menus."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting

from cms_pages.blocks.lists import MenuBlock, SocialLinksBlock
from cms_pages.fields import BlocksField

DEPARTEMENT_CODE = RegexValidator(
    r"^(0[1-9]|[1-8]\d|9[0-5]|2[AB]|97[1-6])$",
    _("A département's code: two or three characters, for example 26, 2A or 974."),
)

# SPDX identifiers hold dots, which a slug does not: etalab-2.0, CC-BY-4.0.
LICENCE_CODE = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9.+-]*$", _("A licence identifier, for example etalab-2.0.")
)


def _page(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "cms_pages.FreePage", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=label,
    )  # fmt: skip


@register_setting(icon="site", order=100)
class SiteSettings(BaseSiteSetting):
    name = models.CharField(_("name of the site"), max_length=120, blank=True)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    departement = models.CharField(
        _("département"), max_length=3, blank=True, validators=[DEPARTEMENT_CODE],
        help_text=_("Its code, for example 26."),
    )  # fmt: skip
    owner_name = models.CharField(
        _("owner"), max_length=200, blank=True,
        help_text=_("The body that publishes the site; it is quoted as the source of the data."),
    )  # fmt: skip
    logo = models.ForeignKey(
        "cms_pages.CatalogueImage", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("logo"),
    )  # fmt: skip
    contact_email = models.EmailField(_("e-mail"), blank=True)
    contact_phone = models.CharField(_("telephone"), max_length=40, blank=True)
    contact_address = models.CharField(_("address"), max_length=300, blank=True)
    licence_code = models.CharField(
        _("licence code"), max_length=50, default="etalab-2.0", validators=[LICENCE_CODE]
    )
    licence_label = models.CharField(_("licence"), max_length=120, default="Licence Ouverte 2.0")
    licence_url = models.URLField(
        _("licence text"), default="https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
    )
    legal_page = _page(_("legal notices"))
    accessibility_page = _page(_("accessibility statement"))
    privacy_page = _page(_("personal data"))
    social_links = BlocksField(SocialLinksBlock(), blank=True, verbose_name=_("social networks"))

    panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "tagline", "departement", "owner_name", "logo")],
            heading=_("Identity"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
                FieldPanel("contact_address"),
                FieldPanel("social_links"),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("legal_page"),
                FieldPanel("accessibility_page"),
                FieldPanel("privacy_page"),
            ],
            heading=_("Mandatory pages"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("licence_code"), FieldPanel("licence_label")]),
                FieldPanel("licence_url"),
            ],
            heading=_("Licence of the data"),
        ),
    ]

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")


@register_setting(icon="list-ul", order=110)
class Menus(BaseSiteSetting):
    main = BlocksField(MenuBlock(), blank=True, verbose_name=_("main menu"))
    footer = BlocksField(MenuBlock(), blank=True, verbose_name=_("footer menu"))

    panels: ClassVar[list[Any]] = [FieldPanel("main"), FieldPanel("footer")]

    class Meta:
        verbose_name = _("menus")
        verbose_name_plural = _("menus")
