"""`archlint map`, composed: the tree, its symbols and the rules of `[[classify]]` in, rows of a mapping out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from archlint.classify import Classified, Imported, Subject, Verdict, classify, names_ending
from archlint.errors import Complaint
from archlint.globs import compile_glob
from archlint.layering import Layering
from archlint.mapping.writing import can_be_written
from archlint.model.classifying import Classification
from archlint.model.facts import FileFacts, Tree
from archlint.model.location import Place
from archlint.model.moves import Row
from archlint.model.policy import Config
from archlint.model.symbols import Symbols
from archlint.modules import ModuleMap

Tell = Callable[[str], str]
"""The text of the responsibility column for the file at a path."""


class Clash(NamedTuple):
    """A destination that cannot be: of several files, or (`taken`) of a file that stays where it is."""

    new: str
    paths: tuple[str, ...]
    taken: bool = False


class Draft(NamedTuple):
    """The rows, sorted by old path, and what they leave open.

    `unwritable` are files that a rule speaks of and whose old or new path cannot stand in a mapping.
    """

    rows: tuple[Row, ...]
    verdicts: tuple[Verdict, ...]
    unmatched: tuple[str, ...]
    unwritable: tuple[str, ...]
    clashes: tuple[Clash, ...]


def concerned(tree: Tree, rules: Iterable[Classification], renamed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The Go files that the path of a rule matches, and the other files that one does; sorted.

    `renamed` gives, for a file that a mapping has moved already, the path that the rules know it by.
    """
    globs = [compile_glob(path, placeholders=None) for rule in rules for path in rule.paths]
    endings = [glob for glob in globs if names_ending(glob)]
    sources = [file.path for file in tree.files if any(g.matches(renamed.get(file.path, file.path)) for g in globs)]
    others = [
        path
        for path in tree.others
        if not path.endswith(".go") and any(glob.matches(renamed.get(path, path)) for glob in endings)
    ]
    return sources, sorted(others)


def judge(
    tree: Tree,
    config: Config,
    modules: ModuleMap,
    symbols: Mapping[str, Symbols],
    others: Iterable[str],
    renamed: Mapping[str, str],
) -> Classified:
    """Classify the scanned Go files, and those of the `others` that a rule may speak of."""
    importers = _importers(tree, modules) if any(rule.imported_by for rule in config.classify) else {}
    subjects = [
        Subject(
            renamed.get(file.path, file.path),
            imports=_imports(file, modules),
            importers=importers.get(_folder(file.path), ()),
            declarations=symbols[file.path].declarations if file.path in symbols else (),
        )
        for file in tree.files
    ]
    subjects += [Subject(renamed.get(path, path), source=False) for path in others]
    return classify(subjects, config.classify, config.groups)


def make_draft(classified: Classified, tell: Tell, paths: Collection[str]) -> Draft:
    """The rows for what was classified. `paths` are all files of the tree."""
    rows: list[Row] = []
    unwritable: list[str] = []
    for verdict in classified.verdicts:
        if not writable(verdict):
            unwritable.append(verdict.path)
            continue
        rows.append(
            Row(
                verdict.path,
                verdict.new,
                Place(""),
                context=verdict.context,
                layer=verdict.layer,
                responsibility=tell(verdict.path),
                reason=verdict.reason,
                confidence=verdict.confidence,
            )
        )
    clashes = tuple(_clashes(rows, paths))
    return Draft(tuple(rows), classified.verdicts, classified.unmatched, tuple(unwritable), clashes)


def writable(verdict: Verdict) -> bool:
    """Whether a row can say what the rules give: paths that are read back as they are, a context in plain letters."""
    plain = all(each.isalnum() or each in "-_. " for each in verdict.context)
    return plain and can_be_written(verdict.path) and can_be_written(verdict.new)


def problems(classified: Classified, config: Config) -> tuple[Complaint, ...]:
    """What is wrong with the rules, as the tree shows: those without effect, and those that contradict [layers]."""
    found = list(_inert(classified, config.classify))
    layering = Layering(config.layers)
    reported: set[tuple[int, str]] = set()
    for verdict in classified.verdicts:
        origin = verdict.rule.origin
        if verdict.path.endswith(".go") and not verdict.new.endswith(".go"):
            message = f"{verdict.path} would be {verdict.new}, which is no Go file"
            hint = "end it with {file}.go, or with / to keep the file's name"
            found.append(Complaint(origin.path, origin.line, f"{origin.key}.to", message, hint))
        layer = layering.decide(verdict.new).layer
        if layer and layer != verdict.layer and (origin.line, layer) not in reported:
            reported.add((origin.line, layer))
            message = f"says {verdict.layer}, but {verdict.new} is in layer {layer} by [layers]"
            found.append(Complaint(origin.path, origin.line, f"{origin.key}.layer", message, "change one of the two"))
    return tuple(sorted(set(found)))


def _inert(classified: Classified, rules: tuple[Classification, ...]) -> Iterable[Complaint]:
    for index, rule in enumerate(rules):
        if not classified.matched[index]:
            message = "the rule matches no file"
            yield Complaint(rule.origin.path, rule.origin.line, rule.origin.key, message, "", "inert-classify")
            continue
        if not classified.won[index]:
            message = "the rule decides for no file: each that it matches goes by a more specific or earlier rule"
            yield Complaint(rule.origin.path, rule.origin.line, rule.origin.key, message, "", "inert-classify")
        for number, (path, origin) in enumerate(zip(rule.paths, rule.origins, strict=True)):
            if (index, number) not in classified.used:
                message = f'the path "{path}" matches no file that the rule is about'
                yield Complaint(origin.path, origin.line, origin.key, message, "", "inert-classify")


def _imports(file: FileFacts, modules: ModuleMap) -> tuple[Imported, ...]:
    folder = _folder(file.path)
    found = []
    for path in dict.fromkeys(spec.path for spec in file.imports):
        meant = modules.meant(path, folder)
        found.append(Imported(path, modules.origin(meant), modules.folder(meant) or ""))
    return tuple(found)


def _importers(tree: Tree, modules: ModuleMap) -> dict[str, tuple[str, ...]]:
    """For each folder of the tree, the files outside it that import its package."""
    found: dict[str, dict[str, None]] = {}
    for file in tree.files:
        for imported in _imports(file, modules):
            if imported.origin == "tree" and imported.folder != _folder(file.path):
                found.setdefault(imported.folder, {})[file.path] = None
    return {folder: tuple(paths) for folder, paths in found.items()}


def _clashes(rows: list[Row], paths: Collection[str]) -> Iterable[Clash]:
    """Destinations of several rows (also by letter case alone), and those where a file stays."""
    going: dict[str, list[Row]] = {}
    for row in rows:
        going.setdefault(row.new.casefold(), []).append(row)
    leaving = {row.old for row in rows}
    staying = {path.casefold() for path in paths if path not in leaving}
    for folded in sorted(going):
        each = going[folded]
        if len(each) > 1:
            yield Clash(each[0].new, tuple(row.old for row in each))
        if folded in staying:
            yield Clash(each[0].new, tuple(row.old for row in each), taken=True)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
