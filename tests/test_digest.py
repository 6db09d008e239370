"""The text report for people: goldens at three widths of a terminal and without one, and properties of the digest."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.any_result import RESULT
from support.command import REPOSITORY, archlint
from support.digests import (
    AGAINST,
    AGAINST_MANY,
    BASE,
    CHANGES,
    FORTY,
    LONG_IDS,
    MANY_REMARKS,
    ONE,
    PART,
    SOUND,
    UNCHANGED,
    UNTOUCHED,
)
from support.golden import check_golden
from support.results import ACROSS, ALL_KNOWN, BROKEN, CLEAN, CYCLE, INERT, MAPPED, PROBLEMS, PURE, RUN, WEAKENED

from archlint.model.findings import Finding, Gate, Result, RuleOutcome
from archlint.model.location import Place
from archlint.model.policy import SEVERITIES
from archlint.reports import renderer
from archlint.reports.fold import LEAST, cells, fold, shortened
from archlint.reports.rule_names import short_ids

text = renderer("text")
WIDTHS = (80, 120, 200, 0)
CASES: dict[str, Result] = {
    "clean": CLEAN,
    "one": ONE,
    "long-id": LONG_IDS,
    "several": BROKEN,
    "forty": FORTY,
    "cycles": Result(findings=(CYCLE,) * 7, stats=CLEAN.stats),
    "problems": PROBLEMS,
    "inert": INERT,
    "known": ALL_KNOWN,
    "weakened": WEAKENED,
    "mapped": MAPPED,
    "across": ACROSS,
    "against": AGAINST,
    "against-many": AGAINST_MANY,
    "unchanged": UNCHANGED,
    "untouched": UNTOUCHED,
    "sound": SOUND,
    "remarks": MANY_REMARKS,
    "part": PART,
}
WUKONGIM = REPOSITORY / "examples" / "wukongim"
RULES = """\
version = 1

[layers]
Cmd      = "cmd/**"
Internal = "internal/**"
Pkg      = "pkg/**"

[slices]
part = "internal/{part}/**"

[groups]
web = ["github.com/gin-gonic/**", "net/http"]

[[rules]]
rule    = "part must not import each other"
because = "each part of the server can be read alone"

[[rules]]
id      = "no-web"
rule    = "Internal, Pkg must not import web"
because = "the server speaks its own protocol, and HTTP at one door"

[[rules]]
rule = 'Internal must not import "pkg/wkdb/**"'

[[rules]]
rule = 'Pkg must import "pkg/wklog"'

[[rules]]
rule     = "Internal must not reach web"
severity = "warning"

[[rules]]
rule = 'folders in "pkg" must not form cycles'

[[rules]]
rule = 'only Internal may import "github.com/bwmarrin/**"'
"""
"""Rules with 367 findings in WuKongIM."""


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, width: int) -> None:
    check_golden(f"digest/{name}-{width}.txt", text(CASES[name], RUN._replace(width=width, seconds=0.29 * bool(width))))


@pytest.fixture(scope="module")
def wukongim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tree of stubs with the facts of a real one."""
    folder = tmp_path_factory.mktemp("digest") / "wukongim"
    subprocess.run([sys.executable, str(WUKONGIM / "write_stub.py"), str(folder)], check=True)
    (folder / ".git").mkdir()
    (folder / "layers.toml").write_text(RULES)
    for name in ("layers.toml", "mapping.md"):
        (folder / f"planned-{name}").write_bytes((WUKONGIM / name).read_bytes())
    return folder


def printed(folder: Path, width: int, *arguments: str) -> str:
    """What a terminal of this width shows, with a fixed time; 0 is a pipe."""
    env = {"COLUMNS": str(width), "CI": "1"} if width else {}
    found = archlint("check", "--color", "never", *arguments, cwd=folder, env=env, tty=bool(width))
    assert found.status == 1, found
    return re.sub(r"\d+\.\d+s\.$", "0.29s.", found.out, flags=re.MULTILINE)


@pytest.mark.parametrize("width", WIDTHS)
def test_many_findings_of_a_real_tree(wukongim: Path, width: int) -> None:
    out = printed(wukongim, width)
    assert sum(shown(out).values()) == 367
    assert len(out.splitlines()) <= 120
    check_golden(f"digest/wukongim-{width}.txt", out)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_mapping_of_a_real_tree(wukongim: Path, width: int) -> None:
    out = printed(wukongim, width, "--config", "planned-layers.toml", "--mapping", "planned-mapping.md")
    assert sum(shown(out).values()) == 127
    assert len(out.splitlines()) <= 100
    check_golden(f"digest/mapping-{width}.txt", out)


@pytest.mark.parametrize("width", WIDTHS)
def test_forty_findings_fit_on_a_page(width: int) -> None:
    out = text(FORTY, RUN._replace(width=width))
    assert sum(shown(out).values()) == 40
    assert len(out.splitlines()) <= 60


def shown(out: str) -> dict[str, int]:
    """The numbers of findings in the headings of a digest, by rule."""
    found: dict[str, int] = {}
    for rule, text in re.findall(r"^(?:error|warning|note)\[(.+?)\], (.+?):", out, re.MULTILINE):
        numbers = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", text)]
        found[rule] = found.get(rule, 0) + sum(numbers)
    return found


def test_verbose_prints_all_in_full() -> None:
    check_golden("digest/against-verbose.txt", text(AGAINST, RUN._replace(verbose=1)))
    out = text(FORTY, RUN._replace(verbose=1))
    assert len(re.findall(r"^\S+:\d+:\d+: (?:error|warning)\[", out, re.MULTILINE)) == 40
    assert "-v shows" not in out


def test_quiet_prints_only_findings() -> None:
    whole, quiet = text(FORTY, RUN), text(FORTY, RUN._replace(verbose=-1))
    assert whole.startswith(quiet)
    assert whole.removeprefix(quiet).startswith("\n2 files are in no layer")


@pytest.mark.parametrize("result", [CLEAN, UNCHANGED, UNTOUCHED])
def test_a_clean_run_is_one_line(result: Result) -> None:
    assert len(text(result, RUN).splitlines()) == 1
    assert text(result, RUN._replace(verbose=-1)) == ""


def test_a_stricter_gate_shows_what_is_carried() -> None:
    out = text(AGAINST, RUN._replace(strict=True))
    assert "error[complete], carried" in out
    assert "Carried: 1 finding of ddd-order" in out, "a warning, which fails nothing"


def test_the_most_severe_and_the_cheapest_rule_comes_first() -> None:
    assert list(shown(text(FORTY, RUN))) == ["no-cycles", "complete", "contexts", "domain-pure", "ddd-order"]


def test_a_baseline_is_suggested_only_if_there_is_none() -> None:
    assert "`archlint baseline` records" in text(FORTY, RUN)
    assert "`archlint baseline` records" not in text(FORTY._replace(known=ALL_KNOWN.known), RUN)
    assert "`archlint baseline` records" not in text(FORTY, RUN._replace(gate="never"))


NAMES = st.sampled_from(["a", "b", "cmd", "internal/x", "internal/x/y", "pkg/a/b/c", "pkg/b"])
FINDING = st.builds(
    lambda rule, source, target, line, severity, change: Finding(
        kind=rule,
        rule=rule,
        severity=severity,
        message=f"'{rule}' says no: 'example.com/m/{source}' imports '{target}'.",
        place=Place(f"{source}/f.go", line, 2, end_column=9),
        source=f"example.com/m/{source}",
        target=target,
        layers=(source.partition("/")[0], target.partition("/")[0]),
        because=f"because {rule}",
        advice=f"mend {rule if line % 3 else target}",
        change=change,
        identity=(str(line),),
    ),
    st.sampled_from([f"rule-{number}" for number in range(16)] + ["left-behind", "parse-error"]),
    NAMES,
    st.one_of(st.just(""), NAMES.map("example.com/m/{}".format)),
    st.integers(1, 9_999),
    st.sampled_from(SEVERITIES),
    st.sampled_from(["introduced", "introduced", "carried", "retired"]),
)


def listed_below(block: str) -> int:
    """The number of findings below a heading: one by one, in pairs, or as the number of the others."""
    number = 0
    for line in block.splitlines()[1:]:
        pair, rest = re.match(r" +([\d,]+)  ", line), re.fullmatch(r"  and .*?([\d,]+) (?:more )?findings?", line)
        found = pair or rest
        number += int(found[1].replace(",", "")) if found else bool(re.match(r"  \S+:\d+:\d+: ", line))
    return number


@settings(max_examples=150, deadline=None)
@given(st.lists(FINDING, min_size=6, max_size=300), st.sampled_from(["error", "note"]), st.booleans(), st.booleans())
def test_every_finding_is_shown_or_counted(findings: list[Finding], gate: Gate, strict: bool, compared: bool) -> None:
    if not compared:
        findings = [finding._replace(change="") for finding in findings]
    run = RUN._replace(gate=gate, strict=strict)
    rules = [PURE._replace(id=f"rule-{number}", sentence=f"rule {number}") for number in range(8)]
    result = Result(findings=tuple(findings), outcomes=tuple(RuleOutcome(rule, ("p",)) for rule in rules))
    out = text(result, run)
    assert len(out.splitlines()) < 200
    counted = dict.fromkeys(("Carried", "Retired"), 0)
    for change, number in re.findall(r"^(Carried|Retired): ([\d,]+) finding", out, re.MULTILINE):
        counted[change] = int(number.replace(",", ""))
    assert counted["Retired"] == sum(finding.change == "retired" for finding in findings)
    counting = len(findings) - sum(counted.values())
    heads = shown(out)
    if heads:
        assert sum(heads.values()) == counting
        for block in out.split("\n\n"):
            for rule, number in shown(block).items():
                assert listed_below(block) == number, (rule, block)
    else:
        assert len(re.findall(r"^\S+:\d+:\d+: \w+\[", out, re.MULTILINE)) == counting
    for finding in findings:
        assert finding.rule in out


@settings(max_examples=80, deadline=None)
@given(RESULT, st.integers(1, 200), st.sampled_from([-1, 0, 1]), st.booleans())
def test_no_line_is_wider_than_the_terminal(result: Result, width: int, verbose: int, color: bool) -> None:
    many = result._replace(findings=result.findings * 3)
    compared = many._replace(base=BASE, changes=CHANGES, loosened=result.findings)
    for each in (result, many, compared):
        out = text(each, RUN._replace(width=width, verbose=verbose, color=color))
        plain = re.sub(r"\x1b\[[0-9;]*m", "", out).replace("\\x3a", ":").replace("\\x23", "#")
        for line in plain.splitlines():
            assert cells(line.expandtabs(8)) <= max(width, LEAST) or " " not in line.strip(), line


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]) | st.just(" ")), st.integers(1, 50))
def test_folding_moves_words_and_changes_none(line: str, width: int) -> None:
    rows = fold(line, width)
    assert " ".join(rows).split() == line.split()
    assert all(cells(row) <= width or len(row.split()) <= 1 for row in rows)
    assert fold(line, 0) == [line]


@given(st.text(st.sampled_from("ab/-库")), st.integers(8, 40))
def test_a_name_is_shortened_in_the_middle(name: str, most: int) -> None:
    short = shortened(name, most)
    assert cells(short) <= most
    assert short == name or ("..." in short and name.startswith(short[0]) and name.endswith(short[-1]))


def test_names_keep_their_parts() -> None:
    assert shortened("github.com/acme/shop/internal/billing/store", 30) == "github.com/.../billing/store"
    assert shortened("domain-and-application-must-not-import-infrastructure", 32) == "domain-and-...-infrastructure"
    assert shortened("a" * 50, 11) == "aaaa...aaaa"


def test_short_ids_stay_apart() -> None:
    ids = [f"domain-and-application-must-not-import-{name}-infrastructure" for name in ("web", "data")]
    rules = tuple(RuleOutcome(PURE._replace(id=name), ()) for name in ids)
    assert short_ids(Result(outcomes=rules)) == {name: name for name in ids}
    assert short_ids(Result(outcomes=rules[:1])) == {ids[0]: "domain-and-...-infrastructure"}


def test_the_width_is_that_of_the_terminal(wukongim: Path) -> None:
    def widest(columns: str, *, tty: bool = True) -> int:
        env = {"COLUMNS": columns, "CI": "1"}
        return max(map(len, archlint("check", "--color", "never", cwd=wukongim, env=env, tty=tty).out.splitlines()))

    assert 90 < widest("100") <= 100
    assert widest("100", tty=False) > 120, "lines of a log aren't wrapped, whatever the environment says"
    for nonsense in ("", "0", "-5", "many", "9" * 5000):
        assert 60 < widest(nonsense) <= 80, "the default, if a terminal doesn't say"


def test_a_terminal_shows_the_time(tmp_path: Path) -> None:
    (tmp_path / "layers.toml").write_text('version = 1\n[[rules]]\nrule = "packages must not form cycles"\n')
    (tmp_path / "go.mod").write_text("module m\n")
    (tmp_path / "a.go").write_text("package a\n")
    line = r"Passed: 1 rule holds in 1 file of 1 package"
    assert re.fullmatch(rf"{line}; \d+\.\d+s\.\n", archlint("check", "--color", "never", cwd=tmp_path, tty=True).out)
    assert archlint("check", cwd=tmp_path).out == f"{line}.\n"
