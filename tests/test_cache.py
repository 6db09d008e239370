"""The cache: entries are valid, whatever happens to the folder, and the cache never causes an error."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.edge import cache as module
from archlint.edge.cache import Cache, find_cache

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")
TEXT = '[1,"what was worked out"]'


@pytest.fixture
def store(tmp_path: Path) -> Cache:
    return Cache(str(tmp_path / "cache"))


def entries(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_an_entry_is_found(store: Cache, tmp_path: Path) -> None:
    key = store.key("symbols", b"package p")
    assert store.get(key) is None
    store.put(key, TEXT)
    assert store.get(key) == TEXT
    assert Cache(str(tmp_path / "cache")).get(key) == TEXT
    assert store.get(store.key("symbols", b"package q")) is None


def test_an_entry_is_replaced(store: Cache, tmp_path: Path) -> None:
    key = store.key("a")
    store.put(key, "first")
    store.put(key, "second")
    assert store.get(key) == "second"
    assert len(entries(tmp_path)) == 1


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_keys_depend_on_where_parts_end(one: list[bytes], other: list[bytes]) -> None:
    store = Cache("nowhere")
    assert (store.key(*one) == store.key(*other)) == (one == other)


def test_a_key_accepts_any_file_name() -> None:
    store = Cache("nowhere")
    assert store.key("a\udcff.go") != store.key("a\udcfe.go")


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut in the head": lambda data: data[:20],
    "cut behind the head": lambda data: data[: data.index(b"\n") + 1],
    "cut by one byte": lambda data: data[:-1],
    "one byte more": lambda data: data + b" ",
    "a byte changed": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "zeros": lambda data: bytes(len(data)),
    "another format": lambda data: data.replace(b"archlint cache 1", b"archlint cache 2"),
    "of another tool": lambda _: b"\x80\x04\x95cposix\nsystem\n",
    "not ASCII": lambda data: data.replace(b"what", b"wh\xc3\xa4t"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_entry_is_removed(store: Cache, tmp_path: Path, damage: str) -> None:
    key = store.key("a")
    store.put(key, TEXT)
    (path,) = entries(tmp_path)
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    assert store.get(key) is None
    assert entries(tmp_path) == []
    store.put(key, TEXT)
    assert store.get(key) == TEXT


def test_an_entry_with_another_key_is_removed(store: Cache, tmp_path: Path) -> None:
    store.put(store.key("a"), TEXT)
    (path,) = entries(tmp_path)
    other = store.key("b")
    there = tmp_path / "cache" / other[:2] / other[2:]
    there.parent.mkdir(exist_ok=True)
    path.rename(there)
    assert store.get(other) is None


@POSIX
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_only_a_file_is_an_entry(store: Cache, tmp_path: Path, kind: str) -> None:
    key = store.key("a")
    store.put(key, TEXT)
    (path,) = entries(tmp_path)
    if kind == "link":
        path.rename(tmp_path / "elsewhere")
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.unlink()
        os.mkfifo(path) if kind == "pipe" else path.mkdir()
    assert store.get(key) is None


def test_entries_of_another_version_are_not_found(
    store: Cache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store.put(store.key("a"), TEXT)
    monkeypatch.setattr(module, "__version__", "0.0.0")
    other = Cache(str(tmp_path / "cache"))
    assert other.key("a") != store.key("a")
    assert other.get(other.key("a")) is None


def test_the_code_is_identified_by_its_files_too() -> None:
    code = module.this_code()
    for name in ("cache.py", "qualified.py", "symbols.py", "_binding"):
        assert name in code


def test_the_oldest_entries_are_removed_first(tmp_path: Path) -> None:
    limit = 64 * 1024
    store = Cache(str(tmp_path / "cache"), limit)
    keys = [store.key(str(number)) for number in range(200)]
    for age, key in enumerate(keys):
        store.put(key, "x" * 1000)
        path = tmp_path / "cache" / key[:2] / key[2:]
        os.utime(path, (age, age))
    found = [store.get(key) is not None for key in keys]
    assert found == sorted(found), "the newest entries are left"
    assert any(found)
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= limit + limit // 16 + 2000


def test_used_entries_are_kept_longer(tmp_path: Path) -> None:
    limit = 64 * 1024
    store = Cache(str(tmp_path / "cache"), limit)
    wanted = store.key("wanted")
    store.put(wanted, TEXT)
    os.utime(tmp_path / "cache" / wanted[:2] / wanted[2:], (1, 1))
    assert store.get(wanted) == TEXT
    for age in range(2, 200):
        key = store.key(str(age))
        store.put(key, "x" * 1000)
        os.utime(tmp_path / "cache" / key[:2] / key[2:], (age, age))
    assert store.get(wanted) == TEXT


def test_many_small_runs_stay_within_the_limit(tmp_path: Path) -> None:
    limit = 64 * 1024
    for number in range(300):
        store = Cache(str(tmp_path / "cache"), limit)
        store.put(store.key(str(number)), "x" * 1000)
    # The key decides when a run sweeps: one in four of these does. Sixty in a row that don't are too unlikely.
    assert sum(path.stat().st_size for path in entries(tmp_path)) <= limit * 2


def test_a_large_entry_isnt_kept(tmp_path: Path) -> None:
    store = Cache(str(tmp_path / "cache"), 1000)
    store.put(store.key("a"), "x" * 1000)
    assert entries(tmp_path) == []


def test_runs_can_write_at_the_same_time(tmp_path: Path) -> None:
    script = (
        "import sys\nfrom archlint.edge.cache import Cache\nstore = Cache(sys.argv[1])\n"
        "for turn in range(300):\n"
        "    key = store.key(str(turn % 7))\n"
        "    found = store.get(key)\n"
        "    assert found is None or found == 'x' * (20000 + turn % 7), len(found)\n"
        "    store.put(key, 'x' * (20000 + turn % 7))\n"
    )
    folder = str(tmp_path / "cache")
    runs = [subprocess.Popen([sys.executable, "-c", script, folder], stderr=subprocess.PIPE) for _ in range(4)]
    assert [run.communicate()[1].decode() for run in runs] == [""] * 4
    assert [run.returncode for run in runs] == [0] * 4
    assert len(entries(tmp_path)) == 7, "only complete entries are left"


# Where the folder is


def test_the_named_folder_is_used(tmp_path: Path) -> None:
    found = find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "here"), "XDG_CACHE_HOME": "/no"})
    assert found is not None
    found.put(found.key("a"), TEXT)
    assert len(entries(tmp_path / "here")) == 1


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="XDG isn't for this system")
def test_the_folder_follows_xdg_cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for named, folder in ((str(tmp_path / "xdg"), "xdg"), (None, ".cache"), ("", ".cache"), ("relative", ".cache")):
        found = find_cache(str(tmp_path / "tree"), {} if named is None else {"XDG_CACHE_HOME": named})
        assert found is not None
        found.put(found.key("a"), TEXT)
        assert len(entries(tmp_path / folder / "archlint")) == 1
        shutil.rmtree(tmp_path / folder)


@pytest.mark.parametrize("inside", ["tree", "tree/.cache", "tree/a/b"])
def test_a_folder_in_the_tree_isnt_used(tmp_path: Path, inside: str) -> None:
    assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / inside)}) is None
    assert not (tmp_path / "tree").exists(), "and wasn't created"


@POSIX
def test_a_link_into_the_tree_isnt_used(tmp_path: Path) -> None:
    (tmp_path / "tree" / "cache").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "tree" / "cache")
    assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "link")}) is None


def test_a_folder_next_to_the_tree_is_used(tmp_path: Path) -> None:
    assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "tree-cache")}) is not None


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_a_folder_that_others_can_write_to_isnt_used(tmp_path: Path, mode: int) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    folder.chmod(mode)
    assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(folder)}) is None


@POSIX
def test_a_new_folder_is_private(tmp_path: Path) -> None:
    store = find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "cache")})
    assert store is not None
    store.put(store.key("a"), TEXT)
    made = [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]
    assert {path.stat().st_mode & 0o077 for path in made} == {0}


@pytest.mark.parametrize("obstacle", ["file", "below a file"])
def test_without_a_folder_there_is_no_cache(tmp_path: Path, obstacle: str) -> None:
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" if obstacle == "file" else tmp_path / "file" / "cache"
    found = find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(folder)})
    if found is not None:
        found.put(found.key("a"), TEXT)
        assert found.get(found.key("a")) is None


@POSIX
def test_an_unwritable_folder_isnt_used(tmp_path: Path) -> None:
    if os.getuid() == 0:
        pytest.skip("root can write everything")
    store = Cache(str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir(mode=0o500)
    store.put(store.key("a"), TEXT)
    assert store.get(store.key("a")) is None


@pytest.mark.parametrize("inside", ["repo/.cache", "repo/sub/tree/.cache", "repo"])
def test_a_folder_in_the_repository_isnt_used(tmp_path: Path, inside: str) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "sub" / "tree").mkdir(parents=True)
    found = find_cache(str(tmp_path / "repo" / "sub" / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / inside)})
    assert found is None


def planted(tmp_path: Path) -> tuple[Cache, str, Path]:
    """A new cache object with one entry, and the entry's key and path."""
    store = Cache(str(tmp_path / "cache"))
    key = store.key("a")
    store.put(key, TEXT)
    assert store.get(key) == TEXT
    return Cache(str(tmp_path / "cache")), key, tmp_path / "cache" / key[:2] / key[2:]


@POSIX
@pytest.mark.parametrize("mode", [0o622, 0o620, 0o602, 0o666])
def test_an_entry_that_others_can_write_to_isnt_used(tmp_path: Path, mode: int) -> None:
    store, key, path = planted(tmp_path)
    path.chmod(mode)
    assert store.get(key) is None


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_subfolder_that_others_can_write_to_isnt_used(tmp_path: Path, mode: int) -> None:
    store, key, path = planted(tmp_path)
    path.parent.chmod(mode)
    before = path.read_bytes()
    assert store.get(key) is None
    store.put(key, "other")
    assert path.read_bytes() == before, "and wasn't changed"


@POSIX
def test_a_subfolder_that_is_a_link_isnt_used(tmp_path: Path) -> None:
    store, key, path = planted(tmp_path)
    path.parent.rename(tmp_path / "elsewhere")
    path.parent.symlink_to(tmp_path / "elsewhere")
    assert store.get(key) is None
    store.put(key, "other")
    assert TEXT.encode() in (tmp_path / "elsewhere" / path.name).read_bytes(), "and wasn't changed"


@POSIX
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("what", ["entry", "subfolder", "folder", "link"])
def test_files_of_other_users_arent_used(tmp_path: Path, what: str) -> None:
    store, key, path = planted(tmp_path)
    if what == "link":
        (tmp_path / "link").symlink_to(tmp_path / "cache")
        assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "link")}) is not None
        os.chown(tmp_path / "link", 12345, 12345, follow_symlinks=False)
        assert find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "link")}) is None
        return
    os.chown({"entry": path, "subfolder": path.parent, "folder": path.parent.parent}[what], 12345, 12345)
    found = find_cache(str(tmp_path / "tree"), {"ARCHLINT_CACHE_DIR": str(tmp_path / "cache")})
    assert found is None if what == "folder" else found is not None
    if what != "folder":
        assert store.get(key) is None


def test_other_files_are_never_removed(tmp_path: Path) -> None:
    """The user names a cache folder that contains other files."""
    limit = 16 * 1024
    store = Cache(str(tmp_path), limit)
    kept = [tmp_path / "Documents" / "thesis.tex", tmp_path / "ab" / "notes", tmp_path / "notes"]
    for path in kept:
        path.parent.mkdir(exist_ok=True)
        path.write_text("x" * 5000)
        os.utime(path, (1, 1))
    for number in range(100):
        store.put(store.key(str(number)), "x" * 1000)
    assert all(path.is_file() for path in kept)
    assert sum(path.stat().st_size for path in entries(tmp_path) if path not in kept) <= limit + limit // 16 + 2000
