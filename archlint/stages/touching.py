"""Which findings concern a subject, or two subjects as the ends of an edge: never fewer than a check has told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from archlint.graphs.view import View, ViewFile
from archlint.model.findings import Finding, Known, Result
from archlint.model.policy import Config, Rule
from archlint.rules import FORMS
from archlint.stages.subjects import Subject


class Told(NamedTuple):
    """A finding of the run, and why it does not count; None where it does."""

    finding: Finding
    known: Known | None = None


class Touching:
    """The findings of a result, those that are known among them, held against subjects of one view."""

    def __init__(self, view: View, config: Config, result: Result) -> None:
        self._view = view
        self._rules = {rule.id: rule for rule in config.rules}
        told = [*map(Told, result.findings), *(Told(known.finding, known) for known in result.known)]
        self.all = sorted(told, key=lambda item: item.finding.sort_key)
        self._items = {item.file.path: item for item in view.files}

    def of_rule(self, rule: Rule) -> list[Told]:
        """What a rule has found."""
        return [told for told in self.all if told.finding.rule == rule.id]

    def of(self, subject: Subject) -> list[Told]:
        """What concerns a subject, as what imports, as what is imported, or as a part of a cycle. Of a file it is what
        stands in it."""
        if subject.sort == "file":
            return [told for told in self.all if not subject.files.isdisjoint(_paths_of(told.finding))]
        return [
            told
            for told in self.all
            if told.finding.place.path in subject.files
            or told.finding.target in subject.packages
            or (told.finding.cycle is not None and self._members(told.finding, subject))
        ]

    def between(self, source: Subject, target: Subject, reached: Iterable[str]) -> list[Told]:
        """What concerns an edge. `reached` are the packages that the files of the source lead to, by any chain."""
        ends = target.packages.intersection(reached)
        return [told for told in self.all if self._is_between(told.finding, source, target, ends)]

    def _is_between(self, finding: Finding, source: Subject, target: Subject, ends: frozenset[str]) -> bool:
        if finding.cycle is not None:
            members = (self._members(finding, source), self._members(finding, target))
            return all(members) and (len(members[0] | members[1]) > 1 or len(finding.cycle.members) == 1)
        if finding.chain:
            starts = {place.path for place in finding.chain[0].places}
            return not starts.isdisjoint(source.files) and (
                finding.target in target.packages or self._names_any(finding, finding.identity, ends)
            )
        if finding.kind == "missing-import":
            terms = finding.target.split(" or ")
            is_source = finding.source in self._packages(source)
            return is_source and (target.name in terms or self._names_any(finding, terms, target.packages))
        if finding.rule not in self._rules and finding.source in (source.name, *self._packages(source)):
            return finding.target == target.name or finding.target in target.packages
        return finding.place.path in source.files and finding.target in target.packages

    def _names_any(self, finding: Finding, words: Iterable[str], packages: frozenset[str]) -> bool:
        """Whether some names of the rule's sentence stand for one of these packages."""
        rule = self._rules.get(finding.rule)
        if rule is None:
            return False
        wanted = set(words)
        terms = tuple(term for term in FORMS[rule.form].ends(rule.clause).object if term.text in wanted)
        return any(self._view.selects_package(terms, self._view.packages[package]) for package in packages)

    def _packages(self, subject: Subject) -> set[str]:
        """The packages that the files of a subject are in; the package x for its external test."""
        found = {item.package for item in self._files(subject)}
        return found | {self._view.packages[package].import_path for package in found}

    def _files(self, subject: Subject) -> Iterator[ViewFile]:
        return (self._items[path] for path in subject.files if path in self._items)

    def _members(self, finding: Finding, subject: Subject) -> set[str]:
        """The nodes of a cycle that files of the subject are in: packages, layers, slices or folders."""
        assert finding.cycle is not None  # noqa: S101  # the callers have asked
        members = set(finding.cycle.members)
        if finding.kind == "package-cycle":
            return members & (self._packages(subject) | subject.packages)
        if finding.kind == "layer-cycle":
            return members & {item.layer for item in self._files(subject)}
        paths = [item.path for item in self._files(subject)]
        if finding.kind == "slice-cycle":
            return members & {self._view.slice_of(family, path) for family in self._view.slices for path in paths}
        return {member for member in members if any(path.startswith(f"{member}/") for path in paths)}


def _paths_of(finding: Finding) -> set[str]:
    """The files that a finding stands in."""
    hops = (*finding.chain, *(finding.cycle.hops if finding.cycle else ()))
    cuts = finding.cycle.cuts if finding.cycle else ()
    groups = [*(hop.places for hop in hops), *(cut.places for cut in cuts)]
    places = [finding.place, *(related.place for related in finding.related)]
    return {place.path for place in (*places, *(place for group in groups for place in group))}
