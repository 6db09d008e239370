"""The contents of files in git's objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, NamedTuple

from archlint.edge.git import HINT_PARTIAL, Git, GitError, complaint
from archlint.edge.sources import MAX_PARSED
from archlint.errors import Complaint

_STEP = 1024 * 1024

_NO_FILE = (b"symlink", b"dangling", b"loop", b"notdir")
"""How git begins an answer about a link that leads to no file of the commit (git-cat-file, --follow-symlinks)."""


class Blob(NamedTuple):
    """Where the contents of a file are: in a repository (that of a submodule, maybe), under an object id."""

    git: Git
    id: str


def object_id(data: bytes, length: int) -> str:
    """The id that git gives to a file of these bytes: `length` hex digits, 40 (SHA-1) or 64 (SHA-256)."""
    import hashlib  # loads OpenSSL, which most runs can do without

    digest = hashlib.sha256 if length == 64 else partial(hashlib.sha1, usedforsecurity=False)
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def read_blobs(blobs: Sequence[Blob]) -> Iterator[bytes]:
    """The contents of blobs of one repository, each up to MAX_PARSED + 1 bytes.

    Raises GitError for one that the clone lacks.
    """
    git = blobs[0].git
    with git.stream("cat-file", "--batch", "--buffer", lines=[blob.id for blob in blobs]) as answers:
        for _ in blobs:
            data = _next(answers)
            if data is None:
                raise GitError(_incomplete(git))
            yield data


def read_named(git: Git, names: Sequence[str]) -> list[bytes | None]:
    """The contents of files that are named as COMMIT:PATH, None for one that is not there.

    Raises GitError for one that is there, but whose contents the clone lacks.
    """
    with git.stream("cat-file", "--batch", "--follow-symlinks", lines=names) as answers:
        found = [_next(answers) for _ in names]
    if None in found and git.is_partial():
        missing = [name for name, data in zip(names, found, strict=True) if data is None]
        if any(git.answer("rev-parse", "--verify", "--quiet", name) for name in missing):
            raise GitError(_incomplete(git))
    return found


def _next(answers: IO[bytes]) -> bytes | None:
    """The next contents that git gives (`ID TYPE SIZE`, then the bytes), None where it has none, or has ended."""
    line = answers.readline()
    parts = line.split()
    if len(parts) == 2 and parts[0] in _NO_FILE:
        _up_to(answers, int(parts[1]))
        return None
    if line.endswith(b" missing\n") or len(parts) != 3:
        return None
    data = _up_to(answers, int(parts[2]))
    return data if parts[1] == b"blob" else None


def _incomplete(git: Git) -> Complaint:
    message = "this clone doesn't have the contents of all files of the base"
    return complaint(message, HINT_PARTIAL if git.is_partial() else "git fsck says what is missing")


def _up_to(answers: IO[bytes], size: int) -> bytes:
    """The first bytes of an answer of `size` bytes; the rest of it is passed over."""
    data = answers.read(min(size, MAX_PARSED + 1))
    left = size - len(data) + 1  # the end of the line
    while left > 0:
        passed = len(answers.read(min(left, _STEP)))
        if not passed:
            break
        left -= passed
    return data
