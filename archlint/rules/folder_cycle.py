"""`folders in "pkg" must not form cycles`: each child folder is one node, with everything below it.

Go's compiler accepts such a cycle: `pkg/a/x` imports `pkg/b`, and `pkg/b/y` imports `pkg/a`. Files directly in `pkg`
belong to no child. If a glob matches several folders, each of them is judged on its own. "." is the scan root.
"""

from collections.abc import Iterator
from typing import NamedTuple

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.cycle_findings import Arrow, Arrows, CycleWords, cycle_findings
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.form import Ends, Form, clause_of
from archlint.rules.names import ROOT, Reader


class Parents(NamedTuple):
    """The folders whose children must not form cycles."""

    subject: Selector


def parse(reader: Reader) -> Parents | None:
    """Parse the sentence; return None if it has another form."""
    parts = reader.match("folders in A must not form cycles")
    if parts is None:
        return None
    bare = [token.text for token in parts[0] if not token.quoted and token.text not in (",", "and", "or")]
    if bare:
        reader.complain(f"folders must be a quoted glob, not {bare[0]}", f'put it in quotes: "{bare[0]}"')
        return Parents(())
    return Parents(reader.names_in(parts[0], ("glob",), "", root=True))


def check(rule: Rule, view: View, matcher: ExceptionMatcher | None = None) -> Iterator[Finding]:
    """Yield a finding for each set of sibling folders that all depend on each other."""
    return cycle_findings(rule, view, _WORDS, arrows=_arrows(rule), matcher=matcher)


class _Children:
    """Maps a folder to its ancestors that the rule names, each with the child that contains the folder. Caches."""

    def __init__(self, selector: Selector) -> None:
        self._root = ROOT in selector
        self._globs = [compile_glob(term.text) for term in selector if term != ROOT]
        self._found: dict[str, dict[str, str]] = {}

    def __call__(self, folder: str) -> dict[str, str]:
        found = self._found.get(folder)
        if found is None:
            found = self._found[folder] = dict(self._pairs(folder))
        return found

    def _pairs(self, folder: str) -> Iterator[tuple[str, str]]:
        child = folder
        while child:
            parent = child.rpartition("/")[0]
            if (self._root and not parent) or any(glob.matches(parent) for glob in self._globs):
                yield parent, child
            child = parent


def _arrows(rule: Rule) -> Arrows:
    children = _Children(clause_of(rule, Parents).subject)

    def arrows(edge: Edge) -> Iterator[Arrow]:
        targets = children(edge.target.folder)
        for parent, source in children(edge.source.folder).items():
            target = targets.get(parent)
            if target is not None and target != source:
                yield source, target

    return Arrows(arrows)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """Return the child folders with a judged file in or below them."""
    children = _Children(clause_of(rule, Parents).subject)
    judged = {item.package for item in view.files_for(rule.tests)}
    return tuple(sorted({child for name in judged for child in children(view.packages[name].folder).values()}))


def why_idle(rule: Rule, view: View) -> str:
    """Return why no cycle is possible: no folder has two children."""
    children = _Children(clause_of(rule, Parents).subject)
    packages = (package for package in view.packages.values() if package.origin == "tree")
    pairs = {pair for package in packages for pair in children(package.folder).items()}
    parents = [parent for parent, _ in sorted(pairs)]
    if len(parents) > len(set(parents)):
        return ""
    where = f"'{parents[0]}'" if parents[0] else "the scan root"
    return f"{where} contains only one folder" if len(parents) == 1 else "none of these folders contains two folders"


_WORDS = CycleWords(
    "folder",
    "folders",
    "move the code to the folder where it belongs, or move what both folders need to a third one; "
    "Go doesn't report such a cycle",
)

FORM = Form(
    name="folder-cycle",
    title="Sibling folders depend on each other in a cycle.",
    sentence='folders in "pkg" must not form cycles',
    meaning="It breaks when two or more child folders depend on each other, each taken as one node with everything "
    "below it. Go's compiler accepts such a cycle.",
    example='folders in "internal" must not form cycles',
    violation="internal/a/x -> internal/b/y and internal/b/z -> internal/a/w",
    advice=_WORDS.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda rule: Ends(folders=clause_of(rule, Parents).subject),
    why_idle=why_idle,
    exempted=check,
)
