"""The strict reader of query strings, without any view."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InvalidParameters
from api.query_string import QueryString


def reader(query: str) -> QueryString:
    return QueryString(QueryDict(query))


def faults(query_string: QueryString) -> dict[str, str]:
    with pytest.raises(InvalidParameters) as caught:
        query_string.finish()
    return {error.parameter: error.code for error in caught.value.errors}


def test_several_values_come_by_comma_or_repetition_without_doubles() -> None:
    query = reader("domain=eau,voirie&domain=eau&domain=,habitat,")
    assert query.choices("domain", ["eau", "voirie", "habitat"]) == ("eau", "voirie", "habitat")
    query.finish()


def test_an_unknown_value_is_named_with_what_is_allowed_and_a_guess() -> None:
    query = reader("status=overt")
    assert query.choices("status", ["a-venir", "ouvert", "clos"]) == ()
    with pytest.raises(InvalidParameters) as caught:
        query.finish()
    (error,) = caught.value.errors
    assert error.parameter == "status"
    assert list(error.allowed) == ["a-venir", "ouvert", "clos"]
    assert "overt" in error.message
    assert "ouvert" in error.message


def test_an_unknown_parameter_is_refused_and_what_exists_is_listed() -> None:
    query = reader("domaine=eau&q=x")
    query.text("q", 10)
    query.choices("domain", [])
    with pytest.raises(InvalidParameters) as caught:
        query.finish()
    (error,) = caught.value.errors
    assert (error.parameter, error.code) == ("domaine", "unknown_parameter")
    assert list(error.allowed) == ["q", "domain"]


def test_every_fault_is_told_at_once() -> None:
    query = reader("page=x&q=a&q=b&nosuch=1&status=no")
    query.integer("page", 1, 9, 1)
    query.text("q", 10)
    query.choices("status", ["ouvert"])
    assert faults(query) == {
        "page": "invalid_number",
        "q": "repeated",
        "nosuch": "unknown_parameter",
        "status": "unknown_value",
    }


@pytest.mark.parametrize(
    "value", ["", "-1", "+1", "01", "1.0", "1e3", " 1", "٣", "１", "1_0", "9" * 40, "NaN", "0x1"]
)
def test_a_number_is_plain_digits(value: str) -> None:
    query = QueryString(_query(page=value))
    query.integer("page", 1, 100, 1)
    assert faults(query) == {"page": "invalid_number"}


def test_empty_texts_and_choices_are_as_good_as_absent() -> None:
    query = reader("q=&domain=&sort=")
    assert query.text("q", 10) == ""
    assert query.choices("domain", ["eau"]) == ()
    assert query.choice("sort", ["title"]) is None
    query.finish()


def test_a_text_loses_its_control_characters_and_has_an_end() -> None:
    assert QueryString(_query(q="a\x00b\x1f ")).text("q", 10) == "a b"
    query = QueryString(_query(q="é" * 11))
    assert query.text("q", 10) == ""
    assert faults(query) == {"q": "too_long"}


def test_a_form_is_described() -> None:
    query = reader("month=2026-13,2026-11")
    assert query.matching("month", re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])"), "AAAA-MM") == ()
    assert faults(query) == {"month": "invalid_form"}


def test_identifiers() -> None:
    assert reader("id=3,1&id=3").integers("id", 10) == (3, 1)
    for query in ("id=0", "id=a", "id=", "id=1,b", "id=1,2,3"):
        bad = reader(query)
        assert bad.integers("id", 2) == ()
        assert set(faults(bad)) == {"id"}


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=5))
def test_nothing_breaks_the_reader(data: dict[str, str]) -> None:
    query = QueryString(_query(**data))
    query.text("q", 100)
    query.integer("page", 1, 10, 1)
    query.integers("id", 5)
    query.choices("domain", ["eau"])
    query.choice("sort", ["title"])
    with suppress(InvalidParameters):
        query.finish()


def _query(**data: str) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(data)
    return query
