"""Loading: once, again, newer; damaged files; what the admin entered stays."""

from __future__ import annotations

import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from backend.territories.archive import Pack, PackError, write_pack
from backend.territories.directory import (
    Directory,
    UnknownTerritory,
    current_directory,
    directory,
    directory_stamp,
    refresh_directory,
)
from backend.territories.facts import Lists
from backend.territories.loading import load
from backend.territories.models import Territory, TerritoryAlias, TerritoryData, TerritoryPeriod
from backend.territories.records import read_records
from tests.territories.country import EPCI, commune, make_lists, make_pack, tables
from tests.territories.france import quiet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return make_pack(tmp_path / "pack.zip")


@pytest.fixture
def lists(tmp_path: Path) -> Lists:
    return make_lists(tmp_path / "facts")


def snapshot() -> list[Any]:
    return [
        sorted(Territory.objects.values_list("pk", "code", "name", "facts", "until", "origin"),
               key=str),
        sorted(TerritoryPeriod.objects.values_list("territory__code", "name", "until"), key=str),
        sorted(TerritoryAlias.objects.values_list("territory__code", "kind", "code"), key=str),
    ]  # fmt: skip


def test_a_second_load_does_nothing(pack: Pack, lists: Lists) -> None:
    assert load(pack, lists, quiet)
    before, stamp = snapshot(), directory_stamp()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert not load(pack, lists, quiet)
    assert len(queries) == 1
    assert (snapshot(), directory_stamp()) == (before, stamp)


def test_a_forced_load_writes_the_same_rows_with_the_same_keys(pack: Pack, lists: Lists) -> None:
    load(pack, lists, quiet)
    before, stamp = snapshot(), directory_stamp()
    assert load(pack, lists, quiet, force=True)
    assert snapshot() == before
    assert directory_stamp() != stamp


def test_a_newer_pack_keeps_keys_and_ends_what_it_lacks(
    pack: Pack, lists: Lists, tmp_path: Path
) -> None:
    load(pack, lists, quiet)
    keys = dict(Territory.objects.values_list("code", "pk"))
    rows = [row for row in tables()["territories"] if row[0] != "26003"]
    rows[0] = commune("26001", "Villeneuve-sur-Drôme")
    newer = make_pack(tmp_path / "newer.zip", territories=[*rows, commune("26004", "Neuve")])
    assert load(newer, lists, quiet)
    assert Territory.objects.get(code="26001").name == "Villeneuve-sur-Drôme"
    assert Territory.objects.get(code="26003").until is not None
    assert keys.items() <= dict(Territory.objects.values_list("code", "pk")).items()
    assert "26004" in current_directory()
    assert load(pack, lists, quiet)
    assert Territory.objects.get(code="26003").until is None


def test_what_the_team_entered_survives(pack: Pack, lists: Lists, tmp_path: Path) -> None:
    load(pack, lists, quiet)
    added = Territory.objects.create(code="200040459", nature="sivu", name="SIVU des eaux")
    added.members.add(Territory.objects.get(code="26001"))
    known = Territory.objects.get(code="252600192")
    known.name, known.origin = "Parc du Vercors", Territory.Origin.LOCAL
    known.save()
    assert load(pack, lists, quiet, force=True)
    added.refresh_from_db()
    known.refresh_from_db()
    assert (added.name, added.until, added.members.count()) == ("SIVU des eaux", None, 1)
    assert known.name == "Parc du Vercors"
    profile = current_directory().profile("200040459")
    assert profile.members == ("26001",)
    assert "200040459" in current_directory().profile("26001").within


def test_facts_of_the_small_country(pack: Pack, lists: Lists) -> None:
    load(pack, lists, quiet)
    country = current_directory()
    ville = country.profile("26001")
    assert ville.populations["totale"].value == 2001
    assert ville.rurality is not None
    assert ville.rurality.value == "bourg_rural"
    assert ville.rural is not None
    assert ville.rural.value is True  # 2,001 in an urban unit of 2,001
    assert ville.zonings["frr"].value is True
    assert ville.zonings["frr_beneficiaire"].value is False
    assert ville.zonings["pvd"].value is False
    assert "zrr" not in ville.zonings  # only the merged part was on the list
    lonely = country.profile("26003")
    assert lonely.partial_zonings.keys() == {"frr"}
    assert lonely.zonings["frr_plus"].value is False
    assert (lonely.rural, lonely.rurality, lonely.population_band) == (None, None, None)
    assert country.profile(EPCI).competences == {"eau"}
    parc = country.profile("252600192")
    assert (parc.name, parc.competences, parc.populations) == ("SM « du parc »", None, {})
    assert "200068781" not in country
    assert country.resolve("26002").code == "26001"
    assert country.profile("26001", date(2020, 1, 1)).name == "Vieilleville"


def test_nothing_loaded_is_an_empty_directory() -> None:
    nowhere = directory()
    assert len(nowhere) == 0
    assert nowhere.search("Valence") == []
    assert nowhere.search("26000") == []
    assert nowhere.search("26") == []
    assert nowhere.codes() == ()
    with pytest.raises(UnknownTerritory):
        nowhere.profile("26001")
    assert directory_stamp() == nowhere.stamp == ""


def test_the_copy_follows_the_stamp_and_costs_nothing_meanwhile(
    pack: Pack, lists: Lists, django_assert_num_queries: Any
) -> None:
    load(pack, lists, quiet)
    first = refresh_directory(directory_stamp())
    with django_assert_num_queries(0):
        assert directory() is first
        assert refresh_directory(first.stamp) is first
    with django_assert_num_queries(1):
        assert current_directory() is first
    stamp = directory_stamp()
    Territory.objects.create(code="200040459", nature="sivu", name="SIVU des eaux")
    assert directory_stamp() != stamp
    assert directory() is first
    second = current_directory()
    assert second is not first
    assert [match.code for match in second.search("sivu des eaux")] == ["200040459"]
    for write in (
        lambda: Territory.objects.get(code="200040459").members.add(
            Territory.objects.get(code="26003")),
        lambda: TerritoryAlias.objects.create(
            territory=Territory.objects.get(code="200040459"), kind="usage", name="SIGMA"),
        lambda: Territory.objects.get(code="200040459").delete(),
    ):  # fmt: skip
        stamp = directory_stamp()
        write()
        assert directory_stamp() != stamp


def test_reading_the_tables_takes_few_queries(
    pack: Pack, lists: Lists, django_assert_max_num_queries: Any
) -> None:
    load(pack, lists, quiet)
    with django_assert_max_num_queries(6):
        Directory(read_records())


def test_a_failed_load_leaves_the_tables_as_they_were(
    pack: Pack, lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(pack, lists, quiet)
    before, stamp = snapshot(), directory_stamp()
    newer = make_pack(tmp_path / "newer.zip", extra=[commune("26004", "Neuve")])
    monkeypatch.setattr("backend.territories.loading._write_datasets", lambda lists: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        load(newer, lists, quiet)
    assert (snapshot(), directory_stamp()) == (before, stamp)


def test_the_command(pack: Pack, lists: Lists) -> None:
    for expected in ("loaded", "already up to date"):
        out = io.StringIO()
        call_command("load_territories", pack=pack.path, facts=lists.folder, stdout=out)
        assert expected in out.getvalue()
    out = io.StringIO()
    call_command("load_territories", pack=pack.path, facts=lists.folder, stdout=out, verbosity=0)
    assert out.getvalue() == ""


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x05\x06" + b"\x00" * 18])
def test_a_damaged_pack_is_refused(content: bytes, tmp_path: Path, lists: Lists) -> None:
    path = tmp_path / "bad.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"bad\.zip"):
        call_command("load_territories", pack=path, facts=lists.folder)
    assert not TerritoryData.objects.exists()


def test_absent_files_are_named(pack: Pack, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("load_territories", pack=tmp_path / "nowhere.zip")
    with pytest.raises(CommandError, match=r"sources\.json"):
        call_command("load_territories", pack=pack.path, facts=tmp_path)


def test_a_pack_of_other_columns_is_refused(pack: Pack, tmp_path: Path) -> None:
    path = tmp_path / "other.zip"
    with zipfile.ZipFile(pack.path) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace("code", "kode", 1) if "terr" in name else text)
    with pytest.raises(PackError, match="territories"):
        list(Pack(path).rows("territories"))
    with pytest.raises(PackError, match="no table"):
        list(Pack(path).rows("nothing"))


def test_packing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        write_pack(tmp_path / name, {"format": 1}, tables())
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert Pack(tmp_path / "a.zip").digest() == Pack(tmp_path / "b.zip").digest()


def test_a_copy_read_in_a_transaction_that_is_undone_is_not_kept(pack: Pack, lists: Lists) -> None:
    load(pack, lists, quiet)

    def write(name: str, undo: bool) -> str:
        with transaction.atomic():
            Territory.objects.create(code="200040459", nature="sivu", name=name)
            stamp = current_directory().stamp
            transaction.set_rollback(undo)
        return stamp

    undone = write("Jamais né", undo=True)
    assert write("SIVU des eaux", undo=False) != undone
    assert current_directory().profile("200040459").name == "SIVU des eaux"


def test_threads_that_ask_together_read_the_tables_once(
    pack: Pack, lists: Lists, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(pack, lists, quiet)
    records, reads = read_records(), []

    def slow() -> Any:
        reads.append(1)
        time.sleep(0.05)
        return records

    monkeypatch.setattr("backend.territories.directory.read_records", slow)
    with ThreadPoolExecutor(8) as pool:
        copies = list(pool.map(lambda _n: refresh_directory(records.stamp), range(32)))
    assert len(reads) == 1
    assert len({id(copy) for copy in copies}) == 1
