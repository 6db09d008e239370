"""What decides, as text for `archlint explain`: for a file, a package, a layer, a rule, or an edge `A -> B`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

from archlint.catalogue import KINDS
from archlint.graphs.graph import Edge, Package
from archlint.graphs.layering import Decision, Layering
from archlint.graphs.view import View, ViewFile
from archlint.model.facts import Import
from archlint.model.findings import Finding, Result
from archlint.model.policy import Config, Rule
from archlint.rules import FORMS
from archlint.suggest import did_you_mean

MOST_PLACES = 20


class UnknownSubjectError(LookupError):
    """The subject names nothing. Its text says so, with the nearest name."""


def explain(subject: str, view: View, config: Config, result: Result) -> list[str]:
    """Say what decides for the subject, in lines. Raises UnknownSubjectError where it names nothing here."""
    if "->" in subject:
        source, _, target = (part.strip() for part in subject.partition("->"))
        return list(_edge(source, target, view, result))
    rule = next((rule for rule in config.rules if rule.id == subject or rule.sentence == subject), None)
    if rule is not None:
        return list(_rule(rule, view, result))
    file = _file_named(subject, view)
    if file is not None:
        return list(_file(file, view, config, result))
    packages = _packages(subject, view)
    if packages:
        return [line for package in packages for line in _package(package, view)]
    layer = next((name for name in view.layers if name == subject), None)
    if layer is not None:
        return list(_layer(layer, view))
    near = did_you_mean(subject, [*(rule.id for rule in config.rules), *(kind.id for kind in KINDS), *_names(view)])
    raise UnknownSubjectError(
        f"{subject!r} is no file, package, layer, rule or kind of finding here"
        + (f"; did you mean {near}?" if near else "")
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _names(view: View) -> Iterator[str]:
    """What files, packages, folders and layers are called."""
    yield from view.layers
    for package in view.packages.values():
        yield package.id
        yield package.folder
    for item in view.files:
        yield item.path
        yield item.file.path


def _path(name: str) -> str:
    """A path as a person types it, root-relative; "." is the root."""
    return "" if name in (".", "./") else name.removeprefix("./").rstrip("/") or name


def _file_named(name: str, view: View) -> ViewFile | None:
    path = _path(name)
    return next((item for item in view.files if path in (item.path, item.file.path)), None)


def _packages(name: str, view: View) -> list[Package]:
    """The packages that a name stands for: an import path, a folder, or an id."""
    direct = view.packages.get(name)
    if direct is not None or not name:
        return [direct] if direct is not None else []
    folder = _path(name)
    return [package for package in view.packages.values() if package.origin == "tree" and package.folder == folder]


def _file(item: ViewFile, view: View, config: Config, result: Result) -> Iterator[str]:
    decision: Decision = Layering(config.layers).decide(item.path)
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
    broken = [finding for finding in result.findings if finding.place.path == item.file.path]
    yield from _findings(broken)


def _targets(item: ViewFile, view: View) -> dict[Import, list[Package]]:
    """Where each import of a file leads in this view: to one package, to each part of a split one, or to its own."""
    targets: dict[Import, list[Package]] = {}
    for edge in view.graph.edges:
        if edge.source.id == item.package:
            for use in edge.uses:
                if use.file.path == item.file.path:
                    targets.setdefault(use.spec, []).append(edge.target)
    return targets


def _of(packages: list[Package], written: str) -> str:
    if not packages:
        return "  (its own package, once the files have moved)"
    moved = [f"{package.id} ({_ends(package)})" for package in packages if package.id != written]
    return f"  -> {', '.join(moved)}" if moved else f"  ({_ends(packages[0])})"


def _ends(package: Package) -> str:
    return " | ".join(package.layers) or ("no layer" if package.origin == "tree" else package.origin)


def _package(package: Package, view: View) -> Iterator[str]:
    yield f"{package.id}"
    if package.origin == "tree":
        yield f"  folder        {package.folder or '.'}"
        yield f"  package       {package.name or 'no scanned file'}"
    yield f"  layer         {_ends(package)}"
    for item in view.files:
        if item.package == package.id:
            yield f"  file          {item.path}" + (
                f"  (today {item.file.path})" if item.path != item.file.path else ""
            )
    outgoing = sorted({edge.target.id for edge in view.graph.edges if edge.source.id == package.id})
    incoming = sorted({edge.source.id for edge in view.graph.edges if edge.target.id == package.id})
    yield from (f"  imports       {name}" for name in outgoing)
    yield from (f"  imported by   {name}" for name in incoming)


def _layer(name: str, view: View) -> Iterator[str]:
    files = [item for item in view.files if item.layer == name]
    packages = sorted({item.package for item in files})
    yield f"layer {name}: {_count(len(files), 'file')} in {_count(len(packages), 'package')}"
    yield from (f"  {package}" for package in packages)


def _rule(rule: Rule, view: View, result: Result) -> Iterator[str]:
    form = FORMS[rule.form]
    subjects = form.subjects(rule, view)
    yield f"{rule.id}: {' '.join(rule.sentence.split())}"
    yield f"  because       {' '.join(rule.because.split()) or 'no reason is given'}"
    yield f"  means         {form.meaning}"
    yield f"  severity      {rule.severity}; tests: {rule.tests}"
    if rule.origin.path:
        yield f"  written in    {rule.origin.path}:{rule.origin.line}"
    for exemption in rule.exceptions:
        until = f", until {exemption.until}" if exemption.until else ""
        yield f'  except        "{exemption.source}" -> "{exemption.target}" ({exemption.because}{until})'
    yield f"  judges        {len(subjects)}: {', '.join(subjects[:5])}" + (" ..." if len(subjects) > 5 else "")
    yield from _findings([finding for finding in result.findings if finding.rule == rule.id])


def _findings(findings: list[Finding]) -> Iterator[str]:
    yield f"  findings      {len(findings) or 'none'}"
    for finding in findings:
        yield f"    {finding.place}  {finding.severity} {finding.rule}: {finding.message}"


def _edge(source: str, target: str, view: View, result: Result) -> Iterator[str]:
    starts, ends = _nodes(source, view), _nodes(target, view)
    for name, found in ((source, starts), (target, ends)):
        if not found:
            near = did_you_mean(name, _names(view))
            raise UnknownSubjectError(
                f"{name!r} is no package, file or layer here" + (f"; did you mean {near}?" if near else "")
            )
    direct = [edge for edge in view.graph.edges if edge.source.id in starts and edge.target.id in ends]
    if direct:
        yield f"{source} -> {target}: {_count(sum(len(edge.uses) for edge in direct), 'place')}"
        yield from _places(direct)
        yield from _findings(
            [finding for finding in result.findings if finding.source in starts and finding.target in ends]
        )
        return
    chain = _chain(starts, ends, view)
    if not chain:
        yield f"{source} -> {target}: no import, and no chain of imports"
        return
    yield f"{source} -> {target}: no import; the shortest chain has {_count(len(chain), 'step')}"
    for edge in chain:
        yield f"  {edge.source.id} -> {edge.target.id}  {edge.uses[0].place}"


def _nodes(name: str, view: View) -> set[str]:
    if name in view.layers:
        return {item.package for item in view.files if item.layer == name}
    file = _file_named(name, view)
    if file is not None:
        return {file.package}
    return {package.id for package in _packages(name, view)}


def _places(edges: list[Edge]) -> Iterator[str]:
    uses = [(edge, use) for edge in edges for use in edge.uses]
    for edge, use in uses[:MOST_PLACES]:
        names = f"  uses {', '.join(use.names)}" if use.names else ""
        ends = f"({edge.layer or 'no layer'} -> {_ends(edge.target)})"
        yield f"  {use.place}  {edge.source.id} -> {edge.target.id}  {ends}{names}"
    if len(uses) > MOST_PLACES:
        yield f"  and {len(uses) - MOST_PLACES} more"


def _chain(starts: set[str], ends: set[str], view: View) -> list[Edge]:
    """A shortest chain of edges from any of the starts to any of the ends; ties go to the smallest ids."""
    outgoing: dict[str, list[Edge]] = {}
    for edge in view.graph.edges:
        if edge.scope == "production" or edge.source.id in starts:
            outgoing.setdefault(edge.source.id, []).append(edge)
    came: dict[str, Edge | None] = dict.fromkeys(sorted(starts))
    queue = deque(came)
    while queue:
        node = queue.popleft()
        for edge in outgoing.get(node, ()):
            if edge.target.id in came:
                continue
            came[edge.target.id] = edge
            if edge.target.id in ends:
                return _walk_back(edge, came)
            queue.append(edge.target.id)
    return []


def _walk_back(last: Edge, came: dict[str, Edge | None]) -> list[Edge]:
    chain: list[Edge] = []
    step: Edge | None = last
    while step is not None:
        chain.append(step)
        step = came[step.source.id]
    return chain[::-1]
