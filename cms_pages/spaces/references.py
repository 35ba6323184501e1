"""What a page points to must be visible to the person who saves it.

Choosers only offer visible pages and media; a forged request could still name another partner's
draft, whose title the form would then show. The form refuses it and forgets the forged value.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.forms import ModelChoiceField
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page, ReferenceIndex

from cms_pages.spaces.visibility import (
    foreign_media_ids,
    hidden_page_ids,
    is_confined,
    media_models,
    visible_pages,
)

Reference = tuple[int, str]


def references_of(page: Any) -> set[Reference]:
    """(content type id, object id) of all a page points to, StreamFields and links included."""
    return {
        (content_type, str(object_id))
        for content_type, object_id, *_rest in ReferenceIndex._extract_references_from_object(page)
    }


def hidden_references(user: Any, references: set[Reference]) -> set[str]:
    """The ids, among these references, of what the person may not see."""
    hidden: set[int] = set()
    for model in (Page, *media_models()):
        content_type = ContentType.objects.get_for_model(model).pk
        ids = {object_id for kind, object_id in references if kind == content_type}
        if model is Page:
            hidden |= hidden_page_ids(user, ids)
        else:
            hidden |= foreign_media_ids(user, model, ids)
    return {str(pk) for pk in hidden}


def chooses_page(field: Any) -> bool:
    return isinstance(field, ModelChoiceField) and issubclass(field.queryset.model, Page)  # type: ignore[union-attr]


class OwnReferencesForm(WagtailAdminPageForm):
    """A page form that offers visible pages only, and refuses references to hidden ones."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._confined = self.for_user is not None and is_confined(self.for_user)
        if not self._confined:
            return
        self._known = references_of(self.instance) if self.is_bound and self.instance.pk else set()
        for field in self.fields.values():
            if chooses_page(field):
                field.queryset = visible_pages(self.for_user, field.queryset)

    def _post_clean(self) -> None:
        super()._post_clean()
        if not self._confined:
            return
        forged = hidden_references(self.for_user, references_of(self.instance) - self._known)
        forged |= self._forged_choices()
        if forged:
            self.add_error(None, _("This page points to content you cannot use."))
            self._forget(forged)

    def _forged_choices(self) -> set[str]:
        """Ids posted in single page choices that are not visible ones."""
        posted = {
            str(self[name].data)
            for name, field in self.fields.items()
            if chooses_page(field)
            if name in self.errors and self[name].data
        }
        return {str(pk) for pk in hidden_page_ids(self.for_user, posted)}

    def _forget(self, values: set[str]) -> None:
        """Blank forged ids, or the form shown again would print the title of what they name."""
        data: Any = self.data.copy()  # type: ignore[has-type]
        for key in list(data):
            if values.intersection(data.getlist(key)):
                kept = [value for value in data.getlist(key) if value not in values]
                data.setlist(key, kept or [""])
        self.data = data
