"""What the admin loads of this application."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet

from cms_pages.coverage import hooks as _coverage_hooks  # noqa: F401 - registers the report
from cms_pages.snippets import TaxonomyViewSetGroup
from cms_pages.spaces import hooks as _spaces_hooks  # noqa: F401 - registers the spaces' hooks

register_snippet(TaxonomyViewSetGroup)
