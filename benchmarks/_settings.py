"""The project's settings with Wagtail's own API beside ours, on a database of its own."""

from __future__ import annotations

from backend.settings import *  # noqa: F403
from backend.settings import INSTALLED_APPS as APPS

INSTALLED_APPS = [*APPS, "wagtail.api.v2", "wagtail.api.v3"]
ROOT_URLCONF = "benchmarks._urls"
# The same number of items a page everywhere.
WAGTAILAPI_LIMIT_MAX = 100
