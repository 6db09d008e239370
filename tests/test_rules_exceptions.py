"""Exceptions: which findings they remove, until when, and what happens if there are none. Names that match nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.views import MODULE, rule, short, view

from archlint.graphs.view import View
from archlint.languages.go.language import GO
from archlint.model.facts import Module, Tree
from archlint.model.location import Origin
from archlint.model.policy import Rule, Tests
from archlint.pipeline.naming import Naming
from archlint.rules import FORMS
from archlint.rules.exceptions import Excepted, apply
from archlint.rules.inert import missing_names

if TYPE_CHECKING:
    from support.views import Around
    from typing_extensions import Unpack

LAYERS = {"Domain": "domain/**", "App": "app/**", "Infra": "infra/**", "Empty": "empty/**"}

SHOP = """
domain/order/a.go -> infra/store, infra/cache
domain/order/b.go -> infra/store
domain/money -> infra/store, m.example/orm
infra/store
infra/cache
app -> domain/order
"""


def shop(text: str = SHOP, **more: Unpack[Around]) -> View:
    around: Around = {"layers": LAYERS, **more}
    return view(text, **around)


def judged(sentence: str, seen: View, *excepting: str, today: str = "2026-01-15", tests: Tests = "exclude") -> Excepted:
    judge = rule(sentence, seen, excepting=excepting, tests=tests)
    return apply(judge, FORMS[judge.form].check, view=seen, today=today)


def kept(sentence: str, seen: View, *excepting: str, tests: Tests = "exclude") -> list[str]:
    return sorted(short(finding) for finding in judged(sentence, seen, *excepting, tests=tests).kept)


RULE = "Domain must not import Infra"
ALL = {
    "a-store": "domain/order/a.go:3 domain/order -> infra/store",
    "a-cache": "domain/order/a.go:4 domain/order -> infra/cache",
    "b-store": "domain/order/b.go:3 domain/order -> infra/store",
    "m-store": "domain/money/x.go:3 domain/money -> infra/store",
}

ENDS = [
    ("domain/order/a.go -> infra/store", {"a-store"}),
    ("domain/order/a.go -> infra/*", {"a-store", "a-cache"}),
    ("domain/order -> infra/store", {"a-store", "b-store"}),
    ("domain/** -> infra/store", {"a-store", "b-store", "m-store"}),
    ("m/domain/order -> m/infra/cache", {"a-cache"}),
    ("m/domain/* -> m/infra/**", set(ALL)),
    ("** -> **", set(ALL)),
    ("*/order/?.go -> infra/cache", {"a-cache"}),
    ("domain -> infra/store", set()),
    ("domain/order -> infra", set()),
    ("domain/order -> infra/store/x.go", set()),
    ("infra/store -> domain/order", set()),
    ("app -> infra/store", set()),
]


@pytest.mark.parametrize(("exception", "gone"), ENDS, ids=[case[0] for case in ENDS])
def test_exception_removes_findings_between_its_ends(exception: str, gone: set[str]) -> None:
    seen = shop()
    verdict = judged(RULE, seen, exception)
    assert {short(finding) for finding in verdict.kept} == {text for key, text in ALL.items() if key not in gone}
    assert {short(known.finding) for known in verdict.excepted} == {ALL[key] for key in gone}
    assert bool(verdict.unmatched) == (not gone)


def test_excepted_findings_carry_the_reason() -> None:
    seen = shop()
    judge = rule(RULE, seen, excepting=["domain/money -> infra/store"])
    exemption = judge.exceptions[0]._replace(because="#412", origin=Origin("layers.toml", 12, "rules[0].except[0]"))
    verdict = apply(judge._replace(exceptions=(exemption,)), FORMS[judge.form].check, seen, today="2026-01-15")
    (known,) = verdict.excepted
    assert (known.reason, known.source, str(known.place)) == ("#412", "exception", "layers.toml:12:1")


def test_exception_is_in_force_through_its_last_day() -> None:
    seen = shop()
    exception = "domain/money -> infra/store until 2026-06-30"
    assert len(judged(RULE, seen, exception, today="2026-06-30").kept) == 3
    after = judged(RULE, seen, exception, today="2026-07-01")
    assert len(after.kept) == 4
    assert (after.unmatched, after.excepted) == ((), ())
    advice = {short(finding): finding.advice for finding in after.kept}
    assert advice[ALL["m-store"]].startswith("Its exception expired on 2026-06-30. ")
    assert advice[ALL["a-store"]] == FORMS["forbidden-import"].advice


def test_later_exception_may_replace_an_expired_one() -> None:
    exceptions = ("domain/money -> infra/* until 2025-01-01", "domain/** -> infra/store")
    verdict = judged(RULE, shop(), *exceptions)
    assert [short(finding) for finding in verdict.kept] == [ALL["a-cache"]]
    assert verdict.kept[0].advice == FORMS["forbidden-import"].advice


def test_exception_that_removes_nothing_is_unmatched() -> None:
    """This includes an expired one, if its finding is gone."""
    exceptions = ("domain/order -> app", "app -> infra/* until 2020-01-01", "domain/order -> infra/cache")
    verdict = judged(RULE, shop(), *exceptions)
    assert [item.source for item in verdict.unmatched] == ["domain/order", "app"]


def test_fingerprint_is_the_same_after_an_exception_expires() -> None:
    seen, exception = shop(), "domain/** -> infra/** until 2026-01-01"
    before = judged(RULE, seen, exception, today="2026-01-01").excepted
    after = judged(RULE, seen, exception, today="2026-01-02").kept
    assert {known.finding.fingerprint for known in before} == {finding.fingerprint for finding in after}


OTHER_FORMS = [
    ("Domain may import only App", "domain/money -> m.example/**", 4, 1),
    ("only App may import Infra", "domain/order/b.go -> infra/*", 3, 1),
    ("Infra > Domain", "domain/** -> infra/cache", 3, 1),
    ("Domain > Infra, App", "app -> domain/**", 0, 1),
    ('Infra must be imported through "infra/cache"', "domain/money -> **", 2, 1),
    ("App must import Infra", "app -> **", 0, 1),
    ("App must import Infra", "app/x.go -> nothing/at/all", 0, 1),
    ('"infra/**" must import "fmt"', "infra/store -> fmt", 1, 1),
]


@pytest.mark.parametrize(
    ("sentence", "exception", "left", "gone"), OTHER_FORMS, ids=[" / ".join(case[:2]) for case in OTHER_FORMS]
)
def test_other_forms(sentence: str, exception: str, left: int, gone: int) -> None:
    verdict = judged(sentence, shop(), exception)
    assert (len(verdict.kept), len(verdict.excepted)) == (left, gone)


def test_exception_to_every_file_must_belong_to_a_layer() -> None:
    seen = shop("cmd/main.go\ncmd/tool.go\ndomain")
    assert kept("every file must belong to a layer", seen, "cmd/main.go -> **") == ["cmd/tool.go:1 cmd -> "]
    assert kept("every file must belong to a layer", seen, "cmd -> **") == []


def test_paths_are_paths_in_the_view() -> None:
    seen = shop("old/a.go -> infra/store\ninfra/store", moved={"old/a.go": "domain/a.go"})
    assert kept(RULE, seen, "domain/a.go -> infra/**") == []
    assert len(kept(RULE, seen, "old/a.go -> infra/**")) == 1


CHAIN = """
domain/order -> util, domain/money
domain/money -> util
util -> infra/store, infra/cache
infra/store
infra/cache
"""


def test_exception_to_a_reach_rule_names_the_ends_of_the_chain() -> None:
    sentence = "Domain must not reach Infra"
    seen = shop(CHAIN)
    first = ["domain/money/x.go:3 domain/money -> infra/cache", "domain/order/x.go:3 domain/order -> infra/cache"]
    assert kept(sentence, seen) == first
    assert kept(sentence, seen, "domain/order -> infra/**") == first[:1]
    assert kept(sentence, seen, "domain/** -> infra/**") == []
    hop = judged(sentence, seen, "util -> infra/**")
    assert (len(hop.kept), len(hop.unmatched)) == (2, 1)


def test_excepted_chain_does_not_hide_another_one() -> None:
    """Only the shortest chain to a layer is reported. If an exception covers it, the next one is."""
    seen = shop(CHAIN)
    sentence, exception = "Domain must not reach Infra", "domain/order -> infra/cache"
    verdict = judged(sentence, seen, exception)
    assert sorted(short(finding) for finding in verdict.kept) == [
        "domain/money/x.go:3 domain/money -> infra/cache",
        "domain/order/x.go:3 domain/order -> infra/store",
    ]
    assert [short(known.finding) for known in verdict.excepted] == ["domain/order/x.go:3 domain/order -> infra/cache"]
    both = judged(sentence, seen, exception, "domain/order -> infra/store")
    assert [short(finding) for finding in both.kept] == ["domain/money/x.go:3 domain/money -> infra/cache"]
    assert both.unmatched == ()
    assert len(both.excepted) == 2


def test_exception_for_one_file_keeps_the_chains_of_others() -> None:
    seen = shop("domain/a.go -> util\ndomain/b.go -> tool\nutil -> infra\ntool -> more\nmore -> infra\ninfra")
    assert kept("Domain must not reach Infra", seen) == ["domain/a.go:3 domain -> infra"]
    assert kept("Domain must not reach Infra", seen, "domain/a.go -> infra") == ["domain/b.go:3 domain -> infra"]
    assert kept("Domain must not reach Infra", seen, "domain/?.go -> infra") == []


def test_first_chain_of_those_with_and_without_an_exception() -> None:
    """Both files start at `util`; the exception leaves `infra/a` only to one of them."""
    seen = shop("domain/1.go -> util\ndomain/2.go -> util\nutil -> infra/a, infra/b\ninfra/a\ninfra/b")
    assert kept("Domain must not reach Infra", seen, "domain/1.go -> infra/a") == ["domain/2.go:3 domain -> infra/a"]
    assert kept("Domain must not reach Infra", seen, "domain/2.go -> infra/a") == ["domain/1.go:3 domain -> infra/a"]
    assert kept("Domain must not reach Infra", seen, "domain -> infra/a") == ["domain/1.go:3 domain -> infra/b"]


CYCLES = "a -> b\nb -> c\nc/1.go -> a, b\nc/2.go -> fmt"


def test_exception_to_a_cycle_rule_removes_imports_from_the_graph() -> None:
    sentence = "packages must not form cycles"
    seen = shop(CYCLES)
    assert [finding.identity for finding in judged(sentence, seen).kept] == [("m/a", "m/b", "m/c")]
    opened = judged(sentence, seen, "c -> a")
    assert [finding.identity for finding in opened.kept] == [("m/b", "m/c")]
    assert [known.finding.identity for known in opened.excepted] == [("m/a", "m/b", "m/c")]
    assert judged(sentence, seen, "c/1.go -> **").kept == ()
    assert judged(sentence, seen, "c/2.go -> **").unmatched != ()
    assert judged(sentence, seen, "a -> c").unmatched != ()
    assert judged(sentence, seen, "c -> a", "c -> b").kept == ()
    assert judged(sentence, seen, "c -> a", "c -> b").unmatched == ()


def test_two_exceptions_on_one_cycle_both_count() -> None:
    verdict = judged("packages must not form cycles", shop("a -> b\nb -> a"), "a -> b", "b -> a")
    assert (verdict.kept, verdict.unmatched, len(verdict.excepted)) == ((), (), 1)


def test_expired_exception_to_a_cycle_rule() -> None:
    verdict = judged("packages must not form cycles", shop("a -> b\nb -> a"), "a -> b until 2026-01-14")
    assert [finding.identity for finding in verdict.kept] == [("m/a", "m/b")]
    assert verdict.kept[0].advice.startswith("Its exception expired on 2026-01-14.")


@pytest.mark.parametrize(
    ("sentence", "exception"),
    [
        ("layers must not form cycles", "domain/** -> app/**"),
        ("context must not form cycles", "domain/b -> app/a"),
        ('folders in "." must not form cycles', "m/domain/* -> app/*"),
    ],
)
def test_exceptions_to_the_other_cycle_rules(sentence: str, exception: str) -> None:
    text = "domain/b -> app/a\napp/b -> domain/a\napp/a\ndomain/a"
    seen = shop(text, slices={"context": "{context}/**"})
    assert len(judged(sentence, seen).kept) == 1
    assert judged(sentence, seen, exception).kept == ()
    assert judged(sentence, seen, "app/a -> **").unmatched != ()


def test_exception_to_a_test_cycle() -> None:
    seen = shop("a/a.go\na/a_test.go -> b\nb -> a")
    assert len(kept("packages must not form cycles", seen, tests="include")) == 1
    assert kept("packages must not form cycles", seen, "a/*_test.go -> b", tests="include") == []


INERT = [
    ("Domain must not import Infra", []),
    ("Empty must not import Infra", ["Empty"]),
    ("Domain must not import Empty", ["Empty"]),
    ("Domain and Empty must not import Infra, web and third-party", ["Empty"]),
    ('"domian/**" must not import Infra', ['"domian/**"']),
    ('Domain must not import "infar/**"', ['"infar/**"']),
    ('Domain must not import "github.com/x/**"', []),
    ('Domain must not import "infra/v1.2/**"', ['"infra/v1.2/**"']),
    ('Domain must not import "net/http"', []),
    ('Domain must not import "net/**"', []),
    ('Domain must not import "encoding/*"', []),
    ("Domain must not import web", []),
    ("Domain must not import third-party", []),
    ("unassigned must not import Domain", ["unassigned"]),
    ("Domain must not import unassigned", []),
    ('"net/**" must not import Domain', ['"net/**"']),
    ("Domain > Empty > Infra", ["Empty"]),
    ('Domain > "nowhere"', ['"nowhere"']),
    ("only Empty may import Domain", ["Empty"]),
    ("only Domain may import Empty", ["Empty"]),
    ('only Domain may import "database/sql"', []),
    ('Infra must be imported through "infra/api/**"', ['"infra/api/**"']),
    ('web must be imported through "app"', []),
    ("Domain must import Empty", ["Empty"]),
    ("packages in Empty must not form cycles", ["Empty"]),
    ("packages must not form cycles", []),
    ("Domain must not reach Empty", ["Empty"]),
    ("Domain may import only Empty, std", ["Empty"]),
]


@pytest.mark.parametrize(("sentence", "expected"), INERT, ids=[case[0] for case in INERT])
def test_names_that_match_nothing(sentence: str, expected: list[str]) -> None:
    seen = shop(groups={"web": "net/http"})
    assert nameless(rule(sentence, seen), seen) == expected


def nameless(judge: Rule, seen: View) -> list[str]:
    """The names that match nothing although they are about the tree, and so have to match something."""
    naming = Naming(Tree(modules=(Module(MODULE, ""),)), GO)
    missing = missing_names(judge, seen, naming.outside)
    foreign = [term for term in missing.object if term.kind == "glob" and naming.outside(term.text)]
    return [str(term) for term in (*missing.subject, *missing.object, *missing.folders) if term not in foreign]


def test_rule_on_test_files_is_inert_if_tests_are_excluded() -> None:
    seen = shop("domain/a_test.go -> infra\ninfra")
    wanted: dict[Tests, list[str]] = {"exclude": ["Domain"], "only": [], "include": []}
    for tests, expected in wanted.items():
        judge = rule(RULE, seen, tests=tests)
        assert nameless(judge, seen) == expected
        assert bool(FORMS[judge.form].subjects(judge, seen)) == (not expected)


EMPTY_SUBJECTS = [
    "Empty must not import Infra",
    "Empty must not reach Infra",
    "Empty may import only std",
    "Empty must import Infra",
    '"nowhere/**" > Empty',
    "context must not import each other",
    "context must not form cycles",
    'context must be imported through "app"',
    "packages in Empty must not form cycles",
    'folders in "nowhere" must not form cycles',
]


@pytest.mark.parametrize("sentence", EMPTY_SUBJECTS)
def test_rule_without_subjects(sentence: str) -> None:
    seen = shop(slices={"context": "nowhere/{context}/**"})
    judge = rule(sentence, seen)
    assert FORMS[judge.form].subjects(judge, seen) == ()
    assert list(FORMS[judge.form].check(judge, seen)) == []
