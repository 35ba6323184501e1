"""The lists: all kinds under ``search/``, one kind under each collection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema

from api import parameters as shared
from api import render
from api.describe import describe, list_parameters
from api.errors import InvalidParameters, ParameterError
from api.examples import SEARCH
from api.query_string import QueryString
from api.serializers.lists import list_answer
from api.views.base import Reading, ReadView, documented_get
from cms_pages.kinds import Kind
from search.answers import Answer, SearchRequest


@dataclass(frozen=True, slots=True)
class Question:
    """What a list is asked."""

    search: SearchRequest
    territory: shared.Territory | None
    fields: tuple[str, ...] | None


class ListView(ReadView):
    """One page of items with the counts of the facets around them."""

    def read(self, parameters: QueryString, reading: Reading, **kwargs: Any) -> Question:
        kind: str | None = kwargs.get("kind")
        text = parameters.text("q", shared.MAX_TEXT)
        filters = shared.read_facet_filters(parameters, reading.snapshot, reading.now)
        territory = shared.read_territory(parameters)
        eligibility = shared.read_eligibility(parameters, territory)
        ids = parameters.integers("id", shared.MAX_IDS)
        sort = parameters.choice("sort", shared.SORT_CHOICES)
        page, page_size = shared.read_page(parameters)
        facets = shared.read_facet_names(parameters)
        fields = shared.read_fields(parameters, kind)
        search = SearchRequest(
            q=text,
            kind=kind,
            filters=filters,
            profile=territory.profile if territory else None,
            eligibility=eligibility,
            ids=ids or None,
            sort=sort or "",
            page=page,
            page_size=page_size,
            facets=facets,
        )
        return Question(search, territory, fields)

    def answer(self, question: Question, reading: Reading) -> HttpResponse:
        answer = reading.snapshot.search(question.search, reading.now)
        content = {
            **_pagination(question.search, answer, reading),
            "meta": render.meta(
                answer, question.territory.as_json() if question.territory else None
            ),
            "results": [render.item(hit, question.fields) for hit in answer.hits],
            "facets": render.facets(answer.facets),
        }
        return render.json_response(content, reading.base)


def _pagination(search: SearchRequest, answer: Answer, reading: Reading) -> dict[str, Any]:
    size, page = search.page_size, search.page
    pages = ceil(answer.count / size) if size else 0
    if page > max(pages, 1):
        _refuse_page(page, max(pages, 1))
    reachable = shared.MAX_RESULTS // size if size else 0
    return {
        "count": answer.count,
        "page": page,
        "page_size": size,
        "pages": pages,
        "next": _page_url(reading, page + 1) if page < min(pages, reachable) else None,
        "previous": _page_url(reading, page - 1) if page > 1 else None,
    }


def _refuse_page(page: int, last: int) -> None:
    message = _("There is no page %(page)d: the last one is page %(last)d.")
    message %= {"page": page, "last": last}
    raise InvalidParameters([ParameterError("page", "out_of_range", message, [f"1..{last}"])])


def _page_url(reading: Reading, page: int) -> str:
    """The same request, another page."""
    query = reading.request.query_params.copy()
    query["page"] = str(page)
    return f"{reading.base}{reading.request.path}?{query.urlencode(safe=',')}"


class SearchView(ListView):
    """``search/``: every kind at once."""

    @extend_schema(
        **describe(
            "search",
            summary=gettext_lazy("Search everything"),
            description=gettext_lazy(
                "Every kind of content at once, with the facets and their counts. Values of one "
                "facet widen the choice, facets narrow one another, and the counts of a facet "
                "leave its own filter out: each says what the same query would find with this "
                "value alone. With insee or siren, items say whether the collectivity may use "
                "them, and why."
            ),
            tag="search",
            answer=list_answer(None),
            parameters=list_parameters(),
            examples=[SEARCH],
        )
    )
    def get(self, request: Any, **kwargs: Any) -> HttpResponse:
        return super().get(request, **kwargs)


class CollectionView(ListView):
    """One kind; same parameters and same shape as the search."""

    @classmethod
    def of(cls, kind: Kind) -> Callable[..., Any]:
        """The view of one collection, documented with the shape of its items."""
        words = describe(
            f"{kind.collection}_list",
            summary=kind.label_plural,
            description=gettext_lazy(
                "The items of this kind; same parameters and same shape as search/."
            ),
            tag=kind.collection,
            answer=list_answer(kind.code),
            parameters=list_parameters(),
        )
        view: type[ReadView] = type(
            f"{kind.model_name}List", (cls,), {"get": documented_get(words)}
        )
        return view.as_view()
