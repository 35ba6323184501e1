"""The tables of the report: public pages counted in rows and columns."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.territories import vocabularies
from cms_pages.coverage.snapshot import RULED_KINDS, PublicPage, Snapshot
from cms_pages.kinds import KINDS
from cms_pages.models import Domain

SHADES = 4
BAR = 100
Keys = Callable[[PublicPage], Iterable[Any]]


@dataclass(frozen=True, slots=True)
class Cell:
    """A count, and how dark its background is: from 0 to ``SHADES``."""

    count: int
    shade: int


@dataclass(frozen=True, slots=True)
class Row:
    """A line; ``total`` counts each page once, and ``bar`` draws it out of ``BAR``."""

    label: str
    full_label: str
    cells: tuple[Cell, ...]
    total: int
    bar: int
    is_group: bool = False
    is_inside: bool = False
    is_hole: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One table; its feet are lines that a reader does not compare with the others."""

    code: str
    title: str
    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    feet: tuple[Row, ...]
    holes: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row before its pages are counted."""

    label: str
    pages: list[PublicPage]
    full_label: str = ""
    is_group: bool = False
    is_inside: bool = False
    may_be_hole: bool = False


def build(snapshot: Snapshot) -> list[Table]:
    domains = list(Domain.objects.select_related("parent").order_by("position", "pk"))
    return [
        domains_kinds(snapshot, domains),
        domains_partners(snapshot, domains),
        natures_kinds(snapshot),
    ]


def domains_kinds(snapshot: Snapshot, domains: list[Domain]) -> Table:
    lines = _domain_lines(snapshot, domains)
    rows = _rows(lines, list(KINDS), lambda page: [page.kind])
    return Table(
        "domains-kinds",
        _("Domains and kinds of pages"),
        _("Public pages of each kind in each domain. A domain counts the pages of those it holds."),
        _("Domain"),
        tuple(str(kind.label_plural) for kind in KINDS.values()),
        rows,
        _rows(_domain_feet(snapshot), list(KINDS), lambda page: [page.kind]),
        _domain_holes(rows),
    )


def domains_partners(snapshot: Snapshot, domains: list[Domain]) -> Table:
    partners = list(snapshot.partners)
    rows = _rows(_domain_lines(snapshot, domains), partners, lambda page: page.partners)
    return Table(
        "domains-partners",
        _("Domains and partners"),
        _(
            "Public pages of each partner in each domain. A page that several partners bear "
            "counts for each of them, and once in the total."
        ),
        _("Domain"),
        tuple(snapshot.partners.values()),
        rows,
        _rows(_domain_feet(snapshot), partners, lambda page: page.partners),
        _domain_holes(rows),
    )


def natures_kinds(snapshot: Snapshot) -> Table:
    ruled = [page for page in snapshot.pages.values() if page.kind in RULED_KINDS]
    lines = [
        Line(
            str(entry.label),
            [page for page in ruled if code in page.natures],
            may_be_hole=True,
        )
        for code, entry in vocabularies.NATURES.items()
    ]
    feet = [
        Line(_("Open to every nature"), [page for page in ruled if page.open_to_all]),
        Line(_("All pages, each counted once"), ruled),
    ]
    rows = _rows(lines, RULED_KINDS, lambda page: [page.kind])
    count = len(_names_of_holes(rows))
    holes = ngettext(
        "%(count)d nature without any page: %(names)s.",
        "%(count)d natures without any page: %(names)s.",
        count,
    ) % {"count": count, "names": ", ".join(_names_of_holes(rows))}
    return Table(
        "natures-kinds",
        _("Natures of beneficiaries and kinds of pages"),
        _(
            "Public pages that a collectivité of each nature may benefit from. "
            "A page that names no nature is open to all, and counts for each."
        ),
        _("Nature"),
        tuple(str(KINDS[code].label_plural) for code in RULED_KINDS),
        rows,
        _rows(feet, RULED_KINDS, lambda page: [page.kind]),
        holes if count else _("Every nature has at least one page."),
    )


def _domain_lines(snapshot: Snapshot, domains: list[Domain]) -> list[Line]:
    """A domain of the first level counts, once each, the pages of the domains it holds."""
    held: defaultdict[int, set[int]] = defaultdict(set)
    for domain in domains:
        held[domain.pk].add(domain.pk)
        if domain.parent_id:
            held[domain.parent_id].add(domain.pk)
    by_domain: defaultdict[int, list[PublicPage]] = defaultdict(list)
    for page in snapshot.pages.values():
        for pk in page.domains:
            by_domain[pk].append(page)
    return [
        Line(
            domain.label,
            list({page.pk: page for pk in held[domain.pk] for page in by_domain[pk]}.values()),
            full_label=str(domain),
            is_group=len(held[domain.pk]) > 1,
            is_inside=domain.parent_id is not None,
            may_be_hole=len(held[domain.pk]) == 1,
        )
        for domain in domains
    ]


def _domain_feet(snapshot: Snapshot) -> list[Line]:
    pages = list(snapshot.pages.values())
    return [
        Line(_("Without a domain"), [page for page in pages if not page.domains]),
        Line(_("All pages, each counted once"), pages),
    ]


def _domain_holes(rows: Iterable[Row]) -> str:
    names = _names_of_holes(rows)
    if not names:
        return _("Every domain has at least one page.")
    return ngettext(
        "%(count)d domain without any page: %(names)s.",
        "%(count)d domains without any page: %(names)s.",
        len(names),
    ) % {"count": len(names), "names": ", ".join(names)}


def _names_of_holes(rows: Iterable[Row]) -> list[str]:
    return [row.full_label for row in rows if row.is_hole]


def _rows(lines: list[Line], columns: Iterable[Any], keys: Keys) -> tuple[Row, ...]:
    """The counts of each line; shades and bars compare the lines of one table."""
    columns = list(columns)
    counts = [Counter(key for page in line.pages for key in keys(page)) for line in lines]
    most = max((count[column] for count in counts for column in columns), default=0)
    longest = max((len(line.pages) for line in lines), default=0)
    return tuple(
        Row(
            line.label,
            line.full_label or line.label,
            tuple(Cell(count[key], _share(count[key], most, SHADES)) for key in columns),
            len(line.pages),
            _share(len(line.pages), longest, BAR),
            line.is_group,
            line.is_inside,
            line.may_be_hole and not line.pages,
        )
        for line, count in zip(lines, counts, strict=True)
    )


def _share(count: int, most: int, steps: int) -> int:
    """A count as a whole number of steps, at least one when it is not zero."""
    return -(-count * steps // most) if most else 0
