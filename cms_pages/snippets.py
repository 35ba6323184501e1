"""The admin screens of the taxonomies, for the staff only."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms_pages.models import Domain, SynonymGroup, Term


class StableSlugForm(WagtailAdminModelForm):
    """The code is given once; what else places the entry for the API may follow it."""

    frozen: tuple[str, ...] = ("slug",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in self.frozen:
                if name in self.fields:
                    self.fields[name].disabled = True


class TermForm(StableSlugForm):
    frozen = ("slug", "vocabulary")


class DomainViewSet(SnippetViewSet):
    model = Domain
    icon = "folder-open-1"
    menu_label = _("Domains")
    list_display = ["__str__", "slug", "order", "aides_territoires_theme"]
    list_filter = ["parent"]
    search_fields = ["label", "slug"]
    ordering = ["position"]
    list_per_page = 100
    edit_handler = ObjectList(
        [
            FieldPanel("label"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
            FieldPanel("parent"),
            FieldPanel("description"),
            FieldPanel("aides_territoires_theme"),
        ],
        base_form_class=StableSlugForm,
    )


class TermViewSet(SnippetViewSet):
    model = Term
    icon = "tag"
    menu_label = _("Terms")
    list_display = ["label", "vocabulary", "slug", "order"]
    list_filter = ["vocabulary"]
    search_fields = ["label", "slug"]
    ordering = ["vocabulary", "order", "label"]
    list_per_page = 100
    edit_handler = ObjectList(
        [
            FieldPanel("vocabulary"),
            FieldPanel("label"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
            FieldPanel("description"),
            FieldPanel("mapping"),
        ],
        base_form_class=TermForm,
    )


class SynonymViewSet(SnippetViewSet):
    model = SynonymGroup
    icon = "openquote"
    menu_label = _("Synonyms")
    list_display = ["__str__", "note"]
    search_fields = ["terms", "note"]
    list_per_page = 100
    edit_handler = ObjectList(
        [
            HelpPanel(
                content=_(
                    "A visitor who types one of these words also finds the pages that hold the "
                    "others. The change is seen at the next search."
                )
            ),
            FieldPanel("terms"),
            FieldPanel("note"),
        ]
    )


class TaxonomyViewSetGroup(SnippetViewSetGroup):
    items = (DomainViewSet, TermViewSet, SynonymViewSet)
    menu_label = _("Taxonomies")
    menu_icon = "folder-inverse"
    menu_order = 400
