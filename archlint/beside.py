"""Work done beside the process, in one forked child: for what is too much for one core and too little for a pool.

A pool of processes costs some 60 ms before it does anything; a fork costs one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import TypeVar

Given = TypeVar("Given")
Answer = TypeVar("Answer")


def beside(work: Callable[[Given], Answer], theirs: Given, mine: Given) -> tuple[Answer, Answer]:
    """`work(theirs)` and `work(mine)`, the first in a child process at the same time where the system can do that well.

    The answers have to be picklable. Where the child fails, for whatever reason, its part is done here after all.
    """
    if not _can_fork():
        return work(theirs), work(mine)
    import pickle

    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(work, theirs, reading, writing)
    os.close(writing)
    try:
        done = work(mine)
    finally:
        with os.fdopen(reading, "rb") as pipe:
            data = pipe.read()
        _, status = os.waitpid(child, 0)
    if status != 0:
        return work(theirs), done
    answer: Answer = pickle.loads(data)  # noqa: S301  # written by this program, a moment ago
    return answer, done


def _answer(work: Callable[[Given], Answer], theirs: Given, reading: int, writing: int) -> None:
    """The child: it ends here, whatever happens, and says nothing but its answer."""
    status = 1
    try:
        import pickle

        os.close(reading)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(work(theirs), pipe, pickle.HIGHEST_PROTOCOL)
        status = 0
    finally:
        os._exit(status)


def _can_fork() -> bool:
    """Linux, with a core to spare, and no other thread that the child would lack."""
    if not sys.platform.startswith("linux") or (os.cpu_count() or 1) < 2:
        return False
    threading = sys.modules.get("threading")
    return threading is None or threading.active_count() == 1
