"""Makes thousands of public pages quickly: rows are written in bulk, as publication leaves them.

Publishing 20,000 pages one by one would take a quarter of an hour and measure Wagtail, not the
read side. The pages are complete (summary, text, domains, phases, eligibility) and always the
same for one size, so that two runs compare.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.models.sql import InsertQuery
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from cms_pages.models import AidPage, Domain, HomePage, OfferPage, PartnerSpacePage, Term
from search.marks import drain_later, mark
from search.models import Mark

WORDS = """accessibilité adduction aménagement appui architecte assainissement assistance atelier
bâtiment biodiversité bourg budget cadastre captage carrefour chaufferie cimetière commerce
commune concertation conduite conseil contrat convention crèche diagnostic digue dossier eau école
économie éclairage église énergie équipement espace étude expertise façade faisabilité
financement foncier forêt formation friche gestion giratoire habitat halle hydraulique
incendie inondation ingénierie isolation jardin juridique lavoir logement lotissement mairie
maison maîtrise marché médiathèque mobilité mutualisation numérique ouvrage parking patrimoine
paysage photovoltaïque piste place plan plateau pont potable procédure programme projet
protection quartier rénovation réseau restauration rivière route ruissellement rural salle santé
sécurité signalétique site sobriété source stade station subvention schéma tourisme toiture
trottoir urbanisme vallée vélo village voirie zone""".split()
TITLES = ("Rénover", "Aménager", "Financer", "Étudier", "Entretenir", "Protéger", "Construire")
PARTNERS = 12
START = datetime(2024, 1, 8, 9, tzinfo=UTC)
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class _World:
    """What pages are made of."""

    spaces: list[PartnerSpacePage]
    domains: list[Domain]
    terms: list[Term]
    locale: Locale

    def of(self, vocabulary: str) -> list[Term]:
        return [term for term in self.terms if term.vocabulary == vocabulary]


def generate(count: int, seed: int = 26) -> None:
    """Put ``count`` offers and aids below a dozen new partners, all public, and mark them all."""
    chance = random.Random(seed)
    with drain_later(), transaction.atomic():
        home = HomePage.objects.first() or _home()
        spaces = [_space(home, number) for number in range(PARTNERS)]
        world = _World(
            spaces, list(Domain.objects.all()), list(Term.objects.all()), Locale.get_default()
        )
        for start in range(0, count, CHUNK):
            _write(range(start, min(start + CHUNK, count)), world, chance)
        for space in spaces:
            Page.objects.filter(pk=space.pk).update(numchild=_children(space))
        mark(Mark.Subject.EVERYTHING)


def _home() -> HomePage:
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = root.add_child(instance=HomePage(title="Accueil", slug="accueil-mesures", live=True))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home}
    )
    return home


def _space(home: HomePage, number: int) -> PartnerSpacePage:
    code = f"partenaire-{number}"
    space = PartnerSpacePage(
        title=f"Partenaire {number}",
        slug=code,
        code=code,
        summary="Un partenaire engendré pour les mesures.",
        first_published_at=START,
        last_published_at=START,
    )
    return home.add_child(instance=space)


def _children(space: PartnerSpacePage) -> int:
    return Page.objects.filter(path__startswith=space.path, depth=space.depth + 1).count()


def _write(numbers: Sequence[int], world: _World, chance: random.Random) -> None:
    pages = [_page(number, world, chance) for number in numbers]
    offers = [page for page in pages if isinstance(page, OfferPage)]
    aids = [page for page in pages if isinstance(page, AidPage)]
    for model, own in ((OfferPage, offers), (AidPage, aids)):
        _insert(model, own)
        _link(model, "domains", own, world.domains, chance)
        _link(model, "phases", own, world.of("phase"), chance)
    _link(OfferPage, "help_kinds", offers, world.of("help"), chance)
    _link(AidPage, "aid_types", aids, world.of("aid_type"), chance)


def _page(number: int, world: _World, chance: random.Random) -> OfferPage | AidPage:
    model = AidPage if number % 3 == 0 else OfferPage
    space = world.spaces[number % PARTNERS]
    words = chance.sample(WORDS, 4)
    title = f"{chance.choice(TITLES)} {' et '.join(words[:2])} : {' '.join(words[2:])}"
    published = START + timedelta(minutes=17 * number)
    path = Page._get_path(space.path, space.depth + 1, number // PARTNERS + 1)
    slug = f"{slugify(title)[:60]}-{number}"
    fields: dict[str, Any] = {
        "title": title,
        "draft_title": title,
        "slug": slug,
        "path": path,
        "depth": space.depth + 1,
        "numchild": 0,
        "url_path": f"{space.url_path}{slug}/",
        "content_type": ContentType.objects.get_for_model(model),
        "locale": world.locale,
        "translation_key": uuid.UUID(int=chance.getrandbits(128), version=4),
        "live": True,
        "has_unpublished_changes": False,
        "first_published_at": published,
        "last_published_at": published,
        "latest_revision_created_at": published,
        "summary": _sentence(chance, 18)[:300],
        "keywords": ", ".join(chance.sample(WORDS, 3)),
        "body": _body(chance),
        "beneficiaries": _beneficiaries(chance),
    }
    if model is AidPage:
        closes = date(2026, 1, 1) + timedelta(days=number % 700)
        fields |= {"calendar_kind": "window", "closes_on": closes}
    return model(**fields)


def _sentence(chance: random.Random, length: int) -> str:
    return f"{' '.join(chance.choices(WORDS, k=length)).capitalize()}."


def _body(chance: random.Random) -> list[dict[str, Any]]:
    paragraphs = [
        {"type": "paragraph", "value": f"<p>{_sentence(chance, 60)}</p>"} for _ in range(3)
    ]
    heading = {"type": "heading", "value": {"level": "h2", "text": _sentence(chance, 4)}}
    return [heading, *paragraphs]


def _beneficiaries(chance: random.Random) -> list[dict[str, Any]]:
    """Half of the pages have a rule, of a dozen different ones."""
    if chance.random() < 0.5:
        return []
    most = chance.choice([500, 1000, 2000, 3500, 5000, 20000])
    value: dict[str, Any] = {"population_max": most, "population_kind": "municipale"}
    if chance.random() < 0.5:
        value["natures"] = ["com"]
    return [{"type": "case", "value": value}]


def _insert(model: type[Any], pages: list[Any]) -> None:
    """Rows of the page table, then those of the kind: Django's bulk_create stops at the first."""
    if not pages:
        return
    page_fields = [field.name for field in Page._meta.concrete_fields if not field.primary_key]
    parents = [Page(**{name: getattr(page, name) for name in page_fields}) for page in pages]
    for parent, page in zip(Page.objects.bulk_create(parents, 500), pages, strict=True):
        page.pk = page.page_ptr_id = parent.pk
    fields = model._meta.local_concrete_fields
    for start in range(0, len(pages), 200):
        query = InsertQuery(model)
        query.insert_values(fields, pages[start : start + 200])
        query.get_compiler(DEFAULT_DB_ALIAS).execute_sql()


def _link(
    model: type[Any],
    name: str,
    pages: Iterable[Any],
    targets: Sequence[models.Model],
    chance: random.Random,
) -> None:
    """One to three targets for each page."""
    field = model._meta.get_field(name)
    through = field.remote_field.through
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    rows = [
        through(**{f"{source}_id": page.pk, f"{target}_id": chosen.pk})
        for page in pages
        for chosen in chance.sample(targets, min(len(targets), chance.randint(1, 3)))
    ]
    through._default_manager.bulk_create(rows, 1000)
