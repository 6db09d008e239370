"""`folders in "pkg" must not form cycles`: each child folder, with all below it, as one node.

This is the cycle that Go's compiler lets pass: `pkg/a/x` imports `pkg/b`, and `pkg/b/y` imports `pkg/a`. Files directly
in the folder itself belong to no child. A glob that names several folders is judged folder by folder, and "." names
the scan root.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.cycling import Arrow, Arrows, CycleWords, cycle_findings
from archlint.rules.exempting import Exempting
from archlint.rules.form import Ends, Form
from archlint.rules.names import ROOT, Reader


class Parents(NamedTuple):
    """The folders whose children must not form cycles."""

    subject: Selector


def parse(reader: Reader) -> Parents | None:
    """Read the sentence; None where it is of another form."""
    parts = reader.match("folders in A must not form cycles")
    if parts is None:
        return None
    bare = [token.text for token in parts[0] if not token.quoted and token.text not in (",", "and", "or")]
    if bare:
        reader.complain(f"folders are named by a quoted glob, not by {bare[0]}", f'put quotes round it: "{bare[0]}"')
        return Parents(())
    return Parents(reader.names_in(parts[0], ("glob",), "", root=True))


def check(rule: Rule, view: View, exempting: Exempting | None = None) -> Iterator[Finding]:
    """One finding for each set of sibling folders that all depend on each other."""
    return cycle_findings(rule, view, _TELLING, _arrows(rule), exempting)


class _Children:
    """For a folder: the named folders above it, each with the child that the folder lies in."""

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
    children = _Children(rule.clause.subject)

    def arrows(edge: Edge) -> Iterator[Arrow]:
        targets = children(edge.target.folder)
        for parent, source in children(edge.source.folder).items():
            target = targets.get(parent)
            if target is not None and target != source:
                yield source, target

    return Arrows(arrows)


def subjects(rule: Rule, view: View) -> tuple[str, ...]:
    """The child folders that have a judged file in or below them."""
    children = _Children(rule.clause.subject)
    judged = {item.package for item in view.files_for(rule.tests)}
    return tuple(sorted({child for name in judged for child in children(view.packages[name].folder).values()}))


def idle(rule: Rule, view: View) -> str:
    """A folder with one child alone has no cycle."""
    children = _Children(rule.clause.subject)
    packages = (package for package in view.packages.values() if package.origin == "tree")
    pairs = {pair for package in packages for pair in children(package.folder).items()}
    parents = [parent for parent, _ in sorted(pairs)]
    if len(parents) > len(set(parents)):
        return ""
    where = f"'{parents[0]}'" if parents[0] else "the scan root"
    return (
        f"there is only one folder in {where}" if len(parents) == 1 else "none of these folders has two folders in it"
    )


_TELLING = CycleWords(
    "folder",
    "folders",
    "move the code to the folder it belongs to, or what both folders need to a third; Go does not see this cycle",
)

FORM = Form(
    name="folder-cycle",
    title="Sibling folders depend on each other in a cycle.",
    sentence='folders in "pkg" must not form cycles',
    meaning="It breaks when two or more child folders of the folder depend on each other, each taken as one node with "
    "all that lies below it: the cycle that Go's compiler lets pass.",
    example='folders in "internal" must not form cycles',
    breach="internal/a/x -> internal/b/y and internal/b/z -> internal/a/w",
    advice=_TELLING.advice,
    parse=parse,
    check=check,
    subjects=subjects,
    ends=lambda clause: Ends(folders=clause.subject),
    idle=idle,
    exempted=check,
)
