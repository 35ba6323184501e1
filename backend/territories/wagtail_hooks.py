"""The admin screens of territories."""

from __future__ import annotations

from wagtail import hooks

from backend.territories.choosers import TerritoryChooserViewSet, territory_chooser_viewset


@hooks.register("register_admin_viewset")
def register_territory_chooser() -> TerritoryChooserViewSet:
    """The chooser dialogue."""
    return territory_chooser_viewset
