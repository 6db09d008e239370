"""The boundary of a hazard: which split or merge causes it, and the smallest ways out for all hazards of it."""

from __future__ import annotations

from support.mapped_trees import check_mapped, configuration, mapping

from archlint.model.findings import Boundary, Finding, Part

MODULE = "module example.com/m\n"
SPLIT = {
    "go.mod": MODULE,
    "p/a.go": "package p\n\nfunc a() {}\n\nfunc b() {}\n",
    "p/b.go": "package p\n\nfunc B() { a(); b() }\n",
    "p/c.go": "package p\n\nfunc C() { a() }\n",
}


def hazards(files: dict[str, str], rows: str) -> tuple[Finding, ...]:
    return check_mapped(files, mapping(rows), configuration()).hazards


def boundaries(files: dict[str, str], rows: str) -> set[Boundary | None]:
    return {finding.boundary for finding in hazards(files, rows)}


def test_a_split_has_its_parts_and_ways_out() -> None:
    assert boundaries(SPLIT, "p/a.go -> q/a.go\np/b.go -> p/b.go\np/c.go -> p/c.go") == {
        Boundary("split", ("p",), (Part("p", 2), Part("q", 1)), ways=("map 'p/a.go' to 'p' too", "export 2 names"))
    }


def test_the_way_out_joins_only_parts_with_hazards() -> None:
    files = {**SPLIT, "p/d.go": "package p\n\nfunc D() {}\n"}
    (found,) = boundaries(files, "p/a.go -> q/a.go\np/b.go -> p/b.go\np/c.go -> p/c.go\np/d.go -> r/d.go")
    assert found is not None
    assert found.parts == (Part("p", 2), Part("q", 1), Part("r", 1))
    assert found.ways == ("map 'p/a.go' to 'p' too", "export 2 names")


def test_names_are_not_enough_for_a_method_that_is_apart_from_its_type() -> None:
    files = {
        "go.mod": MODULE,
        "p/a.go": "package p\n\ntype T struct{}\n\nfunc a() {}\n",
        "p/b.go": "package p\n\nfunc (T) M() { a() }\n",
    }
    (found,) = boundaries(files, "p/a.go -> q/a.go\np/b.go -> r/b.go")
    assert found is not None
    assert found.ways == ("map 'p/b.go' to 'q' too", "export 1 name and fix the other hazard")


def test_carrying_out_the_first_way_removes_all_hazards_of_the_boundary() -> None:
    rows = "p/a.go -> q/a.go\np/b.go -> p/b.go\np/c.go -> p/c.go"
    assert hazards(SPLIT, rows.replace("q/a.go", "p/a.go")) == ()


def test_a_merge_has_its_folders_and_ways_out() -> None:
    files = {
        "go.mod": MODULE,
        "one/one.go": "package x\n\nfunc New() {}\n",
        "two/two.go": "package x\n\nfunc New() {}\n",
        "two/more.go": "package x\n",
    }
    assert boundaries(files, "one/ -> both/\ntwo/ -> both/") == {
        Boundary(
            "merge", ("one", "two"), (Part("both", 3),), ways=("rename 'New'", "map the packages to different folders")
        )
    }


def test_a_hazard_between_two_packages_has_no_boundary() -> None:
    files = {
        "go.mod": MODULE,
        "a/a.go": 'package a\n\nimport _ "example.com/m/b"\n',
        "b/b.go": "package b\n",
    }
    assert {finding.boundary for finding in hazards(files, "b/ -> c/internal/b/")} == {None}
