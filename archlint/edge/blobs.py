"""The contents of files in git's objects."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from typing import IO, NamedTuple

from archlint.edge.git import HINT_PARTIAL, Git, complaint
from archlint.edge.sources import MOST_PARSED
from archlint.errors import InputError

_STEP = 1024 * 1024


class Blob(NamedTuple):
    """Where the contents of a file are: in a repository (that of a submodule, maybe), under an object id."""

    git: Git
    id: str


def object_id(data: bytes, length: int) -> str:
    """The id that git gives to a file of these bytes: `length` hex digits, 40 (SHA-1) or 64 (SHA-256)."""
    digest = hashlib.sha256 if length == 64 else partial(hashlib.sha1, usedforsecurity=False)
    return digest(b"blob %d\0" % len(data) + data).hexdigest()


def read_blobs(blobs: Sequence[Blob]) -> Iterator[bytes]:
    """The contents of blobs of one repository, each up to MOST_PARSED + 1 bytes."""
    with blobs[0].git.stream("cat-file", "--batch", "--buffer", lines=(blob.id for blob in blobs)) as answers:
        for _ in blobs:
            head = answers.readline().split()
            if len(head) != 3:  # `ID missing`, or git has ended
                message = "this clone doesn't have the contents of all files of the base"
                hint = HINT_PARTIAL if blobs[0].git.is_partial() else "git fsck says what is missing"
                raise InputError(complaint(message, hint))
            yield _up_to(answers, int(head[2]))


def _up_to(answers: IO[bytes], size: int) -> bytes:
    """The first bytes of an answer of `size` bytes; the rest of it is passed over."""
    data = answers.read(min(size, MOST_PARSED + 1))
    left = size - len(data) + 1  # the end of the line
    while left > 0:
        passed = len(answers.read(min(left, _STEP)))
        if not passed:
            break
        left -= passed
    return data
