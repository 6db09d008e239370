"""Laws of `archlint explain`: it lists all findings of a check about an edge, whatever names the ends have."""

from __future__ import annotations

import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st
from support.views import rule, view

from archlint.answers.explain import explain
from archlint.graphs.view import View
from archlint.model.findings import Finding, Result
from archlint.model.policy import Config, Globs, Rule, Slices, Term, Tests
from archlint.pipeline.judge import judge
from archlint.rules import FORMS
from archlint.rules.advisor import DIRECT

LAYERS = {"High": "high/**", "Low": ["low/**", "mid/*_low.go"], "Mid": "mid/**"}
GROUPS = {"web": ["net/http", "web.example/**"]}
SLICES = {"part": "*/{part}/**"}
FOLDERS = [f"{layer}/{name}" for layer in ("high", "mid", "low", "free") for name in ("a", "b")]
FILES = [f"{folder}/{name}" for folder in FOLDERS for name in ("x.go", "y_low.go", "x_test.go", "x_x_test.go")]
TARGETS = [*FOLDERS, "fmt", "net/http", "web.example/x"]
ENDS = [
    "High",
    "Mid",
    "Low",
    "unassigned",
    '"high/**"',
    '"low/a"',
    '"*/a/**"',
    '"m/mid/**"',
    '"mid/a/y_low.go"',
    '"mid"',
]
OUTSIDE = ["std", "third-party", "web", '"net/http"', '"web.example/**"']
SENTENCES = [
    [f"{end} must not reach {other}" for end in ENDS for other in (*ENDS, *OUTSIDE)],
    [f"{end} must not import {other}" for end in ENDS for other in (*ENDS, *OUTSIDE)],
    [f"{end} may import only {other}" for end in ENDS for other in ("Low", "std", '"mid/**"')],
    [f"only {end} may import {other}" for end in ENDS for other in ("Low", "web", '"mid/**"')],
    [f"{end} must import {other}" for end in ENDS for other in ("Low or std", '"high/b"', "web")],
    ["High > Mid > Low", "strictly High > Mid | Low", '"high/**" | "free/**" > "low/**"'],
    ["part must not import each other", 'part must be imported through "*/a"', 'Low must be imported through "low/a"'],
    ["packages must not form cycles", "layers must not form cycles"],
    ["part must not form cycles", 'folders in "." must not form cycles'],
]
"""By subject, so that each is drawn equally often."""


Chosen = tuple[str, Tests, tuple[str, ...]]
"""A sentence, its tests setting, and its exceptions."""


def _tree(chance: random.Random) -> frozenset[tuple[str, str]]:
    """Imports, each in one or more files of a folder."""
    pairs: set[tuple[str, str]] = set()
    for _ in range(chance.randrange(3, 20)):
        folder, target = chance.choice(FOLDERS), chance.choice(TARGETS)
        files = [file for file in FILES if file.startswith(f"{folder}/")]
        pairs.update((file, target) for file in chance.sample(files, chance.randrange(1, 4)))
    return frozenset(pairs)


trees = st.builds(_tree, st.randoms(use_true_random=False))
rules = st.lists(
    st.tuples(
        st.sampled_from(SENTENCES).flatmap(st.sampled_from),
        st.sampled_from(["include", "exclude", "only"]),
        st.sampled_from([(), (), ("high/** -> **",), ("** -> low/a",)]),
    ),
    min_size=2,
    max_size=5,
)


def seen(pairs: frozenset[tuple[str, str]]) -> View:
    lines = [f"{folder}/x.go" for folder in FOLDERS] + [f"{file} -> {target}" for file, target in sorted(pairs)]
    return view("\n".join(lines), layers=LAYERS, groups=GROUPS, slices=SLICES)


def configured(tree: View, chosen: list[Chosen]) -> Config:
    made = tuple(
        rule(sentence, tree, excepting=excepting)._replace(id=f"rule-{order}", tests=tests)
        for order, (sentence, tests, excepting) in enumerate(chosen)
    )
    layers = tuple(Globs(name, (globs,) if isinstance(globs, str) else tuple(globs)) for name, globs in LAYERS.items())
    groups = tuple(Globs(name, tuple(globs)) for name, globs in GROUPS.items())
    return Config("layers.toml", layers=layers, groups=groups, slices=(Slices("part", SLICES["part"]),), rules=made)


def names_of(finding: Finding, judged: Rule, tree: View) -> Iterator[tuple[str, str]]:
    """The ends of a finding, under every name that its rule and the tree have for them."""
    if finding.cycle is not None:
        sort = {"package-cycle": "package", "layer-cycle": "layer", "slice-cycle": "slice", "folder-cycle": "folder"}
        start = sort[finding.kind]
        for hop in finding.cycle.hops:
            yield f"{start}:{hop.source}", f"{start}:{hop.target}"
        return
    ends = FORMS[judged.form].ends(judged)
    item = next(item for item in tree.files if item.file.path == finding.place.path)
    import_path = tree.packages[item.package].import_path
    sources = [f"package:{finding.source}", item.path, f"folder:{item.path.rpartition('/')[0]}"]
    sources += [place.path for hop in finding.chain[:1] for place in hop.places]
    sources += [
        str(term)
        for term in (*ends.subject, *ends.object)
        if tree.term_for_file((term,), item.path, item.layer, import_path=import_path)
    ]
    if finding.kind == "missing-import":
        targets = [
            str(term)
            for term in ends.object
            if term.text in finding.target.split(" or ") and _matches_something(term, tree)
        ]
    else:
        package = tree.packages[finding.target]
        targets = [f"package:{package.id}", package.id, f"folder:{package.folder or package.import_path}"]
        targets += [str(term) for term in (*ends.subject, *ends.object) if tree.selects_package((term,), package)]
    yield from ((source, target) for source in sources for target in targets)


def _matches_something(term: Term, tree: View) -> bool:
    files = any(
        tree.term_for_file((term,), f.path, f.layer, import_path=tree.packages[f.package].import_path)
        for f in tree.files
    )
    packages = any(tree.selects_package((term,), package) for package in tree.packages.values())
    return files or packages


@settings(max_examples=100, deadline=None)
@given(pairs=trees, chosen=rules)
def test_an_edge_lists_all_findings_between_its_ends(pairs: frozenset[tuple[str, str]], chosen: list[Chosen]) -> None:
    tree = seen(pairs)
    config = configured(tree, chosen)
    judged = judge(tree, config, "2026-01-01")
    result = Result(findings=judged.findings, known=judged.known)
    rules_by_id = {item.id: item for item in config.rules}
    everything = [(finding, False) for finding in judged.findings]
    everything += [(item.finding, True) for item in judged.known]
    for finding, is_known in everything:
        if finding.kind == "unassigned-file":
            continue
        for source, target in names_of(finding, rules_by_id[finding.rule], tree):
            lines = explain(f"{source} -> {target}", tree, config, result=result)
            told = f"    {finding.place}  {finding.severity} {finding.rule}: {finding.message}"
            assert told in lines, (source, target)
            if is_known:
                assert lines[lines.index(told) + 1].startswith("      excepted: agreed")
            if finding.kind == "forbidden-reach":
                assert "no chain" not in lines[0], (source, target)
                for hop in finding.chain[1:]:
                    assert f"{hop.source} -> {hop.target}  {hop.places[0]}" in "\n".join(lines)
            elif finding.kind in DIRECT:
                assert "place" in lines[0]


@settings(max_examples=60, deadline=None)
@given(pairs=trees, chosen=rules, one=st.sampled_from(FILES), other=st.sampled_from(TARGETS))
def test_rules_that_would_break_do_once_the_import_exists(
    pairs: frozenset[tuple[str, str]],
    chosen: list[Chosen],
    one: str,
    other: str,
) -> None:
    """For an import that doesn't exist, the listed rules about single imports are those that it would break."""
    here: list[Chosen] = [(sentence, tests, ()) for sentence, tests, _ in chosen]
    start = "\n".join(f"{file} -> {target}" for file, target in sorted(pairs - {(one, other)}))
    lines = [f"{folder}/x.go" for folder in FOLDERS] + [one, start, "free/z.go -> fmt, net/http, web.example/x"]
    before = view("\n".join(lines), layers=LAYERS, groups=GROUPS, slices=SLICES)
    after = view("\n".join([*lines, f"{one} -> {other}"]), layers=LAYERS, groups=GROUPS, slices=SLICES)
    ends = (
        edge.target.id
        for edge in after.graph.edges
        if any(use.file.path == one and use.spec.path.removeprefix("m/") == other for use in edge.uses)
    )
    end = next(ends, "")
    config = configured(before, here)
    direct = {rule.id for rule in config.rules if rule.form in DIRECT}
    new = {
        finding.rule
        for finding in judge(after, config, "2026-01-01").findings
        if finding.rule in direct and finding.place.path == one and finding.target == end
    }
    said = explain(f"{one} -> package:{end}", before, config, result=Result())
    if "place" in said[0]:
        return  # an external test of the package may exist under another name
    would = {line.split()[2].rstrip(":") for line in said if line.startswith(("  would break", "  could break"))}
    assert would & direct == new
