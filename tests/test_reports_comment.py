"""The `comment` report: one screen, whatever the change, and a picture of the changed dependencies."""

from __future__ import annotations

import html
import re

import pytest
from support.golden import check_golden
from support.node import rendered
from support.reading import OUR_TAGS, to_html
from support.results import AGAINST, BROKEN, CASES, CYCLE, FORBIDDEN, HOSTILE_AGAINST, MAPPED, RUN, UNCHANGED, many

from archlint.model.changes import Arrow, Changes, Level, RuleChange
from archlint.model.findings import Result
from archlint.model.location import Place
from archlint.reports import renderer
from archlint.reports.change_picture import Picture, changed_dependencies

render = renderer("comment")
AT = Place("a.go", 3, 2, end_column=9)


def visible_part(text: str) -> str:
    """What is to be seen before anything is unfolded, without the picture."""
    text = re.sub(r"```mermaid\n.*?\n```\n", "", text, flags=re.DOTALL)
    return re.sub(
        r"<details>\n<summary>(.*?)</summary>.*?\n\n</details>(?!\n\n(?:</details>|<details>))",
        r"\1",
        text,
        flags=re.DOTALL,
    )


def height(text: str) -> int:
    """About how many lines a code host needs for the visible part, where a line has 100 characters."""
    return sum(-(-len(line) // 100) for line in visible_part(text).split("\n") if line)


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    check_golden(f"comment/{name}.md", render(*CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_only_our_own_elements(name: str) -> None:
    page = to_html(render(*CASES[name]))
    assert set(re.findall(r"<(\w+)", page)) <= OUR_TAGS
    assert page.count("<details>") == page.count("</details>") == len(re.findall("<summary>.*</summary>", page))


def large(number: int) -> Result:
    """A change that brings this many of everything, with long names."""
    levels: tuple[tuple[Level, str], ...] = (("layer", ""), ("slice", "family"), ("package", ""))
    arrows = tuple(
        Arrow(
            level,
            f"{family}{index}" if family else "",
            f"{'s' * 99}{index}",
            target=f"{'t' * 99}{index % 7}",
            uses=3,
            place=AT,
        )
        for index in range(number)
        for level, family in levels
    )
    rules = tuple(
        RuleChange("rule", f"rule{n}", "loosened", before="x" * 300, after="y" * 300, place=AT) for n in range(number)
    )
    findings = tuple(
        item._replace(change="introduced", rule=f"{'r' * 80}{at % 40}", message="m" * 500, because="b" * 500)
        for at, item in enumerate(many(number).findings)
    )
    return AGAINST._replace(
        findings=findings, loosened=findings, changes=Changes(added=arrows, removed=arrows, rules=rules)
    )


@pytest.mark.parametrize("result", [many(5_000), large(3_000), HOSTILE_AGAINST, CASES["hostile"][0]])
def test_one_screen_and_60_000_bytes_whatever_the_tree_holds(result: Result) -> None:
    out = render(result, RUN)
    assert height(out) <= 45
    assert len(out.encode("utf-8")) <= 60_000
    page = to_html(out)
    assert page.count("<details>") == page.count("</details>") > 0
    picture = changed_dependencies(result, RUN)
    assert picture is None or picture.chart.count("|") <= 24


def test_a_usual_change_is_read_at_one_glance() -> None:
    assert height(render(AGAINST, RUN)) <= 30


def test_what_is_left_out_is_counted() -> None:
    out = render(large(3_000), RUN)
    assert "**This change loosens the rules that it is checked by**: 3,000 changes and 3,000 findings no longer" in out
    assert "> - and 5,996 more" in out
    assert re.search(r"- and [\d,]+ findings of 37 more rules\n", out)
    assert re.search(r"[\d,]+ more are left out\.", out)
    assert re.search(r"and [\d,]+ more lists", out)
    shown = len(re.findall(r"^- .*error\[|^- .*warning\[|^- .*note\[", out, re.MULTILINE))
    (more,) = re.findall(r"Introduced findings: 3,000</summary>.*?- and ([\d,]+) more\n", out, re.DOTALL)
    assert shown + int(more.replace(",", "")) == 3_000


# --- the verdict ------------------------------------------------------------------------------------------------------


def test_one_line_where_nothing_changed() -> None:
    assert render(UNCHANGED, RUN) == (
        "**archlint passed**: nothing changed in the architecture since commit 0123456. 1 finding was there before and "
        "doesn't count.\n"
    )
    assert render(UNCHANGED, RUN._replace(strict=True, gate="warning")).startswith("### archlint failed")


@pytest.mark.parametrize(
    ("result", "title"),
    [
        (AGAINST, "archlint failed, with looser rules: this change introduces 2 errors"),
        (AGAINST._replace(findings=()), "archlint passed, with looser rules: this change introduces no findings"),
        (AGAINST._replace(changes=Changes(), loosened=()), "archlint failed: this change introduces 2 errors"),
        (MAPPED, "archlint failed: the mapping introduces 1 error"),
        (BROKEN, "archlint failed: 4 errors, 1 warning and 1 note"),
        (Result(), "archlint passed: no findings"),
        (CASES["problems"][0], "archlint checked nothing: 2 problems to fix first"),
    ],
)
def test_the_verdict_is_the_first_line(result: Result, title: str) -> None:
    assert render(result, RUN).startswith(f"### {title}\n")


def test_strict_counts_what_was_there_before() -> None:
    out = render(AGAINST, RUN._replace(strict=True))
    assert "this change introduces 2 errors; 1 error from before also counted\n" in out
    assert "(carried)" in out


# --- the rules --------------------------------------------------------------------------------------------------------


def test_a_branch_can_t_loosen_its_rules_unseen() -> None:
    """What lets more pass stands above all findings, and says which findings are no longer reported."""
    before, alert, _ = render(AGAINST, RUN).partition("> [!WARNING]\n")
    assert alert
    assert "- **" not in before
    page = to_html(render(AGAINST, RUN))
    (told,) = re.findall("<blockquote>.*?</blockquote>", page, re.DOTALL)
    assert "Lets more pass: <code>An exception to the rule" in told
    assert "No longer reported:" in told


def test_changed_and_stricter_rules() -> None:
    def out(*effects: str) -> str:
        rules = tuple(RuleChange("rule", "x", effect, before="a", after="b", place=AT) for effect in effects)  # type: ignore[arg-type]
        return render(AGAINST._replace(changes=Changes(rules=rules), loosened=()), RUN)

    assert "> [!NOTE]\n> **This change changes the rules that it is checked by**: 1 change." in out("changed")
    assert "> [!" not in out("tightened", "tightened")
    assert "2 changes make the rules stricter." in out("tightened", "tightened")


# --- the picture ------------------------------------------------------------------------------------------------------


def picture_of(*added: Arrow, findings: Result = UNCHANGED, removed: tuple[Arrow, ...] = ()) -> Picture:
    picture = changed_dependencies(findings._replace(changes=Changes(added=added, removed=removed)), RUN)
    assert picture is not None
    return picture


def edges(picture: Picture) -> set[tuple[str, str, str]]:
    names = dict(re.findall(r'  (n\d+)\["(.*)"\]', picture.chart))
    found = re.findall(r'  (n\d+) -\.?->\|"(.*)"\| (n\d+)', picture.chart)
    return {(names[source], label, names[target]) for source, label, target in found}


def layer(source: str, target: str) -> Arrow:
    return Arrow("layer", "", source, target=target, uses=2, place=AT)


def package(source: str, target: str) -> Arrow:
    return Arrow("package", "", f"example.com/m/{source}", target=f"example.com/m/{target}", uses=2, place=AT)


def test_the_colors_of_changed_dependencies() -> None:
    broken = UNCHANGED._replace(findings=(FORBIDDEN._replace(change="introduced"),))
    picture = picture_of(
        layer("Domain", "Infrastructure"), layer("A", "B"), findings=broken, removed=(layer("B", "A"), layer("A", ""))
    )
    assert edges(picture) == {
        ("Domain", "1 error", "Infrastructure"),
        ("A", "new: 2 imports", "B"),
        ("B", "gone: 2 imports", "A"),
        ("A", "gone: 2 imports", "in no layer"),
    }
    styles = re.findall(r"linkStyle ([\d,]+) stroke:(#\w+)", picture.chart)
    assert styles == [("0", "#cf222e"), ("1", "#1a7f37"), ("2,3", "#6e7781")]
    assert picture.chart.count("-.->") == 2


def test_what_the_changed_rules_no_longer_report_is_not_green() -> None:
    old = UNCHANGED._replace(loosened=(FORBIDDEN._replace(change="introduced"),))
    picture = picture_of(layer("Domain", "Infrastructure"), findings=old)
    assert edges(picture) == {("Domain", "1 no longer reported", "Infrastructure")}
    assert "linkStyle 0 stroke:#9a6700" in picture.chart


def test_carried_and_retired_findings_are_not_in_the_picture() -> None:
    old = tuple(FORBIDDEN._replace(change=change) for change in ("carried", "retired"))
    assert changed_dependencies(UNCHANGED._replace(findings=old), RUN) is None


def test_slices_and_packages_are_shown_where_no_layer_changed() -> None:
    slices = Arrow("slice", "context", "order", target="stock", uses=1, place=AT)
    assert edges(picture_of(slices, package("a", "b"))) == {("order", "new: 1 import", "stock")}
    assert edges(picture_of(package("a/x", "b"))) == {("a/x", "new: 2 imports", "b")}


def test_a_broken_rule_between_slices_is_shown_before_sound_layers() -> None:
    """The place of the finding is that of the new dependency."""
    finding = FORBIDDEN._replace(change="introduced", layers=("Domain", "Domain"), place=AT)
    slices = Arrow("slice", "context", "order", target="stock", uses=1, place=AT)
    picture = picture_of(layer("A", "B"), slices, findings=UNCHANGED._replace(findings=(finding,)))
    assert edges(picture) == {("order", "1 error", "stock")}
    assert picture.legend.startswith("Changed dependencies between slices of 'context'.")


def test_many_packages_are_folded_to_their_folders() -> None:
    arrows = [package(f"{top}/p{n}", f"{(top + 1) % 4}/q{n}") for top in range(4) for n in range(9)]
    assert edges(picture_of(*arrows)) == {(str(top), "new: 9 dependencies", str((top + 1) % 4)) for top in range(4)}
    wide = picture_of(*(package(f"p{n}", f"q{n}") for n in range(30)))
    assert len(edges(wide)) == 5
    assert "25 more are left out." in wide.legend


def test_packages_of_one_folder_are_not_folded_to_nothing() -> None:
    assert len(edges(picture_of(*(package(f"x/p{n}", f"x/q{n}") for n in range(30))))) == 5


def test_a_cycle_of_packages_is_drawn() -> None:
    (finding,) = (CYCLE._replace(change="introduced"),)
    assert {label for _, label, _ in edges(picture_of(findings=UNCHANGED._replace(findings=(finding,))))} == {"1 error"}


def test_an_import_that_is_missing_is_no_dependency() -> None:
    finding = FORBIDDEN._replace(change="introduced", kind="missing-import", layers=("Domain", ""))
    assert changed_dependencies(UNCHANGED._replace(findings=(finding,)), RUN) is None


@pytest.mark.parametrize("name", ["against", "hostile-against", "mapped"])
def test_mermaid_draws_the_picture(name: str) -> None:
    picture = changed_dependencies(*CASES[name])
    assert picture is not None
    seen = rendered(picture.chart)
    assert seen["foreign"] == 0
    assert seen["arrows"] == len(re.findall(r"-\.?->", picture.chart))
    labels = re.findall(r'\["(.*)"\]', picture.chart)
    assert [html.unescape(text) for text in seen["nodes"]] == [
        html.unescape(re.sub(r"#(\d+);", r"&#\1;", label)).strip() for label in labels
    ]
