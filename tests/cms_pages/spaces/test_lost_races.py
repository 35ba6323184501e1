"""A write that lost a race is replayed, then refused politely, and never half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from cms_pages.spaces.tree import ATTEMPTS, LostRaceMiddleware, is_lost_race

pytestmark = pytest.mark.django_db

TAKEN = IntegrityError("UNIQUE constraint failed: wagtailcore_page.path")


class View:
    """A view that writes, then loses its first races, as Django calls it."""

    def __init__(self, losses: int, error: Exception = TAKEN) -> None:
        self.losses, self.error, self.calls, self.read = losses, error, 0, b""
        self.middleware = LostRaceMiddleware(self)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.calls += 1
        Group.objects.create(name=f"essai {self.calls}")
        if request.FILES:
            self.read = request.FILES["file"].read()
        if self.calls > self.losses:
            return HttpResponse("fait")
        answer = self.middleware.process_exception(request, self.error)
        if answer is None:
            raise self.error
        return answer


def post(view: View, path: str = "/admin/pages/1/edit/", **data: Any) -> HttpResponse:
    return view.middleware(RequestFactory().post(path, data))


def names() -> list[str]:
    return list(Group.objects.filter(name__startswith="essai").values_list("name", flat=True))


def test_replayed_until_it_passes() -> None:
    view = View(losses=2)
    assert post(view).content.decode() == "fait"
    assert names() == ["essai 3"]


def test_a_file_is_read_again() -> None:
    view = View(losses=1)
    post(view, file=SimpleUploadedFile("a.txt", b"contenu"))
    assert view.read == b"contenu"


def test_refused_politely_in_the_end() -> None:
    view = View(losses=99)
    answer = post(view)
    assert (answer.status_code, answer["Retry-After"], view.calls) == (503, "5", ATTEMPTS)
    assert "Rien n'est perdu" in answer.content.decode().replace("&#x27;", "'")
    assert names() == []


def test_a_lock_waited_for_in_vain_is_not_waited_for_again() -> None:
    view = View(losses=99, error=OperationalError("database is locked"))
    assert post(view).status_code == 503
    assert view.calls == 1


def test_a_fault_of_ours_is_not_hidden() -> None:
    with pytest.raises(IntegrityError):
        post(View(losses=99, error=IntegrityError("NOT NULL constraint failed: x.y")))
    assert names() == []


def test_reads_and_the_rest_of_the_site_are_left_alone() -> None:
    for method, path in (("get", "/admin/"), ("post", "/api/v1/search/")):
        view = View(losses=99)
        with pytest.raises(IntegrityError), transaction.atomic():
            view.middleware(getattr(RequestFactory(), method)(path))
        assert view.calls == 1


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (TAKEN, True),
        (IntegrityError("FOREIGN KEY constraint failed"), True),
        (OperationalError("database is locked"), True),
        (OperationalError("no such table: x"), False),
        (ValueError("database is locked"), False),
    ],
)
def test_what_is_a_lost_race(error: Exception, expected: bool) -> None:
    assert is_lost_race(error) is expected
