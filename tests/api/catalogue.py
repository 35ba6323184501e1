"""A catalogue with every kind and every way of not being public, for the tests of the API."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from cms_pages.kinds import KINDS
from cms_pages.models import (
    Contact,
    Domain,
    EventSession,
    HomePage,
    Menus,
    PartnerSpacePage,
    SiteSettings,
    SynonymGroup,
    Term,
)
from search.drain import drain
from tests.api.places import make_places
from tests.search.world import (
    block,
    make_contact,
    make_domain,
    make_file,
    make_home,
    make_image,
    make_page,
    make_space,
    make_term,
    publish,
    stream,
)

SECRET = "zyxomire"
"""A word that only pages that are not public hold."""


@dataclass
class Catalogue:
    """What the tests name."""

    home: HomePage
    spaces: list[PartnerSpacePage] = field(default_factory=list)
    domains: dict[str, Domain] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    contacts: list[Contact] = field(default_factory=list)
    public: dict[str, list[Any]] = field(default_factory=dict)
    hidden: dict[str, Any] = field(default_factory=dict)

    def first(self, kind: str) -> Any:
        return self.public[kind][0]


def make_catalogue() -> Catalogue:
    make_places()
    world = Catalogue(make_home())
    _taxonomy(world)
    _spaces(world)
    _rich_pages(world)
    _many_pages(world)
    _hidden_pages(world)
    _site(world)
    drain()
    return world


def _taxonomy(world: Catalogue) -> None:
    for slug, label, parent in (
        ("eau-assainissement", "Eau et assainissement", None),
        ("eau-potable", "Eau potable", "eau-assainissement"),
        ("assainissement", "Assainissement", "eau-assainissement"),
        ("voirie-mobilites", "Voirie et mobilités", None),
        ("energie-climat", "Énergie et climat", None),
    ):
        above = world.domains.get(parent or "")
        world.domains[slug] = make_domain(slug, label, above)
    for vocabulary, slug, label in (
        ("phase", "emergence", "Idée, diagnostic"),
        ("phase", "realisation", "Marchés et travaux"),
        ("help", "conseil", "Conseil"),
        ("help", "amo", "Assistance à maîtrise d'ouvrage"),
        ("aid_type", "subvention-investissement", "Subvention d'investissement"),
        ("access", "gratuit", "Gratuit"),
        ("call_kind", "aap", "Appel à projets"),
        ("event_kind", "webinaire", "Webinaire"),
        ("audience", "elus", "Élus"),
        ("audience", "secretaires-mairie", "Secrétaires de mairie"),
        ("organisation_kind", "partenaire-association", "Association"),
    ):
        world.terms[slug] = make_term(vocabulary, slug, label)
    SynonymGroup.objects.create(terms="école\ngroupe scolaire")


def _spaces(world: Catalogue) -> None:
    image = make_image()
    for code, title, acronym in (
        ("caue-26", "CAUE de la Drôme", "CAUE"),
        ("sded", "Territoire d'énergie Drôme", "SDED"),
    ):
        space = make_space(
            world.home, code, title=title, acronym=acronym, logo=image, image=image,
            organisation_kind=world.terms["partenaire-association"],
            missions="<p>Conseille les <b>communes</b>.</p>", website="https://example.org/",
        )  # fmt: skip
        world.contacts.append(make_contact(space))
        world.spaces.append(space)
    world.public["partner"] = world.spaces


def _rich_pages(world: Catalogue) -> None:
    """One page of each kind with most fields filled."""
    space, other = world.spaces
    image, file = make_image("Mairie", "Une mairie en pierre."), make_file()
    shared = {
        "image": image, "domains": [world.domains["eau-potable"]], "keywords": "captage, source",
        "acronyms": "AEP", "contacts": [world.contacts[0]], "co_bearers": [other],
        "reviewed_on": date(2026, 1, 5), "review_due_on": date(2027, 1, 5),
        "attachments": stream(block("attachment", {"document": file.pk, "accessible": True})),
    }  # fmt: skip
    ruled = {"perimeter_kind": "departement", "beneficiaries": beneficiaries(2000)}
    offer = make_page(
        space, "offer", title="Diagnostiquer l'eau potable d'une école", slug="diagnostic-eau",
        body=body(image.pk, file.pk), phases=[world.terms["emergence"]],
        help_kinds=[world.terms["conseil"]], access_mode=world.terms["gratuit"],
        audiences=[world.terms["elus"]], operations="<p>Réseaux et captages.</p>",
        levels=stream(block("level", {"label": "Écoute", "text": "<p>Au téléphone.</p>"})),
        examples=stream(block("example", {"title": "Die", "year": 2024, "text": "Réussi."})),
        **shared, **ruled,
    )  # fmt: skip
    funding = {
        "aid_types": [world.terms["subvention-investissement"]], "amounts": amounts(),
        "funders": stream(block("funder", {"partner": space.pk, "level": "departement"})),
        "pieces": stream(block("piece", {"label": "Délibération", "mandatory": True})),
        "legal_basis": stream(block("text", {"title": "Règlement", "document": file.pk})),
        "objectives": "<p>Sécuriser la ressource.</p>",
    }  # fmt: skip
    world.public["offer"] = [offer]
    world.public["aid"] = [
        make_page(
            space, "aid", title="Financer un réseau d'eau", slug="aide-eau",
            calendar_kind="annual", annual_closes_day=31, annual_closes_month=10,
            phases=[world.terms["realisation"]], related=stream(block("page", offer.pk)),
            **shared, **ruled, **funding,
        )
    ]  # fmt: skip
    world.public["call"] = [
        make_page(
            space, "call", title="Appel à projets rivières", slug="appel-rivieres",
            call_kind=world.terms["aap"], edition=2026, funder_level="departement",
            criteria=stream(block("criterion", {"label": "Sobriété", "weight": 40})),
            laureates=stream(block("laureate", {"name": "Die", "note": "Berges"})),
            **shared, **ruled, **funding,
        )
    ]  # fmt: skip
    _people_pages(world, shared, ruled, file)


def _people_pages(world: Catalogue, shared: Any, ruled: Any, file: Any) -> None:
    space = world.spaces[0]
    audiences = {"audiences": [world.terms["elus"]]}
    programme = make_page(
        space, "programme", title="Nouveaux élus", slug="nouveaux-elus", year=2026,
        starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 30), **shared, **ruled, **audiences,
    )  # fmt: skip
    event = make_page(
        space, "event", title="Une heure pour l'eau", slug="une-heure-eau", live=False,
        event_kind=world.terms["webinaire"], programme=programme, funding=["free", "dife"],
        speakers=stream(block("speaker", {"name": "Camille Fictive", "role": "Urbaniste"})),
        agenda="<p>Accueil.</p>", **shared, **ruled, **audiences,
    )  # fmt: skip
    event.sessions = [
        session(20),
        session(60, modality="presentiel", seats=15, place_name="Mairie"),
    ]
    world.public["programme"], world.public["event"] = [programme], [publish(event)]
    world.public["article"] = [
        make_page(space, "article", title="Cinq villages fleuris", slug="villages-fleuris",
                  pinned_until=date(2027, 1, 1), **shared, **audiences)
    ]  # fmt: skip
    world.public["guide"] = [
        make_page(space, "guide", title="Guide de l'eau", slug="guide-eau", document=file,
                  edition_year=2026, page_count=48, printed=True, **shared, **audiences)
    ]  # fmt: skip
    world.public["newsletter"] = [
        make_page(
            space, "newsletter", title="Lettre n° 1", slug="lettre-1", number=1,
            issued_on=date(2026, 11, 2), editorial="<p>Bonjour.</p>", sections=sections(world),
            **shared,
        )
    ]  # fmt: skip
    parent = make_page(world.home, "page", title="La démarche", slug="demarche",
                       summary="Pourquoi un guichet unique.")  # fmt: skip
    child = make_page(parent, "page", title="L'histoire", slug="histoire", summary="Depuis 2017.")
    world.public["page"] = [parent, child]


def _many_pages(world: Catalogue) -> None:
    """Two dozen plain offers and aids whose facets differ."""
    domains, audiences = list(world.domains.values()), ["elus", "secretaires-mairie"]
    words = ("toiture", "pont", "chaudière", "sentier", "lavoir", "captage")
    for number in range(16):
        space = world.spaces[number % 2]
        page = make_page(
            space, "offer", title=f"Rénover un {words[number % 6]} communal",
            slug=f"renover-{number}", domains=[domains[number % 5]],
            summary="Étudier puis suivre les travaux avec la commune.",
            phases=[world.terms["emergence" if number % 3 else "realisation"]],
            audiences=[world.terms[audiences[number % 2]]],
            beneficiaries=beneficiaries((None, 500, 2000, 20000)[number % 4]),
        )  # fmt: skip
        world.public["offer"].append(page)
    for number, days in enumerate((-40, -1, 0, 5, 29, 31, 200)):
        page = make_page(
            world.spaces[number % 2], "aid", title=f"Aider un {words[number % 6]} {number}",
            slug=f"aider-{number}", domains=[domains[number % 5]], calendar_kind="window",
            closes_on=date.today() + timedelta(days=days),
            opens_on=date.today() + timedelta(days=3) if days > 100 else None,
        )  # fmt: skip
        world.public["aid"].append(page)


def _hidden_pages(world: Catalogue) -> None:
    """One page for each way of not being public, of every kind that can be."""
    now = timezone.now()
    closed = make_space(world.home, f"{SECRET}-espace", title=f"Espace {SECRET}")
    private = make_space(world.home, f"{SECRET}-prive", title=f"Privé {SECRET}")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    for kind in KINDS:
        if kind == "partner":
            continue
        places = {"draft": world.spaces[0], "expired": world.spaces[0], "future": world.spaces[0],
                  "orphan": closed, "private": private}  # fmt: skip
        for why, place in places.items():
            fields: dict[str, Any] = {
                "title": f"{SECRET} {why} {kind}", "slug": f"{SECRET}-{why}-{kind}",
                "domains": [world.domains["energie-climat"]],
            }  # fmt: skip
            page = make_page(place, kind, live=False, **fields)
            if kind == "event":
                page.sessions = [session(30)]
                page.save()
            if why != "draft":
                page = publish(page)
            if why == "expired":
                type(page).objects.filter(pk=page.pk).update(expire_at=now - timedelta(minutes=5))
            if why == "future":
                type(page).objects.filter(pk=page.pk).update(go_live_at=now + timedelta(days=2))
            world.hidden[f"{why}-{kind}"] = page
    closed.unpublish()
    world.hidden["orphan-partner"], world.hidden["private-partner"] = closed, private


def _site(world: Catalogue) -> None:
    site = Site.objects.get()
    SiteSettings.objects.create(
        site=site, name="Guichet d'essai", departement="26", owner_name="Le Département",
        legal_page=world.public["page"][0],
    )  # fmt: skip
    entry = {"label": "Démarche", "page": world.public["page"][0].pk, "url": "", "children": []}
    leak = {"label": "Brouillon", "page": world.hidden["draft-page"].pk, "url": "", "children": []}
    Menus.objects.create(site=site, main=stream(block("entry", entry), block("entry", leak)))
    slot = {"title": "À la une", "text": "<p>Lisez.</p>", "pages": [world.first("offer").pk]}
    world.home.slots = stream(block("slot", slot))
    world.home.intro = "<p>Bienvenue.</p>"
    publish(world.home)


def session(days: int, **fields: Any) -> EventSession:
    starts = timezone.now() + timedelta(days=days)
    values: dict[str, Any] = {"modality": "distanciel", "video_url": "https://example.org/live"}
    ends = starts + timedelta(hours=1)
    return EventSession(**values | fields, starts_at=starts, ends_at=ends)


def beneficiaries(most: int | None) -> str:
    if most is None:
        return "[]"
    return stream(block("case", {"natures": ["com"], "population_max": most}))


def amounts() -> str:
    return stream(
        block("fixed_rate", {"rate": "20", "ceiling": "40000", "base": "HT"}),
        block("population_scale", {"rows": [
            {"population_max": 500, "rate": "40"}, {"population_max": None, "rate": "20.5"},
        ]}),
        block("lump_sum", {"amount_min": "1000", "amount_max": "4000", "illustrative": True}),
        block("case_by_case", {"note": "À négocier."}),
    )  # fmt: skip


def body(image: int, file: int) -> str:
    text = "<p>Un <b>texte</b> <a href='https://example.org/'>lié</a>.</p>"
    titled = [{"title": "D'abord", "text": text}]
    return stream(
        block("heading", {"level": "h2", "text": "Pourquoi"}),
        block("paragraph", text),
        block("image", {"image": image, "alt": "", "caption": "La mairie"}),
        block("quote", {"text": "Utile.", "author": "Une maire"}),
        block("document", {"document": file, "title": ""}),
        block("callout", {"level": "legal", "title": "Loi", "text": text}),
        block("table", {"data": [["a", "b"], ["1", None]], "first_row_is_table_header": True}),
        block("video", {"url": "https://example.org/v", "title": "Vidéo", "transcript": text}),
        block("button", {"label": "Site", "page": None, "url": "https://example.org/"}),
        block("accordion", {"items": titled}),
        block("steps", titled),
        block("key_figures", [{"value": "62", "label": "missions"}]),
    )


def sections(world: Catalogue) -> str:
    pages = [world.first("offer").pk]
    return stream(
        block("featured", {"title": "À la une", "pages": pages}),
        block("aids", {"title": "Bientôt clos", "pages": [world.first("aid").pk]}),
        block("partner_focus", {"partner": world.spaces[1].pk, "text": "<p>Un partenaire.</p>"}),
        block("questions", {"items": [{"question": "Qui ?", "answer": "<p>Nous.</p>"}]}),
    )
