"""Fields used by several page models."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from wagtail.fields import RichTextField, StreamField

from cms_pages.widgets import TickBoxes

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations.

    Blocks describe the inside of a JSON column: no schema depends on them, and writing every
    label of every block in a migration makes each wording change a migration.
    """

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs


def rich_text(*args: Any, **kwargs: Any) -> RichTextField:
    """An optional rich text with the project's few features."""
    return RichTextField(*args, blank=True, features=RICH_TEXT, **kwargs)


class MultipleChoiceField(models.JSONField):
    """Several codes of a closed list, kept in the list's order as a JSON array."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs["blank"] = True
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        kwargs.pop("choices_form_class", None)
        return forms.TypedMultipleChoiceField(
            choices=self.choices or (),
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=TickBoxes,
            initial=self.get_default,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        allowed = [code for code, _label in self.flatchoices]
        if not isinstance(value, list) or any(code not in allowed for code in value):
            raise ValidationError(
                gettext("Choose among: %(codes)s.") % {"codes": ", ".join(allowed)}
            )
