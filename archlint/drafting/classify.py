"""Which rule of `[[classify]]` wins for a file, and where it puts the file. Pure.

**The most specific path wins**, as for layers. Between equally specific paths, **the rule with more conditions** wins.
If rules tie in both, the first in layers.toml wins, with the lowest confidence of them. If tied rules name different
layers, the file is a candidate to be split, and its confidence is never High.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple, TypeVar

from archlint.globs import Glob, compile_glob
from archlint.model.classifying import CONFIDENCES, NOTHING, Classification, Confidence, Declared
from archlint.model.policy import Globs
from archlint.model.symbols import Declaration

_Entry = TypeVar("_Entry")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Imported(NamedTuple):
    """A package that a file imports: its path, its origin, and its folder if it's in the tree."""

    path: str
    origin: str
    folder: str = ""


class ClassifiedFile(NamedTuple):
    """A file as the rules see it. `source` marks a scanned Go file; other files are matched only by path.

    `importers` are the files of other packages that import this file's package.
    """

    path: str
    source: bool = True
    imports: tuple[Imported, ...] = ()
    importers: tuple[str, ...] = ()
    declarations: tuple[Declaration, ...] = ()


class Placement(NamedTuple):
    """Where the rules put one file. `rivals` are tied rules with a different result."""

    path: str
    new: str
    layer: str
    context: str
    reason: str
    confidence: Confidence
    rule: Classification
    rivals: tuple[Classification, ...] = ()

    @property
    def torn(self) -> bool:
        """Whether tied rules name different layers: the file is a candidate to be split."""
        return any(rival.layer != self.layer for rival in self.rivals)


class Classified(NamedTuple):
    """The placements, sorted by path, and the files that no rule matches.

    `matched` counts the files that each rule matches. `used` has each glob that matched a file, as
    (index of the rule, index of the glob).
    """

    verdicts: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    matched: tuple[int, ...]
    used: frozenset[tuple[int, int]]


class _Match(NamedTuple):
    """A rule that matches a file, with its best glob. The largest `rank` wins; in a tie, the smallest `rule`."""

    rank: tuple[tuple[int, int, int], int]
    rule: int
    captures: dict[str, str]


def classify(
    subjects: Iterable[ClassifiedFile], rules: tuple[Classification, ...], groups: tuple[Globs, ...] = ()
) -> Classified:
    """Classify all files by all rules. The order of the files makes no difference."""
    judge = _Judge(rules, groups)
    verdicts: list[Placement] = []
    unmatched: list[str] = []
    for subject in sorted(subjects, key=lambda subject: subject.path):
        verdict = judge.verdict(subject)
        if verdict is not None:
            verdicts.append(verdict)
        elif subject.source:
            unmatched.append(subject.path)
    return Classified(tuple(verdicts), tuple(unmatched), tuple(judge.matched), used=frozenset(judge.used))


class _Judge:
    """The compiled rules, with counts of what they matched."""

    def __init__(self, rules: tuple[Classification, ...], groups: tuple[Globs, ...]) -> None:
        self._rules = rules
        self._globs = [[compile_glob(path, placeholders=None) for path in rule.paths] for rule in rules]
        self._groups = {group.name: [compile_glob(text) for text in group.globs] for group in groups}
        self.matched = [0] * len(rules)
        self.used: set[tuple[int, int]] = set()

    def verdict(self, subject: ClassifiedFile) -> Placement | None:
        matches = [match for index in range(len(self._rules)) if (match := self._match(index, subject))]
        if not matches:
            return None
        best = max(matches, key=lambda match: (match.rank, -match.rule))
        verdict = _fill(self._rules[best.rule], best.captures, subject.path)
        equal = [_fill(self._rules[m.rule], m.captures, subject.path) for m in matches if m.rank == best.rank]
        rivals = [other for other in equal if (other.new, other.layer, other.context) != _result(verdict)]
        if not rivals:
            return verdict
        confidence = lower(verdict.confidence, *(rival.confidence for rival in rivals))
        verdict = verdict._replace(rivals=tuple(rival.rule for rival in rivals), confidence=confidence)
        return verdict._replace(confidence=lower(confidence, "Medium")) if verdict.torn else verdict

    def _match(self, index: int, subject: ClassifiedFile) -> _Match | None:
        rule, found = self._rules[index], None
        for number, glob in enumerate(self._globs[index]):
            captures = glob.captures(subject.path) if subject.source or names_ending(glob) else None
            if captures is None or (found is None and not self._holds(rule, subject)):
                continue
            self.used.add((index, number))
            rank = (glob.specificity, rule.conditions)
            if found is None or rank > found.rank:
                found = _Match(rank, index, captures)
        self.matched[index] += found is not None
        return found

    def _holds(self, rule: Classification, subject: ClassifiedFile) -> bool:
        """Whether the conditions hold. Conditions on source code never hold for a file that isn't scanned."""
        if not rule.conditions:
            return True
        return (
            subject.source
            and _holds_any(rule.declares, lambda each: declares(subject.declarations, each))
            and _holds_any(rule.imports, lambda each: self._imports(subject, each))
            and (not rule.imports_only or self._imports_only(subject, rule.imports_only))
            and _holds_any(rule.imported_by, lambda each: _imported_by(subject, each))
        )

    def _imports(self, subject: ClassifiedFile, term: str) -> bool:
        if term == NOTHING:
            return not subject.imports
        return any(self._names(term, imported) for imported in subject.imports)

    def _imports_only(self, subject: ClassifiedFile, terms: tuple[str, ...]) -> bool:
        each = (any(self._names(term, imported) for term in terms) for imported in subject.imports)
        return bool(subject.imports) and all(each)

    def _names(self, term: str, imported: Imported) -> bool:
        """Whether a keyword, group or glob matches this package. For a package in the tree, a glob may match its
        folder."""
        if term in ("std", "third-party"):
            return imported.origin == term
        globs = self._groups.get(term) or [compile_glob(term)]
        if any(glob.matches(imported.path) for glob in globs):
            return True
        return term not in self._groups and imported.origin == "tree" and globs[0].matches(imported.folder)


def declares(declarations: Iterable[Declaration], wanted: Declared) -> bool:
    """Whether one of the declarations matches."""
    if wanted.kind == NOTHING:
        return not any(True for _ in declarations)
    return any(_is_declared(each, wanted) for each in declarations)


def lower(*confidences: Confidence) -> Confidence:
    """The lowest of them."""
    return max(confidences, key=CONFIDENCES.index)


def _is_declared(declaration: Declaration, wanted: Declared) -> bool:
    if wanted.kind in ("type", "interface", "struct"):
        matches = declaration.kind in ("type", "alias") and wanted.kind in ("type", declaration.shape)
    else:
        matches = declaration.kind == wanted.kind
    return matches and _fits(wanted.name, declaration.name) and _fits(wanted.receiver, declaration.receiver)


def _fits(pattern: str, name: str) -> bool:
    return not pattern or fnmatchcase(name, pattern)


def _imported_by(subject: ClassifiedFile, term: str) -> bool:
    if term == NOTHING:
        return not subject.importers
    return any(compile_glob(term).matches_file(path) for path in subject.importers)


def _holds_any(entries: tuple[_Entry, ...], holds: Callable[[_Entry], bool]) -> bool:
    return not entries or any(map(holds, entries))


def names_ending(glob: Glob) -> bool:
    """Whether the glob names a file extension. Only such a glob can match files that aren't Go source."""
    last = glob.text.rpartition("/")[2]
    return re.search(r"\.[^*?{}/.]+$", last) is not None


def _fill(rule: Classification, captures: dict[str, str], path: str) -> Placement:
    """Where a rule puts a file, given what its glob captured."""

    def fill(pattern: str) -> str:
        return _PLACEHOLDER.sub(lambda found: captures.get(found[1], ""), pattern)

    new = "/".join(segment for segment in fill(rule.to).split("/") if segment)
    if rule.to.endswith("/"):
        new = f"{new}/{path.rpartition('/')[2]}"
    return Placement(
        path, new, rule.layer, context=fill(rule.context), reason=rule.reason, confidence=rule.confidence, rule=rule
    )


def _result(verdict: Placement) -> tuple[str, str, str]:
    return verdict.new, verdict.layer, verdict.context
