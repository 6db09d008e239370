"""The `text` and `concise` reports: golden files, and that hostile names can't affect a terminal or a build log."""

from __future__ import annotations

import re
import unicodedata

import pytest
from support.golden import check_golden
from support.results import BROKEN, CASES, CLEAN, CYCLE, FORBIDDEN, HOSTILE, HOSTILE_RUN, KNOWN, MAPPED, RUN, many

from archlint.model.findings import Cut, Cycle, Hop, Result, RunInfo, Stats
from archlint.model.location import Place
from archlint.reports import renderer, summary
from archlint.reports.ansi import Pen
from archlint.reports.digest import groups_of
from archlint.reports.excerpt import excerpt
from archlint.reports.verdict import fails

text = renderer("text")
concise = renderer("concise")
RULED_OUT = ("Cc", "Cs", "Zl", "Zp")  # controls, surrogates, line and paragraph separators


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("form", ["text", "concise"])
def test_golden(form: str, name: str) -> None:
    check_golden(f"{form}/{name}.txt", renderer(form)(*CASES[name]))


def test_golden_verbose_and_colored() -> None:
    check_golden("text/broken-verbose.txt", text(BROKEN, RUN._replace(verbose=1)))
    check_golden("text/broken-color.txt", text(BROKEN, RUN._replace(color=True)))


def test_color_changes_nothing_but_the_color() -> None:
    for result, run in CASES.values():
        colored = text(result, run._replace(color=True))
        assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == text(result, run)


@pytest.mark.parametrize("form", ["text", "concise"])
@pytest.mark.parametrize("name", ["hostile", "hostile-problems"])
def test_hostile_names_are_escaped(form: str, name: str) -> None:
    out = renderer(form)(*CASES[name])
    for char in out.replace("\n", "").replace("\t", ""):
        assert unicodedata.category(char) not in RULED_OUT, hex(ord(char))
        assert unicodedata.bidirectional(char) not in ("RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI")
    assert out.encode("utf-8")


@pytest.mark.parametrize("form", ["text", "concise"])
@pytest.mark.parametrize("color", [False, True])
def test_no_line_is_a_command_to_a_runner(form: str, color: bool) -> None:
    out = renderer(form)(HOSTILE, HOSTILE_RUN._replace(color=color))
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out)
    for line in plain.split("\n"):
        assert not line.strip().startswith("::")
        assert "##[" not in line
        assert "##vso[" not in line


def test_concise_has_one_line_for_each_finding() -> None:
    lines = concise(HOSTILE, HOSTILE_RUN).splitlines()
    assert len(lines) == len(HOSTILE.findings)
    assert len(concise(many(10_000), RUN).splitlines()) == 10_000
    assert concise(CLEAN, RUN) == ""


def test_every_path_has_the_prefix() -> None:
    out = text(BROKEN, RUN._replace(prefix="go/", verbose=1))
    assert "go/services/order/domain/order.go:6:8: error[domain-pure]: " in out
    assert "see: go/services/order/infrastructure/db/db.go:1:9" in out
    digest = text(BROKEN, RUN._replace(prefix="go/"))
    assert "\n  go/services/order/domain/order.go:6:8: " in digest
    for each in (out, digest):
        assert not re.search(r"(?<!go/)services/order/domain/order\.go", each)


def test_quiet_prints_only_findings() -> None:
    out = text(KNOWN, RUN._replace(verbose=-1))
    assert out.startswith("services/stock/domain/stock.go:3:17: warning[ddd-order]: ")
    assert "Rules" not in out
    assert "baseline" not in out
    assert text(CLEAN, RUN._replace(verbose=-1)) == ""


@pytest.mark.parametrize("name", CASES)
def test_the_summary_counts_the_findings_and_ends_as_the_report(name: str) -> None:
    result, run = CASES[name]
    told, whole = summary(result, run).splitlines(), text(result, run).splitlines()
    heads = [line for line in told if re.match(r"(?:error|warning|note)\[.*\], ", line)]
    shown = [finding for finding in result.findings if finding.change in ("", "introduced") or fails(finding, run)]
    assert len(heads) == len(groups_of(shown, result))
    assert [line for line in told if line and line not in heads and line not in whole] == []
    assert told[-1] == whole[-1]


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        (RUN, "Failed: 1 error; also 2 carried and 1 retired."),
        (RUN._replace(strict=True), "Failed: 2 errors; also 1 carried and 1 retired."),
        (RUN._replace(strict=True, gate="warning"), "Failed: 2 errors and 1 warning; also 1 retired."),
        (RUN._replace(gate="never"), "Passed, with 1 error, 2 carried and 1 retired."),
    ],
)
def test_verdict_of_a_mapping(run: RunInfo, verdict: str) -> None:
    assert text(MAPPED, run).splitlines()[-1] == verdict


def test_long_lists_are_cut_unless_verbose() -> None:
    members = tuple(f"p{number}" for number in range(50))
    hops = tuple(Hop(f"p{number}", f"p{(number + 1) % 30}", (Place("a.go"),) * 4) for number in range(30))
    cycle = Cycle(members, hops, (Cut("p0", target="p1", weight=1, places=(Place("a.go"),)),))
    result = Result(findings=(CYCLE._replace(cycle=cycle),))
    short, long = text(result, RUN), text(result, RUN._replace(verbose=1))
    assert "shortest cycle among the 50 packages, 30 steps:" in short
    assert "and 20 more (-v shows all)" in short
    assert "and 40 more (-v shows all)" in short
    assert "a.go:1:1 and 3 more places" in short
    assert "p29 -> p0" in long
    assert "\n    p49\n" in long
    assert "-v shows all" not in long


def test_a_package_that_imports_itself_has_no_cuts() -> None:
    hop = Hop("m/a", "m/a", (Place("a/a.go", 3, 8), Place("a/b.go", 3, 8)))
    cycle = Cycle(("m/a",), (hop,), (Cut("m/a", target="m/a", weight=2, places=hop.places),))
    out = text(Result(findings=(CYCLE._replace(cycle=cycle),)), RUN)
    assert "  imports itself:\n    m/a -> m/a  a/a.go:3:8 and 1 more place\n  to fix:" in out


def test_what_was_skipped_is_counted_in_english() -> None:
    def skipped(*reasons: tuple[str, int]) -> str:
        return text(Result(stats=Stats(skipped=reasons)), RUN._replace(verbose=1)).splitlines()[0]

    other = "files of other build configurations"
    assert skipped(("test files", 2)) == "Skipped 2 files: 2 test files."
    assert (
        skipped((other, 1), ("test files", 1))
        == f"Skipped 2 files: 1 {other.replace('files', 'file')} and 1 test file."
    )
    assert skipped(("excluded folders", 1)) == "Skipped 1 folder: 1 excluded folder."
    assert (
        skipped(("excluded files", 1), ("excluded folders", 2), ("package documentation", 1))
        == "Skipped 2 files and 2 folders: 1 excluded file, 2 excluded folders and 1 package documentation."
    )


def test_no_source_line_no_excerpt() -> None:
    assert "|" not in text(Result(findings=(FORBIDDEN,)), RunInfo("1", {}))


def drawn(line: str, column: int, end_column: int) -> list[str]:
    return excerpt(Place("a.go", line=7, column=column, end_column=end_column), line, severity="error", pen=Pen(False))


def test_excerpt_keeps_tabs() -> None:
    assert drawn('\timport\t"fmt"', 9, 14) == ['    7 | \timport\t"fmt"', "      | \t      \t^^^^^"]


def test_excerpt_counts_cells_of_wide_and_combining_characters() -> None:
    assert drawn('/* 库存 e\u0301 */ "库"', 13, 16)[1] == "      | " + " " * 13 + "^^^^"


def test_excerpt_shows_controls_and_marks_what_is_shown() -> None:
    assert drawn('\x1b[1m"a\u202eb"', 5, 10) == ['    7 | \\x1b[1m"a\\u202eb"', "      | " + " " * 7 + "^" * 10]


def test_excerpt_of_a_long_line_is_cut_around_the_mark() -> None:
    line = "x" * 1000 + '"fmt"' + "y" * 1000
    first, second = drawn(line, 1001, 1006)
    assert len(first) < 200
    assert first.index('"fmt"') == second.index("^^^^^")
    assert first.count("...") == 2


@pytest.mark.parametrize(("column", "end"), [(90, 95), (3, 2), (1, 500)])
def test_excerpt_survives_a_place_that_does_not_fit(column: int, end: int) -> None:
    lines = drawn("abc", column, end)
    assert lines == [] or "^" in lines[1]
