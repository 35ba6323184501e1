"""An address of every endpoint, found from the URL resolver: a new endpoint cannot be forgotten."""

from __future__ import annotations

from django.urls import URLPattern

from api import urls
from cms_pages.kinds import COLLECTIONS

SLUGS = {
    "offers": "diagnostic-eau", "aids": "aide-eau", "calls": "appel-rivieres",
    "events": "une-heure-eau", "programmes": "nouveaux-elus", "articles": "villages-fleuris",
    "guides": "guide-eau", "newsletters": "lettre-1", "partners": "caue-26", "pages": "demarche",
}  # fmt: skip
QUERIES = {
    "suggest/": "q=eau",
    "territories/": "q=die",
    "resolve/": "path=/accompagnements/diagnostic-eau/",
}
# Pages for people, and what answers everything else.
NOT_DATA = {"docs", "redoc", "unknown"}


def _address(pattern: URLPattern) -> str:
    path = str(pattern.pattern)
    collection = path.split("/", maxsplit=1)[0]
    if "<str:key>" in path:
        path = path.replace("<str:key>", SLUGS[collection])
    path = path.replace("<str:code>", "26113")
    query = QUERIES.get(path)
    return f"/api/v1/{path}" + (f"?{query}" if query else "")


ENDPOINTS = [_address(pattern) for pattern in urls.urlpatterns if pattern.name not in NOT_DATA]

assert SLUGS.keys() == COLLECTIONS.keys()
