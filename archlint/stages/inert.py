"""What matches nothing. The worst failure of a linter is to be green by accident, so each of these stops the run."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.graphs.layering import Decision, Layering
from archlint.graphs.view import View, compile_once
from archlint.model.facts import Tree
from archlint.model.findings import RuleOutcome
from archlint.model.policy import Config, Exemption, Globs, Origin
from archlint.rules import FORMS
from archlint.rules.breaches import listed
from archlint.rules.inert import inert_names


def inert_complaints(
    tree: Tree,
    config: Config,
    views: tuple[View, ...],
    outcomes: tuple[tuple[RuleOutcome, ...], ...],
    unmatched: frozenset[Exemption],
) -> tuple[Complaint, ...]:
    """Everything in the configuration that is without effect in all the views, and globs in conflict; by line."""
    paths = {item.path for view in views for item in view.files}
    given = {item.layer for view in views for item in view.files}
    found = [
        *_no_rules(config, views),
        *_excludes(tree, config, paths),
        *_layers(config, paths, given),
        *_slices(config, views, paths),
        *_rules(config, views, outcomes),
        *_exceptions(config, views, unmatched),
    ]
    return tuple(sorted(found, key=lambda complaint: (complaint.line, complaint.key)))


def notices_on(tree: Tree, config: Config, views: tuple[View, ...]) -> tuple[Complaint, ...]:
    """Remarks that fail nothing: globs of groups that no import and no requirement matches, by line.

    A ban on a package that nobody imports is the good state, not an inert rule; but it may also be a misspelt name.
    """
    if not config.groups:
        return ()
    outside = {package.import_path for view in views for package in view.packages.values() if package.origin != "tree"}
    outside |= {path for module in tree.modules for path in module.requires}
    return tuple(
        Complaint(
            origin.path,
            origin.line,
            origin.key,
            f'"{glob.text}" matches no import of this tree and no requirement of its go.mod',
            "right if it is a precaution; check the spelling if it is not",
            "inert-group",
        )
        for group in config.groups
        for glob, origin in zip(views[0].groups[group.name], _origins(group), strict=True)
        if not group.optional and not any(glob.matches(path) for path in outside)
    )


def _origins(globs: Globs) -> tuple[Origin, ...]:
    return globs.origins or (globs.origin,) * len(globs.globs)


def _no_rules(config: Config, views: tuple[View, ...]) -> Iterator[Complaint]:
    """Without a rule nothing is judged; a mapping alone is worth a run, since it has findings of its own."""
    if not config.rules and all(view.name == "today" for view in views):
        hint = (
            'write one, e.g. rule = "Domain must not import Infrastructure"; `archlint rules` prints what one can say'
        )
        yield Complaint(config.path, 1, "rules", "there is no rule, so nothing is judged", hint, "inert-rule")


def _excludes(tree: Tree, config: Config, paths: set[str]) -> Iterator[Complaint]:
    for glob, origin in zip(config.scan.exclude, config.scan.exclude_origins, strict=True):
        if glob not in tree.matched_excludes:
            hint = _nearest(glob, paths) or "remove it, or correct the path"
            yield _inert("inert-exclude", origin, f'"{glob}" excludes nothing', hint)


def _layers(config: Config, paths: set[str], given: set[str]) -> Iterator[Complaint]:
    layering = Layering(config.layers)
    used: set[tuple[str, str]] = set()
    conflicts: dict[tuple[tuple[str, str], tuple[str, str]], list[str]] = {}
    for path in paths:
        decision: Decision = layering.decide(path)
        used.update(decision.matched)
        if decision.rival[0]:
            pair = ((decision.layer, decision.glob), decision.rival)
            conflicts.setdefault(pair, []).append(path)
    for layer in config.layers:
        if layer.optional:
            continue
        if not layer.globs and layer.name not in given:
            yield _inert("inert-layer", layer.origin, f"the layer {layer.name} has no file", "")
        takers = _takers(layer, layering, paths) if layer.globs and layer.name not in given else ()
        if takers and layer.name not in takers:
            message = f"the layer {layer.name} has no file: more specific globs of {listed(takers)} take all it matches"
            yield _inert("inert-layer", layer.origin, message, "name its files more specifically, or remove the layer")
        for glob, origin in zip(layer.globs, _origins(layer), strict=True):
            if (layer.name, glob) not in used:
                message = f'"{glob}" matches no scanned file, so it puts nothing into the layer {layer.name}'
                yield _inert("inert-layer", origin, message, _nearest(glob, paths))
    for ((name, glob), (rival, other)), files in sorted(conflicts.items()):
        origin = next((layer.origin for layer in config.layers if layer.name == name), Origin())
        yield Complaint(
            origin.path,
            origin.line,
            origin.key,
            f'"{glob}" ({name}) and "{other}" ({rival}) are equally specific and both match '
            f"{min(files)}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""),
            "make one of them more specific, or leave those files out of the other",
        )


def _takers(layer: Globs, layering: Layering, paths: set[str]) -> list[str]:
    """The layers that win the files which a layer's globs match, itself too where it is level with another."""
    decisions = (layering.decide(path) for path in paths)
    found = {
        name
        for decision in decisions
        if any(name == layer.name for name, _ in decision.matched)
        for name in (decision.layer, decision.rival[0])
    }
    return sorted(found - {""})


def _nearest(glob: str, paths: Iterable[str]) -> str:
    """The hint at the glob that was most likely meant, "" where none is near."""
    from archlint.suggest import nearest_glob  # only a mistake needs it

    near = nearest_glob(glob, paths)
    return f"did you mean {near}?" if near else ""


def _slices(config: Config, views: tuple[View, ...], paths: set[str]) -> Iterator[Complaint]:
    for family in config.slices:
        if not any(view.slice_of(family.name, item.path) for view in views for item in view.files):
            message = f'"{family.glob}" matches no scanned file, so there are no slices'
            yield _inert("inert-slices", family.origin, message, _nearest(family.glob, paths))


def _rules(
    config: Config, views: tuple[View, ...], outcomes: tuple[tuple[RuleOutcome, ...], ...]
) -> Iterator[Complaint]:
    optional = {layer.name for layer in config.layers if layer.optional}
    std = _python_std if config.scan.language == "python" else _go_std
    for order, rule in enumerate(config.rules):
        if not any(judged[order].subjects for judged in outcomes):
            message = f"nothing in this tree is judged by {rule.sentence!r}"
            subject = FORMS[rule.form].ends(rule.clause).subject
            near = (_nearest(term.text, _known(views)) for term in subject if term.kind == "glob")
            hint = next(filter(None, near), "no file or package has the name it speaks of")
            yield _inert("inert-rule", rule.origin, message, hint)
            continue
        nameless = [set(inert_names(rule, view, std)) for view in views]
        for term in sorted(set.intersection(*nameless)):
            if term.kind == "layer" and term.text in optional:
                continue
            message = f"{term} in {rule.sentence!r} stands for nothing in this tree"
            hint = _nearest(term.text, {*_known(views), *std()}) if term.kind == "glob" else ""
            yield _inert("inert-rule", rule.origin, message, hint)


def _known(views: tuple[View, ...]) -> set[str]:
    """What a glob in a rule can match: the paths of files, and the import paths of packages from anywhere."""
    packages = {package.import_path for view in views for package in view.packages.values()}
    return packages.union(item.path for view in views for item in view.files)


def _go_std() -> Iterable[str]:
    from archlint.frontends.go_std import STD_PACKAGES

    return STD_PACKAGES


def _python_std() -> Iterable[str]:
    return sys.stdlib_module_names


def _exceptions(config: Config, views: tuple[View, ...], unmatched: frozenset[Exemption]) -> Iterator[Complaint]:
    for rule in config.rules:
        for exemption in rule.exceptions:
            if exemption in unmatched:
                message = f'the exception "{exemption.source}" -> "{exemption.target}" exempts nothing'
                ends = (exemption.source, exemption.target)
                known = _known(views)
                near = (_nearest(glob, known) for glob in ends if not _matches(glob, known))
                hint = next(filter(None, near), "remove it: what it excused is gone")
                yield _inert("inert-exception", exemption.origin, message, hint)


def _matches(text: str, paths: Iterable[str]) -> bool:
    glob = compile_once(text)
    return any(glob.matches_file(path) for path in paths)


def _inert(kind: str, origin: Origin, message: str, hint: str) -> Complaint:
    return Complaint(origin.path, origin.line, origin.key, message, hint, kind)
