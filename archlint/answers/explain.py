"""The text of `archlint explain`: about anything that a sentence or a report can name, or an edge `A -> B`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from archlint.answers.explain_edge import explain_edge
from archlint.answers.paragraphs import findings, key_lines, layers_of
from archlint.answers.relevant_findings import RelevantFindings
from archlint.answers.subjects import CATEGORY_NAMES, Category, Subject, Subjects, UnknownSubjectError, form_named
from archlint.catalogue import find
from archlint.graphs.graph import Package
from archlint.graphs.layering import Decision, Layering
from archlint.graphs.view import View, ViewFile
from archlint.model.facts import Import
from archlint.model.findings import Result
from archlint.model.policy import Config, Rule
from archlint.rules import FORMS
from archlint.rules.sentence import Names, SentenceError, parse_sentence
from archlint.rules.slicing import Slicing
from archlint.rules.tokens import tokenise
from archlint.text.lists import count, one_line

__all__ = ["UnknownSubjectError", "explain", "without_tree"]


def without_tree(subject: str) -> str | None:
    """Return the text for a kind of finding or a sentence form, which mean the same in every tree; None for others."""
    category, _, rest = subject.partition(":")
    kind = find(rest if category == "kind" else subject) or find(form_named(rest if category == "form" else subject))
    return kind.text if kind else None


def explain(subject: str, view: View, config: Config, result: Result) -> list[str]:
    """Return the lines that explain the subject. Raises UnknownSubjectError if it names nothing here."""
    return list(_Explaining(view, config, result).lines(subject))


class _Explaining:
    """One view with its configuration and the result of its check."""

    def __init__(self, view: View, config: Config, result: Result) -> None:
        self.view, self.config, self.result = view, config, result
        self.subjects = Subjects(view, config)
        self.findings = RelevantFindings(view, config, result)

    def lines(self, text: str) -> Iterator[str]:
        """Yield the answer, and what else the name could mean."""
        parts = _ends(text)
        if parts is not None:
            named = [(part, self._end(part)) for part in parts]
            source, target = (found[0] for _, found in named)
            yield from explain_edge(source, target, self.view, config=self.config, relevant=self.findings)
            yield from (line for part, found in named for line in _others(part, found, quoted=False))
            return
        try:
            found = self.subjects.named(text)
        except UnknownSubjectError:
            if not any(mark in text.strip() for mark in " >|"):
                raise
            rule = self._unwritten(text)
            yield from self._unwritten_rule(rule)
            return
        yield from self._about(found[0])
        yield from _others(text, found, quoted=True)

    def _end(self, text: str) -> list[Subject]:
        """Return the meanings of an end of an edge. A finding of the mapping may have an end that doesn't exist."""
        try:
            return self.subjects.named(text, ends=True)
        except UnknownSubjectError:
            if any(text in (item.finding.source, item.finding.target) for item in self.findings.all):
                return [Subject("file", text)]
            raise

    def _about(self, subject: Subject) -> Iterator[str]:
        answers: dict[Category, Callable[[Subject], Iterator[str]]] = {
            "rule": self._rule, "layer": self._layer, "group": self._group, "keyword": self._keyword,
            "slices": self._slices, "slice": self._slice, "file": self._file, "package": self._package,
            "folder": self._folder, "glob": self._glob,
        }  # fmt: skip
        if subject.category in answers:
            return answers[subject.category](subject)
        return iter((without_tree(f"{subject.category}:{subject.name}") or "").splitlines())

    # --- what is written in layers.toml --------------------------------------------------------------------------

    def _rule(self, subject: Subject) -> Iterator[str]:
        rule = next(rule for rule in self.config.rules if rule.id == subject.name)
        yield f"{rule.id}: {one_line(rule.sentence)}"
        yield f"  because       {one_line(rule.because) or 'no reason given'}"
        yield from self._meaning(rule)
        if rule.origin.path:
            yield f"  written in    {rule.origin.path}:{rule.origin.line}"
        for exemption in rule.exceptions:
            until = f", until {exemption.until}" if exemption.until else ""
            yield f'  except        "{exemption.source}" -> "{exemption.target}" ({exemption.because}{until})'
        yield from self._judged(FORMS[rule.form].subjects(rule, self.view))
        yield from findings(self.findings.of_rule(rule))

    def _meaning(self, rule: Rule) -> Iterator[str]:
        yield f"  means         {FORMS[rule.form].meaning}"
        yield f"  severity      {rule.severity}; tests: {rule.tests}"

    def _judged(self, subjects: tuple[str, ...]) -> Iterator[str]:
        shown = f": {', '.join(subjects[:5])}" if subjects else ""
        yield f"  checks        {len(subjects) or 'nothing'}{shown}" + (" ..." if len(subjects) > 5 else "")

    def _unwritten(self, text: str) -> Rule:
        """Return a sentence that isn't in layers.toml as a rule. Raises UnknownSubjectError if it isn't a sentence."""
        view = self.view
        try:
            form, clause = parse_sentence(text, Names(view.layers, tuple(view.groups), tuple(view.slices)))
        except SentenceError as wrong:
            raise UnknownSubjectError(f"{text!r} names nothing here, and isn't a sentence: {wrong}") from None
        return Rule("", text, form, clause=clause, tests=self.config.scan.tests)

    def _unwritten_rule(self, rule: Rule) -> Iterator[str]:
        yield f"{one_line(rule.sentence)}: not a rule of this configuration"
        yield from self._meaning(rule)
        form = FORMS[rule.form]
        yield from self._judged(form.subjects(rule, self.view))
        found = sorted(form.check(rule, self.view), key=lambda finding: finding.sort_key)
        yield f"  would find    {len(found) or 'nothing'}"
        yield from (f"    {finding.place}  {finding.message}" for finding in found)

    def _layer(self, subject: Subject) -> Iterator[str]:
        yield f"layer {subject.name}: {self._sizes(subject)}"
        layer = next((layer for layer in self.config.layers if layer.name == subject.name), None)
        globs = [f'"{glob}"' for glob in layer.globs] if layer else []
        yield from key_lines("globs", globs or ["none: only the mapping puts files in it"])
        if layer and layer.optional:
            yield "  optional      may be empty"
        yield from self._packages(subject)
        yield from self._common(subject)

    def _group(self, subject: Subject) -> Iterator[str]:
        group = next(group for group in self.config.groups if group.name == subject.name)
        yield f"group {subject.name}: {count(len(subject.packages), 'imported package')}"
        yield from key_lines("globs", [f'"{glob}"' for glob in group.globs])
        if group.optional:
            yield "  optional      may match nothing"
        yield from self._imported(subject)
        yield from self._common(subject)

    def _keyword(self, subject: Subject) -> Iterator[str]:
        if subject.name == "unassigned":
            yield f"unassigned (in no layer): {self._sizes(subject)}"
            yield from key_lines("file", self._paths(subject))
        else:
            what = "the standard library" if subject.name == "std" else "packages from outside the tree, without std"
            yield f"{subject.name} ({what}): {count(len(subject.packages), 'imported package')}"
            yield from self._imported(subject)
        yield from self._common(subject)

    def _slices(self, subject: Subject) -> Iterator[str]:
        family = next(family for family in self.config.slices if family.name == subject.name)
        slicing = Slicing(self.view, family.name)
        sizes = Counter(slicing.of_file(item.path) for item in self._items(subject))
        yield f"slices of {family.name}: {count(len(sizes), 'slice')}, {self._sizes(subject)}"
        yield f'  glob          "{family.glob}"'
        yield from key_lines("slice", [f"{name}  {count(size, 'file')}" for name, size in sorted(sizes.items())])
        yield from self._common(subject)

    def _slice(self, subject: Subject) -> Iterator[str]:
        yield f"slice {subject.name} of {subject.family}: {self._sizes(subject)}"
        yield from self._packages(subject)
        yield from self._common(subject, subject.family)

    # --- what is in the tree -------------------------------------------------------------------------------------

    def _glob(self, subject: Subject) -> Iterator[str]:
        packages = count(len(subject.packages), "package")
        yield f'"{subject.name}": {count(len(subject.files), "file")} as importers, {packages} as imports'
        yield from self._layers(subject)
        yield from key_lines("file", self._paths(subject))
        yield from self._imported(subject)
        yield from self._common(subject)

    def _folder(self, subject: Subject) -> Iterator[str]:
        inside = [self.view.packages[name] for name in sorted(subject.packages)]
        here = [item for item in inside if subject.name in (item.id, (item.folder or ".") * (item.origin == "tree"))]
        for package in here:
            yield from self._package_lines(package)
        if len(inside) > len(here) or not here:
            yield f"{subject.name} and subfolders: {self._sizes(subject)}"
            yield from self._layers(subject)
            yield from self._packages(subject)
        yield from self._common(subject)

    def _package(self, subject: Subject) -> Iterator[str]:
        for name in sorted(subject.packages):
            yield from self._package_lines(self.view.packages[name])
        yield from self._common(subject)

    def _package_lines(self, package: Package) -> Iterator[str]:
        yield f"{package.id}"
        if package.origin == "tree":
            yield f"  folder        {package.folder or '.'}"
            yield f"  package       {package.name or 'no scanned file'}"
        yield f"  layer         {layers_of(package)}"
        for item in self.view.files:
            if item.package == package.id:
                today = f"  (today {item.file.path})" if item.path != item.file.path else ""
                yield f"  file          {item.path}{today}"
        edges = self.view.graph.edges
        outgoing = sorted({edge.target.id for edge in edges if edge.source.id == package.id})
        incoming = sorted({edge.source.id for edge in edges if edge.target.id == package.id})
        yield from (f"  imports       {name}" for name in outgoing)
        yield from (f"  imported by   {name}" for name in incoming)

    def _file(self, subject: Subject) -> Iterator[str]:
        view = self.view
        item = next(self._items(subject))
        decision: Decision = Layering(self.config.layers).decide(item.path)
        yield f"{item.file.path}"
        if item.path != item.file.path:
            yield f"  moves to      {item.path}"
        yield f"  package       {item.package} (package clause: {item.file.package or 'none'})"
        yield f"  layer         {item.layer or 'none: no glob matches this file'}"
        if item.layer and decision.layer != item.layer:
            yield "  decided by    the target_layer of its row in the mapping"
        elif decision.glob:
            yield f'  decided by    "{decision.glob}", the most specific glob that matches'
        for name, glob in decision.matched[1:]:
            yield f'  also matches  "{glob}" ({name}), which is less specific'
        for family in view.slices:
            yield f"  {family:<13} {view.slice_of(family, item.path) or 'none'}"
        yield f"  scope         {item.file.scope}" + (", generated" if item.file.generated else "")
        if item.file.constraint:
            yield f"  builds when   {item.file.constraint}"
        for problem in item.file.problems:
            yield f"  problem       line {problem.line}: {problem.message}"
        if item.file.imports:
            yield "  imports"
        targets = _targets(item, view)
        for spec in item.file.imports:
            yield f"    {item.file.path}:{spec.line}:{spec.column}  {spec.path}{_of(targets.get(spec, []), spec.path)}"
        yield from findings(self.findings.of(subject))

    # --- paragraphs ----------------------------------------------------------------------------------------------

    def _items(self, subject: Subject) -> Iterator[ViewFile]:
        return (item for item in self.view.files if item.file.path in subject.files)

    def _paths(self, subject: Subject) -> list[str]:
        return [item.path for item in self._items(subject)]

    def _sizes(self, subject: Subject) -> str:
        packages = {item.package for item in self._items(subject)}
        if not subject.files:
            return "no scanned file" + f", {count(len(subject.packages), 'imported package')}" * bool(subject.packages)
        return f"{count(len(subject.files), 'file')} in {count(len(packages), 'package')}"

    def _layers(self, subject: Subject) -> Iterator[str]:
        sizes = Counter(item.layer for item in self._items(subject))
        yield from key_lines(
            "layer", [f"{layer or 'none'}  {count(size, 'file')}" for layer, size in sorted(sizes.items())]
        )

    def _packages(self, subject: Subject) -> Iterator[str]:
        own = {item.package for item in self._items(subject)}
        yield from key_lines("package", sorted(own or subject.packages))

    def _imported(self, subject: Subject) -> Iterator[str]:
        """Yield the packages that a name matches as imports, with the number of files that import each."""
        files: dict[str, set[str]] = {package: set() for package in subject.packages}
        for edge in self.view.graph.edges:
            if edge.target.id in files:
                files[edge.target.id].update(file.path for file in edge.files)
        yield from key_lines(
            "package", [f"{name}  imported by {count(len(by), 'file')}" for name, by in sorted(files.items())]
        )

    def _common(self, subject: Subject, name: str = "") -> Iterator[str]:
        """Yield the rules whose sentences contain the name, and the findings about it."""
        name, is_quoted = name or subject.name, subject.category == "glob"
        for rule in self.config.rules:
            tokens = tokenise(rule.sentence) if subject.category not in ("file", "folder", "package") else ()
            if any((token.text, token.quoted) == (name, is_quoted) for token in tokens):
                yield f"  rule          {rule.id}: {one_line(rule.sentence)}"
        yield from findings(self.findings.of(subject))


def _ends(text: str) -> tuple[str, str] | None:
    """Return the two ends of an edge, None if the text isn't an edge."""
    source, arrow, target = text.partition("->")
    return (source.strip(), target.strip()) if arrow else None


def _others(text: str, found: list[Subject], *, quoted: bool) -> Iterator[str]:
    """Yield the other meanings of a name, and the command that explains each."""
    for other in found[1:]:
        if (other.files, other.packages) == (found[0].files, found[0].packages) and other.packages:
            continue  # another name for the same
        command = f"archlint explain {other.category}:{text}" if quoted else f"{other.category}:{text}"
        meant, also = CATEGORY_NAMES[found[0].category], CATEGORY_NAMES[other.category]
        yield f"'{text}' here means {meant}; it is also {also}: {command}"


def _targets(item: ViewFile, view: View) -> dict[Import, list[Package]]:
    """Return the packages of each import of a file in this view: one, each part of a split package, or its own."""
    targets: dict[Import, list[Package]] = {}
    for edge in view.graph.edges:
        if edge.source.id == item.package:
            for use in edge.uses:
                if use.file.path == item.file.path:
                    targets.setdefault(use.spec, []).append(edge.target)
    return targets


def _of(packages: list[Package], written: str) -> str:
    if not packages:
        return "  (its own package, after the moves)"
    moved = [f"{package.id} ({layers_of(package)})" for package in packages if package.id != written]
    return f"  -> {', '.join(moved)}" if moved else f"  ({layers_of(packages[0])})"
