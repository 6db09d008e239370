"""A batch as a POSIX shell script of `git mv`. It checks all paths before it moves any; `--undo` moves them back."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from archlint.hazards.context import folder_of
from archlint.text.escapes import printable
from archlint.text.lists import count

Steps = list[tuple[str, str]]

_SURROGATE = re.compile("[\udc80-\udcff]")

_HEAD = """\
#!/bin/sh
# {title}
# Moves {count} with `git mv`. Run it in the scan root:
#   sh {name}          move the files
#   sh {name} --undo   move them back
set -eu
LC_ALL=C
export LC_ALL

fail() {{
    printf '%s\\n' "$0: $1; nothing was moved" >&2
    exit 1
}}
there() {{
    if [ ! -e "$1" ] && [ ! -h "$1" ]; then fail "not found: $1"; fi
}}
free() {{
    if [ -e "$1" ] || [ -h "$1" ]; then fail "already exists: $1"; fi
    above=$1
    while [ "$above" != "${{above%/*}}" ]; do
        above=${{above%/*}}
        if [ -h "$above" ]; then fail "is a symbolic link: $above"; fi
    done
}}
move() {{
    mkdir -p -- "$3"
    git mv -- "$1" "$2"
}}
tidy() {{
    rmdir -p -- "$1" 2>/dev/null || :
}}

case "${{1-}}" in
"") ;;
--undo) ;;
*) printf '%s\\n' "usage: $0 [--undo]" >&2; exit 2 ;;
esac
git rev-parse --is-inside-work-tree >/dev/null || fail "not in a git work tree"
"""


def render_script(title: str, name: str, moves: Mapping[str, str]) -> str:
    """Return the script for moves (today's path -> new path). `name` is the file name of the script."""
    steps = steps_of(moves)
    back = [(new, old) for old, new in reversed(steps)]
    head = _HEAD.format(title=printable(title), count=count(len(moves), "file"), name=printable(name))
    undo = "\n".join(['if [ "${1-}" = --undo ]; then', *_body(back, "    "), "    exit 0", "fi"])
    return "\n".join([head, undo, "", *_body(steps, "")]) + "\n"


def steps_of(moves: Mapping[str, str]) -> Steps:
    """Order the moves so that each destination is free when its move runs. A cycle needs a temporary name.

    A move that changes only letter case uses a temporary name too, because some file systems ignore case.
    """
    waiting = dict(sorted(moves.items()))
    steps: Steps = []
    last: Steps = []
    while waiting:
        free = [old for old, new in waiting.items() if new not in waiting and new.lower() != old.lower()]
        if not free:
            old = next(iter(waiting))
            temporary = _temporary_path(old, moves)
            steps.append((old, temporary))
            last.append((temporary, waiting.pop(old)))
            continue
        for old in free:
            steps.append((old, waiting.pop(old)))
    return [*steps, *last]


def _temporary_path(old: str, moves: Mapping[str, str]) -> str:
    taken = {*moves, *moves.values()}
    name = f"{old}.archlint-aside"
    while name in taken:
        name += "-"
    return name


def _body(steps: Steps, indent: str) -> list[str]:
    """The commands: check which paths must exist and which must not, move, then remove folders that are now empty."""
    made: set[str] = set()
    there: list[str] = []
    for old, new in steps:
        if old not in made:
            there.append(old)
        made.add(new)
    folded = {old.lower() for old in there}
    lines = [f"there {quote(old)}" for old in there]
    lines += [f"free {quote(new)}" for _, new in steps if new.lower() not in folded]
    lines += [f"move {quote(old)} {quote(new)} {quote(folder_of(new) or '.')}" for old, new in steps]
    lines += [f"tidy {quote(folder)}" for folder in dict.fromkeys(folder_of(old) for old, _ in steps) if folder]
    return [indent + line for line in lines]


def quote(path: str) -> str:
    """Quote a path as one POSIX shell word. Bytes that aren't UTF-8 are written in octal."""
    if path.startswith("-"):
        path = f"./{path}"
    if _SURROGATE.search(path) is None:
        return shlex.quote(path)
    octal = "".join(f"\\{byte:03o}" for byte in path.encode("utf-8", "surrogateescape"))
    return f"\"$(printf '{octal}')\""
