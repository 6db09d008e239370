"""Parallel work in as many processes as there are processors.

A forked process starts within a millisecond and shares its parent's memory; a pool of the standard library takes 60 ms.
A pool is used if forking isn't safe and the work is long enough.
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

MIN_SHARE = 96 * 1024
"""The minimum weight (bytes of source) for a forked process."""

_DESCRIPTORS = 16
"""The number of open files reserved for the work itself."""

_CRASHED = frozenset((signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT)) if sys.platform != "win32" else frozenset(())
"""The wait statuses (signal numbers) of a process that crashed in a C library."""

_NO_MEMORY = 2
"""The exit status of a process that ran out of memory."""

_CORE_DUMPED = 0x80
"""A flag in the wait status."""

MIN_FOR_POOL = 4 * 1024 * 1024
"""The minimum weight for a pool."""


class _Child:
    """A process that works on some names; `received` are the bytes of its answers so far, in order."""

    def __init__(self, process: int, pipe: int, names: list[str]) -> None:
        self.names = names
        self.received = bytearray()
        self._process, self._pipe = process, pipe
        os.set_blocking(pipe, False)

    def receive(self) -> None:
        """Read what is in the pipe, so that the process doesn't block."""
        with suppress(BlockingIOError):
            while more := os.read(self._pipe, 1 << 20):
                self.received += more

    def receive_all(self) -> bool:
        """Read until the process ends, and report whether it succeeded."""
        os.set_blocking(self._pipe, True)
        self.receive()
        return self.end() == 0

    def end(self) -> int:
        """Close the pipe, wait for the process to end, and return its status. With a closed pipe it ends soon."""
        if self._process:
            os.close(self._pipe)
            _, self._status = os.waitpid(self._process, 0)
            self._status &= ~_CORE_DUMPED
            self._process = 0
        return self._status


def processors() -> int:
    """Return how many processes can run at the same time."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Report whether forking is safe.

    It isn't on macOS, whose system libraries may have started threads, nor with other threads in this process: they
    wouldn't exist in the child.
    """
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
    """Yield (name, answer) for each name, in any order. `weights` estimate how long each takes.

    `most` is the maximum number of processes, 0 for one per processor; `fork` says whether to fork them,
    None to find out. Answers must be picklable, and `work` too if processes can't be forked. If a process
    fails, this process does its work.
    """
    most = most or processors()
    fork = can_fork() if fork is None else fork
    if most > 1 and not fork and sum(weights) >= MIN_FOR_POOL:
        yield from _in_pool(names, work, most)
        return
    shares = _shares(names, weights, min(most, _pipes()) if fork else 1)
    children: list[_Child] = []
    try:
        # With limited memory, a C library may crash when memory runs out. So this process does no work itself.
        limited = fork and is_memory_limited()
        first = 0 if limited else 1
        here = [name for share in shares[:first] for name in share]
        for share in shares[first:]:
            try:
                children.append(_fork(share, work))
            except (OSError, MemoryError) as problem:  # no process, pipe or memory available: work here, slower
                if limited and (isinstance(problem, MemoryError) or problem.errno == errno.ENOMEM):
                    raise MemoryError from None
                here += share
        for name in here:
            yield name, work(name)
            for child in children:
                child.receive()
        for child in children:
            yield from _answers(child, work)
    finally:
        for child in children:
            child.end()


def _shares(names: Sequence[str], weights: Sequence[int], most: int) -> list[list[str]]:
    """Divide the names into shares of similar weight: the heaviest first, each to the lightest share so far."""
    count = max(1, min(most, sum(weights) // MIN_SHARE, len(names)))
    shares: list[list[str]] = [[] for _ in range(count)]
    loads = [0] * count
    for weight, name in sorted(zip(weights, names, strict=True), reverse=True):
        lightest = loads.index(min(loads))
        shares[lightest].append(name)
        loads[lightest] += weight
    return shares


def is_memory_limited() -> bool:
    """Report whether a limit is set on this process's memory."""
    try:
        import resource
    except ImportError:  # the module exists wherever fork does, so memory is too short to load it
        return True
    limits = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    return any(limit != resource.RLIM_INFINITY for limit in limits)


def _pipes() -> int:
    """Return the maximum number of pipes: this process needs file descriptors for its own work, too."""
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
                    break  # the parent was killed, so nobody reads the answer
                pickle.dump(work(name), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    except MemoryError:
        status = _NO_MEMORY
    finally:
        os._exit(status)  # don't run the parent's exit handlers or flush its files


def _answers(child: _Child, work: Callable[[str], Answer]) -> Iterator[tuple[str, Answer]]:
    import pickle

    if not child.receive_all():
        apart = child.end() in (*_CRASHED, _NO_MEMORY << 8)
        yield from ((name, _in_new_process(name, work) if apart else work(name)) for name in child.names)
        return
    answers = BytesIO(child.received)
    for name in child.names:
        yield name, pickle.load(answers)  # noqa: S301  # written by a child of this process


def _in_new_process(name: str, work: Callable[[str], Answer]) -> Answer:
    """Return the answer, computed in a new process. Raises InputError if that crashes, as this process would."""
    import pickle

    status: int | str = "of another process"
    with suppress(OSError):
        child = _fork([name], work)
        try:
            if child.receive_all():
                answer: Answer = pickle.loads(child.received)  # noqa: S301  # as above
                return answer
        finally:
            status = child.end()
        if status == _NO_MEMORY << 8:
            raise MemoryError
        if status not in _CRASHED:
            return work(name)
    message = f"the parser crashed in this file (signal {status}), probably because memory is short"
    raise InputError(Complaint(name, message, "give archlint more memory, or exclude the file", kind="input"))


def _in_pool(names: Sequence[str], work: Callable[[str], Answer], most: int) -> Iterator[tuple[str, Answer]]:
    from concurrent.futures import ProcessPoolExecutor

    done = 0
    try:
        with ProcessPoolExecutor(most) as pool:
            for name, answer in zip(names, pool.map(work, names, chunksize=16), strict=True):
                yield name, answer
                done += 1
    except (OSError, RuntimeError, ImportError, MemoryError):  # no process or semaphore, or a process died
        yield from ((name, work(name)) for name in names[done:])
