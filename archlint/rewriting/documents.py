"""A batch as a document in the form of a mapping: front matter, the table, and what to do.

archlint can read the document as a mapping that moves just this batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archlint.model.findings import Finding
from archlint.planning.plans import Batch, Blocked, Move, Plan
from archlint.rewriting.scripts import quote
from archlint.rewriting.wording import count, words

COLUMNS = ("old_path", "new_path", "target_context", "target_layer", "responsibility", "reason", "confidence")

_UNWRITABLE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]|^[ ~]|^[A-Za-z]:| $")
_MOST = 12
"""How many things a list in a document names; it counts the rest."""


def batch_document(plan: Plan, batch: Batch, *, date: str, language: str = "en", rewrites: int = 0) -> str:
    """The document of one batch; `rewrites` counts the entries of its list of rewrites."""
    say, index = words(language), batch.number
    following = plan.batches[index] if index < len(plan.batches) else None
    title = say["title"].format(number=index, count=len(plan.batches), units=_units(batch, language))
    unwritable = [move for move in batch.moves if not writable(move)]
    parts = [
        _front_matter(plan, batch.id, batch.moves, date),
        f"# {_inline(title)}\n",
        _section(say["goals"], _goals(batch, say, language)),
        _section(say["summary"], _summary(batch, say, language, rewrites)),
        f"## {say['changes']}\n{table(move for move in batch.moves if writable(move))}",
        _section(say["verification"], [say["sound"], say["run"]]),
        _code(_commands(batch)),
        _section(say["decisions"], _decisions(batch, unwritable, say)),
        _section(say["rollback"], [say["undo"]]),
        _code([f"git apply -R {quote(batch.id + '.patch')}", f"sh {quote(batch.id + '.sh')} --undo"]),
        _section(say["next"], [_next(plan, following, say, language)]),
    ]
    return "\n".join(parts)


def blocked_document(plan: Plan, *, date: str, language: str = "en") -> str:
    """The document of the blocked rows: the reasons, and the ways out."""
    say = words(language)
    moves = [move for blocked in plan.blocked for move in blocked.moves]
    lines: list[str] = []
    for blocked in plan.blocked:
        lines += _reasons(blocked, say, language)
    return "\n".join((
        _front_matter(plan, f"{plan.id}-blocked", moves, date),
        f"# {say['blocked-title']}\n",
        _section(say["goals"], [say["blocked-goal"]]),
        _section(say["decisions"].replace("5.", "2."), lines),
        f"## {say['changes']}\n{table(move for move in moves if writable(move))}",
    ))  # fmt: skip


def table(moves: Iterable[Move]) -> str:
    """The seed's table of seven columns."""
    lines = [f"| {' | '.join(COLUMNS)} |", f"|{' --- |' * len(COLUMNS)}"]
    for move in moves:
        row = move.row
        texts = (row.context, row.layer, row.responsibility, row.reason, row.confidence) if row else ("",) * 5
        cells = [_path(move.old), _path(move.new), *map(_cell, texts)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def writable(move: Move) -> bool:
    """Whether both paths can stand in a cell and be read again as they are."""
    return not any(_UNWRITABLE.search(path) for path in (move.old, move.new))


def _path(path: str) -> str:
    fence = "`"
    while fence in path:
        fence += "`"
    pad = " " if "`" in path else ""
    return f"{fence}{pad}{path}{pad}{fence}".replace("|", "\\|")


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _inline(text: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in text)


def _front_matter(plan: Plan, name: str, moves: Iterable[Move], date: str) -> str:
    meta: Mapping[str, str] = dict(plan.meta)
    some = tuple(moves)
    contexts = meta.get("scope.bounded_contexts", "")
    known = [item for item in contexts.split(", ") if item] or sorted({move.context for move in some} - {""})
    layers = list(dict.fromkeys(move.layer for move in some if move.layer))
    head = {
        "doc_type": "migration_batch",
        "batch_id": _quoted(name),
        "date": _quoted(date),
        "owner": _quoted(meta.get("owner", "TBD")),
        "base_commit": _quoted(meta.get("base_commit", "")),
        "status": "planned",
    }
    lines = [f"{key}: {value}" for key, value in head.items()]
    lines += ["scope:", f"  bounded_contexts: {_list(known)}", f"  layers: {_list(layers)}"]
    return "\n".join(["---", *lines, "---", ""])


def _list(items: Iterable[str]) -> str:
    return f"[{', '.join(map(_quoted, items))}]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else "?" for char in escaped) + '"'


def _section(heading: str, lines: Iterable[str]) -> str:
    return f"## {heading}\n" + "".join(f"- {_inline(line)}\n" for line in lines)


def _code(lines: Iterable[str]) -> str:
    return "```sh\n" + "".join(f"{_inline(line)}\n" for line in lines) + "```\n"


def _commands(batch: Batch) -> list[str]:
    return [
        f"sh {quote(batch.id + '.sh')}",
        f"git apply {quote(batch.id + '.patch')}",
        "go build ./... && go vet ./...",
        f"git add -A && git commit -m {quote(batch.id)}",
        "archlint plan --status",
    ]


def _goals(batch: Batch, say: Mapping[str, str], language: str) -> list[str]:
    files, packages = count(batch.figures.files, "file", language), count(batch.figures.packages, "package", language)
    lines = [say["goal"].format(files=files, packages=packages), say["non-goal"]]
    if any(move.row is None for move in batch.moves):
        lines.append(say["companions"])
    return lines


def _summary(batch: Batch, say: Mapping[str, str], language: str, rewrites: int) -> Iterator[str]:
    figures = batch.figures
    yield say["leaning"].format(leaning=count(figures.leaning, "package", language), done=figures.done)
    yield say["importers"].format(
        importers=count(figures.importers, "file", language),
        rewrites=count(rewrites, "place", language),
        csv=f"{batch.id}.rewrites.csv",
    )
    for unit in batch.units:
        for why in unit.why:
            yield say["joined"].format(why=f"{unit.name}: {why}")


def _decisions(batch: Batch, unwritable: list[Move], say: Mapping[str, str]) -> list[str]:
    lines = []
    for finding in batch.worse:
        lasting = say["for-good" if finding.fingerprint in batch.lasting else "for-now"]
        lines.append(say["worse"].format(lasting=lasting, text=_told(finding)))
    lines += [say["better"].format(text=_told(finding)) for finding in batch.better]
    lines += [say["behind"].format(text=finding.message) for finding in batch.behind]
    lines += [say["no-table"].format(text=repr(move.old)) for move in unwritable]
    return lines or [say["no-issue"]]


def _told(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message} ({finding.place})"


def _next(plan: Plan, following: Batch | None, say: Mapping[str, str], language: str) -> str:
    if following is None:
        blocked = sum(len(item.moves) for item in plan.blocked)
        return say["last"].format(blocked=count(blocked, "row", language))
    files = count(len(following.moves), "file", language)
    return say["next-batch"].format(id=following.id, files=files, units=_units(following, language))


def _units(batch: Batch, language: str) -> str:
    names = [unit.name for unit in batch.units]
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} {words(language)['more'].format(count=len(names) - _MOST)}"
    return ", ".join(names)


def _reasons(blocked: Blocked, say: Mapping[str, str], language: str) -> Iterator[str]:
    kinds: dict[str, int] = {}
    for finding in blocked.reasons:
        kinds[finding.kind] = kinds.get(finding.kind, 0) + 1
    reasons = ", ".join(f"{kind} ({number})" for kind, number in sorted(kinds.items()))
    files = count(len(blocked.moves), "file", language)
    yield say["reasons"].format(folder=blocked.folder or ".", files=files, reasons=reasons)
    for way in blocked.ways:
        proven = say["proven" if way.proven else "unproven"]
        shown = list(way.items[:_MOST])
        if len(way.items) > _MOST:
            shown.append(say["more"].format(count=len(way.items) - _MOST))
        yield say["way"].format(proven=proven, text=f"{way.text}: {'; '.join(shown)}")
