"""Thousands of odd requests: each is answered or refused as the contract says, none is a 500."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any
from urllib.parse import quote, quote_plus

import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from api.contract import CONTRACT
from search.facets import FACETS
from tests.api import contract
from tests.api.conftest import BASE, Api
from tests.api.endpoints import ENDPOINTS

REQUESTS = 5_000
NAMES = [
    *FACETS, "q", "insee", "siren", "eligibility", "id", "sort", "page", "page_size", "facets",
    "fields", "path", "code", "limit", "level", "departement", "on", "kind[]", "q[$ne]", "",
    "__class__", "format", "callback", "lang", "search",
]  # fmt: skip
VALUES = [
    "", " ", "eau", "école", "l'eau d'une école", "é" * 300, "x" * 5_000, "0", "1", "-1",
    "18446744073709551616", "1e9", "NaN", "null", "true", "26113", "26200", "2A004", "242600534",
    "DEP-26", "../../etc/passwd", "%", "%00", "\x00", "\x1b[31m", "\ud7ff", "😀" * 20, "🇫🇷",
    "' OR 1=1 --", '" OR ""="', "'; DROP TABLE search_catalogueentry; --", "<script>", "{{7*7}}",
    "${jndi:ldap://x}", "(", ")", "*", "?", "[", "\\", "a:b", "+eau -air", "eau~2", "eau^9", "AND",
    "NOT", '"', '"eau', "title:eau", "eau AND", "/eau/", "a OR b OR", "[* TO *]", "﷽" * 50,
    "a\u0301" * 100, "\u202eeau", "ﬀ", "İ", "ß", "２０２６", "٣", "2026-11",
    "2026-13", "2026-02-30",
    ",", ",,,", "eau-potable,eau-potable", "ouvert,clos", "a" * 256, "title", "-title", "--title",
    "eligible", "offer,aid", "caue-26", "\r\nSet-Cookie: a=b", "file:///etc/passwd", "//evil.org",
]  # fmt: skip
PATHS = [
    "offers/", "search/", "nothing/", "offers/%2e%2e/", "offers/%2F/", "offers/%0a/", "aids/%E9/",
    "territories/%2A/", "events/%F0%9F%98%80/", "guides//", "pages/a/similar/x/", "search/search/",
    "territories/DEP-26/", "territories/2A/", "territories/é/", "openapi.yaml", ".env", "%C0%AF/",
]  # fmt: skip
METHODS = ["get"] * 12 + ["head", "options", "post", "put", "delete", "trace"]
HEADERS = [
    {}, {}, {}, {"Accept": "application/json"}, {"Accept": "*/*;q=0"}, {"Accept": "\x00"},
    {"Accept": "a" * 9_000}, {"If-None-Match": '"' + "x" * 3_000}, {"If-None-Match": 'W/"a", *'},
    {"Accept-Language": "xx-XX,fr;q=2"}, {"Cookie": "sessionid=" + "x" * 2_000},
    {"Range": "bytes=0-"},
    {"Authorization": "Bearer x"}, {"X-Forwarded-Host": "evil.org"}, {"Content-Type": "text/xml"},
    {"X-HTTP-Method-Override": "DELETE"}, {"Origin": "null"},
]  # fmt: skip


def request(chance: random.Random) -> tuple[str, str, dict[str, str]]:
    """A method, an address and headers."""
    path = chance.choice([*ENDPOINTS * 2, *(BASE + path for path in PATHS)]).partition("?")[0]
    pairs = [
        f"{quote_plus(chance.choice(NAMES))}={encoded(chance)}"
        for _number in range(chance.choice([0, 1, 1, 2, 2, 3, 4, 6]))
    ]
    if chance.random() < 0.05:
        pairs.append(
            chance.choice(["%", "&&&", "=", "a=%zz", "q=%ff%fe", "q", "?", "#", "q=%ED%A0%80"])
        )
    return chance.choice(METHODS), path + "?" + "&".join(pairs), chance.choice(HEADERS)


def encoded(chance: random.Random) -> str:
    value = chance.choice(VALUES)
    if chance.random() < 0.2:
        value += chance.choice(VALUES)
    if chance.random() < 0.05:
        value = "".join(chr(chance.randrange(1, 0xD7FF)) for _number in range(12))
    return quote(value) if chance.random() < 0.9 else quote_plus(value, safe=",:()")


def test_no_odd_request_breaks_anything(api: Api) -> None:
    chance = random.Random(20_261_125)
    client = Client(raise_request_exception=True)
    statuses: Counter[int] = Counter()
    for _number in range(REQUESTS):
        method, url, headers = request(chance)
        response = getattr(client, method)(url, headers=headers)
        statuses[response.status_code] += 1
        assert response.status_code < 500, (method, url, headers)
        if method == "get":
            check(url, response)
    assert set(statuses) <= {200, 204, 301, 304, 400, 404, 405, 406, 410}
    assert statuses[200] > REQUESTS / 20
    assert statuses[400] > REQUESTS / 20


def check(url: str, response: Any) -> None:
    """Answers as the contract says; refusals as problems; nothing injected in a header."""
    if contract.path_of(url):
        contract.check(url, response)
    if response.status_code >= 400:
        assert response["Content-Type"] == "application/problem+json", url
    assert "a=b" not in response.headers.get("Set-Cookie", "")


schema = schemathesis.openapi.from_path(CONTRACT)
schema.config.update(base_url="http://testserver")
application = get_wsgi_application()

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_request_the_contract_can_tell_gets_what_it_tells(case: Any, api: Api) -> None:
    response = case.call(app=application)
    case.validate_response(response, checks=CHECKS)
