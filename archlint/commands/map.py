"""`archlint map`: reads the tree and its symbols, drafts the mapping or holds a document against it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from archlint.commands.loading import Loaded, load, load_with_mapping
from archlint.commands.options import Options
from archlint.drafting import facts as map_facts
from archlint.drafting.check import FAILING, carried_out, compare
from archlint.drafting.classify import Classified
from archlint.drafting.draft import MappingDraft, make_draft
from archlint.drafting.problems import problems
from archlint.drafting.responsibility import responsibility
from archlint.drafting.subjects import concerned, judge
from archlint.drafting.table import Heading, open_questions, render_markdown
from archlint.edge import workspace
from archlint.edge.sources import MOST_PARSED, Sources
from archlint.errors import Complaint, ConfigError, InputError
from archlint.graphs.modules import ModuleMap
from archlint.languages.proto import read_proto
from archlint.mapping.resolve import resolve_rows
from archlint.mapping.writing import csv_table
from archlint.model.facts import Tree
from archlint.model.policy import Config
from archlint.model.symbols import Symbols
from archlint.pipeline.placing import modules_of
from archlint.planning.plan_ids import ALLOWED, problem_with_id
from archlint.reports.safe import visible, visible_lines
from archlint.text.lists import count
from archlint.text.translations import TRANSLATIONS


class MapOutcome(NamedTuple):
    """A document, what to say of it on standard error, and the exit status."""

    text: str
    said: str
    status: int


class _Compared(NamedTuple):
    """The tree as the rules see it."""

    sources: Sources
    tree: Tree
    config: Config
    modules: ModuleMap
    symbols: dict[str, Symbols]
    classified: Classified


def draft(options: Options, form: str, language: str, heading: dict[str, str]) -> MapOutcome:
    """Draft the mapping, in a `form` ("markdown" or "csv") and a language. Status 1: destinations clash.

    Raises ConfigError for rules without effect, and for rules that contradict the layers of the file.
    """
    problem = heading["batch_id"] and problem_with_id(heading["batch_id"])
    if problem:
        raise InputError(Complaint("", problem, f"an id has {ALLOWED}", key="--batch-id", kind="input"))
    judged = _judged(load(options._replace(purpose="map", contents=True)), {})
    tree, config = judged.tree, judged.config
    wrong = problems(judged.classified, config)
    if wrong:
        raise ConfigError(*wrong)
    words, files = TRANSLATIONS[language], {file.path: file for file in tree.files}
    paths = _paths(tree)

    def tell(path: str) -> str:
        if path in files:
            facts = map_facts.of_go(files[path], judged.symbols.get(path, Symbols(path)), judged.modules)
        elif path.endswith(".proto"):
            facts = map_facts.of_proto(read_proto(judged.sources.read(path, MOST_PARSED)), paths)
        else:
            facts = map_facts.Inventory("other")
        return responsibility(words, path, facts)

    made = make_draft(judged.classified, tell, paths)
    if form == "csv":
        text = csv_table(made.rows)
    else:
        date = heading["date"] or workspace.today()
        name = heading["batch_id"] or f"{date}-mapping"
        told = Heading(name, date, heading["owner"], heading["base_commit"], config.path, len(config.classify))
        text = render_markdown(made, told, words)
    return MapOutcome(text, _summary(made, judged), 1 if made.clashes else 0)


def check(options: Options, document: str) -> MapOutcome:
    """Compare a document with the tree and the rules. Status 1: a row is missing, stale or contradicted."""
    options = options._replace(mappings=(document,), view="today", purpose="map", contents=True)
    loaded, mapping = load_with_mapping(options)
    paths = _paths(loaded.inputs.tree)
    moves = resolve_rows(mapping, paths)
    judged = _judged(loaded, carried_out(moves))
    found = compare(moves, judged.classified, paths)
    lines = [f"{each.place}: {each.kind}: {each.path}: {each.message}" for each in found]
    counts = Counter(each.kind for each in found)
    told = [f"{number} {kind}" for kind, number in counts.items()]
    rows, rules = count(len(mapping.rows), "row"), count(len(judged.config.classify), "rule")
    lines.append(f"{mapping.documents[0]}: {rows}, {rules}: {', '.join(told) or 'no difference'}")
    wrong = problems(judged.classified, judged.config)  # with the differences, one of which may be the cause
    said = "".join(f"archlint: error: {visible(str(complaint))}\n" for complaint in wrong)
    status = 2 if wrong else int(any(counts[kind] for kind in FAILING))
    return MapOutcome(visible_lines(lines), said, status)


def _judged(loaded: Loaded, renamed: dict[str, str]) -> _Compared:
    config = loaded.inputs.config
    if config.scan.language == "python":
        raise ConfigError(Complaint(config.path, "a mapping moves Go files; this is for Python", key="scan.language"))
    if not config.classify:
        hint = "write [[classify]] rules: path, to, layer, context, reason, confidence"
        raise ConfigError(Complaint(config.path, "there is no rule to draft a mapping by", hint, key="classify"))
    tree = _scanned(loaded.inputs.tree, config.scan.tests)
    modules = modules_of(tree)
    sources, others = concerned(tree, config.classify, renamed)
    symbols = loaded.reader.read(sources)
    classified = judge(tree, config, modules, symbols, others, renamed)
    return _Compared(loaded.sources, tree, config, modules, symbols, classified)


def _scanned(tree: Tree, tests: str) -> Tree:
    """The tree with the test files that [scan] asks for: some rule of the check may have wanted others."""
    if tests == "include":
        return tree
    kept = tuple(file for file in tree.files if (file.scope != "production") == (tests == "only"))
    left = tuple(file.path for file in tree.files if (file.scope != "production") != (tests == "only"))
    return tree._replace(files=kept, others=tuple(sorted((*tree.others, *left))))


def _paths(tree: Tree) -> frozenset[str]:
    return frozenset((*(file.path for file in tree.files), *tree.others))


def _summary(made: MappingDraft, judged: _Compared) -> str:
    """What to say on standard error: how much was mapped, and each question that is open."""
    rules = count(len(judged.config.classify), "rule")
    broken = sum(symbols.problem is not None for symbols in judged.symbols.values())
    lines: Iterable[str] = open_questions(made, TRANSLATIONS["en"])
    told = [visible(line) for line in lines]
    if broken:
        told.append(f"{count(broken, 'file')} with syntax errors: what is told of them may be incomplete.")
    head = f"{count(len(made.rows), 'file')} mapped by {rules}, {count(len(told), 'open question')}"
    return "".join(f"{line}\n" for line in (head, *(f"  {line}" for line in told)))
