"""Configuration that matches nothing. A linter that passes by accident is worse than none, so archlint reports it all.

It's an error if the tree, go.mod or the standard library shows that a name is wrong. It's a notice if the name may be a
precaution, or if matching nothing is the goal. README, "Inert", has the table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import Complaint
from archlint.globs import Glob, compile_glob
from archlint.graphs.layering import Decision, Layering
from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.findings import RuleOutcome
from archlint.model.policy import Config, Exemption, Globs, Origin, Rule, Term
from archlint.rules import FORMS
from archlint.rules.import_findings import named
from archlint.rules.inert import Missing
from archlint.rules.names import ROOT
from archlint.text.lists import listed, quoted

if TYPE_CHECKING:  # only mistakes need the causes
    from collections.abc import Callable

    from archlint.pipeline.causes import Cause, Causes
    from archlint.pipeline.naming import Naming

_Remark = tuple[Complaint, bool]
"""A complaint, and whether it is an error."""

_PRECAUTION = "fine if it's a precaution; if not, check the spelling"


class ViewOutcome(NamedTuple):
    """The outcome of the rules in one view: what each judged, and which names in its sentence match nothing."""

    outcomes: tuple[RuleOutcome, ...]
    missing: tuple[Missing, ...]
    unmatched: frozenset[Exemption]


class Remarks(NamedTuple):
    """`problems` are errors (exit status 2), and `notices` don't fail the run; both are sorted by line.

    `outcomes` are those of the last view, corrected by what the names show: a ban on something that can't exist is
    inert, and a ban on something that exists but isn't scanned is not.
    """

    problems: tuple[Complaint, ...]
    notices: tuple[Complaint, ...]
    outcomes: tuple[RuleOutcome, ...]


def remarks_on(
    tree: Tree,
    config: Config,
    views: tuple[View, ...],
    spoken: tuple[ViewOutcome, ...],
    naming: Naming,
    causes: Callable[[], Causes],
) -> Remarks:
    """Report configuration that has no effect in any view, and globs in conflict (errors). Also report possible
    precautions, rules that judge nothing in the last view only, and entries that no longer need to be optional
    (notices)."""
    seen = _Seen(tree, config, views, naming, causes)
    ruled = [_judged_rule(seen, order, rule, spoken) for order, rule in enumerate(config.rules)]
    found: list[_Remark] = [
        *((item, True) for item in _no_rules(config, views)),
        *((item, True) for item in _excludes(seen)),
        *((item, True) for item in _layers(seen)),
        *((item, True) for item in _slices(seen)),
        *_groups(seen),
        *(remark for _, remarks in ruled for remark in remarks),
        *((item, True) for item in _exceptions(seen, spoken)),
        *((item, False) for item in _emptied(seen)),
        *((item, False) for item in _no_longer_optional(seen, spoken)),
    ]
    found.sort(key=lambda pair: (pair[0].line, pair[0].key))
    return Remarks(
        tuple(complaint for complaint, is_wrong in found if is_wrong),
        tuple(complaint for complaint, is_wrong in found if not is_wrong),
        tuple(outcome for outcome, _ in ruled),
    )


class _Seen:
    """What a run has seen, with the lookups that the complaints share."""

    def __init__(
        self, tree: Tree, config: Config, views: tuple[View, ...], naming: Naming, causes: Callable[[], Causes]
    ) -> None:
        self.tree, self.config, self.views, self.naming, self._causes = tree, config, views, naming, causes
        self.paths = {item.path for view in views for item in view.files}

    @cached_property
    def emptied(self) -> dict[str, list[str]]:
        """The layers that lose all their files in the mapping, with today's paths of these files."""
        first, last = self.views[0], self.views[-1]
        if first is last:
            return {}
        optional = {layer.name for layer in self.config.layers if layer.optional}
        kept = {item.layer for item in last.files} | optional | {""}
        found: dict[str, list[str]] = {}
        for item in first.files:
            if item.layer not in kept:
                found.setdefault(item.layer, []).append(item.file.path)
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """What a glob in a rule can match: the paths of files, and the import paths of all packages."""
        packages = (package.import_path for view in self.views for package in view.packages.values())
        return frozenset(self.paths).union(packages)

    @cached_property
    def _nameable(self) -> frozenset[str]:
        return self.known | self.naming.std

    def files_near(self, glob: Glob) -> Cause:
        """Why a glob of files matches none, if archlint can tell, and a hint at what was meant."""
        cause = self.causes.of(glob)
        return cause if cause.text else cause._replace(hint=self.naming.nearest(glob, frozenset(self.paths)))

    def names_near(self, glob: Glob, *, imported: bool = False) -> Cause:
        """The same for a glob of files or packages. With `imported`, the hint names only what something imports."""
        cause = self.causes.of(glob, imports=True)
        known = self.known if imported else self._nameable
        return cause if cause.text else cause._replace(hint=self.naming.nearest(glob, known))

    @cached_property
    def causes(self) -> Causes:
        """Why globs match no scanned file."""
        return self._causes()


def _origins(globs: Globs) -> tuple[Origin, ...]:
    return globs.origins or (globs.origin,) * len(globs.globs)


def _no_rules(config: Config, views: tuple[View, ...]) -> Iterator[Complaint]:
    """Without rules a check judges nothing. A run with a mapping is still useful: hazards need no rule."""
    if not config.rules and all(view.name == "today" for view in views):
        hint = (
            'write one, e.g. rule = "Domain must not import Infrastructure"; `archlint rules` lists the sentence forms'
        )
        yield Complaint(
            config.path, "there are no rules, so nothing is checked", hint, line=1, key="rules", kind="inert-rule"
        )


def _excludes(seen: _Seen) -> Iterator[Complaint]:
    for glob, origin in zip(seen.config.scan.exclude, seen.config.scan.exclude_origins, strict=True):
        if glob not in seen.tree.matched_excludes:
            near = seen.files_near(compile_glob(glob))
            hint = "remove it" if near.text else near.hint or "remove it, or correct the path"
            yield _inert("inert-exclude", origin, f'"{glob}" excludes nothing{near.text}', hint)


def _layers(seen: _Seen) -> Iterator[Complaint]:
    config, paths = seen.config, seen.paths
    given = {item.layer for view in seen.views for item in view.files}
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
            yield _inert("inert-layer", layer.origin, f"the layer {layer.name} has no files", "")
        winners = _winners(layer, layering, paths) if layer.globs and layer.name not in given else ()
        if winners and layer.name not in winners:
            message = f"the layer {layer.name} has no files: more specific globs of {quoted(winners)} win all its files"
            yield _inert("inert-layer", layer.origin, message, "make its globs more specific, or remove the layer")
        for glob, origin in zip(layer.globs, _origins(layer), strict=True):
            if (layer.name, glob) not in used:
                near = seen.files_near(compile_glob(glob))
                message = f'"{glob}" matches no scanned file, so it adds nothing to the layer {layer.name}{near.text}'
                yield _inert("inert-layer", origin, message, near.hint)
    for ((name, glob), (rival, other)), files in sorted(conflicts.items()):
        origin = next((layer.origin for layer in config.layers if layer.name == name), Origin())
        yield Complaint(
            origin.path,
            f'"{glob}" ({name}) and "{other}" ({rival}) are equally specific and both match '
            f"{listed(sorted(files), most=1)}",
            "make one of them more specific, or exclude those files from the other",
            line=origin.line,
            key=origin.key,
        )


def _emptied(seen: _Seen) -> Iterator[Complaint]:
    """Layers that have files today and none in the mapped tree, and the layers that their files move to."""
    layers = {item.file.path: item.layer for item in seen.views[-1].files} if seen.emptied else {}
    for layer in seen.config.layers:
        if layer.name in seen.emptied:
            goes = Counter(layers[path] for path in seen.emptied[layer.name])
            where = ", ".join(f"{number:,} to {name or 'no layer'}" for name, number in sorted(goes.items()))
            message = f"the layer {layer.name} has no files in the mapped tree; its files move: {where}"
            hint = "fine if the plan removes the layer; if not, correct the mapping or the layer's globs"
            yield _inert("inert-layer", layer.origin, message, hint)


def _winners(layer: Globs, layering: Layering, paths: set[str]) -> list[str]:
    """The layers that win the files matched by a layer's globs; includes the layer itself if it ties with another."""
    decisions = (layering.decide(path) for path in paths)
    found = {
        name
        for decision in decisions
        if any(name == layer.name for name, _ in decision.matched)
        for name in (decision.layer, decision.rival[0])
    }
    return sorted(found - {""})


def _slices(seen: _Seen) -> Iterator[Complaint]:
    for family in seen.config.slices:
        if not any(view.slice_of(family.name, item.path) for view in seen.views for item in view.files):
            near = seen.files_near(seen.views[0].slices[family.name])
            message = f'"{family.glob}" matches no scanned file, so there are no slices{near.text}'
            yield _inert("inert-slices", family.origin, message, near.hint)


def _groups(seen: _Seen) -> Iterator[_Remark]:
    """Globs of groups that match no import and no requirement of a go.mod."""
    for group in seen.config.groups:
        if group.optional:
            continue
        for glob, origin in zip(seen.views[0].groups[group.name], _origins(group), strict=True):
            if not _is_used(seen, glob):
                yield _group_glob(seen, group, glob, origin)


def _is_used(seen: _Seen, glob: Glob) -> bool:
    """Whether an import or a go.mod names something that this glob of a group matches."""
    if any(
        package.origin != "tree" and glob.matches(package.import_path)
        for view in seen.views
        for package in view.packages.values()
    ):
        return True
    return seen.naming.realm(glob.text) == "listed"


def _group_glob(seen: _Seen, group: Globs, glob: Glob, origin: Origin) -> _Remark:
    realm = seen.naming.realm(glob.text)
    if realm == "own" or (realm == "folder" and any(map(glob.matches_file, seen.paths))):
        message = f'"{glob.text}" is part of this tree, but a group names packages outside it'
        return _inert("inert-group", origin, message, "make it a layer, or write the glob in the rule in quotes"), True
    near = seen.naming.misspelt(glob.text, seen.views, group.globs) if realm != "std" else ""
    expected = any(_expects(rule, Term("group", group.name)) for rule in seen.config.rules)
    is_wrong = bool(near) and bool(seen.naming.language.module_file) and (expected or realm in ("std-like", "folder"))
    return _inert("inert-group", origin, _unknown(seen, f'"{glob.text}"'), _did_you_mean(near)), is_wrong


def _unknown(seen: _Seen, name: str) -> str:
    module_file = seen.naming.language.module_file
    listed_in = f" and no requirement of its {module_file}" if module_file else ""
    return f"{name} matches no import of this tree{listed_in}"


def _did_you_mean(near: str) -> str:
    return f"did you mean {near}?" if near else _PRECAUTION


def _expects(rule: Rule, term: Term) -> bool:
    """Whether the rule implies that something imports what the name matches."""
    form = FORMS[rule.form]
    return form.expects_importer and term in form.ends(rule.clause).object


def _judged_rule(
    seen: _Seen, order: int, rule: Rule, spoken: tuple[ViewOutcome, ...]
) -> tuple[RuleOutcome, list[_Remark]]:
    """A rule's outcome in the last view, with remarks if the rule judges nothing or a name in it matches nothing."""
    outcomes = [each.outcomes[order] for each in spoken]
    missing = [each.missing[order] for each in spoken]
    outcome = outcomes[-1]
    if rule.optional:
        return outcome, []
    remarks: list[_Remark] = []
    waits = bool(outcome.inert) and outcome.rule.optional
    without_subject = not any(each.subjects for each in outcomes)
    if without_subject and not waits:
        remarks.append((_nothing_judged(seen, rule, outcome), True))
    target = FORMS[rule.form].ends(rule.clause).target
    wrong: set[Term] = set()
    for term in _unmatched_terms(seen, missing, without_subject=without_subject):
        remark = _term_remark(seen, rule, term, is_object=all(term in each.object for each in missing))
        if remark is not None:
            remarks.append(remark)
            wrong.update({term} if remark[1] else ())
        elif term in target and outcome.subjects:
            outcome = outcome._replace(inert="")
    if target and wrong.issuperset(target) and not outcome.inert:
        outcome = outcome._replace(inert=f"no package is in {named(target, 'or')}")
    lacking = {
        term
        for term in (*missing[-1].subject, *missing[-1].object)
        if term.kind != "layer" or term.text not in seen.emptied
    }
    by_layers = len(missing) > 1 and not outcomes[0].inert and lacking <= {*missing[0].subject, *missing[0].object}
    if outcome.inert and not waits and not by_layers and not any(is_wrong for _, is_wrong in remarks):
        where = "the mapped tree" if seen.views[-1].name == "mapped" else "this tree"
        message = f"nothing in {where} can break {rule.sentence!r}: {outcome.inert}"
        hint = "fine if the mapping is meant to do that" if not outcomes[0].inert else ""
        remarks.append((_inert("inert-rule", rule.origin, message, hint), False))
    return outcome, remarks


def _unmatched_terms(seen: _Seen, missing: list[Missing], *, without_subject: bool) -> list[Term]:
    """The names that match nothing in any view, except optional layers.

    If the rule judges nothing, only globs of its object: another complaint covers the rest.
    """
    found = set.intersection(*({*each.subject, *each.object, *each.folders} for each in missing))
    if without_subject:
        objects = set.intersection(*(set(each.object) for each in missing))
        found = {term for term in found & objects if term.kind == "glob"}
    optional = {layer.name for layer in seen.config.layers if layer.optional}
    return sorted(term for term in found if term.kind != "layer" or term.text not in optional)


def _nothing_judged(seen: _Seen, rule: Rule, outcome: RuleOutcome) -> Complaint:
    ends = FORMS[rule.form].ends(rule.clause)
    named = [term for term in (*ends.subject, *ends.folders) if term.kind == "glob" and term != ROOT]
    near = [seen.names_near(compile_glob(term.text)) for term in named]
    text = next((cause.text for cause in near if cause.text), "")
    hint = next((cause.hint for cause in near if cause.hint), "" if text else "no file or package has this name")
    message = f"{rule.sentence!r} checks nothing in this tree: {outcome.inert}{text}"
    return _inert("inert-rule", rule.origin, message, hint)


def _term_remark(seen: _Seen, rule: Rule, term: Term, *, is_object: bool) -> _Remark | None:
    """The remark for a name that matches nothing; None if that is no problem."""
    message = f"{term} in {rule.sentence!r} matches nothing in this tree"
    if term.kind != "glob":
        return _inert("inert-rule", rule.origin, message, ""), True
    realm = seen.naming.realm(term.text)
    if is_object and realm in ("std", "listed"):
        return None
    if is_object and realm == "outside":
        beside = [other.text for other in FORMS[rule.form].ends(rule.clause).object if other.kind == "glob"]
        near = seen.naming.misspelt(term.text, seen.views, beside)
        unknown = _unknown(seen, f"{term} in {rule.sentence!r}")
        return _inert("inert-rule", rule.origin, unknown, _did_you_mean(near)), bool(near) and _expects(rule, term)
    cause = seen.names_near(compile_glob(term.text))
    if is_object and cause.importable:
        return None
    if realm == "std-like":
        near = seen.naming.misspelt(term.text, seen.views)
        is_wrong = bool(near) or not seen.naming.is_later_std()
        hint = _did_you_mean(near) if near or not is_wrong else "the standard library has no such package"
        return _inert("inert-rule", rule.origin, message, hint), is_wrong
    return _inert("inert-rule", rule.origin, f"{message}{cause.text}", cause.hint), True


def _exceptions(seen: _Seen, spoken: tuple[ViewOutcome, ...]) -> Iterator[Complaint]:
    unmatched = frozenset.intersection(*(each.unmatched for each in spoken))
    for order, rule in enumerate(seen.config.rules):
        if any(each.outcomes[order].inert and each.outcomes[order].rule.optional for each in spoken):
            continue  # the missing layer may bring the imports that the exception excuses
        for exemption in rule.exceptions:
            if exemption in unmatched:
                message = f'the exception "{exemption.source}" -> "{exemption.target}" exempts nothing'
                ends = [compile_glob(text) for text in (exemption.source, exemption.target)]
                unknown = [glob for glob in ends if not any(map(glob.matches_file, seen.known))]
                near = [seen.names_near(glob, imported=True) for glob in unknown]
                text = next((cause.text for cause in near if cause.text), "")
                hint = next((cause.hint for cause in near if cause.hint), "remove it: what it excused is gone")
                yield _inert("inert-exception", exemption.origin, message + text, hint)


def _no_longer_optional(seen: _Seen, spoken: tuple[ViewOutcome, ...]) -> Iterator[Complaint]:
    """Entries marked optional that match something now. Only today's view counts: until the moves are made, today's
    tree needs the marks."""
    today = seen.views[0]
    if today.name != "today":
        return
    hint = "remove optional = true"
    optional = [layer for layer in seen.config.layers if layer.optional]
    if optional:
        layering = Layering(seen.config.layers)
        used = {pair for item in today.files for pair in layering.decide(item.path).matched}
        filled = {item.layer for item in today.files}
        for layer in optional:
            if layer.name in filled and all((layer.name, glob) in used for glob in layer.globs):
                message = f"the layer {layer.name} has files now, so it doesn't need to be optional"
                yield _inert("inert-layer", layer.origin, message, hint)
    for group in seen.config.groups:
        if group.optional and all(_is_used(seen, glob) for glob in today.groups[group.name]):
            message = f"every glob of the group {group.name} matches now, so it doesn't need to be optional"
            yield _inert("inert-group", group.origin, message, hint)
    for rule, outcome, missing in zip(seen.config.rules, spoken[0].outcomes, spoken[0].missing, strict=True):
        if rule.optional and not outcome.inert and not _waits(seen, rule, missing):
            message = f"{rule.sentence!r} checks something now, so it doesn't need to be optional"
            yield _inert("inert-rule", rule.origin, message, hint)


def _waits(seen: _Seen, rule: Rule, missing: Missing) -> bool:
    """Whether a rule names something that doesn't exist yet, which would be an error if the rule weren't optional."""
    optional = {layer.name for layer in seen.config.layers if layer.optional}
    terms = [term for term in (*missing.subject, *missing.object, *missing.folders) if term.text not in optional]
    remarks = (_term_remark(seen, rule, term, is_object=term in missing.object) for term in terms)
    return any(remark is not None and remark[1] for remark in remarks)


def _inert(kind: str, origin: Origin, message: str, hint: str) -> Complaint:
    return Complaint(origin.path, message, hint, line=origin.line, key=origin.key, kind=kind)
