"""Links to other sites: asked for one by one, and only when someone wants it, for it takes time."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from typing import Any

import urllib3
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms_pages.quality.findings import Finding

SECONDS = 10.0
AT_ONCE = 8
_ADDRESS = re.compile(r"""https?://[^\s"'<>\\]+""")
# A site that refuses programs, or asks who we are, is there all the same.
_GUARDED = {401, 403, 405, 406, 429, 501, 503, 999}


def dead_links(pages: Iterable[Any]) -> Iterator[Finding]:
    """Addresses of other sites that lead nowhere; each is asked once."""
    places: dict[str, list[tuple[Any, str]]] = defaultdict(list)
    for page in pages:
        for field, address in sorted(set(addresses(page))):
            places[address].append((page, field))
    http = urllib3.PoolManager(
        maxsize=AT_ONCE,
        timeout=SECONDS,
        retries=urllib3.Retry(total=3, connect=1, read=0, redirect=3),
        headers={"User-Agent": "Bouquet content check"},
    )
    with ThreadPoolExecutor(AT_ONCE) as pool:
        faults = pool.map(lambda address: _fault(http, address), places)
        for address, fault in zip(places, faults, strict=True):
            for page, field in places[address] if fault else ():
                message = _("%(address)s does not answer: %(fault)s")
                yield Finding.on(
                    page, field, "external", message % {"address": address, "fault": fault}
                )


def addresses(page: Page) -> Iterator[tuple[str, str]]:
    """Each address of another site that a page holds, with its field."""
    for field, value in page.serializable_data().items():
        text = value if isinstance(value, str) else json.dumps(value, cls=DjangoJSONEncoder)
        for found in _ADDRESS.findall(text):
            yield field, unescape(found).rstrip(".,;:!?)")


def _fault(http: urllib3.PoolManager, address: str) -> str:
    """What is wrong with an address, or nothing."""
    try:
        # Some servers know no HEAD: the whole page is then begun, not read.
        status = http.request("HEAD", address).status
        if status >= 400 and status not in _GUARDED:
            answer = http.request("GET", address, preload_content=False)
            status = answer.status
            answer.close()
    except urllib3.exceptions.HTTPError as error:
        return type(getattr(error, "reason", None) or error).__name__
    return str(status) if status >= 400 and status not in _GUARDED else ""
