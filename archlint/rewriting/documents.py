"""A batch as a document in the form of a mapping: front matter, the table, and what to do.

archlint can read the document as a mapping that moves just this batch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.moves import COLUMNS, Row
from archlint.planning.plans import Batch, Blocked, Move, Plan
from archlint.rewriting.scripts import quote
from archlint.text.escapes import printable
from archlint.text.markdown import batch_front_matter, bullets, code, numbered, table
from archlint.text.translations import TRANSLATIONS, Translation

_UNWRITABLE = re.compile(r"\\|^[ ~]|^[A-Za-z]:| $")
_MOST = 12
"""How many things a list in a document names; it counts the rest."""
_NO_ROW = Row("", "", Place(""))


def batch_document(plan: Plan, batch: Batch, *, date: str, language: str = "en", rewrites: int = 0) -> str:
    """Return the document of one batch. `rewrites` is the length of its list of rewrites."""
    words = TRANSLATIONS[language]
    say, index = words.say, batch.number
    following = plan.batches[index] if index < len(plan.batches) else None
    undo = [f"git apply -R {quote(batch.id + '.patch')}", f"sh {quote(batch.id + '.sh')} --undo"]
    return _document(
        _front_matter(plan, batch.id, batch.moves, date=date),
        say["title"].format(number=index, count=len(plan.batches), units=_units(batch, words)),
        (say["goals"], _bullets(_goals(batch, words))),
        (say["summary"], _bullets(_summary(batch, words, rewrites))),
        (say["changes"], _table(batch.moves)),
        (say["verification"], _bullets([say["sound"], say["run"]]) + _shell(_commands(batch))),
        (say["decisions"], _bullets(_decisions(batch, say))),
        (say["rollback"], _bullets([say["undo"]]) + _shell(undo)),
        (say["next"], _bullets([_next(plan, following, words)])),
    )


def blocked_document(plan: Plan, *, date: str, language: str = "en") -> str:
    """The document of the blocked rows: the reasons, and the remedies."""
    words = TRANSLATIONS[language]
    say = words.say
    moves = [move for blocked in plan.blocked for move in blocked.moves]
    return _document(
        _front_matter(plan, name=f"{plan.id}-blocked", moves=moves, date=date),
        say["blocked_title"],
        (say["goals"], _bullets([say["blocked_goal"]])),
        (say["decisions"], _bullets(line for blocked in plan.blocked for line in _reasons(blocked, words))),
        (say["changes"], _table(moves)),
    )


def _document(front: str, title: str, *sections: tuple[str, str]) -> str:
    return f"{front}\n# {printable(title)}\n\n{numbered(sections)}"


def _table(moves: Iterable[Move]) -> str:
    rows = [move for move in moves if writable(move)]
    return table(COLUMNS, ((code(move.old), code(move.new), *(move.row or _NO_ROW).texts) for move in rows))


def writable(move: Move) -> bool:
    """Report whether both paths can be written to a table cell and read back unchanged."""
    return all(path.isprintable() and not _UNWRITABLE.search(path) for path in (move.old, move.new))


def _front_matter(plan: Plan, name: str, moves: Iterable[Move], date: str) -> str:
    meta, some = plan.meta, tuple(moves)
    contexts = meta.get("scope.bounded_contexts", "")
    head = {
        "batch_id": name,
        "date": date,
        "owner": meta.get("owner", "TBD"),
        "base_commit": meta.get("base_commit", ""),
    }
    return batch_front_matter(
        head.items(),
        contexts=[item for item in contexts.split(", ") if item] or sorted({move.context for move in some} - {""}),
        layers=dict.fromkeys(move.layer for move in some if move.layer),
    )


def _bullets(lines: Iterable[str]) -> str:
    return bullets(map(printable, lines))


def _shell(lines: Iterable[str]) -> str:
    return "```sh\n" + "".join(f"{printable(line)}\n" for line in lines) + "```\n"


def _commands(batch: Batch) -> list[str]:
    return [
        f"sh {quote(batch.id + '.sh')}",
        f"git apply {quote(batch.id + '.patch')}",
        "go build ./... && go vet ./...",
        f"git add -A && git commit -m {quote(batch.id)}",
        "archlint plan --status",
    ]


def _goals(batch: Batch, words: Translation) -> list[str]:
    say, figures = words.say, batch.figures
    files, packages = words.counted(figures.files, "file"), words.counted(figures.packages, "package")
    lines = [say["goal"].format(files=files, packages=packages), say["non_goal"]]
    if any(move.row is None for move in batch.moves):
        lines.append(say["companions"])
    return lines


def _summary(batch: Batch, words: Translation, rewrites: int) -> Iterator[str]:
    say, figures = words.say, batch.figures
    yield say["leaning"].format(leaning=words.counted(figures.leaning, "package"), done=figures.done)
    yield say["importers"].format(
        importers=words.counted(figures.importers, "file"),
        rewrites=words.counted(rewrites, "place"),
        csv=f"{batch.id}.rewrites.csv",
    )
    for unit in batch.units:
        for why in unit.why:
            yield say["joined"].format(why=f"{unit.name}: {why}")


def _decisions(batch: Batch, say: Mapping[str, str]) -> list[str]:
    lines = []
    for finding in batch.worse:
        lasting = say["for_good" if finding.fingerprint in batch.lasting else "for_now"]
        lines.append(say["worse"].format(lasting=lasting, text=_described(finding)))
    lines += [say["better"].format(text=_described(finding)) for finding in batch.better]
    lines += [say["behind"].format(text=finding.message) for finding in batch.behind]
    lines += [say["warning"].format(text=f"{finding.message} {finding.advice}") for finding in batch.warnings]
    lines += [say["no_table"].format(text=repr(move.old)) for move in batch.moves if not writable(move)]
    return lines or [say["nothing_open"]]


def _described(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message} ({finding.place})"


def _next(plan: Plan, following: Batch | None, words: Translation) -> str:
    if following is None:
        blocked = sum(len(item.moves) for item in plan.blocked)
        return words.say["last"].format(blocked=words.counted(blocked, "row"))
    files = words.counted(len(following.moves), "file")
    return words.say["next_batch"].format(id=following.id, files=files, units=_units(following, words))


def _units(batch: Batch, words: Translation) -> str:
    names = [unit.name for unit in batch.units]
    if len(names) > _MOST:
        return f"{', '.join(names[:_MOST])} {words.say['more'].format(count=len(names) - _MOST)}"
    return ", ".join(names)


def _reasons(blocked: Blocked, words: Translation) -> Iterator[str]:
    say = words.say
    kinds: dict[str, int] = {}
    for finding in blocked.reasons:
        kinds[finding.kind] = kinds.get(finding.kind, 0) + 1
    reasons = ", ".join(f"{kind} ({number})" for kind, number in sorted(kinds.items()))
    files = words.counted(len(blocked.moves), "file")
    yield say["reasons"].format(folder=blocked.folder or ".", files=files, reasons=reasons)
    for move, stay in zip(blocked.moves, blocked.stays, strict=True):
        yield say["stays"].format(path=move.old, why=stay.why)
    for way in blocked.ways:
        proven = say["proven" if way.proven else "unproven"]
        shown = list(way.items[:_MOST])
        if len(way.items) > _MOST:
            shown.append(say["more"].format(count=len(way.items) - _MOST))
        yield say["way"].format(proven=proven, text=f"{way.text}: {'; '.join(shown)}")
