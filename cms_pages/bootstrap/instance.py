"""Writes what an instance starts from, once: what is there already is never written again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from django.utils import timezone

from backend.territories.departements import DepartementGrammar
from backend.territories.models import Territory
from cms_pages.bootstrap.files import starting_content
from cms_pages.demo.ledger import Ledger
from cms_pages.demo.library import SheetLibrary
from cms_pages.demo.media import Media
from cms_pages.demo.sheets import Content, Sheet
from cms_pages.demo.site import ensure_home, home_sheet, write_home, write_site
from cms_pages.demo.writer import place, write
from cms_pages.kinds import KINDS
from cms_pages.models import HomePage, PartnerSpacePage, SiteSettings
from cms_pages.spaces.roles import ensure_roles, shared_collection
from cms_pages.spaces.tree import tree_transaction
from cms_pages.taxonomy import load_taxonomy

Progress = Callable[[str], None]


class OtherDepartement(ValueError):
    """This database is already an instance of another département."""


class NoTerritories(ValueError):
    """The territories of France are to be loaded first."""


def bootstrap(
    grammar: DepartementGrammar,
    *,
    today: date | None = None,
    progress: Progress = lambda step: None,
) -> Counter[str]:
    """Make what an instance of this département lacks, in one transaction.

    Counts: pages ``added`` and ``kept``, terms ``terms``. A page that somebody made, changed,
    moved or deleted is left as it is, and so are an identity and menus already written.
    """
    _check(grammar)
    with tree_transaction():
        terms = load_taxonomy()["added"]
        ensure_roles()
        content = starting_content(grammar)
        home = ensure_home(content.site["settings"]["name"])
        ledger = Ledger()
        due = [sheet for sheet in content.sheets if _is_missing(sheet, ledger)]
        if due or home_sheet(content.site).key not in ledger.loaded:
            library = _library(content, ledger, today)
            _write_pages(due, home, library, ledger, progress)
            _write_site(content, home, library, ledger)
        return Counter(added=len(due), kept=len(content.sheets) - len(due), terms=terms)


def steps(grammar: DepartementGrammar) -> int:
    """How many times ``progress`` will be called."""
    ledger = Ledger()
    return sum(_is_missing(sheet, ledger) for sheet in starting_content(grammar).sheets)


def _check(grammar: DepartementGrammar) -> None:
    if not Territory.objects.filter(code=grammar.territory).exists():
        raise NoTerritories(grammar.territory)
    known = set(SiteSettings.objects.exclude(departement="").values_list("departement", flat=True))
    if known - {grammar.code}:
        raise OtherDepartement(", ".join(sorted(known)))


def _is_missing(sheet: Sheet, ledger: Ledger) -> bool:
    """Neither made before, even if deleted since, nor standing there under the same name."""
    model = KINDS[sheet.kind].model
    if sheet.key in ledger.loaded:
        return False
    return not model.objects.filter(slug=sheet.slug).exists() and not (
        model is PartnerSpacePage and model.objects.filter(code=sheet.slug).exists()
    )


def _library(content: Content, ledger: Ledger, today: date | None) -> SheetLibrary:
    """Finds what the sheets name, pages made by hand under the same slug included."""
    pages = ledger.pages()
    for sheet in content.sheets:
        if sheet.key not in pages:
            model = KINDS[sheet.kind].model
            for pk in model.objects.filter(slug=sheet.slug).values_list("pk", flat=True):
                pages[sheet.key] = pk
    media = Media(content, shared_collection())
    return SheetLibrary(media, pages, today or timezone.localdate())


def _write_pages(
    due: list[Sheet], home: HomePage, library: SheetLibrary, ledger: Ledger, progress: Progress
) -> None:
    """All drafts first, since each may point to any other, then their texts."""
    for sheet in due:
        library.pages[sheet.key] = place(sheet, home, library.pages).pk
    for sheet in due:
        page = KINDS[sheet.kind].model.objects.get(pk=library.pages[sheet.key])
        library.space_id = page.pk if sheet.kind == "partner" else None
        ledger.record(sheet, write(sheet, page, library))
        progress(sheet.key)


def _write_site(content: Content, home: HomePage, library: SheetLibrary, ledger: Ledger) -> None:
    """Identity, menus and home page, the first time only and where nobody has written any."""
    sheet = home_sheet(content.site)
    if sheet.key in ledger.loaded:
        return
    write_site(content.site, library)
    if home.intro or home.slots:
        ledger.record(sheet, home)
    else:
        write_home(home, sheet, library, ledger)
