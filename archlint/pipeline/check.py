"""A check: takes views and the configuration, returns a result. It reads no file and prints nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from archlint.errors import Complaint
from archlint.graphs.view import View
from archlint.model.facts import FileFacts, Tree
from archlint.model.findings import Finding, Known, LayerCount, Result, Stats
from archlint.model.language import Language
from archlint.model.location import Place
from archlint.model.policy import Config
from archlint.pipeline import ignores
from archlint.pipeline.inert import ViewOutcome, remarks_on
from archlint.pipeline.judge import Judged, judge
from archlint.pipeline.naming import Naming
from archlint.pipeline.placing import modules_of

if TYPE_CHECKING:
    from archlint.model.symbols import Symbols
    from archlint.pipeline.baseline import Entry, Split
    from archlint.pipeline.causes import Causes, LeftOut


def check(
    tree: Tree,
    config: Config,
    views: tuple[View, ...],
    *,
    today: str,
    extra: Iterable[Finding] = (),
    baseline: tuple[Entry, ...] = (),
    left_out: LeftOut = dict,
) -> Result:
    """Judge the views (today's, the mapped one, or both in this order) and return the result.

    `extra` are findings that belong to no rule: hazards of the mapping, and those of `unread`. Problems of the
    configuration (names that match nothing, equally specific globs) are reported with the findings, not instead of
    them. `baseline` records findings of today's view; a known finding stays known in the mapped view. `left_out` is
    called only if a glob matches no scanned file.
    """
    naming = Naming(tree, views[-1].language)
    judged = [judge(view, config, today, naming.outside) for view in views]
    given = list(extra)
    unread = [finding for finding in given if finding.kind == "parse-error"]
    extra = [finding for finding in given if finding.kind != "parse-error"]
    constant = [*parse_errors((*tree.files, *tree.faults)), *unread, *unused_ignores(tree, config, judged)]
    first = _split((*judged[0].findings, *constant), baseline, tree, today) if baseline else None
    # If the mapping moves an end of a known finding, its fingerprint differs between the views; report it once.
    known = {item.finding.fingerprint: item for item in judged[-1].known}
    if len(views) == 2:
        findings, carried = _compare(views, judged, first, (*judged[1].findings, *extra), constant)
        known.update((item.finding.fingerprint, item) for item in carried)
    else:
        findings = (*(first.new if first else (*judged[0].findings, *constant)), *extra)
        known.update((item.finding.fingerprint, item) for item in (first.known if first else ()))
    view = views[-1]
    remarks = remarks_on(
        tree,
        config,
        views,
        tuple(ViewOutcome(item.outcomes, item.missing, item.unmatched) for item in judged),
        naming,
        lambda: _causes(tree, view.language, left_out),
    )
    return Result(
        findings=tuple(sorted(findings, key=lambda finding: finding.sort_key)),
        known=tuple(sorted(known.values(), key=lambda item: item.finding.sort_key)),
        stale=tuple(_solved(entry) for entry in (first.solved if first else ())),
        problems=remarks.problems,
        notices=remarks.notices,
        outcomes=remarks.outcomes,
        stats=stats_of(tree, view, config),
        view=_view_name(views),
        config=config.path,
    )


def _split(found: Iterable[Finding], baseline: tuple[Entry, ...], tree: Tree, today: str) -> Split:
    from archlint.pipeline.baseline import split  # most runs have no baseline

    return split(found, baseline, files=frozenset(file.path for file in tree.files), today=today)


def _causes(tree: Tree, language: Language, left_out: LeftOut) -> Causes:
    from archlint.pipeline.causes import Causes  # only a mistake needs it

    import_path = modules_of(tree, language).import_path if language.file_packages(tree.files) is None else str
    return Causes(left_out, language, import_path)


def only_mapped(result: Result) -> Result:
    """Reduce the result of both views to the mapped view: no finding is marked retired, introduced or carried."""
    return result._replace(
        findings=tuple(item._replace(change="") for item in result.findings if item.change != "retired"),
        known=tuple(item._replace(finding=item.finding._replace(change="")) for item in result.known),
        view="mapped",
    )


def _compare(
    views: tuple[View, ...],
    judged: list[Judged],
    first: Split | None,
    after: tuple[Finding, ...],
    constant: list[Finding],
) -> tuple[tuple[Finding, ...], list[Known]]:
    """The findings of both views that count, and those that the baseline knows. A known finding stays known in the
    mapped view; a known finding that is retired appears in neither list."""
    from archlint.pipeline.baseline import counting_again
    from archlint.pipeline.compare import compare

    reasons = {item.finding.fingerprint: item for item in (first.known if first else ())}
    ended = dict(first.ended if first else ())
    compared = compare(views[0], views[1], judged[0].findings, after, constant)
    findings: list[Finding] = []
    known: list[Known] = []
    for finding in compared.findings:
        origins = compared.origins.get(finding.fingerprint, (finding,) if finding.change == "retired" else ())
        reason = next((reasons[origin.fingerprint] for origin in origins if origin.fingerprint in reasons), None)
        if reason is None:
            until = max((ended.get(origin.fingerprint, "") for origin in origins), default="")
            findings.append(counting_again(finding, until) if until else finding)
        elif finding.change != "retired":
            known.append(reason._replace(finding=finding))
    return tuple(findings), known


def _solved(entry: Entry) -> Complaint:
    ends = f"{entry.source} -> {entry.target}" if entry.target else entry.source
    message = f"solved: {entry.rule}: {ends} no longer occurs"
    return Complaint("", message, "run `archlint baseline` to remove it", line=entry.line, kind="baseline")


def _view_name(views: tuple[View, ...]) -> Literal["today", "mapped", "both"]:
    return "both" if len(views) == 2 else views[0].name


def unread(tree: Tree, symbols: Mapping[str, Symbols]) -> list[Finding]:
    """A finding for each file that failed to parse as a whole. Files with other problems are already reported."""
    reported = {file.path for file in (*tree.files, *tree.faults) if file.problems}
    return parse_errors(
        FileFacts(path, "", (), problems=(each.problem,))
        for path, each in sorted(symbols.items())
        if each.problem is not None and path not in reported
    )


def parse_errors(files: Iterable[FileFacts]) -> list[Finding]:
    """A finding for each problem of reading or parsing a file. These findings belong to no view."""
    return [
        Finding(
            kind="parse-error",
            rule="parse-error",
            severity="error",
            message=f"This file doesn't parse: {problem.message}.",
            place=Place(file.path, problem.line, problem.column, problem.column + 1),
            source=file.path,
            target="",
            advice="Fix the file, or skip it with [scan] exclude. Until then, archlint may miss some of its imports.",
            subject=file.path,
            identity=(problem.message, str(order)),
        )
        for file in files
        for order, problem in enumerate(file.problems)
    ]


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
