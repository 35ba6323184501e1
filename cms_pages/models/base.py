"""What the ten kinds of pages share: fields, publication rules, addresses."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.models import Page

from cms_pages.blocks.body import BodyBlock
from cms_pages.blocks.lists import AttachmentsBlock, RelatedBlock
from cms_pages.fields import BlocksField
from cms_pages.forms import CataloguePageForm
from cms_pages.kinds import KINDS, Kind, absolute, html_url
from cms_pages.managers import CatalogueManager, space_of
from cms_pages.panels import tabbed_edit_handler, tick_panel
from cms_pages.spaces.visibility import hides_draft_of
from cms_pages.validation import Problem, in_order, stream_problems
from cms_pages.widgets import DomainTree


class PublishedPage(Page):
    """Publication rules and identity, common to the catalogue's kinds and the home page.

    A draft saves whatever it lacks; ``publication_problems`` speaks when the page is published,
    from the admin, a workflow or a script alike, since it runs in ``full_clean``.
    """

    # Set by the admin's form while it checks: a draft waits, and blocks are already checked.
    is_draft_check = False
    is_form_check = False

    get_edit_handler = tabbed_edit_handler

    base_form_class = CataloguePageForm
    # Fields given once, which the form shows and no longer lets change.
    fixed_fields: ClassVar[tuple[str, ...]] = ()
    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [TitleFieldPanel("title")],
        "publication": [*Page.settings_panels],
        "promote": [
            MultiFieldPanel(
                [
                    FieldPanel(
                        "slug",
                        heading=_("Address of the page"),
                        help_text=_("The last part of its address, made from the title."),
                    ),
                    FieldPanel("seo_title"),
                    FieldPanel("search_description"),
                ],
                heading=_("Search engines"),
            )
        ],
    }

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """A page is saved where it now stands, not where it stood when it was read.

        Others add, move or delete pages around it meanwhile, and the tree writes these columns by
        itself; a stale copy of them would break it. The row stays locked until the commit.
        """
        if self._state.adding or kwargs.get("update_fields") is not None:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            row = Page.objects.select_for_update().filter(pk=self.pk)
            for place in row.values("path", "depth", "numchild"):
                self.__dict__.update(place)
            return super().save(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().full_clean(*args, **kwargs)
        except ValidationError as error:
            error.page = self  # type: ignore[attr-defined]  # for who catches it to name it
            raise

    def clean(self) -> None:
        super().clean()
        if self.is_draft_check:
            return
        problems: dict[str, list[Any]] = defaultdict(list)
        for field, message in self.publication_problems():
            problems[field].append(message)
        if problems:
            raise ValidationError(problems)

    def publication_problems(self) -> Iterator[Problem]:
        """What prevents publication; kinds and mixins add theirs."""
        if not self.is_form_check:
            yield from stream_problems(self)

    def get_admin_display_title(self) -> str:
        """The draft's title, or the published one for someone who must not read the draft."""
        return self.title if hides_draft_of(self) else super().get_admin_display_title()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Wagtail shows no page to the public: the front ends do."""
        return redirect(self.get_full_url(request))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from cms_pages.preview import preview_rows

        context = {"page": self, "rows": preview_rows(self)}
        return TemplateResponse(request, "cms_pages/preview.html", context)


class CataloguePage(PublishedPage):
    """Base of the ten kinds."""

    kind: ClassVar[str]
    slug: str
    requires_domain: ClassVar[bool] = False

    summary = models.TextField(
        _("summary"), max_length=300, validators=[MaxLengthValidator(300)],
        help_text=_(
            "Two sentences that can be read alone, in lists and search results. "
            "300 characters at most."
        ),
    )  # fmt: skip
    domains = ParentalManyToManyField(
        "cms_pages.Domain", blank=True, related_name="+", verbose_name=_("domains"),
        help_text=_("What the page is about. Two or three are enough."),
    )  # fmt: skip
    keywords = models.CharField(
        _("keywords"), max_length=500, blank=True,
        help_text=_("Everyday words people may type, separated by commas."),
    )  # fmt: skip
    acronyms = models.CharField(
        _("acronyms"), max_length=200, blank=True,
        help_text=_("Acronyms the page answers to, separated by commas. For example: DETR, AMO."),
    )  # fmt: skip
    image = models.ForeignKey(
        "cms_pages.CatalogueImage", null=True, blank=True, on_delete=models.SET_NULL,
        related_name="+", verbose_name=_("image"),
        help_text=_("Shown in lists and at the top of the page."),
    )  # fmt: skip
    body = BlocksField(BodyBlock(), blank=True, verbose_name=_("text of the page"))
    related = BlocksField(
        RelatedBlock(), blank=True, verbose_name=_("see also"),
        help_text=_("Pages of the catalogue that complete this one."),
    )  # fmt: skip
    attachments = BlocksField(AttachmentsBlock(), blank=True, verbose_name=_("attachments"))
    contacts = ParentalManyToManyField(
        "cms_pages.Contact", blank=True, related_name="+", verbose_name=_("contacts"),
        help_text=_("Contacts are kept on the partner's page; tick those to show here."),
    )  # fmt: skip
    co_bearers = ParentalManyToManyField(
        "cms_pages.PartnerSpacePage", blank=True, related_name="+",
        verbose_name=_("with these partners"),
        help_text=_("Other partners who take part. The page stays in your space."),
    )  # fmt: skip
    reviewed_on = models.DateField(
        _("checked on"), null=True, blank=True,
        help_text=_("The day someone last checked that everything here is true."),
    )  # fmt: skip
    review_due_on = models.DateField(
        _("to be checked again by"), null=True, blank=True,
        help_text=_("After this day the page is listed among those to review."),
    )  # fmt: skip
    source_url = models.URLField(
        _("original page"), max_length=500, blank=True,
        help_text=_("If this page repeats one of your own site, its address."),
    )  # fmt: skip

    objects = CatalogueManager()

    # The API tells who the bearer is from the tree: these pages are made below their space only.
    parent_page_types: ClassVar[list[str]] = ["cms_pages.PartnerSpacePage"]
    subpage_types: ClassVar[list[str]] = []

    tabs: ClassVar[dict[str, list[Any]]] = {
        "essential": [
            FieldPanel("summary"),
            FieldPanel("domains", widget=DomainTree),
            MultiFieldPanel(
                [FieldPanel("keywords"), FieldPanel("acronyms")], heading=_("Words to find it by")
            ),
            FieldPanel("image"),
        ],
        "content": [FieldPanel("body")],
        "documents": [
            tick_panel("contacts"),
            tick_panel("co_bearers"),
            FieldPanel("attachments"),
            FieldPanel("related"),
        ],
        "publication": [
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("reviewed_on"), FieldPanel("review_due_on")]),
                    FieldPanel("source_url"),
                ],
                heading=_("Review and source"),
            ),
        ],
    }

    class Meta:
        abstract = True

    @classmethod
    def get_kind(cls) -> Kind:
        return KINDS[cls.kind]

    # -- rules ---------------------------------------------------------------------------------

    def publication_problems(self) -> Iterator[Problem]:
        yield from super().publication_problems()
        if self.requires_domain and not self.domains.all():
            yield "domains", gettext("Choose at least one domain.")
        yield from in_order(self, "reviewed_on", "review_due_on")
        if self.go_live_at and self.expire_at and self.go_live_at >= self.expire_at:
            yield "expire_at", gettext("The page would expire before it is published.")
        if self.image and not (self.image.description or self.image.is_decorative):
            yield (
                "image",
                gettext(
                    "This image has no description: add one in the image library, "
                    "for people who cannot see it."
                ),
            )
        yield from self._foreign_contacts()

    def _foreign_contacts(self) -> Iterator[Problem]:
        contacts = list(self.contacts.all())
        if not contacts:
            return
        space = space_of(self)
        if any(space is None or contact.page_id != space.pk for contact in contacts):
            yield "contacts", gettext("A contact belongs to another partner.")

    # -- slugs: the API addresses a page by its kind and its slug, or by its number -------------

    def _kind_slug_is_taken(self, slug: str) -> bool:
        same = type(self)._base_manager.filter(slug=slug)
        return (same.exclude(pk=self.pk) if self.pk else same).exists()

    def _get_autogenerated_slug(self, base_slug: str) -> str:
        if base_slug.isdigit():
            base_slug = f"{self.kind}-{base_slug}"
        parent = self.get_parent() if self.path else getattr(self, "_cached_parent_obj", None)
        for number in count(1):
            slug = base_slug if number == 1 else f"{base_slug[:240]}-{number}"
            if self._slug_is_available(slug, parent, self) and not self._kind_slug_is_taken(slug):
                return slug
        raise AssertionError("unreachable")

    def _set_core_field_defaults(self) -> None:
        super()._set_core_field_defaults()
        if not self.slug and self.path:
            # A title without any letter or digit leaves nothing to make a slug of.
            self.slug = self._get_autogenerated_slug(self.kind)

    def _check_slug_is_unique(self) -> None:
        super()._check_slug_is_unique()
        if self.slug.isdigit():
            raise ValidationError({"slug": gettext("A slug holds at least one letter.")})
        if self._kind_slug_is_taken(self.slug):
            raise ValidationError(
                {"slug": gettext("Another page of the same kind already has this slug.")}
            )

    def save(self, *args: Any, **kwargs: Any) -> Any:
        # Copies keep the slug of their model, which Wagtail compares with their siblings only.
        if self.pk is None and self.path and self.slug and self._kind_slug_is_taken(self.slug):
            self.slug = self._get_autogenerated_slug(self.slug)
        return super().save(*args, **kwargs)

    # -- addresses: Wagtail serves no public page ----------------------------------------------

    def get_url(self, request: Any = None, current_site: Any = None) -> str | None:
        if not self.pk:
            return None
        return html_url(self.kind, self.pk, self.slug, self.url_path)

    def get_full_url(self, request: Any = None) -> str | None:
        url = self.get_url(request)
        return absolute(url) if url else None

    url = property(get_url)
    full_url = property(get_full_url)
