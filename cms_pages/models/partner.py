"""A partner's space: what lies below it in the tree belongs to the partner."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from cms_pages.choices import Vocabulary
from cms_pages.fields import rich_text
from cms_pages.models.base import CataloguePage
from cms_pages.models.mixins import term
from cms_pages.validation import Problem

# Who may say what a partner is; partners themselves only present it.
MANAGE = "cms_pages.manage_partner_space"


class PartnerSpacePage(CataloguePage):
    kind = "partner"

    code = models.SlugField(
        _("code"), max_length=80, unique=True, blank=True,
        help_text=_("The code of the partner in the API, for example caue-26. Given once."),
    )  # fmt: skip
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    organisation_kind = term(Vocabulary.ORGANISATION_KIND, _("kind of organisation"))
    is_service = models.BooleanField(
        _("service of the département"), default=False,
        help_text=_("Tick for a service of the département itself."),
    )  # fmt: skip
    website = models.URLField(_("website"), max_length=500, blank=True)
    logo = models.ForeignKey(
        "cms_pages.CatalogueImage", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("logo"),
    )  # fmt: skip
    missions = rich_text(_("missions"))
    audience_note = rich_text(_("for whom"))
    access_note = rich_text(_("how to reach us"))
    address = models.CharField(_("address"), max_length=300, blank=True)
    territory = models.ForeignKey(
        "territories.Territory", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("commune"),
    )  # fmt: skip
    group = models.ForeignKey(
        "auth.Group", null=True, blank=True, editable=False, on_delete=models.SET_NULL,
        related_name="partner_spaces",
    )  # fmt: skip
    collection = models.ForeignKey(
        "wagtailcore.Collection", null=True, blank=True, editable=False,
        on_delete=models.SET_NULL, related_name="partner_spaces",
    )  # fmt: skip

    parent_page_types: ClassVar[list[str]] = ["cms_pages.HomePage"]
    subpage_types: ClassVar[list[str]] = [
        "cms_pages.OfferPage",
        "cms_pages.AidPage",
        "cms_pages.CallPage",
        "cms_pages.EventPage",
        "cms_pages.ProgrammePage",
        "cms_pages.ArticlePage",
        "cms_pages.GuidePage",
        "cms_pages.NewsletterPage",
        "cms_pages.FreePage",
    ]
    fixed_fields: ClassVar[tuple[str, ...]] = ("code",)
    exclude_fields_in_copy: ClassVar[list[str]] = ["code", "group", "collection"]

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            MultiFieldPanel(
                [
                    FieldPanel("acronym"),
                    FieldPanel("logo"),
                    FieldPanel("website"),
                    FieldPanel("address"),
                    FieldPanel("territory"),
                ],
                heading=_("Organisation"),
            ),
            FieldRowPanel(
                [
                    FieldPanel("code", permission=MANAGE),
                    FieldPanel("organisation_kind", permission=MANAGE),
                    FieldPanel("is_service", permission=MANAGE),
                ]
            ),
        ],
        "content": [
            FieldPanel("missions"),
            FieldPanel("audience_note"),
            FieldPanel("access_note"),
        ],
        "documents": [
            InlinePanel("contact_list", heading=_("Contacts of the partner"), label=_("Contact"))
        ],
    }

    class Meta:
        verbose_name = _("partner space")
        verbose_name_plural = _("partner spaces")
        permissions = [("manage_partner_space", "Can manage partner spaces")]

    def _set_core_field_defaults(self) -> None:
        super()._set_core_field_defaults()
        if not self.code and self.slug:
            self.code = self._free_code(slugify(self.slug) or self.kind)

    def _free_code(self, wanted: str) -> str:
        taken = set(
            PartnerSpacePage._base_manager.filter(code__startswith=wanted).values_list(
                "code", flat=True
            )
        )
        number, code = 1, wanted
        while code in taken:
            number += 1
            code = f"{wanted[:70]}-{number}"
        return code

    def clean(self) -> None:
        super().clean()
        known = PartnerSpacePage._base_manager.filter(pk=self.pk).values_list("code", flat=True)
        if self.pk and known and known[0] != self.code:
            raise ValidationError({"code": gettext("The code of a partner never changes.")})

    def save(self, *args: Any, **kwargs: Any) -> Any:
        if not self.code and self.slug:
            self.code = self._free_code(slugify(self.slug) or self.kind)
        return super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> PartnerSpacePage:
        """A revision holds the words; what the space is and who works in it stays as it stands."""
        page = super().with_content_json(content)
        page.code, page.group_id, page.collection_id = self.code, self.group_id, self.collection_id
        return page

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        if self.logo and not (self.logo.description or self.logo.is_decorative):
            yield "logo", gettext("This image has no description: add one in the image library.")


class Contact(Orderable):
    """A role or a person to call, shown on the pages of the partner that tick it."""

    is_draft_check = False

    page = ParentalKey(PartnerSpacePage, on_delete=models.CASCADE, related_name="contact_list")
    name = models.CharField(
        _("name"), max_length=200,
        help_text=_("A role rather than a person when possible: it lasts longer."),
    )  # fmt: skip
    service = models.CharField(_("service"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True)
    url = models.URLField(_("web address"), max_length=500, blank=True)

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("service")]),
        FieldRowPanel([FieldPanel("email"), FieldPanel("phone")]),
        FieldPanel("hours"),
        FieldPanel("url"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")

    def __str__(self) -> str:
        return " — ".join(part for part in (self.name, self.service) if part)
