"""Boxes to tick, in columns; those of the domains are gathered by branch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class TickBoxes(forms.CheckboxSelectMultiple):
    """Several choices shown as boxes to tick rather than a list to hold a key on."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": "tick-boxes", **(attrs or {})}, choices)

    class Media:
        css = {"all": ["cms_pages/forms.css"]}


class DomainTree(TickBoxes):
    """The domains: a frame for each branch, whose first box is the whole domain."""

    template_name = "cms_pages/widgets/domain_tree.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        branches: dict[int, dict[str, Any]] = {}
        for _group, options, _index in context["widget"]["optgroups"]:
            for option in options:
                domain = option["value"].instance
                top = domain.parent or domain
                branch = branches.setdefault(top.pk, {"label": top.label, "options": []})
                option["label"] = domain.label if domain.parent_id else _("The whole domain")
                branch["options"].append(option)
        context["widget"]["branches"] = list(branches.values())
        return context
