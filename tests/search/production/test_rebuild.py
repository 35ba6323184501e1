"""A new index beside the one in use: nothing is lost, nothing fails, and one can go back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest import mock

import pytest

from search import rebuild as rebuilding
from search.engines.base import EngineUnavailable
from search.engines.elasticsearch.engine import NoIndex
from search.rebuild import Progress, rebuild, roll_back
from search.sync import catch_up, push, sync
from tests.search import world as w
from tests.search.production.asking import ask, run, titles
from tests.search.production.conftest import World

pytestmark = pytest.mark.elasticsearch


def test_a_rebuild_keeps_the_index_before_and_goes_back(world: World) -> None:
    w.make_page(world.space, title="Toiture")
    (first,) = world.main.indices.shown()
    code, said = run("search_rebuild")
    assert code == 0
    assert "doc/s" in said
    (second,) = world.main.indices.shown()
    assert second != first
    w.make_page(world.space, title="Toiture neuve")
    assert len(titles(ask("toiture"))) == 2
    assert run("search_rebuild", "--rollback")[0] == 0
    assert world.main.indices.shown() == [first]
    # The index before has caught up.
    assert len(titles(ask("toiture"))) == 2
    assert run("search_check")[0] == 0
    run("search_rebuild")
    assert len(world.main.indices.all()) == 2
    assert run("search_status")[0] == 0


def test_writes_at_every_moment_of_a_rebuild_are_kept(world: World) -> None:
    for number in range(4):
        w.make_page(world.space, title=f"Avant {number}")
    gone = w.make_page(world.space, title="Retirée pendant")
    moments: list[str] = []

    def write(moment: str) -> None:
        if moment not in moments:
            moments.append(moment)
            w.make_page(world.space, title=f"Pendant {moment}")
            assert ask("avant")["meta"]["engine"] == "elasticsearch"
            assert len(titles(ask("avant"))) == 4

    exact, show = rebuilding._make_exact, type(world.main.indices).show

    def before_exact(*args: Any) -> None:
        write("remplissage")
        gone.unpublish()
        exact(*args)
        write("comparaison")

    def around_show(self: Any, name: str) -> None:
        write("bascule")
        show(self, name)

    with (
        mock.patch.object(rebuilding, "_make_exact", before_exact),
        mock.patch.object(type(world.main.indices), "show", around_show),
    ):
        rebuild(world.main, lambda progress: write("envoi") if progress.documents else None)
    assert moments == ["envoi", "remplissage", "comparaison", "bascule"]
    assert len(titles(ask("pendant"))) == 4
    assert run("search_check")[0] == 0


def test_a_push_that_began_before_the_swap_loses_nothing(world: World) -> None:
    """It read the checkpoint of the index before: it writes there, the new one has its own."""
    seen = world.main.engine.checkpoint()
    w.make_page(world.space, title="Croisée")
    rebuild(world.main)
    now = world.main.engine.checkpoint()
    assert now.index != seen.index
    world.main.engine.advance(seen)
    assert world.main.engine.checkpoint() == now
    assert catch_up(world.main.engine) == 0


def test_an_index_that_is_not_exact_is_never_shown(world: World) -> None:
    before = world.main.indices.all()
    with (
        mock.patch.object(rebuilding, "differences", return_value=[1]),
        pytest.raises(EngineUnavailable),
    ):
        rebuild(world.main)
    assert world.main.indices.all() == before


def test_the_server_dies_in_the_middle_of_a_rebuild(world: World) -> None:
    w.make_page(world.space, title="Toiture")

    def die(_: Progress) -> None:
        world.stop()

    with mock.patch.object(rebuilding, "_refresh_again"), pytest.raises(EngineUnavailable):
        rebuild(world.main, die)
    world.start()
    assert len(world.main.indices.shown()) == 1
    code, said = run("search_rebuild")
    assert code == 0, said
    assert run("search_check")[0] == 0


def test_two_rebuilds_at_once_do_no_harm(world: World) -> None:
    w.make_page(world.space, title="Toiture")
    exact = rebuilding._make_exact
    inner: list[str] = []

    def another(*args: Any) -> None:
        if not inner:
            inner.append("")
            inner[0] = rebuild(world.main).index
        exact(*args)

    with mock.patch.object(rebuilding, "_make_exact", another):
        outer = rebuild(world.main).index
    assert world.main.indices.shown() == [outer]
    assert roll_back(world.main) == inner[0]
    assert run("search_check")[0] == 0


def test_a_lost_index_degrades_and_is_built_by_the_next_pass(world: World) -> None:
    w.make_page(world.space, title="Toiture")
    world.main.indices.delete(*world.main.indices.all())
    push()
    found = ask("toiture")
    assert (titles(found), found["meta"]["degraded"]) == (["Toiture"], True)
    # Nothing that writes has made an index by itself.
    assert world.main.indices.all() == []
    with pytest.raises(NoIndex):
        catch_up(world.main.engine)
    assert sync() > 0
    assert run("search_status")[0] == 0
    assert run("search_check")[0] == 0


def test_indexes_of_releases_older_than_the_one_before_are_deleted(world: World) -> None:
    """Those of the last day stay, and those of a site whose name begins as ours does."""
    site = world.main.indices.alias.rpartition("-")[0]
    long_ago, today = "20250101000000", f"{datetime.now(UTC):%Y%m%d%H%M%S}"
    older = past_index(world, f"{site}-aaaaaaaa", long_ago, version=3)
    before = past_index(world, f"{site}-bbbbbbbb", long_ago, version=9)
    never_shown = past_index(world, f"{site}-cccccccc", long_ago)
    on_trial = past_index(world, f"{site}-dddddddd", today, version=1)
    neighbour = past_index(world, f"{site}-lyon-eeeeeeee", long_ago, version=1)
    assert older in run("search_status")[1]
    assert run("search_rebuild")[0] == 0
    left = set(world.main.engine.writing.indices.get(index=f"{site}-*").body)
    kept = {before, on_trial, neighbour}
    assert {older, never_shown, *kept} & left == kept
    world.main.indices.delete(*kept)


def past_index(world: World, alias: str, moment: str, version: int | None = None) -> str:
    """An index as another release would have left it: shown, at that version, or never shown."""
    name, writing = f"{alias}-{moment}-abcdef", world.main.engine.writing
    writing.indices.create(index=name, aliases={} if version is None else {alias: {}})
    if version is not None:
        writing.index(index=name, id="checkpoint", document={"version": version, "removed": True})
    return name
