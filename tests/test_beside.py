"""Work in a forked child: the same answers, whatever becomes of the child."""

from __future__ import annotations

import os
import threading

import pytest
from support.mapped_trees import mapping, read

from archlint import app
from archlint.beside import beside
from archlint.frontends.go_symbols import extract
from archlint.model.policy import Config
from archlint.planned import make_plan
from archlint.symbol_files import WORTH_A_FORK, read_symbols


def test_both_parts_are_done() -> None:
    assert beside(sum, [1, 2], [3, 4]) == (3, 7)
    assert beside(lambda text: text * 100_000, "ab", "c") == ("ab" * 100_000, "c" * 100_000)


def test_what_the_child_cannot_do_is_done_here() -> None:
    parent = os.getpid()

    def fails_elsewhere(given: str) -> str:
        if os.getpid() != parent:
            raise ValueError(given)
        return given

    assert beside(fails_elsewhere, "theirs", "mine") == ("theirs", "mine")
    theirs, mine = beside(lambda given: lambda: given, "theirs", "mine")  # no function can be sent
    assert (theirs(), mine()) == ("theirs", "mine")


def test_a_failure_here_is_no_zombie() -> None:
    with pytest.raises(ZeroDivisionError):
        beside(lambda given: 1 // given, 1, 0)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_with_threads_there_is_no_fork() -> None:
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert beside(lambda given: (given, os.getpid()), "theirs", "mine")[0] == ("theirs", os.getpid())
    finally:
        stop.set()
        thread.join()


def test_symbols_are_the_same_however_they_are_read(tmp_path) -> None:
    files = {
        "go.mod": "module m\n",
        "p/a.go": "package p\n\nfunc A() { B() }\n",
        "p/b.go": "package p\n\nfunc B() {}\n",
    }
    files |= {"u/u.go": 'package u\n\nimport q "m/p"\n\nvar _ = q.A // q.Not\n'}
    files |= {"u/hidden.go": 'package u\n\nimport "m/p"\n\nfunc f(p struct{ A int }) int { return p.A }\n'}
    files |= {
        "u/dot.go": 'package u\n\nimport . "m/p"\n\nfunc g() { B() }\n',
        "u/blank.go": 'package u\n\nimport _ "m/p"\n',
    }
    large = "".join(f"func F{number}() int {{ return {number} }}\n" for number in range(WORTH_A_FORK // 30))
    files |= {"p/large.go": "package p\n\n" + large, "p/larger.go": "package p\n\n" + large.replace("F", "G")}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    tree = read(files)
    plan = make_plan(tree, Config(), mapping("p/b.go -> q/b.go"), app.modules_of(tree))
    found = read_symbols(str(tmp_path), plan.parse)
    assert sorted(found) == ["p/a.go", "p/b.go", "p/large.go", "p/larger.go", "u/dot.go", "u/hidden.go", "u/u.go"]
    for name in found:
        whole = extract(name, files[name].encode())
        assert found[name] == whole if name != "u/u.go" else found[name].dotted == whole.dotted
    assert found["u/u.go"].bare == ()
