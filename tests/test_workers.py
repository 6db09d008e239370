"""Work in several processes: each answer exactly once, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator
from functools import partial
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.edge import workers
from archlint.edge.workers import MIN_SHARE, can_fork, work_on

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*fork:DeprecationWarning"
)  # test runners have threads, archlint doesn't
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system where a process can be forked safely")


class Answer(NamedTuple):
    name: str
    process: int


HERE = os.getpid()


def answer(name: str) -> Answer:
    return Answer(name, os.getpid())


def long_answer(name: str) -> Answer:
    return Answer(name * 100_000, os.getpid())


def die_in_a_child(name: str, *, of: str) -> Answer:
    if os.getpid() != HERE and name == of:
        os.kill(os.getpid(), signal.SIGKILL)
    return Answer(name, os.getpid())


def fail_in_a_child(name: str) -> Answer:
    if os.getpid() != HERE:
        raise ValueError(name)
    return Answer(name, HERE)


def fail(name: str) -> Answer:
    raise ValueError(name)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(st.tuples(st.text("abcdefgh\udcff", min_size=1), st.integers(0, 3 * MIN_SHARE)), unique_by=lambda x: x[0]),
    st.integers(1, 5),
)
def test_every_result_is_returned_once(items: list[tuple[str, int]], most: int) -> None:
    names, weights = [name for name, _ in items], [weight for _, weight in items]
    found = list(work_on(names, weights, answer, most=most))
    assert sorted(name for name, _ in found) == sorted(names)
    assert all(told.name == name for name, told in found)
    assert len({told.process for _, told in found}) <= most


@FORKS
def test_work_is_distributed_by_weight() -> None:
    names = ["heavy", *"abcdef"]
    weights = [6 * MIN_SHARE, *[MIN_SHARE] * 6]
    shares: dict[int, set[str]] = {}
    for name, told in work_on(names, weights, answer, most=2, fork=True):
        shares.setdefault(told.process, set()).add(name)
    assert sorted(shares.values(), key=len) == [{"heavy"}, set("abcdef")]
    assert HERE in shares


def test_little_work_stays_in_this_process() -> None:
    found = dict(work_on(["a", "b"], [1, 2], answer, most=4))
    assert {told.process for told in found.values()} == {HERE}


@FORKS
def test_long_answers_dont_wait_for_each_other() -> None:
    names = [f"{number:03}" for number in range(60)]
    found = dict(work_on(names, [MIN_SHARE] * 60, long_answer, most=3, fork=True))
    assert {name: told.name for name, told in found.items()} == {name: name * 100_000 for name in names}
    assert len({told.process for told in found.values()}) == 3


@FORKS
@pytest.mark.parametrize("victim", [0, 7, 19])
def test_the_work_of_a_dead_process_is_done_here(victim: int) -> None:
    names = [f"{number:02}" for number in range(20)]
    work = partial(die_in_a_child, of=names[victim])
    found = dict(work_on(names, [MIN_SHARE] * 20, work, most=2, fork=True))
    assert sorted(found) == names
    assert found[names[victim]].process == HERE


@FORKS
def test_the_main_process_retries_a_failure() -> None:
    names = list("abcdef")
    found = dict(work_on(names, [MIN_SHARE] * 6, fail_in_a_child, most=3, fork=True))
    assert found == {name: Answer(name, HERE) for name in names}


@pytest.fixture
def forked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that are forked from here on. The pool of an earlier test may have left others (in Python 3.14)."""
    made: list[int] = []
    fork = os.fork

    def noted() -> int:
        made.append(fork())
        return made[-1]

    monkeypatch.setattr(os, "fork", noted)
    return made


def expect_gone(processes: list[int]) -> None:
    assert processes
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


@FORKS
def test_a_failure_here_leaves_no_process_behind(forked: list[int]) -> None:
    with pytest.raises(ValueError, match=r"^[ab]$"):
        list(work_on(["a", "b"], [MIN_SHARE] * 2, fail, most=2, fork=True))
    expect_gone(forked)


@FORKS
def test_stopping_early_leaves_no_process_behind(forked: list[int]) -> None:
    asking = work_on([f"{number}" for number in range(40)], [MIN_SHARE] * 40, long_answer, most=2, fork=True)
    next(iter(asking))
    assert isinstance(asking, Generator)
    asking.close()
    expect_gone(forked)


def test_no_fork_with_threads() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not can_fork()
    finally:
        stop.set()
        thread.join()


def test_a_pool_works_if_fork_isnt_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MIN_FOR_POOL", 4)
    names = [f"{number}" for number in range(40)]
    found = dict(work_on(names, [1] * 40, answer, most=2, fork=False))
    assert {name: told.name for name, told in found.items()} == {name: name for name in names}
    assert HERE not in {told.process for told in found.values()}
