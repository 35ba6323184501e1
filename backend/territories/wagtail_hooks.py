"""The admin screens of territories."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from backend.territories.choosers import territory_chooser_viewset
from backend.territories.viewsets import collectivity_viewset


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[ViewSet]:
    """The chooser dialogue, and the collectivités that the team adds."""
    return [territory_chooser_viewset, collectivity_viewset]
