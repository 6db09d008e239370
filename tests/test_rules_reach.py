"""Reach: the shortest chain from each package to each name, and the packages in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

from support.views import broken, findings, messages, view

from archlint.graphs.view import View

if TYPE_CHECKING:
    from support.views import Around, Fields
    from typing_extensions import Unpack

LAYERS = {"High": "high/**", "Mid": "mid/**", "Low": "low/**"}


def stack(text: str, **more: Unpack[Around]) -> View:
    around: Around = {"layers": LAYERS, **more}
    return view(text, **around)


def chains(sentence: str, seen: View, **fields: Unpack[Fields]) -> list[str]:
    """Return each chain as `a -> b -> c`, without the module."""
    return [
        " -> ".join(hop.source.removeprefix("m/") for hop in finding.chain) + f" -> {finding.target.removeprefix('m/')}"
        for finding in findings(sentence, seen, **fields)
    ]


def test_single_import_is_a_chain() -> None:
    seen = stack("low -> high\nhigh")
    assert chains("Low must not reach High", seen) == ["low -> high"]
    assert messages("Low must not reach High", seen) == ["'Low' must not reach 'High': 'm/low' imports 'm/high'."]


def test_chains_of_any_length() -> None:
    for length in range(1, 6):
        between = [f"util{number}" for number in range(length)]
        lines = [
            f"low -> {between[0]}",
            *(f"{one} -> {two}" for one, two in zip(between, [*between[1:], "high"], strict=True)),
        ]
        seen = stack("\n".join([*lines, "high"]))
        assert chains("Low must not reach High", seen) == [" -> ".join(["low", *between, "high"])]
        assert chains("High must not reach Low", seen) == []


def test_messages_name_the_packages_in_between() -> None:
    seen = stack("low -> a\na -> b\nb -> c\nc -> d\nd -> high\nhigh\nlow/x -> c")
    assert messages("Low must not reach High", seen) == [
        "'Low' must not reach 'High': 'm/low' reaches 'm/high' through 4 packages.",
        "'Low' must not reach 'High': 'm/low/x' reaches 'm/high' through 'm/c' and 'm/d'.",
    ]


def test_finding_has_every_hop() -> None:
    seen = stack(
        "low/a.go -> fmt, util\nlow/b.go -> util\nutil/u.go -> high/x\nutil/v.go -> high/x, high/y\nhigh/x\nhigh/y"
    )
    (finding,) = findings("Low must not reach High", seen)
    assert (finding.place.path, finding.place.line) == ("low/a.go", 4)
    assert [[str(place) for place in hop.places] for hop in finding.chain] == [
        ["low/a.go:4:8", "low/b.go:3:8"],
        ["util/u.go:3:8", "util/v.go:3:8"],
    ]
    assert [(str(item.place), item.message) for item in finding.related] == [
        ("util/u.go:3:8", "'m/util' depends on 'm/high/x' here")
    ]
    assert (finding.source, finding.target, finding.layers) == ("m/low", "m/high/x", ("Low", "High"))


def test_shortest_chain_then_first_by_name() -> None:
    seen = stack("low -> z, b, c\nz -> high/1\nb -> y\nc -> high/2\ny -> high/1\nhigh/1\nhigh/2")
    assert chains("Low must not reach High", seen) == ["low -> c -> high/2"]
    fork = stack("low -> a\na -> y, x\nx -> high\ny -> high\nhigh")
    assert chains("Low must not reach High", fork) == ["low -> a -> x -> high"]


def test_one_finding_for_each_package_and_each_name() -> None:
    seen = stack("low/1 -> mid, util\nlow/2 -> util\nutil -> high\nmid\nhigh")
    assert broken("Low must not reach Mid and High", seen) == [
        "low/1/x.go:3 low/1 -> mid",
        "low/1/x.go:4 low/1 -> high",
        "low/2/x.go:3 low/2 -> high",
    ]


def test_packages_in_between_are_in_neither_end() -> None:
    seen = stack("low/1 -> low/2\nlow/2 -> high/1\nhigh/1 -> high/2\nhigh/2 -> mid\nmid")
    assert chains("Low must not reach High", seen) == ["low/2 -> high/1"]
    assert chains("Low must not reach High or Mid", seen) == ["low/2 -> high/1"]
    assert chains("Low must not reach Mid", seen) == ["low/2 -> high/1 -> high/2 -> mid"]


def test_package_partly_in_the_subject_continues_chains_with_its_other_files() -> None:
    """Otherwise a chain would be lost: the package's files in A don't start it."""
    mixed = "low/a -> both\nboth/low.go\nboth/util.go -> high\nhigh"
    seen = stack(mixed, layers={"Low": ["low/**", "both/low.go"], "High": "high/**"})
    assert chains("Low must not reach High", seen) == ["low/a -> both -> high"]
    other = stack(
        mixed.replace("both/low.go", "both/low.go -> high"),
        layers={"Low": ["low/**", "both/low.go"], "High": "high/**"},
    )
    assert chains("Low must not reach High", other) == ["both -> high", "low/a -> both -> high"]


def test_outside_the_tree() -> None:
    seen = stack("low -> util\nutil -> m.example/orm, database/sql\nmid -> net/http")
    assert chains("Low must not reach third-party", seen) == ["low -> util -> m.example/orm"]
    assert chains('Low must not reach "database/**"', seen) == ["low -> util -> database/sql"]
    assert chains("Low must not reach std", seen) == ["low -> util -> database/sql"]
    assert chains('"**" must not reach "net/http"', seen) == ["mid -> net/http"]


def test_chains_past_cycles() -> None:
    seen = stack("low -> a\na -> b\nb -> a, c\nc -> low, high\nhigh -> low")
    assert chains("Low must not reach High", seen) == ["low -> a -> b -> c -> high"]


def test_only_the_first_hop_can_come_from_a_test_file() -> None:
    seen = stack("""
        low/a.go
        low/a_test.go -> util
        low/a_x_test.go -> tool
        util/u.go -> fmt
        util/u_test.go -> high
        tool -> high
        high
    """)
    assert chains("Low must not reach High", seen) == []
    assert chains("Low must not reach High", seen, tests="include") == ["low_test -> tool -> high"]
    assert chains("Low must not reach std", seen, tests="only") == ["low -> util -> fmt"]
    assert chains("Low must not reach std", seen, tests="exclude") == []


def test_package_does_not_reach_itself() -> None:
    seen = stack("low/a.go -> low\nlow/a_x_test.go -> low\nmid -> low")
    assert chains('"**" must not reach "low"', seen, tests="include") == ["mid -> low"]
    onwards = stack("util/a.go -> high\nutil/a_x_test.go -> util\nhigh")
    assert chains('"util/*_test.go" must not reach High', onwards, tests="include") == ["util_test -> util -> high"]


def test_tests_only_ignores_production_imports() -> None:
    seen = stack("low/a.go -> high\nlow/a_test.go -> util\nutil -> high\nhigh")
    assert chains("Low must not reach High", seen, tests="only") == ["low -> util -> high"]
    assert chains("Low must not reach High", seen, tests="include") == ["low -> high"]


def test_long_chain_needs_no_recursion() -> None:
    size = 3000
    lines = [f"u{number:05} -> u{number + 1:05}" for number in range(size)]
    seen = stack("\n".join(["low -> u00000", *lines, f"u{size:05} -> high", "high"]))
    (finding,) = findings("Low must not reach High", seen)
    assert len(finding.chain) == size + 2


def test_uses_in_the_mapped_view_are_hops() -> None:
    seen = stack(
        "core/a.go\ncore/b.go -> high\nhigh",
        moved={"core/a.go": "low/a.go", "core/b.go": "util/b.go"},
        uses="core/a.go: helper -> util",
    )
    (finding,) = findings("Low must not reach High", seen)
    assert [hop.names for hop in finding.chain] == [("helper",), ()]
    assert (finding.place.path, finding.moved, finding.names) == ("core/a.go", "low/a.go", ("helper",))
