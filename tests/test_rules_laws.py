"""Laws of the rules, on random trees: more imports never mean fewer violations; names and order make no difference."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.graphs import Edges
from support.views import findings, rule, view

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.rules import FORMS
from archlint.rules.exceptions import apply

PACKAGES = [f"{layer}/{name}" for layer in ("high", "mid", "low", "free") for name in ("a", "b", "c")]
PAIRS = [(source, target) for source in PACKAGES for target in (*PACKAGES, "fmt", "m.example/x") if source != target]
LAYERS = {"High": "high/**", "Mid": "mid/**", "Low": "low/**"}

DIRECT = [
    "Low must not import High",
    "unassigned must not import Low, std",
    "Mid may import only Low, std",
    "only High may import Mid",
    "High > Mid > Low",
    "strictly High > Mid | Low",
    "High | Mid | Low",
    "part must not import each other",
    'part must be imported through "*/a"',
    'Low must be imported through "low/a" or Mid',
]
OTHERS = [
    "Low must not reach High",
    "High and Mid must not reach Low or std",
    "Low must import Mid or std",
    "packages must not form cycles",
    "packages in Mid, Low must not form cycles",
    "layers must not form cycles",
    "part must not form cycles",
    'folders in "." and "low" must not form cycles',
    "every file must belong to a layer",
]

trees = st.frozensets(st.sampled_from(PAIRS), max_size=14)


def seen(pairs: Iterable[tuple[str, str]], names: dict[str, str] | None = None) -> View:
    """The view of a tree with these imports. Every package has a file, so that all packages exist."""
    new = names or {}
    lines = [new.get(package, package) for package in PACKAGES]
    lines += [f"{new.get(source, source)} -> {new.get(target, target)}" for source, target in pairs]
    return view("\n".join(lines), layers=LAYERS, slices={"part": "{part}/**"})


def told(sentence: str, view_: View) -> set[tuple[str, ...]]:
    return {(item.place.path, item.source, item.target, item.message) for item in findings(sentence, view_)}


@pytest.mark.parametrize("sentence", DIRECT)
@settings(max_examples=25)
@given(pairs=trees, more=trees)
def test_more_imports_remove_no_violation(sentence: str, pairs: Edges, more: Edges) -> None:
    assert told(sentence, seen(sorted(pairs))) <= told(sentence, seen(sorted(pairs | more)))


@pytest.mark.parametrize("sentence", DIRECT + OTHERS)
@settings(max_examples=15)
@given(pairs=trees, chance=st.randoms(use_true_random=False))
def test_order_of_files_and_imports_changes_only_lines(sentence: str, pairs: Edges, chance: random.Random) -> None:
    mixed = list(pairs)
    chance.shuffle(mixed)
    one, other = (findings(sentence, seen(listed)) for listed in (sorted(pairs), mixed))
    assert sorted(map(_without_lines, one)) == sorted(map(_without_lines, other))


def _without_lines(finding: Finding) -> str:
    """Everything in a finding except lines and columns, and so without the order of places."""
    text = repr(finding._replace(related=(), chain=(), cycle=None))
    hops = finding.cycle.hops if finding.cycle else finding.chain
    cuts = finding.cycle.cuts if finding.cycle else ()
    ends = [(hop.source, hop.target, sorted({place.path for place in hop.places})) for hop in hops]
    weights = [(cut.source, cut.target, cut.weight) for cut in cuts]
    return re.sub(r"line=\d+", "", text) + repr((ends, weights))


@pytest.mark.parametrize("sentence", DIRECT + OTHERS)
@settings(max_examples=15)
@given(pairs=trees, chance=st.randoms(use_true_random=False))
def test_renamed_packages_have_the_same_findings(sentence: str, pairs: Edges, chance: random.Random) -> None:
    """Packages are renamed within their folder. Only the names in findings change; the sets, lengths and weights of
    cycles stay the same."""
    if '"*/a"' in sentence or '"low/a"' in sentence:
        return  # the door depends on a name
    names: dict[str, str] = {}
    for layer in ("high", "mid", "low", "free"):
        fresh = [f"{layer}/{name}" for name in ("q", "r", "s")]
        chance.shuffle(fresh)
        names.update(zip([package for package in PACKAGES if package.startswith(layer)], fresh, strict=True))
    before = findings(sentence, seen(sorted(pairs)))
    after = findings(sentence, seen(sorted(pairs), names))
    new = {f"m/{old}": f"m/{name}" for old, name in names.items()} | names
    assert sorted(_shape(item, new) for item in before) == sorted(_shape(item, {}) for item in after)


def _shape(finding: Finding, names: dict[str, str]) -> tuple[object, ...]:
    if finding.cycle is not None:
        members = sorted(names.get(member, member) for member in finding.cycle.members)
        return (members, len(finding.cycle.hops), sum(cut.weight for cut in finding.cycle.cuts))
    if finding.chain:
        return ([], len(finding.chain), names.get(finding.source, finding.source), finding.identity)
    folder, _, file = finding.place.path.rpartition("/")
    ends = (names.get(finding.source, finding.source), names.get(finding.target, finding.target))
    return ([], f"{names.get(folder, folder)}/{file}", *ends)


@pytest.mark.parametrize("sentence", DIRECT + OTHERS)
@settings(max_examples=15)
@given(pairs=trees)
def test_each_finding_has_a_subject_and_is_unique(sentence: str, pairs: Edges) -> None:
    tree = seen(sorted(pairs))
    judged = rule(sentence, tree)
    found = findings(sentence, tree)
    subjects = FORMS[judged.form].subjects(judged, tree)
    assert list(subjects) == sorted(set(subjects))
    assert {item.subject for item in found} <= set(subjects)
    assert len({item.fingerprint for item in found}) == len(found)
    assert {item.kind for item in found} <= {judged.form}


@pytest.mark.parametrize("sentence", DIRECT + OTHERS)
@settings(max_examples=15)
@given(pairs=trees)
def test_exception_for_everything_removes_everything(sentence: str, pairs: Edges) -> None:
    tree = seen(sorted(pairs))
    judged = rule(sentence, tree, excepting=["** -> **"])
    check = FORMS[judged.form].check
    verdict = apply(judged, check, tree, today="2026-01-01")
    assert verdict.kept == ()
    bare = list(check(judged._replace(exceptions=()), tree))
    assert sorted(known.finding.fingerprint for known in verdict.excepted) == sorted(item.fingerprint for item in bare)
    assert bool(verdict.unmatched) == (not bare)


@settings(max_examples=60)
@given(pairs=trees, excepted=st.sampled_from(PAIRS))
def test_kept_and_excepted_findings_are_all_findings(pairs: Edges, excepted: tuple[str, str]) -> None:
    tree = seen(sorted(pairs))
    for sentence in ("High > Mid > Low", "Mid may import only Low, std"):
        judged = rule(sentence, tree, excepting=[f"{excepted[0]} -> {excepted[1]}"])
        verdict = apply(judged, FORMS[judged.form].check, tree, today="2026-01-01")
        whole = [*verdict.kept, *(known.finding for known in verdict.excepted)]
        assert sorted(whole, key=lambda item: item.sort_key) == findings(sentence, tree)
