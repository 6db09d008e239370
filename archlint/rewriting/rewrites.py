"""The rewrites of each batch: the changed lines of each file, a list of the changes, and a patch.

Each file is rendered twice from today's text, as it is before and after the batch. The rewrites are the difference, so
a list is correct for a tree in which all earlier batches have been carried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from archlint.rewriting.edits import Edit, code_only
from archlint.text.escapes import printable

_CONTEXT = 3

_BEFORE_PATH = re.compile(r"(?:\bimport\s*(?:(?:\b(?!import\b)[^\W\d]\w*|\.)\s*)?|(?:\b[^\W\d]\w*|\.)\s*)\Z")
"""What goes with the path of an import spec: its name or dot, and the keyword of a declaration of one import."""

Lines = dict[int, list[str]]
"""The new text of each changed line of today (1-based); the key 0 is text before the first line."""


class State(NamedTuple):
    """A file at some point of the plan: its path, its edits so far, and the marks at its end."""

    path: str
    edits: tuple[Edit, ...] = ()
    marks: tuple[str, ...] = ()


class Rewrite(NamedTuple):
    """One change. `path` is the file's path after the batch, and `before` its path before it. `line` is 1-based in the
    text before the batch; for an added line, it's the line to insert after."""

    path: str
    before: str
    line: int
    kind: str
    old: str
    new: str


def rewrites_of(text: str, before: State, after: State) -> list[Rewrite]:
    """Return what a batch changes in a file. `text` is its text today."""
    lines = _rendered(text, before)
    known = {_key(edit): edit for edit in before.edits}
    wanted = {_key(edit): edit for edit in after.edits}
    found: list[Rewrite] = []
    for key in sorted({*known, *wanted}):
        one, other = known.get(key), wanted.get(key)
        if one == other:
            continue
        edit = other or known[key]
        old = one.new if one is not None else edit.old
        new = other.new if other is not None else edit.old
        line = edit.line + sum(len(new_lines) - 1 for at, new_lines in lines.items() if at < edit.line)
        kind = edit.kind
        if kind == "added-import" and other is None:
            kind = "removed-import"
        elif kind == "removed-import" and other is None:
            kind, old = "added-import", ""
        found.append(Rewrite(after.path, before.path, line, kind=kind, old=old, new=new))
    return found


def _key(edit: Edit) -> tuple[int, int, str]:
    return edit.line, edit.column, edit.text if edit.kind == "added-import" else ""


def patch_of(text: str, before: State, after: State) -> str:
    """Return a unified diff between two states, with the file's path after the batch; "" if they are equal."""
    rows: list[tuple[list[str], list[str]]] = []
    source = _split(text)
    old, new = _rendered(text, before), _rendered(text, after)
    for number, line in enumerate(source, 1):
        rows.append((old.get(number, [line]), new.get(number, [line])))
    rows.append((_tail(source, before), _tail(source, after)))
    if source and not source[-1].endswith("\n"):
        _add_line_end(rows, before, after)
    hunks = "".join(_hunks(rows))
    if not hunks:
        return ""
    return f"--- {_named('a/' + after.path)}\n+++ {_named('b/' + after.path)}\n{hunks}"


def _split(text: str) -> list[str]:
    """Lines with their line ends. Only `\\n` ends a line, as in Go and git."""
    lines = text.split("\n")
    return [f"{line}\n" for line in lines[:-1]] + ([lines[-1]] if lines[-1] else [])


def _tail(source: list[str], state: State) -> list[str]:
    end = "\r\n" if source and source[0].endswith("\r\n") else "\n"
    return [f"{line}{end}" for line in state.marks]


def _add_line_end(rows: list[tuple[list[str], list[str]]], before: State, after: State) -> None:
    """Add the missing line end of the last line if marks follow it."""
    old, new = rows[-2]
    if before.marks and old:
        old = [*old[:-1], old[-1] + "\n"]
    if after.marks and new:
        new = [*new[:-1], new[-1] + "\n"]
    rows[-2] = old, new


def _rendered(text: str, state: State) -> Lines:
    """The lines that a state changes."""
    if not state.edits:
        return {}
    source = _split(text)
    plain: list[str] | None = None
    changed: Lines = {}
    added: Lines = {}
    for edit in sorted(state.edits, key=lambda edit: (edit.line, -edit.column, edit.text)):
        line = source[edit.line - 1]
        end = line[len(line.rstrip("\r\n")) :] or "\n"
        if edit.kind == "added-import":
            added.setdefault(edit.line, []).append(edit.text + end)
            continue
        current = changed.setdefault(edit.line, [line])
        if not current:
            continue
        if edit.kind == "removed-import":
            if plain is None:
                plain = code_only(text).split("\n")
            changed[edit.line] = _without(current[0], plain[edit.line - 1], edit)
        else:
            current[0] = current[0][: edit.column - 1] + edit.text + current[0][edit.end_column - 1 :]
    for number, lines in added.items():
        changed[number] = [*changed.get(number, [source[number - 1]]), *lines]
    return changed


def _without(line: str, plain: str, edit: Edit) -> list[str]:
    """A line without an import spec; no line at all if nothing else is on it."""
    before = plain[: edit.column - 1]
    after = plain[edit.end_column - 1 :]
    found = _BEFORE_PATH.search(before)
    start = found.start() if found else len(before.rstrip())
    stop = edit.end_column - 1 + (len(after) - len(after.lstrip(" \t;")) if ";" in after[:2] else 0)
    left = line[:start] + line[stop:]
    return [left] if (plain[:start] + plain[stop:]).strip() or left.strip() else []


def _hunks(rows: list[tuple[list[str], list[str]]]) -> Iterator[str]:
    changed = [index for index, (old, new) in enumerate(rows) if old != new]
    starts = _starts(rows)
    while changed:
        first = last = changed.pop(0)
        while changed and changed[0] - last <= 2 * _CONTEXT:
            last = changed.pop(0)
        low, high = max(0, first - _CONTEXT), min(len(rows), last + 1 + _CONTEXT)
        body: list[str] = []
        counts = [0, 0]
        for old, new in rows[low:high]:
            if old == new:
                body += [f" {line}" for line in old]
            else:
                shared = 0
                while shared < min(len(old), len(new)) and old[shared] == new[shared]:
                    shared += 1
                body += [f" {line}" for line in old[:shared]]
                body += [f"-{line}" for line in old[shared:]] + [f"+{line}" for line in new[shared:]]
            counts[0] += len(old)
            counts[1] += len(new)
        heads = [f"{start + 1 if count else start},{count}" for start, count in zip(starts[low], counts, strict=True)]
        yield f"@@ -{heads[0]} +{heads[1]} @@\n"
        yield from (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in body)


def _starts(rows: list[tuple[list[str], list[str]]]) -> list[tuple[int, int]]:
    """How many lines precede each row, in the old text and in the new."""
    starts = [(0, 0)]
    for old, new in rows:
        starts.append((starts[-1][0] + len(old), starts[-1][1] + len(new)))
    return starts


def _named(path: str) -> str:
    """A path, quoted like git does in a patch."""
    if all(char.isprintable() and char not in '"\\' and ord(char) < 127 for char in path):
        return f"{path}\t" if " " in path else path
    out = ""
    for byte in path.encode("utf-8", "surrogateescape"):
        out += f"\\{byte:03o}" if not 32 <= byte < 127 or byte in (34, 92) else chr(byte)
    return f'"{out}"'


def mark(batch: str, old: str, new: str, date: str) -> tuple[str, ...]:
    """Return the MIGRATION-META comment of a moved file. It goes at the end, so that it shifts no lines."""
    entries = {"batch_id": batch, "old_path": old, "new_path": new, "date": date}
    return ("", "// MIGRATION-META", *(f"// {key}: {printable(value)}" for key, value in entries.items()))
