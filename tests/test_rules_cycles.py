"""Cycles of packages, layers, slices and folders. Each set is one finding with a cycle, all places, cheapest cuts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.views import findings, messages, rule, view

from archlint.graphs.view import View
from archlint.model.findings import Cycle, Finding
from archlint.rules import FORMS

if TYPE_CHECKING:
    from support.views import Fields
    from typing_extensions import Unpack

PACKAGES = "packages must not form cycles"


def members(sentence: str, seen: View, **fields: Unpack[Fields]) -> list[str]:
    """Return the members of each cycle, without the module."""
    return [
        " ".join(name.removeprefix("m/") for name in _cycle(found).members)
        for found in findings(sentence, seen, **fields)
    ]


def _cycle(finding: Finding) -> Cycle:
    assert finding.cycle is not None
    return finding.cycle


def route(finding: Finding) -> str:
    """Return the shown cycle, without the module."""
    return " ".join(hop.source.removeprefix("m/") for hop in _cycle(finding).hops)


def cuts(finding: Finding) -> list[str]:
    """Return the cuts as `a -> b (weight)`, without the module."""
    return [
        f"{cut.source.removeprefix('m/')} -> {cut.target.removeprefix('m/')} ({cut.weight})"
        for cut in _cycle(finding).cuts
    ]


def test_packages_without_a_cycle() -> None:
    assert findings(PACKAGES, view("a -> b, c\nb -> c, fmt\nc")) == []


def test_package_cycle_finding() -> None:
    seen = view("a/1.go -> b\na/2.go -> b, fmt\nb -> c\nc -> a, d\nd")
    (finding,) = findings(PACKAGES, seen, because="it would not compile")
    assert finding.message == "3 packages form a cycle: 'm/a' -> 'm/b' -> 'm/c' -> 'm/a'."
    assert (finding.kind, finding.source, finding.target, finding.subject) == ("package-cycle", "m/a", "m/a", "m/a")
    assert finding.identity == _cycle(finding).members == ("m/a", "m/b", "m/c")
    assert finding.because == "it would not compile"
    assert str(finding.place) == "a/1.go:3:8"
    assert [[str(place) for place in hop.places] for hop in _cycle(finding).hops] == [
        ["a/1.go:3:8", "a/2.go:3:8"],
        ["b/x.go:3:8"],
        ["c/x.go:3:8"],
    ]
    assert [(str(item.place), item.message) for item in finding.related] == [
        ("a/1.go:3:8", "'m/a' depends on 'm/b' here"),
        ("b/x.go:3:8", "'m/b' depends on 'm/c' here"),
        ("c/x.go:3:8", "'m/c' depends on 'm/a' here"),
    ]
    assert cuts(finding) == ["c -> a (1)"]
    assert [str(place) for place in _cycle(finding).cuts[0].places] == ["c/x.go:3:8"]


def test_members_are_not_shown_as_a_path() -> None:
    """1 -> 2 -> 3 -> 1 and 1 -> 4 -> 3: four members, and no edge from 3 to 4."""
    (finding,) = findings(PACKAGES, view("p1 -> p2, p4\np2 -> p3\np3 -> p1\np4 -> p3"))
    assert finding.message == (
        "4 packages depend on each other; a shortest cycle is 'm/p1' -> 'm/p2' -> 'm/p3' -> 'm/p1'."
    )
    assert cuts(finding) == ["p3 -> p1 (1)"]


def test_one_finding_per_set() -> None:
    seen = view("a -> b\nb -> a, c\nc -> d\nd -> c, e\ne -> f\nf")
    assert members(PACKAGES, seen) == ["a b", "c d"]


def test_cuts_count_files_not_imports() -> None:
    """Two files import in each direction, one of them in both. Many imports in one file count as one."""
    seen = view("a/1.go -> b\na/2.go -> b\na/3.go -> b\nb/1.go -> a, a, a\nb/2.go -> a")
    (finding,) = findings(PACKAGES, seen)
    assert cuts(finding) == ["b -> a (2)"]
    assert len(_cycle(finding).cuts[0].places) == 4


def test_package_that_imports_itself() -> None:
    seen = view("a -> a, b\nb -> c\nc -> b")
    assert messages(PACKAGES, seen) == [
        "The package 'm/a' imports itself.",
        "2 packages form a cycle: 'm/b' -> 'm/c' -> 'm/b'.",
    ]
    loop = findings(PACKAGES, seen)[0]
    assert (_cycle(loop).members, route(loop), cuts(loop)) == (("m/a",), "a", ["a -> a (1)"])
    assert loop.advice == "Remove the import: files of one package use each other's names without it."


def test_self_import_within_a_larger_set_has_its_own_finding() -> None:
    seen = view("a -> a, b\nb -> a")
    assert members(PACKAGES, seen) == ["a", "a b"]
    assert len({finding.fingerprint for finding in findings(PACKAGES, seen)}) == 2


def test_cycles_of_the_packages_in_one_layer() -> None:
    seen = view(
        "domain/a -> domain/b, app/x\ndomain/b -> domain/a\napp/x -> domain/a\napp/y -> app/z\napp/z -> app/y",
        layers={"Domain": "domain/**", "App": "app/**"},
    )
    assert members("packages in Domain must not form cycles", seen) == ["domain/a domain/b"]
    assert members('packages in "app/**" and Domain must not form cycles', seen) == [
        "app/x domain/a domain/b",
        "app/y app/z",
    ]
    assert members('packages in "domain/a" must not form cycles', seen) == []


def test_tests_close_a_cycle() -> None:
    """`import cycle not allowed in test`: the in-package test of a imports b, which imports a."""
    seen = view("a/a.go\na/a_test.go -> b\nb -> a")
    assert findings(PACKAGES, seen) == []
    (finding,) = findings(PACKAGES, seen, tests="include")
    assert finding.message == "The tests of 'm/a' close an import cycle: 'm/a' -> 'm/b' -> 'm/a'."
    assert str(finding.place) == "a/a_test.go:3:8"
    assert (finding.subject, finding.identity) == ("m/a", ("m/a", "m/b"))
    assert findings(PACKAGES, seen, tests="only") == [finding]


def test_external_tests_close_no_cycle() -> None:
    seen = view("a/a.go\na/a_x_test.go -> b, a\nb -> a")
    assert findings(PACKAGES, seen, tests="include") == []


def test_tests_of_two_packages_may_import_each_other() -> None:
    """Go doesn't compile the test files of an imported package, so this compiles."""
    seen = view("a/a.go\na/a_test.go -> b\nb/b.go\nb/b_test.go -> a")
    assert findings(PACKAGES, seen, tests="include") == []
    longer = view("a/a.go -> c\na/a_test.go -> b\nb/b.go -> c\nb/b_test.go -> a\nc/c.go\nc/c_test.go -> d\nd")
    assert findings(PACKAGES, longer, tests="include") == []


def test_each_package_whose_tests_close_a_cycle_is_reported() -> None:
    seen = view("a/a.go\na/a_test.go -> c\nb/b.go -> a\nb/b_test.go -> c\nc -> b\nd/d_test.go -> c")
    found = findings(PACKAGES, seen, tests="include")
    assert [route(finding) for finding in found] == ["a c b", "b c"]
    assert len({finding.fingerprint for finding in found}) == 2


def test_shortest_cycle_through_several_tests() -> None:
    seen = view("a/a.go\na/1_test.go -> b\na/2_test.go -> d, c\nb -> c\nc -> a\nd -> a")
    (finding,) = findings(PACKAGES, seen, tests="include")
    assert route(finding) == "a c"
    assert str(finding.place) == "a/2_test.go:4:8"
    assert _cycle(finding).members == ("m/a", "m/b", "m/c", "m/d")


def test_test_cycle_within_a_production_cycle_is_reported_once() -> None:
    seen = view("a/a.go -> b\na/a_test.go -> b\nb -> a")
    assert [finding.message[:10] for finding in findings(PACKAGES, seen, tests="include")] == ["2 packages"]
    assert [finding.message[:9] for finding in findings(PACKAGES, seen, tests="only")] == ["The tests"]
    wider = view("a/a.go -> b\na/a_test.go -> c\nb -> a\nc -> a")
    assert members(PACKAGES, wider, tests="include") == ["a b", "a b c"]


def test_test_that_imports_its_own_package() -> None:
    seen = view("a/a.go\na/a_test.go -> a")
    assert messages(PACKAGES, seen, tests="include") == ["The tests of 'm/a' close an import cycle: 'm/a' -> 'm/a'."]


LAYERED = """
api/a -> app/a
app/a -> domain/a
app/b -> api/b
domain/b/1.go -> app/c
domain/b/2.go -> app/c
domain/c -> domain/a, util
api/b
app/c
domain/a
util -> api/a
"""


def layered() -> View:
    return view(LAYERED, layers={"Api": "api/**", "App": "app/**", "Domain": "domain/**"})


def test_layers_must_not_form_cycles() -> None:
    (finding,) = findings("layers must not form cycles", layered())
    assert finding.message == ("3 layers depend on each other; a shortest cycle is 'Api' -> 'App' -> 'Api'.")
    assert cuts(finding) == ["App -> Api (1)", "App -> Domain (1)"]
    assert str(finding.place) == "api/a/x.go:3:8"
    assert (finding.source, finding.subject) == ("Api", "Api")


def test_packages_that_compile_form_a_cycle_of_layers() -> None:
    assert findings(PACKAGES, layered()) == []


def test_files_in_no_layer_are_not_a_node() -> None:
    seen = view("a -> util\nutil -> b\nb -> a", layers={"A": "a/**", "B": "b/**"})
    assert findings("layers must not form cycles", seen) == []


def test_slices_must_not_form_cycles() -> None:
    seen = view(
        "svc/a/x -> svc/b/y\nsvc/b/z -> svc/a/w, svc/c\nsvc/a/w\nsvc/b/y -> svc/b/z\nsvc/c\nsvc/doc.go -> svc/a/x",
        slices={"context": "svc/{context}/**"},
    )
    (finding,) = findings("context must not form cycles", seen)
    assert finding.message == "2 slices of 'context' form a cycle: 'a' -> 'b' -> 'a'."
    assert finding.kind == "slice-cycle"
    assert [str(hop.places[0]) for hop in _cycle(finding).hops] == ["svc/a/x/x.go:3:8", "svc/b/z/x.go:3:8"]


FOLDERS = """
pkg/a/x -> pkg/b
pkg/b/y -> pkg/a
pkg/a
pkg/b
pkg/doc.go -> pkg/a, pkg/ab
pkg/ab -> pkg
other/a/x -> other/b
other/b/y -> other/a
other/a
other/b
"""


def test_folders_must_not_form_cycles() -> None:
    """A child includes everything below it. Files in the folder itself belong to no child, and `ab` isn't below `a`."""
    (finding,) = findings('folders in "pkg" must not form cycles', view(FOLDERS))
    assert finding.message == "2 folders form a cycle: 'pkg/a' -> 'pkg/b' -> 'pkg/a'."
    assert (finding.kind, finding.identity) == ("folder-cycle", ("pkg/a", "pkg/b"))


def test_imports_within_a_folder_do_not_count() -> None:
    assert findings('folders in "pkg" must not form cycles', view("pkg/a/x -> pkg/a/y\npkg/a/y -> pkg/a\npkg/a")) == []


def test_folders_with_similar_names() -> None:
    seen = view("src/folder -> src/folder-more/x\nsrc/folder-more/x\nsrc/folder-more -> src/folder/y\nsrc/folder/y")
    assert members('folders in "src" must not form cycles', seen) == ["src/folder src/folder-more"]
    assert members('folders in "src/folder" must not form cycles', seen) == []


def test_each_parent_folder_is_judged_on_its_own() -> None:
    sentence = 'folders in "pkg" and "other" must not form cycles'
    assert members(sentence, view(FOLDERS)) == ["other/a other/b", "pkg/a pkg/b"]
    assert members('folders in "*" must not form cycles', view(FOLDERS)) == ["other/a other/b", "pkg/a pkg/b"]
    across = view("pkg/a -> other/a\nother/a -> pkg/b\npkg/b -> other/c\nother/c")
    assert members('folders in "*" must not form cycles', across) == []
    assert members('folders in "." must not form cycles', across) == ["other pkg"]
    assert members('folders in "**" must not form cycles', across) == ["other pkg"]


def test_subjects() -> None:
    def subjects(sentence: str, seen: View) -> tuple[str, ...]:
        judged = rule(sentence, seen)
        return FORMS[judged.form].subjects(judged, seen)

    seen = layered()
    assert subjects("layers must not form cycles", seen) == ("Api", "App", "Domain")
    assert subjects("packages in Domain must not form cycles", seen) == ("m/domain/a", "m/domain/b", "m/domain/c")
    assert len(subjects(PACKAGES, seen)) == 9
    assert subjects('folders in "app" must not form cycles', seen) == ("app/a", "app/b", "app/c")
    assert subjects('folders in "." must not form cycles', seen) == ("api", "app", "domain", "util")
    assert subjects('folders in "nowhere" must not form cycles', seen) == ()


def test_names_on_the_hops_of_the_mapped_view() -> None:
    seen = view(
        "core/a.go\ncore/b.go",
        moved={"core/a.go": "x/a.go", "core/b.go": "y/b.go"},
        uses="core/a.go: B -> y\ncore/b.go: A -> x\ncore/b.go: A2 -> x",
    )
    (finding,) = findings(PACKAGES, seen)
    assert [hop.names for hop in _cycle(finding).hops] == [("B",), ("A", "A2")]
    assert (finding.view, finding.moved, finding.place.path) == ("mapped", "x/a.go", "core/a.go")
