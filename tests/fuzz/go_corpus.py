"""Go texts to start from: the files of the Go toolchain's standard library if there is one, else this repository's
cases."""

from __future__ import annotations

import functools
import random
import re
import shutil
from pathlib import Path

from support.go_oracle import goroot

CASES = Path(__file__).parent.parent / "cases"
HAS_GO = shutil.which("go") is not None

_HEADER_END = re.compile(rb"^(?:func|type|var|const)\b[^\n]*\n", re.MULTILINE)
_LONGEST_HEADER = 3000
_DECLARATION = re.compile(rb"\n(?=func|type|var|const|//)")


@functools.cache
def _paths() -> list[Path]:
    if HAS_GO:
        return sorted(path for path in (goroot() / "src").rglob("*.go") if path.is_file())
    return sorted(CASES.rglob("*.txtar"))


@functools.lru_cache(maxsize=4096)
def _read(path: Path) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".go":
        return data
    files = [part.split(b" --\n", 1) for part in data.split(b"\n-- ")[1:]]
    texts = [part[1] for part in files if part[0].endswith(b".go") and len(part) > 1]
    return max(texts, key=len, default=b"package p\n")


def some_file(source: random.Random) -> bytes:
    """Return a whole file."""
    return _read(source.choice(_paths()))


@functools.lru_cache(maxsize=20_000)
def _header_of(path: Path) -> bytes:
    data = _read(path)
    end = _HEADER_END.search(data)
    return data[: min(end.end() if end else len(data), _LONGEST_HEADER)]


def some_header(source: random.Random) -> bytes:
    """Return the start of a file, up to the first declaration."""
    return _header_of(source.choice(_paths()))


def some_part(source: random.Random, longest: int) -> bytes:
    """Return a file, or its package clause and imports with some of its declarations, of at most about `longest`
    bytes."""
    path = source.choice(_paths())
    data = _read(path)
    if len(data) <= longest:
        return data
    head = _header_of(path)
    places = [match.start() + 1 for match in _DECLARATION.finditer(data, len(head))]
    start = source.choice(places) if places else len(head)
    ends = [place for place in places if start < place <= start + longest]
    return head[: head.rfind(b"\n", 0, len(head) - 1) + 1] + data[start : ends[-1] if ends else start + longest]
