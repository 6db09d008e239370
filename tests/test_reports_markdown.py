"""The `markdown` report, read with GitHub's own Markdown parser, and its chart."""

from __future__ import annotations

import html
import re

import pytest
from support.golden import check_golden
from support.node import rendered
from support.reading import OUR_TAGS, to_html
from support.results import (
    BROKEN,
    CASES,
    CLEAN,
    CYCLE,
    FORBIDDEN,
    HOSTILE,
    HOSTILE_RUN,
    HOSTILE_TEXTS,
    MAPPED,
    RUN,
    many,
)

from archlint.errors import Complaint
from archlint.model.findings import Cycle, Hop, Known, Result, RuleOutcome
from archlint.model.location import Place
from archlint.model.policy import Rule
from archlint.reports import renderer
from archlint.reports.markdown_text import code, fenced, prose, row
from archlint.reports.mermaid import broken_layers
from archlint.reports.safe import visible, without_commands

render = renderer("markdown")
PICTURE = (
    r'  n\d+\["(?:\w|[ ./-]|#\d+;)*"\]',
    r'  n\d+ -->\|"[\w, ]+"\| n\d+',
    r"  linkStyle [\d,]+ stroke:#\w{6},color:#\w{6}",
)


def tables(page: str) -> list[list[list[str]]]:
    """Return the tables of a page as rows of plain text."""
    return [
        [
            [
                html.unescape(re.sub("<.*?>", "", cell))
                for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", line, re.DOTALL)
            ]
            for line in re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        ]
        for table in re.findall(r"<table>(.*?)</table>", page, re.DOTALL)
    ]


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str) -> None:
    check_golden(f"markdown/{name}.md", render(*CASES[name]))


@pytest.mark.parametrize("name", CASES)
def test_only_our_own_elements(name: str) -> None:
    page = to_html(render(*CASES[name]))
    assert set(re.findall(r"<(\w+)", page)) <= OUR_TAGS
    assert "<a" not in page
    folded = len(re.findall("<summary>(?:In full|Known findings)</summary>", page))
    assert page.count("<details>") == page.count("</details>") == page.count("<summary>") == folded


def test_hostile_texts_are_read_back_unchanged() -> None:
    rules, findings, known = tables(to_html(render(HOSTILE, HOSTILE_RUN)))
    shown = {without_commands(visible(text)).strip() for text in HOSTILE_TEXTS}
    assert {cells[0].strip() for cells in rules[1:]} == shown
    assert {cells[3].strip() for cells in findings[1:]} == shown
    assert {cells[3].strip() for cells in known[1:]} == shown
    assert {len(cells) for cells in rules + findings + known} == {4}


@pytest.mark.parametrize(
    "text", ["@org/team", "a@b.c", "www.x.org", "http://x", "$x$ and $y$", ":tada:", "o/r#1", "a*b*c"]
)
def test_text_that_a_code_host_interprets_is_in_a_code_span(text: str) -> None:
    assert to_html(prose(f"see {text} there")) == f"<p><code>see {text} there</code></p>\n"


@pytest.mark.parametrize(
    "text", ["Interface > Application > Domain", "a/b_c_d.go: 1, 2 (x)", "until #412 is done", "库存"]
)
def test_plain_words_stay_words(text: str) -> None:
    assert to_html(prose(text)) == f"<p>{html.escape(text)}</p>\n"


@pytest.mark.parametrize("text", ["`", "``", "a`b``c", " x ", "|", "a\\|b", "\\", "`" * 50, "&lt;", "<b>"])
def test_code_spans_can_contain_anything_also_in_a_table(text: str) -> None:
    assert to_html(code(text)) == f"<p><code>{html.escape(text)}</code></p>\n"
    page = to_html("\n".join([row("a", "b"), row("---", "---"), row(code(text), "end")]))
    (cells,) = tables(page)[0][1:]
    assert cells[0].strip().replace("\\ |", "\\|") == text.strip()
    assert cells[1] == "end"


def test_a_code_block_can_contain_any_fence() -> None:
    text = "```\n````\n</details>\n" + "`" * 200
    page = to_html(fenced(text))
    assert html.unescape(page).startswith('<pre lang="text"><code>```\n````\n</details>\n')
    assert page.count("<pre") == 1


@pytest.mark.parametrize("name", ["many", "problems", "backticks", "all"])
def test_never_longer_than_the_limit_of_a_job_summary(name: str) -> None:
    wide = "库" * 5_000
    results = {
        "many": many(10_000),
        "problems": Result(problems=(Complaint(wide, wide, wide, line=1, key=wide),) * 5_000),
        "backticks": Result(
            findings=tuple(FORBIDDEN._replace(message="`" * 20_000, because=wide) for _ in range(2_000))
        ),
    }
    long = FORBIDDEN._replace(message=wide, because=wide)
    results["all"] = results["problems"]._replace(
        findings=(long,) * 2_000,
        known=(Known(long, wide, "baseline"),) * 2_000,
        outcomes=tuple(RuleOutcome(Rule(f"{n}{wide}", wide, form="form", clause=None), (), wide) for n in range(2_000)),
        stats=BROKEN.stats,
    )
    out = render(results[name], RUN)
    assert len(out.encode("utf-8")) <= 900_000
    assert re.search(r"and [\d,]+ more", out)


def test_the_verdict_comes_first_then_failing_findings() -> None:
    out = render(BROKEN, RUN)
    assert out.startswith("### archlint\n\n**Failed**: 4 errors; also 1 warning and 1 note.\n")
    severities = [cells[0] for cells in tables(to_html(out))[1][1:]]
    assert severities == ["error"] * 4 + ["warning", "note"]
    assert "**Passed**: no findings." in render(CLEAN, RUN)
    assert [cells[0] for cells in tables(to_html(render(MAPPED, RUN)))[1][1:]] == [
        "error, introduced",
        "error, carried",
        "warning, carried",
    ]


def test_the_picture_has_every_layer_and_every_broken_edge() -> None:
    picture = broken_layers(BROKEN, RUN)
    for layer in BROKEN.stats.layers:
        assert f'["{layer.name or "in no layer"}"]' in picture
    assert re.findall(r"(n\d+) -->\|\"(.*?)\"\| (n\d+)", picture) == [
        ("n2", "1 error", "n3"),
        ("n2", "1 note", "n4"),
        ("n2", "1 warning", "n0"),
    ]
    assert "linkStyle 0 stroke:#cf222e" in picture
    assert "linkStyle 1,2 stroke:#9a6700" in picture
    assert broken_layers(CLEAN, RUN) == ""
    assert "mermaid" not in render(CLEAN, RUN)


def test_the_picture_of_a_cycle_of_layers_is_the_cycle() -> None:
    hops = tuple(Hop(a, b, (Place("a.go"),)) for a, b in (("A", "B"), ("B", "C"), ("C", "A")))
    cycle = CYCLE._replace(kind="layer-cycle", cycle=Cycle(("A", "B", "C"), hops, ()))
    assert len(re.findall("-->", broken_layers(Result(findings=(cycle,)), RUN))) == 3


def test_the_picture_stays_within_the_limits_of_mermaid() -> None:
    findings = tuple(FORBIDDEN._replace(layers=("l" * 99 + str(n), '"' * 40 + str(n))) for n in range(2_000))
    picture = broken_layers(Result(findings=findings), RUN)
    assert len(picture) < 50_000
    assert picture.count("-->") <= 500


def test_the_picture_of_hostile_layers_has_quoted_labels_only() -> None:
    for line in broken_layers(HOSTILE, HOSTILE_RUN).splitlines()[1:]:
        assert any(re.fullmatch(pattern, line) for pattern in PICTURE), line


@pytest.mark.parametrize("name", ["broken", "mapped", "hostile"])
def test_mermaid_draws_the_picture(name: str) -> None:
    picture = broken_layers(*CASES[name])
    seen = rendered(picture)
    assert seen["foreign"] == 0
    assert seen["arrows"] == picture.count("-->")
    assert [html.unescape(text) for text in seen["nodes"]] == [
        html.unescape(re.sub(r"#(\d+);", r"&#\1;", label)).strip() for label in re.findall(r'\["(.*)"\]', picture)
    ]
    assert set(seen["edges"]) == set(re.findall(r'\|"(.*)"\|', picture))
