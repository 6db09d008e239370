"""Runs a fuzzer: creates inputs by seed, checks them, keeps those that fail, and makes them smaller."""

from __future__ import annotations

import random
import signal
import time
import traceback
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar, Literal, NamedTuple, TypeVar

import archlint

from .mutate import tokens
from .shrink import shrink

Answer = TypeVar("Answer")
Category = Literal["difference", "exception", "slow", "refused"]
"""A run doesn't fail because of `refused`, but counts it: a valid input that archlint says it can't read."""

SLOWEST = 5.0
"""The most processor time, in seconds, for one input."""

_PACKAGE = str(Path(archlint.__file__).parent)


class Failure(NamedTuple):
    """The failure of an input. `kind` stays the same while the input is made smaller."""

    category: Category
    kind: str
    detail: str


class Fuzzer(ABC):
    """Creates and checks inputs. An input is bytes, so that it can be saved as a file and made smaller.

    `batch` is how many inputs are checked at once. `slowest` is the most processor time, in seconds, that one has
    taken.
    """

    name: ClassVar[str]
    suffix: ClassVar[str]
    batch = 100
    slowest = 0.0

    @abstractmethod
    def make(self, source: random.Random) -> bytes:
        """Return a new input."""

    @abstractmethod
    def check(self, inputs: Sequence[bytes]) -> list[Failure | None]:
        """Return the failure of each input, None if it has none."""

    def pieces(self, data: bytes) -> list[list[bytes]]:
        """Return ways to cut an input into pieces that can be left out, the coarsest first."""
        return [data.splitlines(keepends=True), tokens(data), [bytes((byte,)) for byte in data]]

    def close(self) -> None:  # noqa: B027  # most fuzzers have nothing to release
        """Release processes and folders."""

    def guarded(self, work: Callable[[], Answer]) -> Answer | Failure:
        """Return the result of `work`, or the failure if it raises an exception or takes too long."""
        before = time.process_time()
        try:
            with _time_limit():
                return work()
        except TooSlowError:
            return Failure("slow", f"over {SLOWEST:g} s", f"took more than {SLOWEST:g} s of processor time")
        except Exception as error:  # noqa: BLE001  # any exception is a failure
            return failure_of(error)
        finally:
            self.slowest = max(self.slowest, time.process_time() - before)


class SingleFuzzer(Fuzzer):
    """A fuzzer that judges one input after the other."""

    @abstractmethod
    def judge(self, data: bytes) -> Failure | None:
        """Return the failure of one input, None if there is none."""

    def check(self, inputs: Sequence[bytes]) -> list[Failure | None]:
        """Judge one input after the other."""
        return list(map(self.judge, inputs))


class Limits(NamedTuple):
    """When a run ends: after this many minutes or inputs. Also how many failures of one kind it keeps."""

    minutes: float = 1.0
    inputs: int | None = None
    examples: int = 3


class Found(NamedTuple):
    """A failing input, made smaller. `number` is its number in the run."""

    number: int
    failure: Failure
    data: bytes


class Report(NamedTuple):
    """The result of a run."""

    name: str
    inputs: int
    seconds: float
    slowest: float
    counts: dict[str, int]
    kinds: dict[str, int]
    found: tuple[Found, ...]

    def __str__(self) -> str:
        rate = f"{self.inputs / self.seconds * 60:,.0f} a minute" if self.seconds else "no time"
        return (
            f"{self.name}: {self.inputs:,} inputs in {self.seconds:.0f} s ({rate}): "
            f"{self.counts.get('difference', 0)} differences, {self.counts.get('exception', 0)} exceptions, "
            f"{self.counts.get('slow', 0)} over {SLOWEST:g} s of processor time; slowest {self.slowest:.2f} s"
            + (f"; {self.counts['refused']} valid ones refused" if "refused" in self.counts else "")
        )

    @property
    def failed(self) -> bool:
        """Whether the run has found a failure."""
        return any(count for category, count in self.counts.items() if category != "refused")


class TooSlowError(BaseException):
    """An input has taken too much time. An `except Exception` must not catch this."""


def run(fuzzer: Fuzzer, seed: int, limits: Limits, *, first: int = 0, step: int = 1) -> Report:
    """Run a fuzzer on the inputs `first`, `first + step` and so on."""
    start, number, done = time.monotonic(), first, 0
    end = start + limits.minutes * 60
    counts: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    found: list[Found] = []
    while time.monotonic() < end and (limits.inputs is None or done < limits.inputs):
        size = fuzzer.batch if limits.inputs is None else min(fuzzer.batch, limits.inputs - done)
        numbers = [number + step * place for place in range(size)]
        inputs = [fuzzer.make(source_of(fuzzer, seed, each)) for each in numbers]
        for each, data, failure in zip(numbers, inputs, fuzzer.check(inputs), strict=True):
            if failure is None:
                continue
            counts[failure.category] += 1
            kinds[failure.kind] += 1
            if kinds[failure.kind] <= limits.examples:
                found.append(Found(each, *_smaller(fuzzer, data, failure)))
        done += size
        number += step * size
    seconds = time.monotonic() - start
    return Report(fuzzer.name, done, seconds, fuzzer.slowest, dict(counts), dict(kinds), tuple(found))


def source_of(fuzzer: Fuzzer, seed: int, number: int) -> random.Random:
    """Return the random numbers of one input. They depend only on the seed and the number of the input."""
    return random.Random(f"{fuzzer.name} {seed} {number}")


def _smaller(fuzzer: Fuzzer, data: bytes, failure: Failure) -> tuple[Failure, bytes]:
    """Make the input smaller while it fails in the same way. Return it with its failure."""
    if failure.category == "slow":
        return failure, data  # each attempt would take as long
    last = failure

    def fails(candidate: bytes) -> bool:
        nonlocal last
        (again,) = fuzzer.check([candidate])
        if again is None or again.kind != failure.kind:
            return False
        last = again
        return True

    if not fails(data):
        return failure._replace(detail=f"only after the inputs before it:\n{failure.detail}"), data
    small = shrink(data, fails, fuzzer.pieces)
    return last, small


@contextmanager
def _time_limit() -> Iterator[None]:
    def stop(number: int, frame: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SLOWEST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def failure_of(error: BaseException) -> Failure:
    """Return an exception as a failure. Its kind is the exception and the innermost function of archlint."""
    text = "".join(traceback.format_exception(error))
    return Failure("exception", f"{type(error).__name__} in {_place(error)}", text)


def _place(error: BaseException) -> str:
    """The innermost function of archlint in the traceback."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_PACKAGE)]
    frame = (ours or list(frames))[-1]
    return f"{Path(frame.filename).name}:{frame.name}"
