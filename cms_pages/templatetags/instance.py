"""The instance's own name, for the admin's templates."""

from __future__ import annotations

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def instance_name() -> str:
    return settings.WAGTAIL_SITE_NAME
