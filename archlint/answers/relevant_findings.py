"""All findings of a check that are about a subject, or about an edge between two subjects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from archlint.answers.subjects import Subject
from archlint.graphs.graph import Edge, Use
from archlint.graphs.view import View, ViewFile
from archlint.model.findings import Finding, Known, Result
from archlint.model.policy import Config, Rule
from archlint.rules import FORMS


class Reported(NamedTuple):
    """A finding of the run, and why it doesn't count; None if it counts."""

    finding: Finding
    known: Known | None = None


class RelevantFindings:
    """The findings of a result, including known ones, by the subjects of one view."""

    def __init__(self, view: View, config: Config, result: Result) -> None:
        self._view = view
        self._rules = {rule.id: rule for rule in config.rules}
        reported = [*map(Reported, result.findings), *(Reported(known.finding, known) for known in result.known)]
        self.all = sorted(reported, key=lambda item: item.finding.sort_key)
        self._items = {item.file.path: item for item in view.files}

    def of_rule(self, rule: Rule) -> list[Reported]:
        """Return the findings of a rule."""
        return [item for item in self.all if item.finding.rule == rule.id]

    def of(self, subject: Subject) -> list[Reported]:
        """Return the findings about a subject: as importer, as import, or as part of a cycle.

        For a file, these are the findings that have a place in it.
        """
        if subject.category == "file":
            return [item for item in self.all if not subject.files.isdisjoint(_paths_of(item.finding))]
        return [
            item
            for item in self.all
            if item.finding.place.path in subject.files
            or item.finding.target in subject.packages
            or (item.finding.cycle is not None and _is_in_cycle(item.finding, subject))
        ]

    def between(
        self, source: Subject, target: Subject, reached: Iterable[str], uses: Sequence[tuple[Edge, Use]]
    ) -> list[Reported]:
        """Return the findings about an edge.

        `reached` are the packages that the files of the source reach by any chain; `uses` are its direct uses.
        """
        ends = target.packages.intersection(reached)
        return [
            item
            for item in self.all
            if (
                self._is_between(item.finding, source, target, ends=ends)
                if item.finding.cycle is None
                else self._is_on_cycle(item.finding, source, target, uses=uses)
            )
        ]

    def _is_on_cycle(
        self, finding: Finding, source: Subject, target: Subject, uses: Sequence[tuple[Edge, Use]]
    ) -> bool:
        """Report whether one of the uses is on the cycle or, without uses, whether both ends are on it."""
        if not uses:
            return self._joins(
                finding, source.files, source.packages, other_files=target.files, other_packages=target.packages
            )
        pairs = {(use.file.path, edge.source.id, edge.target.id): edge for edge, use in uses}
        return any(
            self._joins(
                finding, files={path}, packages={start}, other_files=self._today.get(end, ()), other_packages={end}
            )
            for path, start, end in pairs
        )

    def _joins(
        self,
        finding: Finding,
        files: Iterable[str],
        packages: Iterable[str],
        other_files: Iterable[str],
        other_packages: Iterable[str],
    ) -> bool:
        """Report whether two parts of the tree are at different members of a cycle."""
        members = (self._members(finding, files, packages), self._members(finding, other_files, other_packages))
        single = finding.cycle is not None and len(finding.cycle.members) == 1
        return all(members) and (len(members[0] | members[1]) > 1 or single)

    def _is_between(self, finding: Finding, source: Subject, target: Subject, ends: frozenset[str]) -> bool:
        if finding.chain:
            starts = {place.path for place in finding.chain[0].places}
            return not starts.isdisjoint(source.files) and (
                finding.target in target.packages or self._names_any(finding, finding.identity, ends)
            )
        if finding.kind == "missing-import":
            terms = finding.target.split(" or ")
            is_source = finding.source in self._packages(source.files)
            return is_source and (target.name in terms or self._names_any(finding, terms, target.packages))
        if finding.rule not in self._rules and finding.source in (source.name, *self._packages(source.files)):
            return finding.target == target.name or finding.target in target.packages
        return finding.place.path in source.files and finding.target in target.packages

    def _names_any(self, finding: Finding, words: Iterable[str], packages: frozenset[str]) -> bool:
        """Report whether these names in the rule's sentence match one of the packages."""
        rule = self._rules.get(finding.rule)
        if rule is None:
            return False
        wanted = set(words)
        terms = tuple(term for term in FORMS[rule.form].ends(rule).object if term.text in wanted)
        return any(self._view.selects_package(terms, self._view.packages[package]) for package in packages)

    @cached_property
    def _today(self) -> dict[str, list[str]]:
        """The files of each package, by today's path."""
        found: dict[str, list[str]] = {}
        for item in self._view.files:
            found.setdefault(item.package, []).append(item.file.path)
        return found

    def _packages(self, files: Iterable[str]) -> set[str]:
        """Return the packages of the files, and for an external test also the package that it tests."""
        found = {item.package for item in self._found(files)}
        return found | {self._view.packages[package].import_path for package in found}

    def _found(self, files: Iterable[str]) -> Iterator[ViewFile]:
        return (self._items[path] for path in files if path in self._items)

    def _members(self, finding: Finding, files: Iterable[str], packages: Iterable[str]) -> set[str]:
        """Return the members of a cycle for files and packages: packages, layers, slices or folders."""
        assert finding.cycle is not None  # noqa: S101  # the callers check this
        members = set(finding.cycle.members)
        if finding.kind == "package-cycle":
            return members & (self._packages(files) | set(packages))
        items = list(self._found(files))
        folders = [self._view.packages[package].folder for package in packages if not self._today.get(package)]
        if finding.kind == "layer-cycle":
            layers = (layer for package in packages for layer in self._view.packages[package].layers)
            return members & {*(item.layer for item in items), *layers}
        paths = [*(item.path for item in items), *(f"{folder}/_" for folder in folders)]
        if finding.kind == "slice-cycle":
            return members & {self._view.slice_of(family, path) for family in self._view.slices for path in paths}
        return {member for member in members if any(path.startswith(f"{member}/") for path in paths)}


def _is_in_cycle(finding: Finding, subject: Subject) -> bool:
    """Report whether a subject is on a cycle, or has a file at one of the reported places."""
    members = finding.cycle.members if finding.cycle else ()
    named = {subject.name, *(subject.packages if finding.kind == "package-cycle" else ())}
    return not named.isdisjoint(members) or not subject.files.isdisjoint(_paths_of(finding))


def _paths_of(finding: Finding) -> set[str]:
    """Return all files that a finding has places in."""
    hops = (*finding.chain, *(finding.cycle.hops if finding.cycle else ()))
    cuts = finding.cycle.cuts if finding.cycle else ()
    groups = [*(hop.places for hop in hops), *(cut.places for cut in cuts)]
    places = [finding.place, *(related.place for related in finding.related)]
    return {place.path for place in (*places, *(place for group in groups for place in group))}
