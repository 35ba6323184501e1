"""On one index each, the two engines cut texts alike, and rank alike."""

from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch

from search.engines.base import Engine
from search.engines.elasticsearch.engine import ElasticsearchEngine
from search.engines.embedded.engine import EmbeddedEngine
from search.query import SearchQuery
from search.text.analysis import exacts, stems
from search.text.french import clean
from search.text.plan import FIELD_WEIGHTS, plan
from tests.contract.conftest import Server, fill
from tests.contract.corpus import CORPUS, SYNONYMS

pytestmark = pytest.mark.elasticsearch

SENTENCES = [
    "L'école de la Drôme accueille aujourd'hui les élu·e·s et adjoint(e)s",
    "Jusqu’à 3,5 M€ d’aides : 80 % HT, plafonnées à 26.200 euros",
    "C.A.U.E., S.P.A.N.C. et A.M.O. : l'assistance à maîtrise d'ouvrage",
    "Rénovation énergétique des bâtiments communaux (m², kWh/an)",
    "Qu'est-ce que la D.E.T.R. ? Lorsqu'un projet n'a pas commencé",
    "eau-assainissement ; voirie/réseaux — « lotissement » n° 12 bis",
    "œuvres, cœur de bourg, Noël, façade, où, été, à, là-bas",
    "www.ladrome.fr contact@ladrome.fr 04.75.79.26.26 26 000 26000",
    "presqu'île, quelqu’un, entr'aide, grand'rue, 1er, 2e, XXIe",
    "E\u0301cole assai\u00adnissement élève élèves éligibilité éligible",
    "le la les un une des au aux",
    "",
    "travaux travail publics publique nouveaux nouvelle foncier foncière",
    "déclaration d'utilité publique, plan local d'urbanisme intercommunal (PLUi)",
    "Saint-Paul-Trois-Châteaux, L'Isle-d'Abeau, Étoile-sur-Rhône, Die",
]
QUERIES = [
    "école", "plan de financement", "caue", "conseil architecture", "assistance maîtrise ouvrage",
    "élus", "financement", "assainissement", "eligibilite", "plan", "conseil d'architecture",
    "projet", "isolation chauffage", "État", "assainisement colectif", "village conseil plan",
    "comment construire un groupe scolaire",
]  # fmt: skip


@pytest.fixture(scope="module")
def remote(server: Server) -> ElasticsearchEngine:
    engine = server.engine()
    fill(engine, CORPUS)
    return engine


@pytest.fixture(scope="module")
def engines(server: Server) -> tuple[Engine, Engine]:
    """On documents that hold every text field: Lucene averages over those that have one only."""
    whole = [{**dict.fromkeys(FIELD_WEIGHTS, "fiche"), **document} for document in CORPUS]
    return fill(EmbeddedEngine(), whole), fill(server.engine(), whole)


def analyzed(client: Elasticsearch, index: str, analyzer: str, text: str) -> list[tuple[int, str]]:
    tokens = client.indices.analyze(index=index, analyzer=analyzer, text=text)["tokens"]
    return [(token["position"], token["token"]) for token in tokens]


@pytest.mark.parametrize("text", [*SENTENCES, *(document["title"] for document in CORPUS)])
def test_same_words_same_places(remote: ElasticsearchEngine, text: str) -> None:
    given = (remote.writing, remote.alias)
    assert analyzed(*given, "fr", clean(text)) == stems(text)
    assert analyzed(*given, "fr_exact", clean(text)) == exacts(text)


@pytest.mark.parametrize("text", [*QUERIES, *(document["title"] for document in CORPUS)])
def test_same_hits_same_order_same_scores(engines: tuple[Engine, Engine], text: str) -> None:
    query = SearchQuery(text=plan(text, SYNONYMS))
    here, there = (engine.search(query) for engine in engines)
    assert [page_id for page_id, _ in here.hits] == [page_id for page_id, _ in there.hits]
    assert [score for _, score in here.hits] == pytest.approx(
        [score for _, score in there.hits], rel=1e-3
    )
    assert (here.total, here.relaxed) == (there.total, there.relaxed)


@pytest.mark.parametrize("document", CORPUS, ids=lambda document: document["title"])
def test_same_close_pages(engines: tuple[Engine, Engine], document: dict) -> None:
    query = SearchQuery()
    here, there = (engine.similar(document, query.base, 5) for engine in engines)
    assert here == there
