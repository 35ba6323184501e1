"""Building blocks of the declarations of answers; a field is required unless said otherwise."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Shape = serializers.Serializer


def string(help_text: Any = None, **options: Any) -> serializers.CharField:
    """A text, possibly empty."""
    return serializers.CharField(help_text=help_text, **options)


def markup(help_text: Any = None, **options: Any) -> serializers.CharField:
    """Safe HTML: a short list of tags, links already resolved."""
    return serializers.CharField(help_text=help_text, **options)


def address(help_text: Any = None, **options: Any) -> serializers.CharField:
    """An absolute address; empty when there is none."""
    return serializers.CharField(help_text=help_text, **options)


def whole(help_text: Any = None, **options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text, **options)


def maybe_whole(help_text: Any = None) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text, allow_null=True)


def maybe_real(help_text: Any = None) -> serializers.FloatField:
    return serializers.FloatField(help_text=help_text, allow_null=True)


def flag(help_text: Any = None, **options: Any) -> serializers.BooleanField:
    return serializers.BooleanField(help_text=help_text, **options)


def a_day(help_text: Any = None) -> serializers.DateField:
    """A day, or null."""
    return serializers.DateField(help_text=help_text, allow_null=True)


def a_moment(help_text: Any = None) -> serializers.DateTimeField:
    """A time with its offset, or null."""
    return serializers.DateTimeField(help_text=help_text, allow_null=True)


def strings(help_text: Any = None, **options: Any) -> serializers.ListField:
    return serializers.ListField(child=serializers.CharField(), help_text=help_text, **options)


def declared(schema: dict[str, Any]) -> serializers.Field:
    """A field whose schema is given as it is."""

    @extend_schema_field(schema)
    class Declared(serializers.Field):
        pass

    return Declared()


def constant(value: str) -> serializers.Field:
    """A text that is always this one: it tells a shape from its neighbours."""
    return declared({"type": "string", "enum": [value]})


def code_among(
    codes: list[str], help_text: Any = None, *, nullable: bool = False
) -> serializers.Field:
    """A ``{code, label}`` whose codes are closed."""
    schema: dict[str, Any] = {
        "type": ["object", "null"] if nullable else "object",
        "required": ["code", "label"],
        "properties": {"code": {"type": "string", "enum": codes}, "label": {"type": "string"}},
    }
    if help_text:
        schema["description"] = help_text
    return declared(schema)
