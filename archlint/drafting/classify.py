"""Which rule of `[[classify]]` decides for a file, and what it gives. Pure.

One order decides: **the most specific path wins**, as it does for layers; between equally specific paths **the rule
with more conditions**. Rules that are equal in both have equal right: the first in layers.toml counts, with the lower
confidence of them, and where they name different layers the file is a candidate to be split, never of High confidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fnmatch import translate
from functools import lru_cache
from typing import NamedTuple, TypeVar

from archlint.globs import Glob, compile_glob
from archlint.model.classifying import CONFIDENCES, NOTHING, Classification, Confidence, Declared
from archlint.model.policy import Globs
from archlint.model.symbols import Declaration

_Entry = TypeVar("_Entry")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Imported(NamedTuple):
    """A package that a file imports: its path, where it comes from, and its folder where it is of the tree."""

    path: str
    origin: str
    folder: str = ""


class ClassifiedFile(NamedTuple):
    """A file as the rules see it. `source` tells a Go file that is scanned; all others are matched by path alone.

    `importers` are the files of other packages that import the package of this one.
    """

    path: str
    source: bool = True
    imports: tuple[Imported, ...] = ()
    importers: tuple[str, ...] = ()
    declarations: tuple[Declaration, ...] = ()


class Placement(NamedTuple):
    """What the rules give for one file. `rivals` are rules of equal right that give something else."""

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
        """Whether rules of equal right name different layers: a candidate to be split."""
        return any(rival.layer != self.layer for rival in self.rivals)


class Classified(NamedTuple):
    """The verdicts, by path, and the files that no rule speaks of.

    `matched` and `won` count, rule by rule, the files that it matches and those that it decides; `used` are the globs,
    as (index of the rule, index of the glob), that matched a file.
    """

    verdicts: tuple[Placement, ...]
    unmatched: tuple[str, ...]
    matched: tuple[int, ...]
    won: tuple[int, ...]
    used: frozenset[tuple[int, int]]


class _Match(NamedTuple):
    """A rule that is about a file, by its best glob. The larger `right` wins, of equal ones the smaller `rule`."""

    right: tuple[tuple[int, int, int], int]
    rule: int
    captures: dict[str, str]


def classify(
    subjects: Iterable[ClassifiedFile], rules: tuple[Classification, ...], groups: tuple[Globs, ...] = ()
) -> Classified:
    """Judge all files by all rules. The order of the files makes no difference."""
    judge = _Judge(rules, groups)
    verdicts: list[Placement] = []
    unmatched: list[str] = []
    for subject in sorted(subjects, key=lambda subject: subject.path):
        verdict = judge.verdict(subject)
        if verdict is not None:
            verdicts.append(verdict)
        elif subject.source:
            unmatched.append(subject.path)
    return Classified(tuple(verdicts), tuple(unmatched), tuple(judge.matched), tuple(judge.won), frozenset(judge.used))


class _Judge:
    """The rules, compiled, with the counts of what they did."""

    def __init__(self, rules: tuple[Classification, ...], groups: tuple[Globs, ...]) -> None:
        self._rules = rules
        self._globs = [[compile_glob(path, placeholders=None) for path in rule.paths] for rule in rules]
        self._groups = {group.name: [compile_glob(text) for text in group.globs] for group in groups}
        self.matched = [0] * len(rules)
        self.won = [0] * len(rules)
        self.used: set[tuple[int, int]] = set()

    def verdict(self, subject: ClassifiedFile) -> Placement | None:
        matches = [match for index in range(len(self._rules)) if (match := self._match(index, subject))]
        if not matches:
            return None
        best = max(matches, key=lambda match: (match.right, -match.rule))
        self.won[best.rule] += 1
        verdict = _fill(self._rules[best.rule], best.captures, subject.path)
        equal = [_fill(self._rules[m.rule], m.captures, subject.path) for m in matches if m.right == best.right]
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
            right = (glob.specificity, rule.conditions)
            if found is None or right > found.right:
                found = _Match(right, index, captures)
        self.matched[index] += found is not None
        return found

    def _holds(self, rule: Classification, subject: ClassifiedFile) -> bool:
        """Whether the conditions hold; those on the source never do for a file that is not scanned."""
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
        """Whether a word, a group or a glob means this package. A folder of the tree may be meant by its path."""
        if term in ("std", "third-party"):
            return imported.origin == term
        globs = self._groups.get(term) or [_compiled(term)]
        if any(glob.matches(imported.path) for glob in globs):
            return True
        return term not in self._groups and imported.origin == "tree" and globs[0].matches(imported.folder)


def declares(declarations: Iterable[Declaration], wanted: Declared) -> bool:
    """Whether one of the declarations is what is wanted."""
    if wanted.kind == NOTHING:
        return not any(True for _ in declarations)
    return any(_is_declared(each, wanted) for each in declarations)


def lower(*confidences: Confidence) -> Confidence:
    """The least of them."""
    return max(confidences, key=CONFIDENCES.index)


def _is_declared(declaration: Declaration, wanted: Declared) -> bool:
    if wanted.kind in ("type", "interface", "struct"):
        right = declaration.kind in ("type", "alias") and wanted.kind in ("type", declaration.type.kind)
    else:
        right = declaration.kind == wanted.kind
    return right and _fits(wanted.name, declaration.name) and _fits(wanted.receiver, declaration.receiver)


def _fits(pattern: str, name: str) -> bool:
    return not pattern or _name_pattern(pattern).match(name) is not None


@lru_cache(maxsize=1024)
def _name_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))


@lru_cache(maxsize=1024)
def _compiled(text: str) -> Glob:
    return compile_glob(text)


def _imported_by(subject: ClassifiedFile, term: str) -> bool:
    if term == NOTHING:
        return not subject.importers
    return any(_compiled(term).matches_file(path) for path in subject.importers)


def _holds_any(entries: tuple[_Entry, ...], holds: Callable[[_Entry], bool]) -> bool:
    return not entries or any(map(holds, entries))


def names_ending(glob: Glob) -> bool:
    """Whether the glob says the ending of the files it means, as it must for files that are no Go source."""
    last = glob.text.rpartition("/")[2]
    return re.search(r"\.[^*?{}/.]+$", last) is not None


def _fill(rule: Classification, captures: dict[str, str], path: str) -> Placement:
    """What a rule gives for a file, by what its glob has captured."""

    def fill(pattern: str) -> str:
        return _PLACEHOLDER.sub(lambda found: captures.get(found[1], ""), pattern)

    new = "/".join(segment for segment in fill(rule.to).split("/") if segment)
    if rule.to.endswith("/"):
        new = f"{new}/{path.rpartition('/')[2]}"
    return Placement(path, new, rule.layer, fill(rule.context), rule.reason, rule.confidence, rule)


def _result(verdict: Placement) -> tuple[str, str, str]:
    return verdict.new, verdict.layer, verdict.context
