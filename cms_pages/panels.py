"""The tabs of an edit form: each class says what it puts in each, and they are assembled here."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.utils.decorators import cached_classmethod

from cms_pages.widgets import TickBoxes

# Few and short: on a small screen they share a line with the admin's own buttons.
TABS = {
    "essential": _("Essentials"),
    "dates": _("Dates"),
    "content": _("Content"),
    "eligibility": _("Beneficiaries"),
    "money": _("Amounts"),
    "documents": _("Contacts and documents"),
    "publication": _("Publication"),
}


@cached_classmethod
def tabbed_edit_handler(model: Any) -> Any:
    """The edit handler of a page class: the ``tabs`` of its ancestors first, then its own."""
    children: dict[str, list[Any]] = {name: [] for name in (*TABS, "promote")}
    for cls in reversed(model.__mro__):
        for name, panels in cls.__dict__.get("tabs", {}).items():
            children[name] += panels
    children["publication"] += children.pop("promote")
    tabs = [ObjectList(panels, heading=TABS[name]) for name, panels in children.items() if panels]
    interface = TabbedInterface(tabs, base_form_class=model.base_form_class)
    return interface.bind_to_model(model)


def tick_panel(name: str, **kwargs: Any) -> FieldPanel:
    """Several choices shown as boxes to tick rather than a list to hold a key on."""
    return FieldPanel(name, widget=TickBoxes, **kwargs)
