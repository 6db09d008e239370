"""Trees as dictionaries of texts, checked in memory: today's tree, or the tree that a mapping plans."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from typing import NamedTuple

from support.headers import read_header

from archlint.graphs.view import View
from archlint.languages.go.modules.facts import module_facts, workspace_facts
from archlint.languages.go.modules.files import read_mod, read_work
from archlint.languages.go.syntax.generic import may_declare_generic
from archlint.languages.go.syntax.qualified import qualified_uses
from archlint.languages.go.syntax.symbols import extract
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import Mapping, Row
from archlint.model.policy import Config, Globs, Rule, Scan
from archlint.model.symbols import IF_GENERIC, WITH_FLOWS, Symbols
from archlint.pipeline.judge import judge
from archlint.pipeline.mapped_view import carry_out, map_tree
from archlint.pipeline.parsed import parsed_of
from archlint.pipeline.placing import modules_of, today_view
from archlint.rules.sentence import Names, parse_sentence

Files = ReadOnly[str, str]


class Checked(NamedTuple):
    """A view of a tree, with its findings: the hazards of the mapping, and the findings of the rules."""

    view: View
    hazards: tuple[Finding, ...]
    findings: tuple[Finding, ...]


def read(files: Files) -> Tree:
    """Return the facts of a tree."""
    modules = [
        module_facts(read_mod(text.encode()), path.rpartition("/")[0])
        for path, text in sorted(files.items())
        if path.rpartition("/")[2] == "go.mod"
    ]
    workspace = workspace_facts(read_work(files["go.work"].encode())) if "go.work" in files else None
    facts = [read_header(path, text.encode()) for path, text in sorted(files.items()) if path.endswith(".go")]
    others = tuple(sorted(path for path in files if not path.endswith(".go")))
    return Tree(tuple(facts), tuple(modules), others=others, workspace=workspace)


def configuration(layers: ReadOnly[str, str] | None = None, sentences: tuple[str, ...] = ()) -> Config:
    """A configuration of layers (one glob each) and rules that apply to tests too."""
    globs = tuple(Globs(name, (glob,), optional=True) for name, glob in (layers or {}).items())
    names = Names(tuple(layers or {}), (), ())
    rules = []
    for number, sentence in enumerate(sentences):
        form, clause = parse_sentence(sentence, names)
        rules.append(Rule(f"r{number}", sentence, form, clause=clause, tests="include"))
    return Config(scan=Scan(tests="include"), layers=globs, rules=tuple(rules))


def mapping(text: str) -> Mapping:
    """Rows from lines `old -> new`. A trailing slash makes a folder row; `@Layer` after it is the target layer."""
    rows = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), 1):
        old, _, rest = line.partition("->")
        new, _, layer = rest.partition("@")
        paths = old.strip(), new.strip()
        folder = paths[0].endswith("/")
        rows.append(
            Row(
                paths[0].rstrip("/"), paths[1].rstrip("/"), Place("m.md", number), is_folder=folder, layer=layer.strip()
            )
        )
    return Mapping(("m.md",), tuple(rows))


def check_today(files: Files, config: Config | None = None) -> Checked:
    """Check today's tree."""
    config = config or configuration()
    view = today_view(read(files), config)
    return Checked(view, (), judge(view, config, "2026-01-01").findings)


def symbols_of(path: str, data: bytes, qualifiers: tuple[str, ...]) -> Symbols:
    """Return the symbols of a file: the uses of some imports, everything, or everything with its flows."""
    if qualifiers == WITH_FLOWS:
        return extract(path, data, with_flows=True)
    if qualifiers == IF_GENERIC:
        return extract(path, data) if may_declare_generic(data) else Symbols(path, whole=False)
    return (qualified_uses(path, data, qualifiers) if qualifiers else None) or extract(path, data)


def check_mapped(files: Files, moves: Mapping | str, config: Config | None = None) -> Checked:
    """Check the tree that a mapping plans."""
    config = config or configuration()
    tree = read(files)
    plan = map_tree(tree, config, mapping=mapping(moves) if isinstance(moves, str) else moves, modules=modules_of(tree))

    def read_symbols(paths: ReadOnly[str, tuple[str, ...]]) -> dict[str, Symbols]:
        return {path: symbols_of(path, files[path].encode(), names) for path, names in paths.items()}

    parsed = parsed_of(tree, plan.relocation.today, read_symbols(plan.parse), read=read_symbols)
    view, hazards = carry_out(plan, tree, config, parsed=parsed)
    return Checked(view, hazards, judge(view, config, "2026-01-01").findings)
