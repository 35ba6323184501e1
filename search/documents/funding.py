"""Money, for aids and calls: amounts of every shape with their sentence, funders, pieces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.documents import streams
from search.documents.base import Draft, codes, number
from search.documents.blocks import file_of
from search.documents.context import Context, Json
from search.documents.richtext import to_text
from search.eligibility import digits

TEXTS = (
    "objectives", "eligible_operations", "exclusions", "eligible_expenses", "payment_terms",
    "cumulation",
)  # fmt: skip
RATES = ("rate", "rate_min", "rate_max", "salary_rate")
EUROS = ("amount", "amount_min", "amount_max", "amount_per_fte")


def add_funding(context: Context, page: Any, draft: Draft) -> None:
    aid_types = context.codes("aid_types", page)
    draft.item["aid_types"] = aid_types
    draft.item["funders"] = [_funder(context, raw) for raw in streams.structs(page.funders)]
    draft.item["amounts"] = [
        amount_json(kind, raw)
        for kind, _id, raw in streams.entries(page.amounts)
        if isinstance(raw, Mapping)
    ]
    draft.index["aid_type"] = codes(aid_types)
    for name in TEXTS:
        source = getattr(page, name)
        draft.detail[f"{name}_html"] = context.html(source)
        draft.texts.append(to_text(source))
    for name in ("in_house_name", "instructor", "deposit_url", "deposit_platform",
                 "deposit_procedure"):  # fmt: skip
        draft.detail[name] = getattr(page, name)
    draft.detail["pieces"] = [
        {
            "label": raw.get("label") or "",
            "mandatory": raw.get("mandatory") is not False,
            "note": raw.get("note") or "",
        }
        for raw in streams.structs(page.pieces)
    ]
    draft.detail["legal_basis"] = [
        {
            "title": raw.get("title") or "",
            "date": raw.get("date") or None,
            "url": raw.get("url") or "",
            "document": file_of(context, {"document": raw.get("document")}),
        }
        for raw in streams.structs(page.legal_basis)
    ]
    draft.keywords.append(page.in_house_name)
    draft.labels += [pair["label"] for pair in aid_types]
    draft.texts += [piece["label"] for piece in draft.detail["pieces"]]
    draft.texts += [funder["name"] for funder in draft.item["funders"]]


def _funder(context: Context, raw: Mapping[str, Any]) -> Json:
    partner = context.ref(raw.get("partner"))
    name = raw.get("name") or (partner["title"] if partner else "")
    return {"name": name, "level": raw.get("level") or "autre", "partner": partner}


def amount_json(kind: str, raw: Mapping[str, Any]) -> Json:
    amount: Json = {"kind": kind}
    for name in (*RATES, *EUROS):
        if name in raw:
            amount[name] = number(raw[name])
    if kind == "population_scale":
        amount["rows"] = [
            {"population_max": row.get("population_max"), "rate": number(row.get("rate"))}
            for row in streams.items(raw.get("rows"))
        ]
    for name in ("floor", "ceiling", "public_aid_cap"):
        amount[name] = number(raw.get(name))
    amount["base"] = raw.get("base") or None
    amount["illustrative"] = bool(raw.get("illustrative"))
    amount["note"] = raw.get("note") or ""
    amount["text"] = sentence(amount)
    return amount


def sentence(amount: Json) -> str:
    """The amount as one reads it: "20 to 40%, at most €20,000 excluding tax"."""
    parts = [SHAPES[amount["kind"]](amount)] if amount["kind"] in SHAPES else []
    if amount["floor"] is not None:
        parts.append(_("at least %(amount)s") % {"amount": euros(amount["floor"])})
    if amount["ceiling"] is not None:
        parts.append(_("at most %(amount)s") % {"amount": euros(amount["ceiling"])})
    text = ", ".join(part for part in parts if part)
    if amount["base"] and text:
        base = {"HT": _("excluding tax"), "TTC": _("including tax")}.get(amount["base"], "")
        text = f"{text} {base}"
    return text


def _scale(amount: Json) -> str:
    steps = []
    for row in amount["rows"]:
        if row["population_max"] is None:
            steps.append(_("%(rate)s above") % {"rate": percent(row["rate"])})
        else:
            steps.append(
                ngettext(
                    "%(rate)s below %(n)s inhabitant",
                    "%(rate)s below %(n)s inhabitants",
                    row["population_max"],
                )
                % {"rate": percent(row["rate"]), "n": digits(row["population_max"])}
            )
    return ", ".join(steps)


def _range(low: str | None, high: str | None) -> str:
    if low and high and low != high:
        return _("%(low)s to %(high)s") % {"low": low, "high": high}
    return low or high or ""


def _staff(amount: Json) -> str:
    text = _("%(amount)s per full-time post") % {"amount": euros(amount.get("amount_per_fte"))}
    if amount.get("salary_rate") is not None:
        text += " " + _("and %(rate)s of the salary") % {"rate": percent(amount["salary_rate"])}
    return text


def _potential(amount: Json) -> str:
    rates = _range(percent(amount.get("rate_min")), percent(amount.get("rate_max")))
    basis = _("according to the financial potential")
    return f"{rates} {basis}".strip()


SHAPES: Mapping[str, Callable[[Json], str]] = {
    "fixed_rate": lambda amount: percent(amount.get("rate")) or "",
    "rate_range": lambda amount: _range(
        percent(amount.get("rate_min")), percent(amount.get("rate_max"))
    ),
    "population_scale": _scale,
    "financial_potential": _potential,
    "staff_share": _staff,
    "lump_sum": lambda amount: _range(
        euros(amount.get("amount_min")), euros(amount.get("amount_max"))
    ),
    "fixed_amount": lambda amount: euros(amount.get("amount")) or "",
    "case_by_case": lambda amount: _("case by case"),
}


def percent(value: float | None) -> str | None:
    return None if value is None else f"{_decimal(value)}\u00a0%"


def euros(value: float | None) -> str | None:
    return None if value is None else f"{_decimal(value)}\u00a0€"


def _decimal(value: float) -> str:
    if float(value).is_integer():
        return digits(int(value))
    whole, _sep, cents = f"{value:.2f}".partition(".")
    return f"{digits(int(whole))},{cents.rstrip('0')}"
