"""The addresses of the API, below ``/api/v1/``."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from api.views.base import Unknown
from api.views.docs import ContractView, RedocView, SwaggerView
from api.views.items import DetailView, SimilarView
from api.views.lists import CollectionView, SearchView
from api.views.root import RootView
from api.views.site import ResolveView, SiteView
from api.views.suggestions import SuggestView
from api.views.territories import TerritoriesView, TerritoryView
from api.views.vocabularies import DomainsView, FacetsView
from cms_pages.kinds import COLLECTIONS, Kind

app_name = "api"


def collection_paths(kind: Kind) -> list[URLPattern]:
    """A collection, its items, and what is close to each."""
    name = kind.collection
    given = {"kind": kind.code}
    return [
        path(f"{name}/", CollectionView.of(kind), given, name=f"{name}-list"),
        path(f"{name}/<str:key>/", DetailView.of(kind), given, name=f"{name}-detail"),
        path(f"{name}/<str:key>/similar/", SimilarView.of(kind), given, name=f"{name}-similar"),
    ]


urlpatterns = [
    path("", RootView.as_view(), name="root"),
    path("search/", SearchView.as_view(), name="search"),
    *(pattern for kind in COLLECTIONS.values() for pattern in collection_paths(kind)),
    path("facets/", FacetsView.as_view(), name="facets"),
    path("suggest/", SuggestView.as_view(), name="suggest"),
    path("domains/", DomainsView.as_view(), name="domains"),
    path("territories/", TerritoriesView.as_view(), name="territories"),
    path("territories/<str:code>/", TerritoryView.as_view(), name="territory"),
    path("site/", SiteView.as_view(), name="site"),
    path("resolve/", ResolveView.as_view(), name="resolve"),
    path("openapi.json", ContractView.as_view(), name="contract"),
    path("docs/", SwaggerView.as_view(), name="docs"),
    path("redoc/", RedocView.as_view(), name="redoc"),
    re_path(r"^(?P<path>.*)$", Unknown.as_view(), name="unknown"),
]
