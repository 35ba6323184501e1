"""Codes are checked strings."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from backend.territories.codes import (
    is_insee,
    is_siren,
    is_wider,
    luhn,
    normalise,
    validate_siren,
    validate_territory_code,
)
from backend.territories.departements import departement_grammar, departements


@pytest.mark.parametrize("code", ["26001", "01001", "2A004", "2B033", "20004", "97101", "98818",
                                  "75056", "95680"])  # fmt: skip
def test_insee_codes(code: str) -> None:
    assert is_insee(code)
    validate_territory_code(code)


@pytest.mark.parametrize("code", ["", "2600", "260011", "2C004", "2a004", "00001", "96001",
                                  "99123", "A6001", "26 01", "２６００１",
                                  "26001\n", "2A00", "-2600"])  # fmt: skip
def test_what_is_not_an_insee_code(code: str) -> None:
    assert not is_insee(code)


@pytest.mark.parametrize("code", ["242600534", "200068781", "938438454", "356000000", "704930550"])
def test_sirens(code: str) -> None:
    assert is_siren(code)
    validate_siren(code)
    validate_territory_code(code)


@pytest.mark.parametrize("code", ["242600535", "24260053", "2426005340", "abcdefghi", "",
                                  "242 600 534", "٢٤٢٦٠٠٥٣٤", "242600534\n"])  # fmt: skip
def test_what_is_not_a_siren(code: str) -> None:
    assert not is_siren(code)
    with pytest.raises(ValidationError):
        validate_siren(code)


def test_luhn_catches_every_single_error() -> None:
    for place in range(9):
        for digit in "0123456789":
            changed = "242600534"[:place] + digit + "242600534"[place + 1 :]
            assert luhn(changed) is (changed == "242600534")


def test_wider_codes() -> None:
    assert is_wider("DEP-26")
    assert is_wider("DEP-2A")
    assert is_wider("DEP-976")
    assert is_wider("REG-84")
    assert not is_wider("DEP-")
    assert not is_wider("dep-26")
    assert not is_wider("REG-845678")


@pytest.mark.parametrize("code", ["DEP", "26", "x" * 300, "26001 "])
def test_what_is_not_a_territory_code(code: str) -> None:
    with pytest.raises(ValidationError):
        validate_territory_code(code)


def test_normalise() -> None:
    assert normalise(" 242 600 534 ") == "242600534"
    assert normalise("2a004") == "2A004"
    assert normalise("dep-26") == "DEP-26"


@pytest.mark.parametrize(
    ("code", "of", "inside", "institution"),
    [
        ("26", "de la Drôme", "dans la Drôme", "Conseil départemental de la Drôme"),
        ("DEP-07", "de l'Ardèche", "en Ardèche", "Conseil départemental de l'Ardèche"),
        ("75", "de Paris", "à Paris", "Ville de Paris"),
        ("67", "du Bas-Rhin", "dans le Bas-Rhin", "Collectivité européenne d'Alsace"),
        ("2a", "de la Corse-du-Sud", "en Corse-du-Sud", "Collectivité de Corse"),
        ("28", "d'Eure-et-Loir", "en Eure-et-Loir", "Conseil départemental d'Eure-et-Loir"),
    ],
)  # fmt: skip
def test_grammar_of_departements(code: str, of: str, inside: str, institution: str) -> None:
    grammar = departement_grammar(code)
    assert (grammar.of, grammar.inside, grammar.institution) == (of, inside, institution)
    assert grammar.territory == f"DEP-{grammar.code}"


def test_all_the_departements_are_there() -> None:
    assert len(departements()) == 101
    for grammar in departements().values():
        assert grammar.name
        assert grammar.subject
        assert grammar.of.startswith(("de ", "du ", "des ", "d'"))
        assert is_insee(grammar.chef_lieu)
    for code in ("", "99", "975", "DEP-", "drome"):
        with pytest.raises(LookupError):
            departement_grammar(code)
