"""One writer of the concurrency test, in a process of its own: posts the admin's forms.

Prints one JSON line: the status of each answer, by operation.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from cms_pages.models import FreePage, PartnerSpacePage  # noqa: E402
from tests.cms_pages.edit_form import form_data  # noqa: E402

ROUNDS = 6


def main(number: int, start: float) -> None:
    setup_test_environment()  # keeps the template contexts, and tells nobody by mail
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.get(username="administration"))
    space, other = PartnerSpacePage.objects.order_by("path")[:2]
    add = f"/admin/pages/add/cms_pages/freepage/{space.pk}/"
    blank = form_data(client, add, FreePage)
    time.sleep(max(0.0, start - time.time()))
    seen: Counter[str] = Counter()

    def post(what: str, url: str, data: Any) -> None:
        seen[f"{what} {client.post(url, data).status_code}"] += 1

    for turn in range(ROUNDS):
        name = f"page-{number}-{turn}"
        data = blank.copy()
        data["title"], data["slug"], data["action-publish"] = name, name, "1"
        post("add", add, data)
        page = FreePage.objects.filter(slug=name).first()
        if page is None:
            continue
        target = other if turn % 2 else space
        copy = {"new_title": name, "new_slug": f"{name}-copie", "new_parent_page": target.pk}
        post("copy", f"/admin/pages/{page.pk}/copy/", copy)
        post("move", f"/admin/pages/{page.pk}/move/{other.pk}/confirm/", {})
        edit = form_data(client, f"/admin/pages/{space.pk}/edit/", PartnerSpacePage)
        edit["title"], edit["action-publish"] = f"Espace {number} {turn}", "1"
        post("edit", f"/admin/pages/{space.pk}/edit/", edit)
        if turn % 3 == 2:
            post("delete", f"/admin/pages/{page.pk}/delete/", {})
    print(json.dumps(seen))


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
