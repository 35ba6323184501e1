"""The answer of every distinct set of rules for one collectivité: judged once a state."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from search.eligibility import Rules, Verdict, judge

if TYPE_CHECKING:
    from backend.territories.directory import Profile
    from search.replica import State

MOST = 500
"""Collectivités remembered in one state."""


class Judged:
    """One set of rules and its verdict; the sentences are written when someone reads them."""

    def __init__(self, rules: Rules, profile: Profile) -> None:
        self.verdict: Verdict = judge(rules, profile)

    @cached_property
    def as_json(self) -> Mapping[str, Any]:
        return self.verdict.as_json()


def judge_all(state: State, profile: Profile) -> Mapping[str, Judged]:
    """The verdict of each set of rules of the catalogue, by its key."""
    known = state.verdicts
    found = known.get(profile.code)
    if found is None:
        if len(known) >= MOST:
            known.clear()
        found = {key: Judged(rules, profile) for key, rules in state.rules.items()}
        known[profile.code] = found
    return found
