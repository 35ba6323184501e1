"""Whether a collectivité may use a page: one pure function, three answers, and why.

Nothing is guessed: a fact that is not known gives ``to_check``, never ``not_eligible``. The
sentences come from the rules themselves, so that they cannot say anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import gettext as _

from backend.territories import vocabularies

if TYPE_CHECKING:
    from backend.territories.directory import Fact, Profile

Rules = Mapping[str, Any]
OPEN_TO_ALL = ""
"""The key of rules that ask for nothing."""


class Answer(StrEnum):
    ELIGIBLE = "eligible"
    TO_CHECK = "to_check"
    NOT_ELIGIBLE = "not_eligible"


class Result(StrEnum):
    OK = "ok"
    KO = "ko"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule applied to one collectivité. ``missing`` names the fact that would decide."""

    code: str
    result: Result
    statement: str
    params: Mapping[str, Any] = field(default_factory=dict)
    fact: Fact | None = None
    missing: str | None = None
    case: int | None = None

    @property
    def text(self) -> str:
        """The sentence, with its answer."""
        return _SENTENCES[self.result]() % {"statement": self.statement}


_SENTENCES = {
    Result.OK: lambda: _("%(statement)s: yes"),
    Result.KO: lambda: _("%(statement)s: no"),
    Result.UNKNOWN: lambda: _("%(statement)s: to be checked"),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    answer: Answer
    reasons: tuple[Reason, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that would decide, once each; none when the answer is known."""
        if self.answer is not Answer.TO_CHECK:
            return ()
        found = (reason.missing for reason in self.reasons if reason.missing)
        return tuple(dict.fromkeys(found))

    def as_json(self) -> dict[str, Any]:
        return {
            "answer": self.answer.value,
            "reasons": [_reason_json(reason) for reason in self.reasons],
            "missing": list(self.missing),
        }


def _reason_json(reason: Reason) -> dict[str, Any]:
    fact = reason.fact
    return {
        "code": reason.code,
        "case": reason.case,
        "result": reason.result.value,
        "text": reason.text,
        "params": dict(reason.params),
        "fact": {"value": fact.value, "source": fact.source, "as_of": fact.as_of} if fact else None,
    }


def rules_key(rules: Rules) -> str:
    """One short name for equal rules; empty for rules that ask for nothing."""
    if not rules.get("perimeter") and not rules.get("cases"):
        return OPEN_TO_ALL
    canonical = orjson.dumps(rules, option=orjson.OPT_SORT_KEYS)
    return blake2b(canonical, digest_size=10).hexdigest()


def judge(rules: Rules, profile: Profile) -> Verdict:
    """Perimeter and at least one case must hold; the best case decides."""
    place = _perimeter(rules.get("perimeter"), profile)
    cases = rules.get("cases") or ()
    numbered = len(cases) > 1
    tried = [
        tuple(_numbered(_case(case, profile), number if numbered else None))
        for number, case in enumerate(cases, 1)
    ]
    best = _best(tried)
    kept = [reason for case in tried if _answer(case) is best for reason in case]
    if best is Answer.ELIGIBLE:
        kept = list(next((case for case in tried if _answer(case) is best), ()))
    answer = max(_answer(place), best, key=list(Answer).index)
    if not place and not kept:
        kept = [Reason("open_to_all", Result.OK, _("Open to every local authority"))]
    return Verdict(answer, (*place, *kept))


def _best(tried: Sequence[Sequence[Reason]]) -> Answer:
    answers = [_answer(case) for case in tried] or [Answer.ELIGIBLE]
    return min(answers, key=list(Answer).index)


def _answer(reasons: Sequence[Reason]) -> Answer:
    results = {reason.result for reason in reasons}
    if Result.KO in results:
        return Answer.NOT_ELIGIBLE
    return Answer.TO_CHECK if Result.UNKNOWN in results else Answer.ELIGIBLE


def _numbered(reasons: Iterator[Reason], number: int | None) -> Iterator[Reason]:
    for reason in reasons:
        yield Reason(
            reason.code, reason.result, reason.statement, reason.params, reason.fact,
            reason.missing, number,
        )  # fmt: skip


def _perimeter(perimeter: Mapping[str, Any] | None, profile: Profile) -> tuple[Reason, ...]:
    if not perimeter:
        return ()
    if perimeter["kind"] == "departement":
        params = {"codes": [perimeter["code"]]}
        statement = _("Lies in the département")
        return (Reason("perimeter", _place([perimeter["code"]], profile), statement, params),)
    codes = list(perimeter["codes"])
    statement = _("Lies in the territory covered")
    return (Reason("perimeter", _place(codes, profile), statement, {"codes": codes}),)


def _place(codes: Sequence[str], profile: Profile) -> Result:
    """Inside one of the territories; a grouping that only overlaps them is to be checked."""
    if profile.within.intersection(codes):
        return Result.OK
    return Result.UNKNOWN if set(profile.members).intersection(codes) else Result.KO


def _case(case: Mapping[str, Any], profile: Profile) -> Iterator[Reason]:
    """Every condition of a case, applied."""
    if natures := case.get("natures"):
        yield _nature(natures, profile)
    if population := case.get("population"):
        yield _population(population, profile)
    if case.get("rural_by_law"):
        yield _rural(profile)
    if rurality := case.get("rurality"):
        yield _rurality(rurality, profile)
    if zonings := case.get("zonings"):
        yield _zonings(zonings, profile)
    if excluded := case.get("excluded_zonings"):
        yield _excluded(excluded, profile)
    for competence in case.get("competences") or ():
        yield _competence(competence, profile)
    if territories := case.get("territories"):
        statement = _("Lies in one of the territories named")
        codes = {"codes": list(territories)}
        yield Reason("territories", _place(territories, profile), statement, codes)
    for condition in case.get("conditions") or ():
        yield Reason("condition", Result.UNKNOWN, condition, missing="condition")


def natures_of(profile: Profile) -> set[str]:
    """A commune nouvelle is a commune too."""
    found = {profile.nature}
    if profile.is_new_commune or profile.nature == "com-nouvelle":
        found |= {"com", "com-nouvelle"}
    return found


def _nature(natures: Sequence[str], profile: Profile) -> Reason:
    result = Result.KO if natures_of(profile).isdisjoint(natures) else Result.OK
    statement = _("Legal nature: %(value)s; expected: %(wanted)s") % {
        "value": label(vocabularies.NATURES, profile.nature),
        "wanted": _listed(vocabularies.NATURES, natures),
    }
    return Reason("nature", result, statement, {"natures": list(natures)})


def _population(rule: Mapping[str, Any], profile: Profile) -> Reason:
    kind = rule.get("kind") or "municipale"
    fact = profile.populations.get(kind)
    bounds = population_bounds(rule)
    if fact is not None:
        statement = _("%(kind)s %(year)s: %(value)s inhabitants, %(bounds)s") % {
            "kind": _population_kind(kind), "year": fact.as_of[:4],
            "value": digits(fact.value), "bounds": bounds,
        }  # fmt: skip
        result = Result.OK if population_fits(rule, fact.value) else Result.KO
        return Reason("population", result, statement, dict(rule), fact)
    known = profile.populations.get("totale") if kind == "dgf" else None
    result = _at_least(rule, known.value) if known else Result.UNKNOWN
    statement = _("%(kind)s not known here, %(bounds)s") % {
        "kind": _population_kind(kind), "bounds": bounds,
    }  # fmt: skip
    missing = f"population_{kind}" if result is Result.UNKNOWN else None
    return Reason("population", result, statement, dict(rule), known, missing)


def _at_least(rule: Mapping[str, Any], least: int) -> Result:
    """What the total population decides of a DGF one, which is never smaller."""
    high, low = rule.get("max"), rule.get("min")
    if high is not None and not _below(least, high, rule.get("max_included", False)):
        return Result.KO
    if high is None and (low is None or _above(least, low, rule.get("min_included", True))):
        return Result.OK
    return Result.UNKNOWN


def population_fits(rule: Mapping[str, Any], value: int) -> bool:
    low, high = rule.get("min"), rule.get("max")
    return (low is None or _above(value, low, rule.get("min_included", True))) and (
        high is None or _below(value, high, rule.get("max_included", False))
    )


def _above(value: int, bound: int, included: bool) -> bool:
    return value >= bound if included else value > bound


def _below(value: int, bound: int, included: bool) -> bool:
    return value <= bound if included else value < bound


def population_bounds(rule: Mapping[str, Any]) -> str:
    """The bounds in words: "at least 500 and fewer than 2,000"."""
    parts = []
    if (low := rule.get("min")) is not None:
        least = _("at least %(n)s") if rule.get("min_included", True) else _("more than %(n)s")
        parts.append(least % {"n": digits(low)})
    if (high := rule.get("max")) is not None:
        most = _("at most %(n)s") if rule.get("max_included", False) else _("fewer than %(n)s")
        parts.append(most % {"n": digits(high)})
    if len(parts) == 2:
        return _("%(first)s and %(second)s") % {"first": parts[0], "second": parts[1]}
    return parts[0] if parts else _("no bound")


def _population_kind(kind: str) -> str:
    return {
        "municipale": _("Municipal population"),
        "totale": _("Total population"),
        "dgf": _("DGF population"),
    }.get(kind, kind)


def _rural(profile: Profile) -> Reason:
    statement = _("Rural commune by law (article D.3334-8-1 of the CGCT)")
    if profile.level != "commune":
        return Reason("rural_by_law", Result.KO, statement)
    fact = profile.rural
    if fact is None:
        return Reason("rural_by_law", Result.UNKNOWN, statement, missing="rural_by_law")
    return Reason("rural_by_law", Result.OK if fact.value else Result.KO, statement, fact=fact)


def _rurality(wanted: Sequence[str], profile: Profile) -> Reason:
    fact = profile.rurality
    params = {"rurality": list(wanted)}
    expected = _listed(vocabularies.RURALITIES, wanted)
    if fact is None:
        statement = _("Density not known here; expected: %(wanted)s") % {"wanted": expected}
        return Reason("rurality", Result.UNKNOWN, statement, params, missing="rurality")
    statement = _("Density: %(value)s; expected: %(wanted)s") % {
        "value": label(vocabularies.RURALITIES, fact.value), "wanted": expected,
    }  # fmt: skip
    return Reason(
        "rurality", Result.OK if fact.value in wanted else Result.KO, statement, params, fact
    )


def _zonings(wanted: Sequence[str], profile: Profile) -> Reason:
    """At least one of the zonings."""
    statement = _("Zoning: %(wanted)s") % {"wanted": _listed(vocabularies.ZONINGS, wanted)}
    return _in_zonings("zoning", wanted, profile, statement, inside=Result.OK)


def _excluded(excluded: Sequence[str], profile: Profile) -> Reason:
    """None of the zonings."""
    statement = _("Outside these zonings: %(wanted)s") % {
        "wanted": _listed(vocabularies.ZONINGS, excluded)
    }
    return _in_zonings("excluded_zoning", excluded, profile, statement, inside=Result.KO)


def _in_zonings(
    code: str, codes: Sequence[str], profile: Profile, statement: str, inside: Result
) -> Reason:
    """One zoning that holds decides; one not known, or held in part, leaves the answer open."""
    params = {"zonings": list(codes)}
    facts = {zoning: profile.zonings.get(zoning) for zoning in codes}
    for fact in facts.values():
        if fact and fact.value:
            return Reason(code, inside, statement, params, fact)
    for zoning, fact in facts.items():
        if fact is None:
            partial = profile.partial_zonings.get(zoning)
            missing = f"zoning_{zoning}"
            return Reason(code, Result.UNKNOWN, statement, params, partial, missing)
    outside = Result.KO if inside is Result.OK else Result.OK
    return Reason(code, outside, statement, params, next(iter(facts.values()), None))


def _competence(code: str, profile: Profile) -> Reason:
    statement = _("Holds the competence: %(value)s") % {
        "value": label(vocabularies.COMPETENCES, code)
    }
    params = {"competence": code}
    if profile.competences is None:
        missing = f"competence_{code}"
        return Reason("competence", Result.UNKNOWN, statement, params, missing=missing)
    result = Result.OK if code in profile.competences else Result.KO
    return Reason("competence", result, statement, params, profile.competences_fact)


def digits(value: int) -> str:
    """A number with thin spaces between its thousands."""
    return f"{value:,}".replace(",", "\u202f")


def label(vocabulary: Mapping[str, Any], code: str) -> str:
    """The label of a code; an unknown code stands for itself."""
    found = vocabulary.get(code, code)
    return str(getattr(found, "label", found))


def _listed(vocabulary: Mapping[str, Any], values: Sequence[str]) -> str:
    labels = [label(vocabulary, code) for code in values]
    if len(labels) < 2:
        return "".join(labels)
    return _("%(list)s or %(last)s") % {"list": ", ".join(labels[:-1]), "last": labels[-1]}
