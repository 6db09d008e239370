"""Work on many items in as many processes as there are processors. An edge: it forks, and talks through pipes.

A process that is forked starts at once and knows all that its parent knows; a pool of the standard library takes longer
to start than most trees take to parse. It is used where forking is not safe, for work that is long enough.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from archlint.records import Codec

Answer = TypeVar("Answer")

LEAST_SHARE = 96 * 1024
"""The least weight (bytes of source) that is worth a forked process."""

WORTH_A_POOL = 4 * 1024 * 1024
"""The least weight that is worth a pool."""

CAN_FORK = hasattr(os, "fork") and sys.platform != "darwin"
"""On macOS, system libraries may have started threads, which do not live on in a forked process."""


class _Child(NamedTuple):
    process: int
    pipe: int
    names: list[str]
    heard: bytearray


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def work_on(
    names: Sequence[str],
    weights: Sequence[int],
    work: Callable[[str], Answer],
    codec: Codec,
    *,
    most: int = 0,
    can_fork: bool = CAN_FORK,
) -> Iterator[tuple[str, Answer]]:
    """(name, answer) for each name, in any order. `weights` tell how long each takes; `codec` can write the answers.

    `most` is the number of processes to work in at most, 0 for one a processor. `work` must be a function that can be
    pickled, for where processes cannot be forked. What a process that died has left undone is done in this one.
    """
    most = most or processors()
    if most > 1 and not can_fork and sum(weights) >= WORTH_A_POOL:
        yield from _in_pool(names, work, most)
        return
    shares = _shares(names, weights, most if can_fork else 1)
    children = [_fork(share, work, codec) for share in shares[1:]]
    try:
        for name in shares[0]:
            yield name, work(name)
            _listen(children)
        for child in children:
            yield from _answers(child, work, codec)
    finally:
        for child in children:
            os.close(child.pipe)
            os.waitpid(child.process, 0)


def _shares(names: Sequence[str], weights: Sequence[int], most: int) -> list[list[str]]:
    """The names in shares of like weight: the heaviest first, each to the share that is lightest by then."""
    count = max(1, min(most, sum(weights) // LEAST_SHARE, len(names)))
    shares: list[list[str]] = [[] for _ in range(count)]
    loads = [0] * count
    for weight, name in sorted(zip(weights, names, strict=True), reverse=True):
        lightest = loads.index(min(loads))
        shares[lightest].append(name)
        loads[lightest] += weight
    return shares


def _fork(names: list[str], work: Callable[[str], Answer], codec: Codec) -> _Child:
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        os.set_blocking(reading, False)
        return _Child(process, reading, names, bytearray())
    try:
        os.close(reading)
        with open(writing, "wb") as pipe:
            pipe.writelines(codec.text(work(name)).encode() + b"\n" for name in names)
    finally:
        os._exit(0)  # whatever happened: the parent counts the answers


def _listen(children: Iterable[_Child]) -> None:
    """Take what the children have said so far, so that none of them has to wait."""
    for child in children:
        try:
            while heard := os.read(child.pipe, 1 << 20):
                child.heard.extend(heard)
        except BlockingIOError:
            continue


def _answers(child: _Child, work: Callable[[str], Answer], codec: Codec) -> Iterator[tuple[str, Answer]]:
    os.set_blocking(child.pipe, True)
    _listen([child])
    *lines, _ = child.heard.split(b"\n")
    for index, name in enumerate(child.names):
        yield name, codec.value(lines[index].decode()) if index < len(lines) else work(name)


def _in_pool(names: Sequence[str], work: Callable[[str], Answer], most: int) -> Iterator[tuple[str, Answer]]:
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(most) as pool:
        yield from zip(names, pool.map(work, names, chunksize=16), strict=True)
