"""The probes of an orchestrator."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from backend import health


def test_live_asks_nothing_of_anyone(client: Client) -> None:
    # Without the `db` mark any query would fail this test.
    for path in ("/health/live", "/health/live/"):
        answer = client.get(path, headers={"host": "10.0.0.7:8000"})
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
        assert answer.headers["Cache-Control"] == "no-store"
        assert not answer.cookies


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_up_to_date(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    assert client.get("/health/ready").json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok"},
    }
    with django_assert_max_num_queries(1):
        assert client.get("/health/ready").status_code == 200


@pytest.mark.django_db
def test_not_ready_when_a_migration_is_missing(client: Client) -> None:
    recorder = MigrationRecorder(connection)
    last = recorder.migration_qs.filter(app="cms_pages").order_by("pk").last()
    assert last is not None
    recorder.record_unapplied("cms_pages", last.name)
    with mock.patch.object(health, "_migrated", set()):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"database": "ok", "migrations": "failed"}


@pytest.mark.django_db
def test_not_ready_and_silent_when_the_database_is_gone(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with mock.patch.object(connection, "cursor", side_effect=DatabaseError("password of db-7")):
        answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "checks": {"database": "failed"}}
    assert b"db-7" not in answer.content
    assert "db-7" in caplog.text


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_probes_are_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
    assert client.head("/health/live").content == b""
