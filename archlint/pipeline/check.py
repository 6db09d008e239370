"""A check: takes inputs, returns a result. It reads no file and prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import Complaint
from archlint.graphs.view import View
from archlint.model.facts import FileFacts, Tree
from archlint.model.findings import Finding, Known, LayerCount, Result, Stats
from archlint.model.language import Language
from archlint.model.location import Place
from archlint.model.policy import Config
from archlint.pipeline import ignores
from archlint.pipeline.inert import remarks_on
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.judge import Judged, judge
from archlint.pipeline.naming import Naming
from archlint.pipeline.placing import modules_of
from archlint.pipeline.views import Views, views_of

if TYPE_CHECKING:
    from archlint.model.symbols import Symbols
    from archlint.pipeline.baseline import Entry
    from archlint.pipeline.causes import Causes
    from archlint.pipeline.compare import Compared

    _Divided = tuple[tuple[Finding, ...], tuple[Known, ...], tuple[Entry, ...], tuple[tuple[str, str], ...]]


class Checked(NamedTuple):
    """A result, and what it was made of: the view that was asked for, and all that was found in it, known or not."""

    result: Result
    view: View
    findings: tuple[Finding, ...]


def check(inputs: Inputs) -> Result:
    """Make the views that are asked for, judge each once, and put the result together."""
    return checked(inputs).result


def checked(inputs: Inputs) -> Checked:
    """The same, with what the result was made of.

    What matches nothing in the mapped tree may match in today's tree: it is a problem only where it does so in neither.
    """
    views = views_of(inputs)
    naming = _naming(inputs, views)
    judged = _judge(inputs, views, naming)
    result = _conclude(inputs, views, judged, naming=naming)
    if result.problems and result.view == "mapped":
        before = views._replace(asked=(views.today(),))
        both = views._replace(asked=(*before.asked, *views.asked))
        result = _conclude(inputs, both, judged=[*_judge(inputs, before, naming), *judged], naming=naming)
    findings = (*judged[-1].findings, *views.hazards, *_constant(inputs, views, judged))
    return Checked(_as_asked(inputs, result), views.asked[-1], findings)


def check_views(inputs: Inputs, views: Views) -> Result:
    """Judge views that are there already, and nothing besides."""
    naming = _naming(inputs, views)
    return _as_asked(inputs, _conclude(inputs, views, _judge(inputs, views, naming), naming=naming))


def _naming(inputs: Inputs, views: Views) -> Naming:
    return Naming(inputs.tree, views.asked[-1].language)


def _judge(inputs: Inputs, views: Views, naming: Naming) -> list[Judged]:
    return [judge(view, inputs.config, inputs.today, outside=naming.outside) for view in views.asked]


def _as_asked(inputs: Inputs, result: Result) -> Result:
    """The result of the view that was asked for, with the documents that it speaks of."""
    if inputs.view != "both" and result.view == "both":
        result = _only_mapped(result)
    return result._replace(mappings=inputs.mapping.documents if inputs.mapping else ())


def _conclude(inputs: Inputs, views: Views, judged: list[Judged], naming: Naming) -> Result:
    """The result of views that have been judged.

    Problems of the configuration (what matches nothing, equally specific globs) come with the findings, not instead of
    them. The baseline speaks of today's findings; in the mapped view it knows what those have become.
    """
    tree, config = inputs.tree, inputs.config
    constant = _constant(inputs, views, judged)
    new, known, solved, ended = _divide((*judged[0].findings, *constant), inputs)
    if len(views.asked) == 2:
        from archlint.pipeline.compare import compare

        today, mapped = views.asked
        after = (*judged[1].findings, *views.hazards)
        compared = compare(today, mapped, judged[0].findings, after=after, constant=constant)
        findings, known = _through_baseline(compared, known, ended)
    else:
        findings = (*new, *views.hazards)
    # One that both views know has two fingerprints where the mapping moves an end of it; the later view tells it once.
    all_known = {item.finding.fingerprint: item for item in (*judged[-1].known, *known)}
    remarks = remarks_on(
        tree,
        config,
        views.asked,
        judged=judged,
        naming=naming,
        causes=lambda: _causes(inputs, views.asked[-1].language),
    )
    return Result(
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        known=tuple(sorted(all_known.values(), key=lambda item: item.finding.sort_key)),
        stale=tuple(_solved(entry, inputs.baseline_path) for entry in solved),
        problems=remarks.problems,
        notices=remarks.notices,
        outcomes=remarks.outcomes,
        stats=stats_of(tree, views.asked[-1], config),
        view="both" if len(views.asked) == 2 else views.asked[0].name,
        config=config.path,
    )


def _constant(inputs: Inputs, views: Views, judged: list[Judged]) -> list[Finding]:
    """The findings that belong to no view."""
    tree = inputs.tree
    errors = [*parse_errors((*tree.files, *tree.faults)), *unread(tree, views.symbols)]
    return [*errors, *unused_ignores(tree, inputs.config, judged)]


def _divide(findings: tuple[Finding, ...], inputs: Inputs) -> _Divided:
    """The findings that the baseline doesn't know, those that it knows, its entries that match nothing, and the
    fingerprints of those that an entry excused up to a day. Without a baseline, all findings are new."""
    if not inputs.baseline:
        return findings, (), (), ()
    from archlint.pipeline.baseline import split

    files = frozenset(file.path for file in inputs.tree.files)
    parts = split(findings, inputs.baseline, files=files, today=inputs.today)
    return parts.new, parts.known, parts.solved, parts.ended


def _causes(inputs: Inputs, language: Language) -> Causes:
    from archlint.pipeline.causes import Causes  # only a mistake needs it

    is_by_folder = language.file_packages(inputs.tree.files) is None
    return Causes(inputs.left_out, language, modules_of(inputs.tree, language).import_path if is_by_folder else str)


def _only_mapped(result: Result) -> Result:
    """Reduce the result of both views to the mapped view: no finding is marked retired, introduced or carried."""
    return result._replace(
        findings=tuple(item._replace(change="") for item in result.findings if item.change != "retired"),
        known=tuple(item._replace(finding=item.finding._replace(change="")) for item in result.known),
        view="mapped",
    )


def _through_baseline(
    compared: Compared, known: tuple[Known, ...], ended: tuple[tuple[str, str], ...]
) -> tuple[tuple[Finding, ...], tuple[Known, ...]]:
    """The findings of both views that count, and those that the baseline knows. A known finding stays known in the
    mapped view; a known finding that is retired appears in neither list."""
    if not known and not ended:
        return compared.findings, ()
    from archlint.pipeline.baseline import counting_again

    reasons = {item.finding.fingerprint: item for item in known}
    days = dict(ended)
    counting: list[Finding] = []
    carried: list[Known] = []
    for finding in compared.findings:
        origins = compared.origins.get(finding.fingerprint, (finding,) if finding.change == "retired" else ())
        reason = next((reasons[origin.fingerprint] for origin in origins if origin.fingerprint in reasons), None)
        if reason is None:
            until = max((days.get(origin.fingerprint, "") for origin in origins), default="")
            counting.append(counting_again(finding, until) if until else finding)
        elif finding.change != "retired":
            carried.append(reason._replace(finding=finding))
    return tuple(counting), tuple(carried)


def _solved(entry: Entry, path: str) -> Complaint:
    ends = f"{entry.source} -> {entry.target}" if entry.target else entry.source
    message = f"solved: {entry.rule}: {ends} no longer occurs"
    return Complaint(path, message, "run `archlint baseline` to remove it", line=entry.line, kind="baseline")


def parse_errors(files: Iterable[FileFacts]) -> list[Finding]:
    """A finding for each problem of reading or parsing a file. These findings belong to no view."""
    return [
        Finding(
            kind="parse-error",
            rule="parse-error",
            severity="error",
            message=f"This file doesn't parse: {problem.message}.",
            place=Place(file.path, problem.line, problem.column, end_column=problem.column + 1),
            source=file.path,
            target="",
            advice="Fix the file, or skip it with [scan] exclude. Until then, archlint may miss some of its imports.",
            subject=file.path,
            identity=(problem.message, str(order)),
        )
        for file in files
        for order, problem in enumerate(file.problems)
    ]


def unread(tree: Tree, symbols: Mapping[str, Symbols]) -> list[Finding]:
    """A finding for each file that failed to parse as a whole. Files with other problems are already reported."""
    told = {file.path for file in (*tree.files, *tree.faults) if file.problems}
    return parse_errors(
        FileFacts(path, "", (), problems=(each.problem,))
        for path, each in sorted(symbols.items())
        if each.problem is not None and path not in told
    )


def unused_ignores(tree: Tree, config: Config, judged: Iterable[Judged]) -> list[Finding]:
    """A finding for each ignore comment that matches no finding in any of the judged views."""
    used = {key for item in judged for key in item.used}
    if not any(file.ignores for file in tree.files):
        return []
    return ignores.unused(tree.files, used, {rule.id for rule in config.rules})


def stats_of(tree: Tree, view: View, config: Config) -> Stats:
    """Figures for the summary. They count the files that [scan] tests selects."""
    files: dict[str, int] = dict.fromkeys(("", *view.layers), 0)
    packages: dict[str, set[str]] = {name: set() for name in files}
    unassigned: list[str] = []
    imports = 0
    for file, path, layer, package in view.files_for(config.scan.tests):
        files[layer] = files.get(layer, 0) + 1
        packages.setdefault(layer, set()).add(package)
        imports += len(file.imports)
        if not layer:
            unassigned.append(path)
    seen = {package for members in packages.values() for package in members}
    return Stats(
        files=sum(files.values()),
        packages=len(seen),
        imports=imports,
        layers=tuple(LayerCount(name, count, len(packages[name])) for name, count in files.items() if name),
        unassigned=tuple(unassigned) if config.layers or view.layers else (),
        skipped=tree.skipped,
    )
