"""Sentences: how each form is parsed, in every accepted wording, and the messages for sentences that match no form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.model.policy import Selector, Term
from archlint.rules import FORMS
from archlint.rules.bypassed_door import Door
from archlint.rules.dependent_slices import Independence
from archlint.rules.folder_cycle import Parents
from archlint.rules.form import Form, Pair
from archlint.rules.layer_order import Order
from archlint.rules.missing_import import Requirement
from archlint.rules.names import problem_with_name
from archlint.rules.package_cycle import Packages
from archlint.rules.sentence import Names, SentenceError, parse_sentence

NAMES = Names(("Api", "App", "Domain", "Infra"), ("web", "db"), ("context",))


def named(*names: str) -> Selector:
    return tuple(
        Term("glob", name[1:-1])
        if name[0] == '"'
        else Term("layer", name)
        if name in NAMES.layers
        else Term("group", name)
        if name in NAMES.groups
        else Term(name, name)  # type: ignore[arg-type]  # a word is its own kind
        for name in names
    )


def order(*levels: list[list[str]], strict: bool = False) -> Order:
    return Order(tuple(tuple(named(*part) for part in level) for level in levels), strict)


GOOD = [
    ("Domain must not import Infra", "forbidden-import", Pair(named("Domain"), named("Infra"))),
    ("Domain must not import Infra.", "forbidden-import", Pair(named("Domain"), named("Infra"))),
    ("  Domain  MUST Not import\n Infra ", "forbidden-import", Pair(named("Domain"), named("Infra"))),
    (
        "Domain, App and Api must not import web, db, or third-party",
        "forbidden-import",
        Pair(named("Domain", "App", "Api"), named("web", "db", "third-party")),
    ),
    (
        'unassigned and "internal/x,y/**" must not import "a b/must/**"',
        "forbidden-import",
        Pair(named("unassigned", '"internal/x,y/**"'), named('"a b/must/**"')),
    ),
    ("'cmd/**' must not import 'net/http'", "forbidden-import", Pair(named('"cmd/**"'), named('"net/http"'))),
    ("Domain must not import Domain", "forbidden-import", Pair(named("Domain"), named("Domain"))),
    ("Domain must not reach Third-Party", "forbidden-reach", Pair(named("Domain"), named("third-party"))),
    ("Domain may import only App, std", "unlisted-import", Pair(named("Domain"), named("App", "std"))),
    ("only App and Api may import Domain", "protected-import", Pair(named("App", "Api"), named("Domain"))),
    ('Only "cmd/*" may import web', "protected-import", Pair(named('"cmd/*"'), named("web"))),
    ("Api > App > Domain", "layer-order", order([["Api"]], [["App"]], [["Domain"]])),
    ("Api>App>Domain", "layer-order", order([["Api"]], [["App"]], [["Domain"]])),
    ("Api > App | Infra > Domain", "layer-order", order([["Api"]], [["App"], ["Infra"]], [["Domain"]])),
    ("Api, App > Domain", "layer-order", order([["Api", "App"]], [["Domain"]])),
    ("App | Infra", "layer-order", order([["App"], ["Infra"]])),
    ('"cmd/**" > Domain', "layer-order", order([['"cmd/**"']], [["Domain"]])),
    ("strictly Api > App > Domain", "layer-order", order([["Api"]], [["App"]], [["Domain"]], strict=True)),
    ("Api > App > Domain strictly", "layer-order", order([["Api"]], [["App"]], [["Domain"]], strict=True)),
    ("Api > App > Domain, strictly.", "layer-order", order([["Api"]], [["App"]], [["Domain"]], strict=True)),
    ("context must not import each other", "dependent-slices", Independence("context")),
    ('Domain must be imported through "d/api"', "bypassed-door", Door(named("Domain"), "", named('"d/api"'))),
    ('web must be imported through "x" or App', "bypassed-door", Door(named("web"), "", named('"x"', "App"))),
    ('context must be imported through "s/*/api/**"', "bypassed-door", Door((), "context", named('"s/*/api/**"'))),
    ("App must import Domain", "missing-import", Requirement(named("App"), named("Domain"))),
    ("App must import Domain and std", "missing-import", Requirement(named("App"), named("Domain", "std"))),
    (
        "App must import Domain, Api or std",
        "missing-import",
        Requirement(named("App"), named("Domain", "Api", "std"), True),
    ),
    ("packages must not form cycles", "package-cycle", Packages(())),
    ("Packages in Domain and App must not form cycles", "package-cycle", Packages(named("Domain", "App"))),
    ("layers must not form cycles", "layer-cycle", None),
    ("context must not form cycles", "slice-cycle", None),
    ('folders in "pkg" must not form cycles', "folder-cycle", Parents(named('"pkg"'))),
    ('folders in "." must not form cycles', "folder-cycle", Parents(named('"."'))),
    ("every file must belong to a layer", "unassigned-file", None),
]


@pytest.mark.parametrize(("sentence", "form", "clause"), GOOD, ids=[case[0] for case in GOOD])
def test_good(sentence: str, form: str, clause: object) -> None:
    assert parse_sentence(sentence, NAMES)[0] == form
    if clause is not None:
        assert parse_sentence(sentence, NAMES)[1] == clause


NEAREST = "matches no sentence form"

BAD = [
    ("", ["the sentence is empty (e.g. Domain must not import Infrastructure)"]),
    (" . ", ["the sentence is empty (e.g. Domain must not import Infrastructure)"]),
    ("domain must not import Infra", ["unknown name 'domain' (did you mean Domain?)"]),
    ("Domain must not import Infrastr", ["unknown name 'Infrastr' (did you mean Infra?)"]),
    (
        "Domian must not import wbe",
        ["unknown name 'Domian' (did you mean Domain?)", "unknown name 'wbe' (did you mean web?)"],
    ),
    (
        "zzz must not import Infra",
        ["unknown name 'zzz'"],
    ),
    ("cmd/** must not import web", ["""'cmd/**' isn't a name (put a glob in quotes: "cmd/**")"""]),
    ('Domain must not import "x/**', ['the quote opened at column 24 is never closed (write " after the glob)']),
    ('Domain must not import ""', ['the glob "" is empty']),
    ('Domain must not import "a//b"', ['the glob "a//b" has an empty segment (//)']),
    ('Domain must not import "s/{context}"', ['the glob "s/{context}" has a placeholder in braces']),
    (
        "Domain and Domain must not import web",
        ["Domain is listed twice (remove one of the two)"],
    ),
    (
        "Domain App must not import web",
        ["nothing joins 'Domain' and 'App' (column 8) (join names with a comma or 'and'; put a glob"],
    ),
    ("Domain, must not import web", ["a name is missing after ','"]),
    ("and Domain must not import web", ["a name is missing before 'and' (column 1)"]),
    ("Domain must not import web,, db", ["a name is missing before ',' (column 28)"]),
    (
        "context must not import Domain",
        [
            (
                "'context' is a family of slices, not a layer or group (write 'context must not import each "
                "other', 'context must not form cycles' or 'context must be imported through ...')"
            )
        ],
    ),
    (
        "std must not import Domain",
        ["std isn't allowed here: only files of the tree can import (write a layer, a quoted glob or 'unassigned')"],
    ),
    (
        "web > Domain",
        ["web isn't allowed here: an order takes layers and quoted globs (write a layer or a quoted glob)"],
    ),
    ("Api > App > Api", ["Api appears twice in the order (list each name once)"]),
    ("Api > > App", ["a name is missing in the order (e.g. Interface > Application > Domain)"]),
    ("strictly > App", ["a name is missing in the order"]),
    ("contxt must not import each other", ["'contxt' isn't a family of slices (did you mean context?)"]),
    (
        "App and Infra must not import each other",
        ["'must not import each other' takes one family of slices (write App | Infra)"],
    ),
    (
        "Domain must not form cycles",
        ["Domain isn't a family of slices (write 'packages in Domain must not form cycles' or"],
    ),
    ("folders in pkg must not form cycles", ["folders must be a quoted glob, not pkg (put it in quotes"]),
    ("App must import Domain and Api or std", ["a list with both 'and' and 'or' is ambiguous (write two rules)"]),
    ("Domain must be imported through web", ["web isn't allowed here: a door must be a part of the tree"]),
    ("Domain should not import web", [NEAREST, "the closest form is: A must not import B"]),
    ("Domain must import only web", [NEAREST]),
    ("Domain can't import web", [NEAREST, "the closest form is: A must not import B"]),
    ("Domain cannot depend on web", [NEAREST, "the closest form is: A must not import B"]),
    ("nobody but App may import Domain", [NEAREST, "the closest form is: only A may import B"]),
    ("packages must be acyclic", [NEAREST, "the closest form is: packages [in A] must not form cycles"]),
    ("Domain may only import web", [NEAREST, "the closest form is: A may import only B"]),
    ("Api < App", [NEAREST, "the closest form is: A > B > C"]),
    ("Api -> App", [NEAREST, "the closest form is: A > B > C"]),
    ("package must not form cycle", [NEAREST, "must not form cycles"]),
    ("all files must belong to a layer", [NEAREST, "the closest form is: every file must belong to a layer"]),
    ("must not import Domain", [NEAREST, "the closest form is: A must not import B"]),
    ("Domain", [NEAREST]),
    ("strictly", [NEAREST]),
    ("strictly A", [NEAREST]),
]


@pytest.mark.parametrize(("sentence", "expected"), BAD, ids=[case[0] or "empty" for case in BAD])
def test_bad(sentence: str, expected: list[str]) -> None:
    with pytest.raises(SentenceError) as caught:
        parse_sentence(sentence, NAMES)
    told = [f"{message} ({hint})" if hint else message for message, hint in caught.value.problems]
    if expected[0] == NEAREST:
        assert len(told) == 1
        assert all(part in told[0] for part in expected)
    else:
        assert len(told) == len(expected)
        assert all(line.startswith(part) for line, part in zip(told, expected, strict=True)), told


def test_no_slices_defined() -> None:
    with pytest.raises(SentenceError) as caught:
        parse_sentence("context must not import each other", Names(("Domain",)))
    assert caught.value.problems == (
        ("'context' isn't a family of slices", 'define it in [slices], e.g. context = "services/{context}/**"'),
    )


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_example_has_its_form(form: Form) -> None:
    example = FORMS[form.name].example
    names = Names(("Domain", "Infrastructure", "Interface", "Application", "Kernel"), (), ("context",))
    assert parse_sentence(example, names)[0] == form.name


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_is_complete(form: Form) -> None:
    for text in (form.title, form.meaning, form.advice):
        assert text[0].isupper()
        assert text.endswith(".")
    assert form.violation


def test_no_form_is_missing() -> None:
    assert set(FORMS) == {
        "forbidden-import",
        "forbidden-reach",
        "unlisted-import",
        "protected-import",
        "layer-order",
        "dependent-slices",
        "bypassed-door",
        "missing-import",
        "package-cycle",
        "layer-cycle",
        "slice-cycle",
        "folder-cycle",
        "unassigned-file",
    }


@pytest.mark.parametrize("name", ["Domain", "third_party", "Ddd.Core", "a", "Domäne", "2", "x-y/z"])
def test_usable_names(name: str) -> None:
    assert problem_with_name(name) == ""
    assert parse_sentence(f"{name} must not import {name}", Names((name,)))[0] == "forbidden-import"


@pytest.mark.parametrize(
    "name", ["", " ", "a b", "a,b", "a>b", "a|b", "<", 'a"', "it's", "x.", "std", "AND", "Only", "must"]
)
def test_unusable_names(name: str) -> None:
    assert problem_with_name(name)


def test_names_of_slices_are_stricter() -> None:
    assert problem_with_name("packages") == ""
    assert problem_with_name("packages", slices=True) == "is a keyword of the rule language"


_VOCABULARY = """
Domain web context must not import may only reach , and > | each other strictly through be imported packages in form
cycles ' " . < x std "a/**"
"""
_words = st.sampled_from(_VOCABULARY.split())


@given(st.lists(_words, max_size=9))
def test_any_sentence_parses_or_has_problems(words: list[str]) -> None:
    sentence = " ".join(words)
    try:
        form, _ = parse_sentence(sentence, NAMES)
    except SentenceError as wrong:
        assert wrong.problems
        assert all(message and not message.endswith(".") for message, _ in wrong.problems)
    else:
        assert form in FORMS


@given(st.text(max_size=40))
def test_any_text_parses_or_has_problems(text: str) -> None:
    try:
        parse_sentence(text, NAMES)
    except SentenceError as wrong:
        assert wrong.problems
