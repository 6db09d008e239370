"""Work on many items in as many processes as there are processors. An edge: it forks, and talks through pipes.

A process that is forked starts within a millisecond and knows all that its parent knows; a pool of the standard library
takes sixty. It is used where forking is not safe, for work that is long enough.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from typing import TypeVar

from archlint.errors import Complaint, InputError

Answer = TypeVar("Answer")

LEAST_SHARE = 96 * 1024
"""The least weight (bytes of source) that is worth a forked process."""

_DESCRIPTORS = 16
"""So many open files are left to the work itself."""

_BROKEN_OFF = frozenset((signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT)) if sys.platform != "win32" else frozenset(())
"""What a wait tells of a process that a library in C has ended, which is the number of the signal."""

_NO_MEMORY = 2
"""The status of a process that had too little memory."""

_CORE_DUMPED = 0x80
"""What a wait tells besides."""

WORTH_A_POOL = 4 * 1024 * 1024
"""The least weight that is worth a pool."""


class _Child:
    """A process at work on some names; `heard` is what it has said so far, its answers in order."""

    def __init__(self, process: int, pipe: int, names: list[str]) -> None:
        self.names = names
        self.heard = bytearray()
        self._process, self._pipe = process, pipe
        os.set_blocking(pipe, False)

    def listen(self) -> None:
        """Take what there is to hear, so that the process need not wait."""
        with suppress(BlockingIOError):
            while more := os.read(self._pipe, 1 << 20):
                self.heard += more

    def hear_out(self) -> bool:
        """Listen until the process has ended; whether all has gone well."""
        os.set_blocking(self._pipe, True)
        self.listen()
        return self.end() == 0

    def end(self) -> int:
        """Listen no more, and wait for the process to end; its status. It ends soon, when nobody listens."""
        if self._process:
            os.close(self._pipe)
            _, self._status = os.waitpid(self._process, 0)
            self._status &= ~_CORE_DUMPED
            self._process = 0
        return self._status


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Whether a process can be forked safely: not on macOS, whose system libraries may have started threads, nor where
    there are others; they would not live on in the child."""
    threading = sys.modules.get("threading")
    alone = threading is None or threading.active_count() == 1
    return hasattr(os, "fork") and sys.platform != "darwin" and alone


def work_on(
    names: Sequence[str],
    weights: Sequence[int],
    work: Callable[[str], Answer],
    *,
    most: int = 0,
    fork: bool | None = None,
) -> Iterator[tuple[str, Answer]]:
    """(name, answer) for each name, in any order. `weights` tell how long each takes.

    `most` is the number of processes to work in at most, 0 for one a processor; `fork` says whether they may be forked,
    None to find out. Answers must be picklable, and `work` too, for where processes cannot be forked. What a process
    that failed should have done is done in this one.
    """
    most = most or processors()
    fork = can_fork() if fork is None else fork
    if most > 1 and not fork and sum(weights) >= WORTH_A_POOL:
        yield from _in_pool(names, work, most)
        return
    shares = _shares(names, weights, min(most, _pipes()) if fork else 1)
    children: list[_Child] = []
    try:
        # Where memory is limited, a library in C may break off when there is no more; so it does not do so here.
        limited = fork and _is_memory_limited()
        first = 0 if limited else 1
        here = [name for share in shares[:first] for name in share]
        for share in shares[first:]:
            try:
                children.append(_fork(share, work))
            except (OSError, MemoryError) as problem:  # no process, pipe or memory is to be had: so it takes longer
                if limited and (isinstance(problem, MemoryError) or problem.errno == errno.ENOMEM):
                    raise MemoryError from None
                here += share
        for name in here:
            yield name, work(name)
            for child in children:
                child.listen()
        for child in children:
            yield from _answers(child, work)
    finally:
        for child in children:
            child.end()


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


def _is_memory_limited() -> bool:
    try:
        import resource
    except ImportError:  # where processes can be forked there is such a module, so it cannot be loaded
        return True
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return any(limit != resource.RLIM_INFINITY for limit in limits)


def _pipes() -> int:
    """How many processes may be talked to at once: this one needs descriptors for its own work, too."""
    try:
        import resource
    except ImportError:
        return 1
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(1, (soft - _DESCRIPTORS) // 2) if soft != resource.RLIM_INFINITY else sys.maxsize


def _fork(names: list[str], work: Callable[[str], Answer]) -> _Child:
    import pickle

    parent = os.getpid()
    reading, writing = os.pipe()
    try:
        process = os.fork()
    except (OSError, MemoryError):
        os.close(reading)
        os.close(writing)
        raise
    if process:
        os.close(writing)
        return _Child(process, reading, names)
    status = 1
    try:
        os.close(reading)
        with open(writing, "wb") as pipe:
            for name in names:
                if os.getppid() != parent:
                    break  # it was killed, and nobody waits for the answer
                pickle.dump(work(name), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    except MemoryError:
        status = _NO_MEMORY
    finally:
        os._exit(status)  # nothing of the parent's must be ended, flushed or told here


def _answers(child: _Child, work: Callable[[str], Answer]) -> Iterator[tuple[str, Answer]]:
    import pickle

    if not child.hear_out():
        alone = child.end() in (*_BROKEN_OFF, _NO_MEMORY << 8)
        yield from ((name, _alone(name, work) if alone else work(name)) for name in child.names)
        return
    said = BytesIO(child.heard)
    for name in child.names:
        yield name, pickle.load(said)  # noqa: S301  # written by this program, a moment ago


def _alone(name: str, work: Callable[[str], Answer]) -> Answer:
    """The answer from a process of its own. Raises InputError where that one breaks off, as this one would."""
    import pickle

    status: int | str = "of another process"
    with suppress(OSError):
        child = _fork([name], work)
        try:
            if child.hear_out():
                answer: Answer = pickle.loads(child.heard)  # noqa: S301  # as above
                return answer
        finally:
            status = child.end()
        if status == _NO_MEMORY << 8:
            raise MemoryError
        if status not in _BROKEN_OFF:
            return work(name)
    message = f"the parser broke off in this file (signal {status}), as it does where memory is short"
    raise InputError(Complaint(name, message, "give archlint more memory, or exclude the file", kind="input"))


def _in_pool(names: Sequence[str], work: Callable[[str], Answer], most: int) -> Iterator[tuple[str, Answer]]:
    from concurrent.futures import ProcessPoolExecutor

    done = 0
    try:
        with ProcessPoolExecutor(most) as pool:
            for name, answer in zip(names, pool.map(work, names, chunksize=16), strict=True):
                yield name, answer
                done += 1
    except (OSError, RuntimeError, ImportError, MemoryError):  # no process or semaphore, or one of them has died
        yield from ((name, work(name)) for name in names[done:])
