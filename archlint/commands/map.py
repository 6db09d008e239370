"""`archlint map`: reads the tree and its symbols, and drafts a mapping or compares one with it."""

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
from archlint.edge.sources import MAX_PARSED, Sources
from archlint.errors import Complaint, ConfigError, InputError
from archlint.graphs.modules import ModuleMap
from archlint.languages import language_of
from archlint.languages.go.language import GO
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
    """A document, the text for standard error, and the exit status."""

    text: str
    message: str
    status: int


class _ClassifiedTree(NamedTuple):
    """The tree, and what the rules decide about it."""

    sources: Sources
    tree: Tree
    config: Config
    modules: ModuleMap
    symbols: dict[str, Symbols]
    classified: Classified


def draft(options: Options, form: str, language: str, heading: dict[str, str]) -> MapOutcome:
    """Draft the mapping, in a `form` ("markdown" or "csv") and a language. The status is 1 if destinations clash.

    Raises ConfigError for rules without effect, and for rules that contradict the layers of the file.
    """
    problem = heading["batch_id"] and problem_with_id(heading["batch_id"])
    if problem:
        raise InputError(Complaint("", problem, f"an id has {ALLOWED}", key="--batch-id", kind="input"))
    inputs = _classify(load(options._replace(purpose="map", contents=True)), {})
    tree, config = inputs.tree, inputs.config
    wrong = problems(inputs.classified, config)
    if wrong:
        raise ConfigError(*wrong)
    words, files = TRANSLATIONS[language], {file.path: file for file in tree.files}
    paths = _paths(tree)

    def responsibility_of(path: str) -> str:
        if path in files:
            facts = map_facts.of_go(files[path], inputs.symbols.get(path, Symbols(path)), inputs.modules)
        elif path.endswith(".proto"):
            facts = map_facts.of_proto(read_proto(inputs.sources.read(path, MAX_PARSED)), paths)
        else:
            facts = map_facts.Inventory("other")
        return responsibility(words, path, facts)

    made = make_draft(inputs.classified, responsibility_of, paths)
    if form == "csv":
        text = csv_table(made.rows)
    else:
        date = heading["date"] or workspace.today()
        name = heading["batch_id"] or f"{date}-mapping"
        front_matter = Heading(
            name,
            date,
            heading["owner"],
            base_commit=heading["base_commit"],
            config=config.path,
            rules=len(config.classify),
        )
        text = render_markdown(made, front_matter, words)
    return MapOutcome(text, _summary(made, inputs), 1 if made.clashes else 0)


def check(options: Options, document: str) -> MapOutcome:
    """Compare a mapping with the tree and the rules. The status is 1 if a row is missing, stale or contradicted."""
    options = options._replace(mappings=(document,), view="today", purpose="map", contents=True)
    loaded, mapping = load_with_mapping(options)
    paths = _paths(loaded.inputs.tree)
    moves = resolve_rows(mapping, paths)
    inputs = _classify(loaded, carried_out(moves))
    found = compare(moves, inputs.classified, paths)
    lines = [f"{each.place}: {each.kind}: {each.path}: {each.message}" for each in found]
    counts = Counter(each.kind for each in found)
    differences = [f"{number} {kind}" for kind, number in counts.items()]
    rows, rules = count(len(mapping.rows), "row"), count(len(inputs.config.classify), "rule")
    lines.append(f"{mapping.documents[0]}: {rows}, {rules}: {', '.join(differences) or 'no difference'}")
    wrong = problems(inputs.classified, inputs.config)  # in addition to the differences, which may be the cause
    message = "".join(f"archlint: error: {visible(str(complaint))}\n" for complaint in wrong)
    status = 2 if wrong else int(any(counts[kind] for kind in FAILING))
    return MapOutcome(visible_lines(lines), message, status)


def _classify(loaded: Loaded, renamed: dict[str, str]) -> _ClassifiedTree:
    config = loaded.inputs.config
    if config.scan.language != GO.name:
        message = f"a mapping moves Go files, but this configuration is for {language_of(config.scan.language).title}"
        raise ConfigError(Complaint(config.path, message, key="scan.language"))
    if not config.classify:
        hint = "add [[classify]] rules with path, to, layer, context, reason, confidence"
        raise ConfigError(Complaint(config.path, "there are no rules to draft a mapping from", hint, key="classify"))
    tree = _scanned(loaded.inputs.tree, config.scan.tests)
    modules = modules_of(tree)
    sources, others = concerned(tree, config.classify, renamed)
    symbols = loaded.reader.read(sources)
    classified = judge(tree, config, modules, symbols=symbols, others=others, renamed=renamed)
    return _ClassifiedTree(loaded.sources, tree, config, modules=modules, symbols=symbols, classified=classified)


def _scanned(tree: Tree, tests: str) -> Tree:
    """Return the tree with the test files that [scan] selects; rules of the check may need more."""
    if tests == "include":
        return tree
    kept = tuple(file for file in tree.files if (file.scope != "production") == (tests == "only"))
    left = tuple(file.path for file in tree.files if (file.scope != "production") != (tests == "only"))
    return tree._replace(files=kept, others=tuple(sorted((*tree.others, *left))))


def _paths(tree: Tree) -> frozenset[str]:
    return frozenset((*(file.path for file in tree.files), *tree.others))


def _summary(made: MappingDraft, inputs: _ClassifiedTree) -> str:
    """Return the text for standard error: the number of mapped files, and each open question."""
    rules = count(len(inputs.config.classify), "rule")
    broken = sum(symbols.problem is not None for symbols in inputs.symbols.values())
    lines: Iterable[str] = open_questions(made, TRANSLATIONS["en"])
    questions = [visible(line) for line in lines]
    if broken:
        questions.append(f"{count(broken, 'file')} with syntax errors: their rows may be incomplete.")
    head = f"{count(len(made.rows), 'file')} mapped by {rules}, {count(len(questions), 'open question')}"
    return "".join(f"{line}\n" for line in (head, *(f"  {line}" for line in questions)))
