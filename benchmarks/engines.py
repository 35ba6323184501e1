"""How long each engine takes on the same sheets: build, change, search with every facet, similar.

python -m benchmarks.engines [--sheets 2000 20000] [--repeat 100] [--elasticsearch URL]
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any
from uuid import uuid4

from search.engines.base import Engine
from search.engines.elasticsearch.client import Cluster
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.elasticsearch.indices import Indices
from search.engines.embedded.engine import EmbeddedEngine
from search.engines.fields import KEYWORDS
from search.query import (
    All,
    AnyOf,
    Between,
    ClausesCount,
    FacetCount,
    SearchQuery,
    SortKey,
    TermsCount,
)
from search.text.french import sort_key
from search.text.plan import SynonymIndex, plan

WORDS = (
    "aide commune école rénovation énergétique bâtiment toiture chauffage isolation voirie eau "
    "assainissement financement projet conseil architecte urbanisme étude diagnostic travaux "
    "département subvention dossier dépôt élu mairie intercommunalité accompagnement programme "
    "formation agent commande publique marché cadastre logement patrimoine tourisme forêt rivière "
    "inondation risque sécurité mobilité vélo numérique données site internet culture bibliothèque"
).split()
SYNONYMS = SynonymIndex([["école", "groupe scolaire"], ["élu", "élus"]])
TODAY = 739_000
VALUES = {name: [f"{name}-{number}" for number in range(12)] for name in KEYWORDS}
VALUES["kind"] = VALUES["kind"][:10]
VALUES["rules"] = [f"r{number}" for number in range(300)]
FACETS: tuple[FacetCount, ...] = (
    *(TermsCount(name, name) for name in KEYWORDS if name != "rules"),
    ClausesCount(
        "status",
        {
            "open": All((Between("opens", at_most=TODAY), Between("closes", at_least=TODAY))),
            "soon": Between("closes", TODAY, TODAY + 30),
            "closed": Between("closes", at_most=TODAY - 1),
            "coming": Between("opens", at_least=TODAY + 1),
        },
    ),
)


def sheets(number: int) -> Iterator[dict[str, Any]]:
    """Sheets of about 1.7 kB, always the same."""
    luck = random.Random(7)
    for page_id in range(1, number + 1):
        title = " ".join(luck.choices(WORDS, k=6)).capitalize()
        made = {
            "id": page_id,
            "title": title,
            "sort_title": sort_key(title),
            "keywords": luck.choices(WORDS, k=4),
            "summary": " ".join(luck.choices(WORDS, k=25)),
            "body": " ".join(luck.choices(WORDS, k=180)),
            "live_from": 0,
            "live_until": 9_999_999_999,
            "published": luck.randrange(1_700_000_000),
            "opens": TODAY + luck.randrange(-300, 100),
            "closes": TODAY + luck.randrange(-100, 300),
        }
        for name in KEYWORDS:
            made[name] = luck.sample(VALUES[name], luck.randrange(1, 4))
        yield made


def queries() -> dict[str, SearchQuery]:
    base = All((Between("live_from", at_most=1_700_000_000), Between("live_until", 1_700_000_001)))
    newest = (SortKey("published", descending=True),)
    two = {
        "kind": AnyOf("kind", ("kind-1", "kind-2")),
        "domain": AnyOf("domain", ("domain-3", "domain-4")),
    }
    words = plan("rénovation énergétique de l'école", SYNONYMS)
    typo = plan("assainisement colectif toitture", SYNONYMS)
    return {
        "list, newest first": SearchQuery(base=base, sort=newest),
        "list, every facet": SearchQuery(base=base, sort=newest, facets=FACETS),
        "three words": SearchQuery(text=words, base=base),
        "three words, every facet": SearchQuery(text=words, base=base, facets=FACETS),
        "and two facets selected": SearchQuery(text=words, base=base, selected=two, facets=FACETS),
        "with typing errors": SearchQuery(text=typo, base=base, facets=FACETS),
        "page 50 by title": SearchQuery(base=base, sort=(SortKey("sort_title"),), offset=980),
    }


def median_ms(run: Callable[[], object], repeat: int) -> float:
    times = []
    for _ in range(repeat):
        started = time.perf_counter()
        run()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def report(engine: Engine, number: int, repeat: int) -> None:
    held = list(sheets(number))
    started = time.perf_counter()
    engine.apply([(made["id"], 1, made) for made in held], 1)
    built = time.perf_counter() - started
    print(f"\n{engine.name}, {number} sheets: built in {built:.1f} s")
    for name, query in queries().items():
        total = engine.search(query).total
        took = median_ms(partial(engine.search, query), repeat)
        print(f"  {name:<28} {took:8.2f} ms   {total} found")
    took = median_ms(lambda: engine.similar(held[0], All(), 6), repeat)
    print(f"  {'similar':<28} {took:8.2f} ms")
    versions = iter(range(2, 10_000))

    def change(many: int) -> None:
        version = next(versions)
        engine.apply([(made["id"], version, made) for made in held[:many]], version)

    for many in (1, 100):
        took = median_ms(partial(change, many), 10)
        print(f"  {f'apply {many}':<28} {took:8.2f} ms")


@contextmanager
def elasticsearch(url: str) -> Iterator[Engine]:
    """An engine on an index of its own, deleted at the end."""
    engine = ElasticsearchEngine(Cluster((url,), timeout=60), f"benchmark-{uuid4().hex[:8]}")
    indices = Indices(engine.writing, engine.alias)
    name = indices.create(shown=True)
    try:
        yield engine
    finally:
        indices.delete(name)
        engine.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--repeat", type=int, default=100)
    parser.add_argument("--elasticsearch", default=os.environ.get("ELASTICSEARCH_URL", ""))
    asked = parser.parse_args()
    for number in asked.sheets:
        report(EmbeddedEngine(), number, asked.repeat)
        if asked.elasticsearch:
            with elasticsearch(asked.elasticsearch) as engine:
                report(engine, number, asked.repeat)


if __name__ == "__main__":
    main()
