"""Making the pack: repairs of the yearly files, from small tarballs of their shape."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from backend.territories.archive import Pack
from backend.territories.packing import sources
from backend.territories.packing.build import build_pack
from backend.territories.packing.sources import RELEASES, SourceError, Tarball, fetch

EPCI, OTHER = "242600534", "200068781"


def commune(code: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code, "nom": name, "typeLiaison": 0, "departement": "26", "region": "84",
        "type": "commune-actuelle", "codesPostaux": ["26150"], "population": 100, **more,
    }  # fmt: skip


def epci(code: str, members: list[str], **more: Any) -> dict[str, Any]:
    people = {"populationTotale": 120, "populationMunicipale": 110}
    return {
        "code": code, "nom": "CC d'essai", "type": "CC", **people,
        "membres": [{"code": m, "siren": f"21{m}00", "nom": m, **people} for m in members],
        **more,
    }  # fmt: skip


def files_of(year: int) -> dict[str, Any]:
    """26002 merges in 2022; 26003 changes EPCI in 2021; 26004 leaves 26001 in 2024."""
    communes = [commune("26001", "Ville"), commune("26003", "Mobile")]
    if year < 2022:
        communes.append(commune("26002", "Fondue"))
    else:
        communes[0]["anciensCodes"] = ["26002"]
    if year >= 2024:
        communes.append(commune("26004", "Sortie"))
    else:
        communes[0]["anciensCodes"] = [*communes[0].get("anciensCodes", []), "26004"]
        communes.append({
            "code": "26004", "nom": "Sortie", "type": "commune-deleguee", "chefLieu": "26001",
        })  # fmt: skip
    first = [
        c["code"] for c in communes if c["type"] == "commune-actuelle" and c["code"] != "26003"
    ]
    moved = year >= 2021
    groups = [epci(EPCI, first if moved else [*first, "26003"])]
    groups.append(epci(OTHER, ["26003"] if moved else []))
    return {
        "communes": communes, "epci": groups,
        "departements": [{"code": "26", "region": "84", "nom": "Drôme", "typeLiaison": 3}],
        "regions": [{"code": "84", "nom": "Auvergne-Rhône-Alpes"}],
        "historique-communes": [
            {"type": "COM", "code": "26001", "nom": "Bourg", "dateFin": "1950-03-01",
             "raisonFin": "changement de nom"},
            {"type": "COM", "code": "26004", "nom": "Sortie", "dateFin": "2017-01-01",
             "raisonFin": "commune devenant déléguée"},
        ],
    }  # fmt: skip


def write_tarball(path: Path, files: dict[str, Any]) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for name, rows in files.items():
            content = json.dumps(rows).encode()
            info = tarfile.TarInfo(f"package/data/{name}.json")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for release in RELEASES:
        files = files_of(release.cog)
        if not release.communes:
            files["communes"] = files_of(2019)["communes"]
        name = f"etalab-decoupage-administratif-{release.version}.tgz"
        write_tarball(tmp_path / name, files)
    return tmp_path


def tarballs(folder: Path) -> dict[str, Path]:
    return {
        release.version: folder / f"etalab-decoupage-administratif-{release.version}.tgz"
        for release in RELEASES
    }


@pytest.fixture
def pack(folder: Path) -> Pack:
    build_pack(tarballs(folder), folder / "pack.zip")
    return Pack(folder / "pack.zip")


def rows(pack: Pack, table: str, key: str) -> list[list[str]]:
    return [row for row in pack.rows(table) if row[0] == key]


def test_versions_start_and_end_on_the_first_of_january(pack: Pack) -> None:
    [merged] = rows(pack, "territories", "26002")
    assert merged[10:] == ["", "2022-01-01", "26001"]
    [moved] = rows(pack, "periods", "26003")
    assert (moved[4], moved[6:]) == (EPCI, ["", "2021-01-01", ""])
    [now] = rows(pack, "territories", "26003")
    assert (now[7], now[10:]) == (OTHER, ["2021-01-01", "", ""])
    [left] = rows(pack, "territories", "26004")
    assert left[10:] == ["2024-01-01", "", ""]


def test_old_codes_are_dated(pack: Pack) -> None:
    aliases = {tuple(row[1:]) for row in rows(pack, "aliases", "26001")}
    assert ("ancien_code", "26002", "Fondue", "2022-01-01", "") in aliases
    assert ("ancien_code", "26004", "Sortie", "2017-01-01", "2024-01-01") in aliases
    assert ("deleguee", "26004", "Sortie", "", "2024-01-01") in aliases
    assert ("ancien_nom", "", "Bourg", "", "1950-03-01") in aliases


def test_populations_take_the_year_of_their_census(pack: Pack) -> None:
    found = {row[1]: row[2:] for row in rows(pack, "populations", "26001")}
    # 2019, 2020 and 2022 are in both files: that of the EPCI, of the right perimeter, is kept.
    assert found["municipale"][:8] == ["100", "", "110", "110", "110", "110", "110", "100"]
    assert found["totale"][:8] == ["", "", "120", "120", "120", "120", "120", ""]


def test_the_command_reads_a_folder(folder: Path) -> None:
    out = io.StringIO()
    call_command("pack_territories", source=str(folder), output=folder / "out.zip", stdout=out)
    assert "territories: " in out.getvalue()
    assert Pack(folder / "out.zip").meta["epci_as_of"] == "2025-01-01"


def test_an_absent_version_is_named(folder: Path) -> None:
    tarballs(folder)["4.1.0"].unlink()
    with pytest.raises(CommandError, match=r"4\.1\.0"):
        call_command("pack_territories", source=str(folder), output=folder / "out.zip")


def test_an_absent_file_of_a_version_is_empty(folder: Path) -> None:
    assert Tarball(tarballs(folder)["4.1.0"]).read("ept") == []


def test_without_npm_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.shutil, "which", lambda name: None)
    with pytest.raises(SourceError, match="--source"):
        fetch(RELEASES[0], tmp_path)


def test_a_failed_download_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources.shutil, "which", lambda name: "/bin/false")
    with pytest.raises(SourceError, match=r"0\.7\.0"):
        fetch(RELEASES[0], tmp_path)


def test_a_version_in_the_cache_is_not_fetched_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources.shutil, "which", lambda name: None)
    assert fetch(RELEASES[0], folder) == tarballs(folder)["0.7.0"]
