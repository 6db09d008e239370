"""The rule engine compared with others on random graphs: grimp, a matrix closure, and Go itself."""

from __future__ import annotations

import itertools
import json
import os
import random
import subprocess
from collections.abc import Iterable
from pathlib import Path

import grimp
import pytest
from grimp.application.graph import ImportGraph
from hypothesis import given, settings
from hypothesis import strategies as st
from support.go_oracle import NEEDS_GO
from support.graphs import Edges, closure
from support.views import findings, view

STACK = ("top", "high", "mid", "low")
MODULES = [f"{layer}/{name}" for layer in STACK for name in ("a", "b", "c")]
IMPORTS = st.frozensets(
    st.tuples(st.sampled_from(MODULES), st.sampled_from(MODULES)).filter(lambda pair: pair[0] != pair[1]), max_size=20
)
LAYERS = {layer: f"{layer}/**" for layer in STACK}


def _graph(modules: list[str], imports: Iterable[tuple[str, str]]) -> ImportGraph:
    graph = ImportGraph()
    names = {"p"}
    for module in modules:
        parts = module.split("/")
        names |= {".".join(["p", *parts[:length]]) for length in range(1, len(parts) + 1)}
    for name in sorted(names):
        graph.add_module(name)
    for source, target in sorted(imports):
        graph.add_import(importer=_dotted(source), imported=_dotted(target))
    return graph


def _dotted(module: str) -> str:
    return "p." + module.replace("/", ".")


def _lines(modules: list[str], imports: Iterable[tuple[str, str]]) -> str:
    lines = [f"{source} -> {target}" for source, target in sorted(imports)]
    return "\n".join([*modules, *lines])


levels = st.permutations(STACK).flatmap(
    lambda order: st.lists(st.integers(1, 3), min_size=1, max_size=4).map(lambda sizes: _cut(list(order), sizes))
)


def _cut(order: list[str], sizes: list[int]) -> list[list[str]]:
    found = []
    for size in sizes:
        if order[:size]:
            found.append(order[:size])
            order = order[size:]
    return found


@settings(max_examples=150)
@given(IMPORTS, levels, st.booleans(), st.booleans())
def test_layers_agree_with_grimp(imports: Edges, stack: list[list[str]], independent: bool, closed: bool) -> None:
    """If every module is in a layer, and all layers are closed for `strictly`: the same pairs of layers."""
    named = [layer for level in stack for layer in level]
    modules = [module for module in MODULES if module.split("/")[0] in named]
    inside = {pair for pair in imports if set(pair) <= set(modules)}
    joint = " | " if independent else ", "
    sentence = " > ".join(joint.join(level) for level in stack)
    if " > " not in sentence and " | " not in sentence:
        return  # one level of free parts is not an order
    found = findings(f"strictly {sentence}" if closed else sentence, view(_lines(modules, inside), layers=LAYERS))
    ours = {tuple(end.split("/")[1] for end in (item.source, item.target)) for item in found}
    theirs = _graph(modules, inside).find_illegal_dependencies_for_layers(
        layers=[grimp.Layer(*level, independent=independent, closed=closed) for level in stack], containers={"p"}
    )
    assert ours == {(item.importer.split(".")[1], item.imported.split(".")[1]) for item in theirs}


@settings(max_examples=100)
@given(IMPORTS)
def test_chains_are_as_short_as_those_of_grimp(imports: Edges) -> None:
    """From each module of one layer to the nearest of another, but not through others of the first."""
    seen = view(_lines(MODULES, imports), layers=LAYERS)
    found = {item.source: item for item in findings("top must not reach low", seen)}
    starts = [module for module in MODULES if module.startswith("top/")]
    goals = [module for module in MODULES if module.startswith("low/")]
    for start in starts:
        graph = _graph(MODULES, imports)
        for other in starts:
            if other != start:
                graph.remove_module(_dotted(other))
        chains = [graph.find_shortest_chain(importer=_dotted(start), imported=_dotted(goal)) for goal in goals]
        lengths = [len(chain) - 1 for chain in chains if chain]
        ours = found.get(f"m/{start}")
        assert (len(ours.chain) if ours else None) == (min(lengths) if lengths else None)
        if ours:
            nodes = [hop.source for hop in ours.chain] + [ours.target]
            steps = [(one.removeprefix("m/"), two.removeprefix("m/")) for one, two in itertools.pairwise(nodes)]
            assert set(steps) <= imports
            assert [hop.target for hop in ours.chain] == nodes[1:]


@settings(max_examples=150)
@given(IMPORTS)
def test_reach_agrees_with_the_transitive_closure(imports: Edges) -> None:
    """A package of the layer reaches the other one if and only if the closure of the packages in between says so."""
    seen = view(_lines(MODULES, imports), layers=LAYERS)
    ours = {item.source.removeprefix("m/") for item in findings("top must not reach low", seen)}
    expected = set()
    for start in (module for module in MODULES if module.startswith("top/")):
        between = {pair for pair in imports if pair[0] == start or pair[0].split("/")[0] not in ("top", "low")}
        if any(end.startswith("low/") for begin, end in closure(between) if begin == start):
            expected.add(start)
    assert ours == expected


FOLDERS = "abcde"
_heavy = st.dictionaries(
    st.tuples(st.sampled_from(FOLDERS), st.sampled_from(FOLDERS)).filter(lambda pair: pair[0] != pair[1]),
    st.integers(1, 4),
    max_size=9,
)


@settings(max_examples=150)
@given(_heavy)
def test_cuts_cost_no_more_than_those_of_grimp(weights: dict[tuple[str, str], int]) -> None:
    """The weight of an edge is the number of its files. grimp uses a heuristic; archlint is exact for graphs of this
    size."""
    imports = {
        (f"{source}/f{number}", target) for (source, target), weight in weights.items() for number in range(weight)
    }
    modules = sorted({*FOLDERS, *(source for source, _ in imports)})
    found = findings('folders in "." must not form cycles', view(_lines(modules, imports)))
    ours = {(cut.source, cut.target): cut.weight for item in found if item.cycle for cut in item.cycle.cuts}
    broken = _graph(modules, imports).nominate_cycle_breakers("p")
    theirs = {(source.split(".")[1], target.split(".")[1]) for source, target in broken}
    assert all(weights[pair] == weight for pair, weight in ours.items())
    assert sum(ours.values()) <= sum(weights[pair] for pair in theirs)
    for removed in (set(ours), theirs):
        assert all(start != end for start, end in closure(set(weights) - removed))


@settings(max_examples=100)
@given(IMPORTS)
def test_circular_packages_agree_with_the_transitive_closure(imports: Edges) -> None:
    found = findings("packages must not form cycles", view(_lines(MODULES, imports)))
    reach = closure(imports)
    assert {member.removeprefix("m/") for item in found if item.cycle for member in item.cycle.members} == {
        module for module in MODULES if (module, module) in reach
    }
    for item in found:
        assert item.cycle is not None
        for one, two in itertools.pairwise([*(hop.source for hop in item.cycle.hops), item.cycle.hops[0].source]):
            assert (one.removeprefix("m/"), two.removeprefix("m/")) in imports


def _write(folder: Path, files: dict[str, list[str]]) -> None:
    (folder / "go.mod").write_text("module m\n\ngo 1.20\n", encoding="utf-8")
    for path, targets in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        package = path.partition("/")[0] + ("_test" if path.endswith("_x_test.go") else "")
        imports = "".join(f'import _ "m/{target}"\n' for target in targets)
        (folder / path).write_text(f"package {package}\n\n{imports}", encoding="utf-8")


def _cycles_by_go(folder: Path) -> tuple[bool, set[str]]:
    """Whether Go finds an import cycle in production files, and the packages whose tests close one."""
    environment = {**os.environ, "GO111MODULE": "on", "GOFLAGS": "-mod=mod", "GOWORK": "off", "GOPROXY": "off"}
    command = ["go", "list", "-e", "-test", "-json=ImportPath,ForTest,Error", "./..."]
    out = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True).stdout
    decoder, found, production = json.JSONDecoder(), set(), False
    while out.strip():
        item, end = decoder.raw_decode(out.lstrip())
        out = out.lstrip()[end:]
        error = item.get("Error", {}).get("Err", "")
        if error == "import cycle not allowed in test":
            found.add(item["ForTest"])
        elif error == "import cycle not allowed":
            production = True
    return production, found


@NEEDS_GO
@pytest.mark.parametrize("seed", range(40))
def test_test_cycles_agree_with_go(seed: int, tmp_path: Path) -> None:
    """Production files have no cycle (except in every fourth tree); both kinds of tests import anything."""
    chance = random.Random(seed)
    names = list("abcdef")
    files: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        below = names if seed % 4 == 0 else names[place + 1 :]
        others = [other for other in below if other != name]
        files[f"{name}/{name}.go"] = [other for other in others if chance.random() < 0.25]
        files[f"{name}/{name}_test.go"] = [other for other in names if chance.random() < 0.1]
        files[f"{name}/{name}_x_test.go"] = [other for other in names if chance.random() < 0.2]
    _write(tmp_path, files)
    cyclic, tested = _cycles_by_go(tmp_path)
    seen = view("\n".join(f"{path} -> {', '.join(targets)}" for path, targets in files.items()))
    sentence = "packages must not form cycles"
    assert bool(findings(sentence, seen)) == cyclic
    if not cyclic:
        assert {item.source for item in findings(sentence, seen, tests="only")} == tested
        assert findings(sentence, seen, tests="include") == findings(sentence, seen, tests="only")


@NEEDS_GO
def test_reach_agrees_with_go_list(tmp_path: Path) -> None:
    """Compared with `go list -deps`, without and with tests: what a package, or its tests, reach."""
    chance = random.Random(5)
    names = [f"p{number}" for number in range(14)]
    files: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        files[f"{name}/{name}.go"] = [other for other in names[place + 1 :] if chance.random() < 0.12]
        files[f"{name}/{name}_test.go"] = [other for other in names[place + 1 :] if chance.random() < 0.12]
    _write(tmp_path, files)
    seen = view("\n".join(f"{path} -> {', '.join(targets)}" for path, targets in files.items()))
    environment = {**os.environ, "GO111MODULE": "on", "GOFLAGS": "-mod=mod", "GOWORK": "off", "GOPROXY": "off"}
    command = ["go", "list", "-test", "-json=ImportPath,ForTest,Deps", "./..."]
    out = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True).stdout
    decoder, reached = json.JSONDecoder(), {}
    while out.strip():
        item, end = decoder.raw_decode(out.lstrip())
        out = out.lstrip()[end:]
        reached[item["ImportPath"]] = {path.split(" ")[0] for path in item.get("Deps", ())}
    for start, goal in itertools.permutations(names, 2):
        sentence = f'"{start}" must not reach "{goal}"'
        assert bool(findings(sentence, seen)) == (f"m/{goal}" in reached[f"m/{start}"])
        tested = reached.get(f"m/{start} [m/{start}.test]", reached[f"m/{start}"])
        assert bool(findings(sentence, seen, tests="include")) == (f"m/{goal}" in tested)
