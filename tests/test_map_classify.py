"""Which classification rule decides: the order, ties, and laws over any rules and files."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, TypedDict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.drafting.classify import Classified, ClassifiedFile, Imported, Placement, classify, declares, lower
from archlint.globs import problem
from archlint.model.classifying import CONFIDENCES, DECLARED_KINDS, Classification, Confidence, Declared
from archlint.model.location import Origin
from archlint.model.policy import Globs
from archlint.model.symbols import Declaration

if TYPE_CHECKING:
    from typing_extensions import Unpack

INIT = (Declared("init"),)
HAS_INIT = (Declaration("init", kind="init", line=1, column=1),)


class Conditions(TypedDict, total=False):
    """The conditions of a rule, except its path."""

    declares: tuple[Declared, ...]
    imports: tuple[str, ...]
    imports_only: tuple[str, ...]
    imported_by: tuple[str, ...]


def rule(
    path: str,
    layer: str = "L",
    to: str = "",
    confidence: Confidence = "High",
    line: int = 1,
    **conditions: Unpack[Conditions],
) -> Classification:
    made = Classification(
        (path,),
        to=to or f"{layer.lower()}/",
        layer=layer,
        context="c",
        reason="r",
        confidence=confidence,
        origin=Origin("t", line),
    )
    return made._replace(origins=(made.origin,), **conditions)


def decide(rules: list[Classification], subject: ClassifiedFile | str) -> Placement | None:
    subject = ClassifiedFile(subject) if isinstance(subject, str) else subject
    verdicts = classify([subject], tuple(rules)).verdicts
    return verdicts[0] if verdicts else None


def layer(rules: list[Classification], subject: ClassifiedFile | str) -> str:
    verdict = decide(rules, subject)
    return verdict.layer if verdict else ""


@pytest.mark.parametrize(
    ("wins", "loses"),
    [
        (rule("a/b/*.go"), rule("a/*/*.go", "X")),
        (rule("a/*/*.go"), rule("a/{rest:**}", "X", declares=INIT)),
        (rule("a/b/x*.go"), rule("a/b/*.go", "X")),
        (rule("a/b/x.go"), rule("a/b/x*.go", "X", declares=INIT)),
        (rule("a/b/*.go", declares=INIT), rule("a/b/*.go", "X")),
        (rule("a/b/*.go", declares=INIT, imports=("nothing",)), rule("a/b/*.go", "X", declares=INIT)),
        (rule("a/{c}/*.go"), rule("a/**/*.go", "X")),
    ],
)
def test_the_most_specific_path_wins_then_the_number_of_conditions(wins: Classification, loses: Classification) -> None:
    subject = ClassifiedFile("a/b/x1.go" if "x.go" not in wins.paths[0] else "a/b/x.go", declarations=HAS_INIT)
    for rules in ([wins, loses], [loses, wins]):
        verdict = decide(rules, subject)
        assert verdict is not None
        assert (verdict.layer, verdict.confidence, verdict.rivals) == ("L", "High", ())


def test_equally_specific_rules_are_a_tie_and_the_first_wins() -> None:
    first, second = rule("a/{x}.go", "A", confidence="High"), rule("a/{y}.go", "B", confidence="Low")
    one, other = decide([first, second], "a/f.go"), decide([second, first], "a/f.go")
    assert one is not None
    assert other is not None
    assert (one.layer, one.confidence, one.torn, one.rivals) == ("A", "Low", True, (second,))
    assert (other.layer, other.confidence, other.torn, other.rivals) == ("B", "Low", True, (first,))


def test_a_file_between_two_layers_never_has_high_confidence() -> None:
    verdict = decide([rule("a/{x}.go", "A"), rule("a/{y}.go", "B")], "a/f.go")
    assert verdict is not None
    assert verdict.confidence == "Medium"


def test_a_tie_within_a_layer_has_the_lower_confidence_and_is_not_a_split_candidate() -> None:
    verdict = decide([rule("a/{x}.go", to="p/"), rule("a/{y}.go", to="q/", confidence="Medium")], "a/f.go")
    assert verdict is not None
    assert (verdict.new, verdict.confidence, verdict.torn) == ("p/f.go", "Medium", False)


def test_rules_with_the_same_result_are_not_a_tie() -> None:
    verdict = decide([rule("a/{x}.go", to="p/"), rule("a/{y}.go", to="p/{y}.go", confidence="Low")], "a/f.go")
    assert verdict is not None
    assert (verdict.confidence, verdict.rivals) == ("High", ())


def test_the_most_specific_path_of_a_rule_counts() -> None:
    several = rule("{rest:**}")._replace(paths=("{rest:**}", "a/b/*.go"), origins=(Origin(), Origin()))
    assert layer([several, rule("a/{x}/*.go", "X")], "a/b/f.go") == "L"
    assert layer([several, rule("a/{x}/*.go", "X")], "a/c/f.go") == "X"


@pytest.mark.parametrize(
    ("to", "new"),
    [
        ("x/{c}/{f}.go", "x/api/user.go"),
        ("x/{deep}/{f}_{c}.go", "x/v1/v2/user_api.go"),
        ("x/", "x/user.go"),
        ("x/{c}/", "x/api/user.go"),
        ("{deep}/", "v1/v2/user.go"),
    ],
)
def test_the_destination_is_filled_in(to: str, new: str) -> None:
    verdict = decide([rule("in/{c}/{deep:**}/{f}.go", to=to)], "in/api/v1/v2/user.go")
    assert verdict is not None
    assert verdict.new == new


def test_empty_captures_leave_no_empty_segment() -> None:
    verdict = decide([rule("in/{deep:**}/{f}.go", to="x/{deep}/{f}.go")], "in/user.go")
    assert verdict is not None
    assert verdict.new == "x/user.go"


def test_a_path_means_the_whole_path_of_the_file() -> None:
    assert layer([rule("a/*")], "a/b/f.go") == ""
    assert layer([rule("a")], "a/f.go") == ""
    assert layer([rule("a/**")], "a/b/f.go") == "L"


@pytest.mark.parametrize(
    ("path", "matches"),
    [
        ("a/*.proto", True),
        ("a/{f}.proto", True),
        ("a/x.proto", True),
        ("a/*", False),
        ("a/**", False),
        ("a/{f}", False),
    ],
)
def test_other_files_need_a_path_with_their_extension(path: str, matches: bool) -> None:
    assert layer([rule(path)], ClassifiedFile("a/x.proto", source=False)) == ("L" if matches else "")
    assert layer([rule(path, declares=(Declared("nothing"),))], ClassifiedFile("a/x.proto", source=False)) == ""


def test_other_files_without_a_rule_are_not_listed() -> None:
    subjects = [ClassifiedFile("a.go"), ClassifiedFile("b.md", source=False)]
    assert classify(subjects, (rule("x/*.go"),)).unmatched == ("a.go",)


TREE = Imported("example.com/m/pkg/db", "tree", "pkg/db")
STD = Imported("net/http", "std")
THIRD = Imported("github.com/gin-gonic/gin", "third-party")
GROUPS = (Globs("web", ("net/http", "github.com/gin-gonic/**")),)


@pytest.mark.parametrize(
    ("terms", "imports", "any_of", "only"),
    [
        (("nothing",), (), True, None),
        (("nothing",), (STD,), False, None),
        (("std",), (STD, TREE), True, False),
        (("std",), (STD,), True, True),
        (("std",), (), False, False),
        (("third-party",), (STD, THIRD), True, False),
        (("std", "third-party"), (STD, THIRD), True, True),
        (("web",), (STD, THIRD), True, True),
        (("web",), (TREE,), False, False),
        (("pkg/**",), (TREE,), True, True),
        (("example.com/m/pkg/*",), (TREE, STD), True, False),
        (("net/*",), (STD,), True, True),
        (("pkg/**",), (Imported("pkg/db", "third-party"),), True, True),
        (("other/**",), (TREE,), False, False),
    ],
)
def test_imports(terms: tuple[str, ...], imports: tuple[Imported, ...], any_of: bool, only: bool | None) -> None:
    subject = ClassifiedFile("a.go", imports=imports)
    assert bool(classify([subject], (rule("*.go", imports=terms),), GROUPS).verdicts) == any_of
    if only is not None:
        assert bool(classify([subject], (rule("*.go", imports_only=terms),), GROUPS).verdicts) == only


@pytest.mark.parametrize(
    ("terms", "importers", "holds"),
    [
        (("nothing",), (), True),
        (("nothing",), ("b/b.go",), False),
        (("b/**",), ("b/b.go",), True),
        (("b/*.go",), ("b/b.go",), True),
        (("b",), ("b/b.go",), True),
        (("c/**", "b/**"), ("b/b.go",), True),
        (("c/**",), ("b/b.go",), False),
        (("b/**",), (), False),
    ],
)
def test_imported_by(terms: tuple[str, ...], importers: tuple[str, ...], holds: bool) -> None:
    assert bool(decide([rule("*.go", imported_by=terms)], ClassifiedFile("a.go", importers=importers))) == holds


DECLARED = (
    Declaration("Store", kind="type", line=1, column=1, shape="interface"),
    Declaration("user", kind="type", line=1, column=1, shape="struct"),
    Declaration("Alias", kind="alias", line=1, column=1, shape="name"),
    Declaration("NewUser", kind="func", line=1, column=1),
    Declaration("Save", kind="method", line=1, column=1, receiver="user", pointer=True),
    Declaration("limit", kind="const", line=1, column=1),
    Declaration("Default", kind="var", line=1, column=1),
    Declaration("init", kind="init", line=1, column=1),
)


@pytest.mark.parametrize(
    ("wanted", "holds"),
    [
        (Declared("interface"), True),
        (Declared("interface", "*Store"), True),
        (Declared("interface", "user"), False),
        (Declared("struct", "user"), True),
        (Declared("type", "Alias"), True),
        (Declared("type", "alias"), False),
        (Declared("type", "Stor?"), True),
        (Declared("type", "Stor"), False),
        (Declared("func", "New*"), True),
        (Declared("func", "Save"), False),
        (Declared("func", "init"), False),
        (Declared("method", "Save"), True),
        (Declared("method", "Save", "user"), True),
        (Declared("method", "S*", "u*"), True),
        (Declared("method", "Save", "Store"), False),
        (Declared("const", "limit"), True),
        (Declared("var", "limit"), False),
        (Declared("init"), True),
        (Declared("nothing"), False),
    ],
)
def test_declares(wanted: Declared, holds: bool) -> None:
    assert declares(DECLARED, wanted) == holds


def test_a_file_that_declares_nothing() -> None:
    assert [kind for kind in DECLARED_KINDS if declares((), Declared(kind))] == ["nothing"]


# --- laws -------------------------------------------------------------------------------------------------------------

PATHS = st.lists(st.sampled_from(["a", "b", "*", "{x}", "**", "{r:**}"]), max_size=3).map(
    lambda parts: "/".join((*parts, "{f}.go"))
)
RULES = st.lists(
    st.builds(
        rule,
        PATHS.filter(lambda path: not problem(path, placeholders=None)),
        st.sampled_from(["A", "B"]),
        st.sampled_from(["p/{f}.go", "q/"]),
        st.sampled_from(CONFIDENCES),
        declares=st.sampled_from([(), INIT]),
        imports=st.sampled_from([(), ("std",), ("nothing",)]),
    ),
    max_size=8,
).map(lambda rules: [each._replace(origin=Origin("t", line)) for line, each in enumerate(rules)])
SUBJECTS = st.lists(
    st.builds(
        ClassifiedFile,
        st.lists(st.sampled_from(["a", "b", "c"]), max_size=3).map(lambda parts: "/".join((*parts, "x.go"))),
        imports=st.sampled_from([(), (STD,), (TREE,)]),
        declarations=st.sampled_from([(), HAS_INIT]),
        source=st.just(value=True),
        importers=st.just(()),
    ),
    max_size=6,
    unique_by=lambda subject: subject.path,
)


def run(subjects: list[ClassifiedFile], rules: list[Classification]) -> Classified:
    return classify(subjects, tuple(rules))


@given(SUBJECTS, RULES)
def test_every_file_is_listed_once(subjects: list[ClassifiedFile], rules: list[Classification]) -> None:
    found = run(subjects, rules)
    assert sorted([*(verdict.path for verdict in found.verdicts), *found.unmatched]) == sorted(s.path for s in subjects)


@given(SUBJECTS, RULES, st.integers())
def test_the_order_of_files_makes_no_difference(
    subjects: list[ClassifiedFile], rules: list[Classification], seed: int
) -> None:
    shuffled = random.Random(seed).sample(subjects, len(subjects))
    assert run(shuffled, rules) == run(subjects, rules)


@given(SUBJECTS, RULES, st.integers())
def test_the_order_of_rules_decides_only_ties(
    subjects: list[ClassifiedFile], rules: list[Classification], seed: int
) -> None:
    before = run(subjects, rules).verdicts
    after = run(subjects, random.Random(seed).sample(rules, len(rules))).verdicts
    for one, other in zip(before, after, strict=True):
        assert _layers(one) == _layers(other)
        assert bool(one.rivals) == bool(other.rivals)
        if not one.rivals:
            assert (one.new, one.layer, one.context) == (other.new, other.layer, other.context)


def _layers(verdict: Placement) -> set[str]:
    return {verdict.layer, *(rival.layer for rival in verdict.rivals)}


@given(SUBJECTS, RULES)
def test_a_rule_that_is_less_specific_changes_nothing(
    subjects: list[ClassifiedFile], rules: list[Classification]
) -> None:
    least = rule("**", "Least", "least/")
    before = {verdict.path: verdict for verdict in run(subjects, rules).verdicts}
    after = {verdict.path: verdict for verdict in run(subjects, [least, *rules]).verdicts}
    assert len(after) == len(subjects)
    assert {path: verdict for path, verdict in after.items() if verdict.layer != "Least"} == before


@given(st.lists(st.sampled_from(CONFIDENCES), min_size=1))
def test_lower(confidences: list[Confidence]) -> None:
    least = lower(*confidences)
    assert least in confidences
    assert all(CONFIDENCES.index(each) <= CONFIDENCES.index(least) for each in confidences)
