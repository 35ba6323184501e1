"""``manage.py relevance``: figures by engine, what was missed, an exit code."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from search.production import Production
from search.relevance import ndcg
from search.replica import replica

pytestmark = pytest.mark.django_db


def run(**options: object) -> str:
    out = StringIO()
    call_command("relevance", stdout=out, **options)
    return out.getvalue()


def table(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "queries.csv"
    path.write_text("\n".join(["query,params,expected,grade,family", *lines]), encoding="utf-8")
    return path


def test_the_discounted_gain_of_a_known_case() -> None:
    """Grades 3, 2, 3, 0, 1, 2 in this order: DCG 13.848 over an ideal of 14.595."""
    grades = {"a": 3, "b": 2, "c": 3, "e": 1, "f": 2}
    assert ndcg("abcdef", grades) == pytest.approx(0.9488, abs=1e-4)
    assert ndcg("acbfe", grades) == 1
    assert ndcg("xyz", grades) == 0
    assert ndcg(["x"] * 10 + ["a"], grades) == 0


def test_the_set_passes_on_the_embedded_engine(demonstration: None) -> None:
    said = run()
    assert said.startswith("embedded ")
    assert "question" in said


@pytest.mark.elasticsearch
def test_the_set_passes_on_both_engines(configured: Production) -> None:
    said = run()
    assert "embedded " in said
    assert "elasticsearch " in said


def test_a_miss_is_told_and_fails(
    demonstration: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = table(
        tmp_path, "detr,,aid/detr,3,right", "detr,kind=aid,offer/cantine-locale,3,wrong"
    )
    with pytest.raises(SystemExit) as stopped:
        call_command("relevance", queries=planted)
    said = capsys.readouterr().out
    assert stopped.value.code == 1
    assert "2 queries  nDCG@10 0.500  success@3 0.500" in said
    assert "missed « detr » (kind=aid)\n    expected offer/cantine-locale; came aid/detr" in said
    call_command("relevance", queries=planted, ndcg=0.5, success=0.5)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("detr,colour=blue,aid/detr,3,", "colour"),
        ("detr,,aid/detr,three,", "three"),
        ("detr,insee=00000,aid/detr,3,", "00000"),
    ],
)
def test_a_wrong_table_is_refused(
    demonstration: None, tmp_path: Path, line: str, said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        run(queries=table(tmp_path, line))


def test_an_empty_or_absent_table_is_refused(demonstration: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no query"):
        run(queries=table(tmp_path))
    with pytest.raises(CommandError, match=r"absent\.csv"):
        run(queries=tmp_path / "absent.csv")


@pytest.mark.elasticsearch
def test_an_engine_that_does_not_answer_is_no_success(configured: Production) -> None:
    from django.conf import settings

    told = {**settings.ELASTICSEARCH, "hosts": ("http://127.0.0.1:9",)}
    with override_settings(ELASTICSEARCH=told):
        replica().forget()
        with pytest.raises(CommandError, match="elasticsearch"):
            run()
    replica().forget()
