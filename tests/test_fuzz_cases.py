"""The fuzzers: on inputs that failed before, on a few new inputs, and on bugs that are injected for them to find."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest
from fuzz import archive, configs, headers, mappings, symbols
from fuzz.__main__ import NAMES, fuzzer_of
from fuzz.engine import Fuzzer, Limits, run, source_of
from fuzz.shrink import shrink
from fuzz.trees import tree

from archlint.languages.go.headers.reader import read_exactly

CASES = Path(__file__).parent / "fuzz" / "cases"
BURSTS = {"headers": 3000, "symbols": 300, "configs": 2000, "mappings": 5000, "commands": 40, "store": 8}
"""A number of inputs that takes about a second."""


@pytest.fixture(scope="module", params=NAMES)
def fuzzer(request: pytest.FixtureRequest) -> Fuzzer:
    made = fuzzer_of(request.param)()
    request.addfinalizer(made.close)
    return made


def test_each_case_has_a_fuzzer() -> None:
    assert {path.name for path in CASES.iterdir()} == set(NAMES)
    assert all(path.suffix == fuzzer_of(path.parent.name).suffix for path in CASES.glob("*/*"))


def test_kept_cases(fuzzer: Fuzzer) -> None:
    """Each case is a separate test, so that it fails under its own name."""
    paths = sorted((CASES / fuzzer.name).iterdir())
    assert paths
    assert {path.name: fuzzer.check([path.read_bytes()]) for path in paths} == {path.name: [None] for path in paths}


def test_a_few_new_inputs(fuzzer: Fuzzer) -> None:
    report = run(fuzzer, 1, Limits(10, BURSTS[fuzzer.name]))
    assert report.inputs == BURSTS[fuzzer.name]
    assert not report.failed, report.found


def test_the_same_seed_makes_the_same_inputs(fuzzer: Fuzzer) -> None:
    one, two, other = ([fuzzer.make(source_of(fuzzer, seed, number)) for number in range(20)] for seed in (1, 1, 2))
    assert one == two
    assert one != other


def test_trees_are_read_back(fuzzer: Fuzzer) -> None:
    for number in range(200):
        made = tree(source_of(fuzzer, 1, number))
        assert archive.read(archive.write(made)) == made


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (headers, "read_exactly"),
        (symbols, "extract"),
        (configs, "parse_config"),
        (configs, "parse_sentence"),
        (configs, "compile_glob"),
        (mappings, "read_mapping"),
        (mappings, "read_baseline"),
    ],
)
def test_an_exception_is_found_and_its_input_shrunk(
    module: ModuleType, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that fails if the text has an `a`."""
    reader = getattr(module, name)

    def failing(*arguments: str | bytes, **named: object) -> object:
        text = next((each for each in arguments if isinstance(each, bytes)), arguments[0])
        if ord("a") in text if isinstance(text, bytes) else "a" in text:
            raise KeyError(name)
        return reader(*arguments, **named)

    monkeypatch.setattr(module, name, failing)
    with_fault = module.FUZZER()
    report = run(with_fault, 1, Limits(10, 200, examples=1))
    with_fault.close()
    assert report.failed
    assert report.counts.keys() <= {"exception", "refused"}
    small = next(each.data for each in report.found if each.failure.category == "exception")
    assert small.rpartition(b"\n")[2] == b"a"


def test_a_difference_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """An exact reader that drops the alias of imports."""

    def forgetful(path: str, data: bytes, *, whole: bool) -> object:
        facts = read_exactly(path, data, whole=whole)
        return facts and facts._replace(imports=tuple(each._replace(alias="") for each in facts.imports))

    monkeypatch.setattr(headers, "read_exactly", forgetful)
    with_fault = headers.FUZZER()
    report = run(with_fault, 1, Limits(10, 500, examples=1))
    with_fault.close()
    assert report.counts["difference"] > 5


def test_a_crash_of_the_command_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from fuzz import commands

    def crash(arguments: list[str]) -> int:
        raise IndexError

    with_fault = commands.FUZZER()
    monkeypatch.setattr(commands, "archlint_run", crash)
    (failure,) = with_fault.check([b"$ check\n"])
    monkeypatch.setattr(commands, "archlint_run", lambda arguments: 3)
    (bug,) = with_fault.check([b"$ check\n"])
    monkeypatch.setattr(commands, "archlint_run", lambda arguments: print("\x1b[31m") or 0)
    (printed,) = with_fault.check([b"$ check\n"])
    with_fault.close()
    assert failure is not None
    assert failure.kind == "IndexError in test_fuzz_cases.py:crash"
    assert bug is not None
    assert bug.kind == "status 3"
    assert printed is not None
    assert printed.kind == "check  stdout: a raw control character"


def test_shrinking() -> None:
    def fails(data: bytes) -> bool:
        return b"x" in data and data.count(b"\n") >= 2

    def cuts(data: bytes) -> list[list[bytes]]:
        return [data.splitlines(keepends=True), [bytes((byte,)) for byte in data]]

    small = shrink(b"one\ntwo\nthree x four\nfive\n" * 9, fails, cuts)
    assert sorted(small) == sorted(b"x\n\n")


def test_the_command_line_of_the_fuzzers(tmp_path: Path) -> None:
    """`--help` lists all fuzzers. A run without failures ends with status 0 and a line of numbers."""
    import subprocess
    import sys

    here = Path(__file__).parent.parent
    command = [sys.executable, "-m", "tests.fuzz", "mappings", "--count", "300", "--out", str(tmp_path), "--jobs", "2"]
    done = subprocess.run(command, cwd=here, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("mappings: 300 inputs in ")
    assert "0 differences, 0 exceptions, 0 over 5 s" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_times_that_are_believed_too_soon_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that believes the time of a file within the tick that it was written in, which here is a long one."""
    from fuzz import store

    monkeypatch.setattr(store, "TICK", 10**12 + 1)
    monkeypatch.setattr(store, "MARGIN", -(10**12))
    with_fault = store.FUZZER()
    (failure,) = with_fault.check([(CASES / "store" / "same-tick.txt").read_bytes()])
    with_fault.close()
    assert failure is not None
    assert failure.kind == "believed wrongly"
