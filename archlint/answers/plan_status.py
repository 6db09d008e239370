"""A plan as text and as JSON: the batches, the blocked rows, and the progress of the mapping."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from archlint.model.findings import Finding
from archlint.planning.plans import Batch, Blocked, Count, Move, Plan
from archlint.text.lists import count, listed

_MOST = 8


def counts_of(plan: Plan) -> list[Count]:
    """Count done, pending and blocked rows by layer, in alphabetical order, with the total last."""
    done = [row.layer for row in plan.done]
    pending = [move.layer for move in plan.moves if move.row]
    blocked = [move.layer for item in plan.blocked for move in item.moves if move.row]
    names = sorted({*done, *pending, *blocked})
    counts = [Count(name or "-", done.count(name), pending.count(name), blocked=blocked.count(name)) for name in names]
    return [*counts, Count("all", len(done), len(pending), blocked=len(blocked))]


def status_lines(plan: Plan) -> list[str]:
    """Return the text of `archlint plan --status`: the number of rows done, pending and blocked, and the next batch."""
    rows = [("", "done", "pending", "blocked")]
    rows += [(item.name, str(item.done), str(item.pending), str(item.blocked)) for item in counts_of(plan)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        row[0].ljust(widths[0])
        + "".join(f"  {cell.rjust(width)}" for cell, width in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]
    if plan.batches:
        lines += ["", f"next: {plan.batches[0].id}, {_batch(plan.batches[0])}"]
    return [*lines, *_remarks(plan)]


def plan_lines(plan: Plan) -> list[str]:
    """Return the text of `archlint plan`: a line for each batch, a paragraph for each blocked folder, a summary."""
    lines = [f"{batch.id}  {_batch(batch)}" for batch in plan.batches]
    for batch in plan.batches:
        for unit in batch.units:
            lines += [f"  {batch.id}: {unit.name} move together: {why}" for why in unit.why]
        lines += _worse(batch)
    for blocked in plan.blocked:
        lines += ["", *_blocked(blocked)]
    files = sum(len(batch.moves) for batch in plan.batches)
    apart = sum(len(item.moves) for item in plan.blocked)
    batches = count(len(plan.batches), "batch")
    lines += ["", f"{count(files, 'file')} in {batches}, {apart} blocked, {count(len(plan.done), 'row')} done"]
    lines += _remarks(plan)
    return lines[1:] if lines[0] == "" else lines


def _worse(batch: Batch) -> Iterator[str]:
    """Yield a line for each rule that the batch newly breaks, with its first finding."""
    groups: dict[tuple[str, bool], list[Finding]] = {}
    for finding in batch.worse:
        groups.setdefault((finding.rule, finding.fingerprint in batch.lasting), []).append(finding)
    for (rule, lasting), found in groups.items():
        until = "remains after the last batch" if lasting else "resolved by a later batch"
        places = "" if len(found) == 1 else f" in {len(found)} places"
        yield f"  {batch.id}: {rule} is newly violated{places} ({until}): {found[0].message}"


def _batch(batch: Batch) -> str:
    names = [unit.name for unit in batch.units]
    return f"{count(len(batch.moves), 'file')}: {listed(names, most=_MOST)}"


def _blocked(blocked: Blocked) -> Iterator[str]:
    yield f"blocked: {count(len(blocked.moves), 'file')} of '{blocked.folder or '.'}'"
    yield f"  hazards: {_kinds(blocked.reasons)}"
    for move, stay in list(zip(blocked.moves, blocked.stays, strict=True))[:_MOST]:
        yield f"  {move.old.rpartition('/')[2]}: {stay.why}"
    if len(blocked.moves) > _MOST:
        yield f"  and {count(len(blocked.moves) - _MOST, 'more file')}"
    for way in blocked.ways:
        yield f"  {'remedy' if way.proven else 'partial remedy'}: {way.text}"
        yield from (f"    {item}" for item in way.items[:_MOST])
        if len(way.items) > _MOST:
            yield f"    and {len(way.items) - _MOST} more"


def _kinds(findings: Iterable[Finding]) -> str:
    kinds = Counter(finding.kind for finding in findings)
    return listed(f"{number:,} {kind}" for kind, number in sorted(kinds.items(), key=lambda item: (-item[1], item[0])))


def _remarks(plan: Plan) -> Iterator[str]:
    if plan.outside:
        yield f"{count(len(plan.outside), 'pending file')} not selected"
    for row in plan.dangling[:_MOST]:
        yield f"{row.place}: neither '{row.old}' nor '{row.new}' exists"
    if len(plan.dangling) > _MOST:
        yield f"and {len(plan.dangling) - _MOST} more rows of which neither path exists"


def plan_document(plan: Plan) -> dict[str, object]:
    """Return the JSON document of `archlint plan --format json`. Schema 1."""
    return {
        "schema": 1,
        "id": plan.id,
        "mapping": list(plan.documents),
        "counts": [item._asdict() for item in counts_of(plan)],
        "batches": [
            {
                "id": batch.id,
                "figures": batch.figures._asdict(),
                "units": [{"name": unit.name, "files": len(unit.moves), "why": list(unit.why)} for unit in batch.units],
                "moves": _moves(batch.moves),
                "worse": [{**_finding(item), "lasting": item.fingerprint in batch.lasting} for item in batch.worse],
                "better": list(map(_finding, batch.better)),
                "left_behind": list(map(_finding, batch.behind)),
                "warnings": [{**_finding(item), "advice": item.advice} for item in batch.warnings],
            }
            for batch in plan.batches
        ],
        "blocked": [
            {
                "folder": item.folder,
                "moves": _moves(item.moves),
                "reasons": list(map(_finding, item.reasons)),
                "stays": [
                    {
                        "old_path": move.old,
                        **_finding(stay.finding),
                        "others": list(stay.others),
                        "elsewhere": list(stay.elsewhere),
                    }
                    for move, stay in zip(item.moves, item.stays, strict=True)
                ],
                "ways": [{**way._asdict(), "items": list(way.items)} for way in item.ways],
            }
            for item in plan.blocked
        ],
        "done": [{"old_path": row.old, "new_path": row.new} for row in plan.done],
        "dangling": [{"old_path": row.old, "new_path": row.new} for row in plan.dangling],
        "outside": _moves(plan.outside),
    }


def _moves(moves: Iterable[Move]) -> list[dict[str, object]]:
    return [
        {
            "old_path": move.old,
            "new_path": move.new,
            "target_context": move.context,
            "target_layer": move.layer,
            "companion": move.row is None,
        }
        for move in moves
    ]


def _finding(finding: Finding) -> Mapping[str, object]:
    place = finding.place
    return {
        "kind": finding.kind,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "path": place.path,
        "line": place.line,
        "column": place.column,
        "names": list(finding.names),
        "fingerprint": finding.fingerprint,
    }
