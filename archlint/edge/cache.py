"""A cache between runs, in the user's cache folder.

An entry is a text under a key. The key is a digest of everything that determines the text: the contents of files,
not their times, and the code itself. So an entry that is found is valid, and a change leads to another key.
An entry contains its own key and the digest of its own text; if they don't match, because it is truncated, damaged,
or of another version, it is removed. Anyone can compute both, so an entry is used only if nobody else can have
written it: the folder, the subfolder and the file belong to the user, and nobody else can write to them. Entries
are written completely or not at all, so that runs can share the folder. If the folder can't be used, archlint runs
without a cache, only slower, and reports no error.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress

from archlint import __version__
from archlint.edge.confine import contains, repository

LIMIT = 512 * 1024 * 1024
"""The size of all entries in bytes, plus or minus a sixteenth; the least recently used ones are removed."""

LARGEST = LIMIT // 4
"""The size of the largest entry. The facts of a million files take about a hundred megabytes."""

_DAY = 24 * 60 * 60
_MAGIC = "archlint cache 1"
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Cache:
    """The entries in one `folder`."""

    def __init__(self, folder: str, limit: int = LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._code = _digest(this_code())
        self._until_sweep: int | None = None  # bytes to write before the next sweep
        self._subfolders: dict[str, bool] = {}  # whether they are private; nobody else can change that during the run

    def key(self, *parts: str | bytes) -> str:
        """Return the key of a text that this code computes from these parts."""
        return _digest(self._code, *parts)

    def get(self, key: str) -> str | None:
        """Return the text under a key, None if there is no valid entry."""
        path = self._path(key)
        if not self._is_private_folder(os.path.dirname(path)):
            return None
        try:
            with open(os.open(path, os.O_RDONLY | _FLAGS | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
                found = os.fstat(file.fileno())
                data = file.read(LARGEST + 1) if _is_private(found) else b""
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        if head != _head(key, body) or not body.isascii():
            self._remove(path)
            return None
        if time.time() - found.st_mtime > _DAY:
            with suppress(OSError):
                os.utime(path)
        return body.decode("ascii")

    def put(self, key: str, text: str) -> None:
        """Store a text (ASCII) under a key."""
        body = text.encode("ascii")
        data = _head(key, body) + b"\n" + body
        if len(data) > min(LARGEST, self._limit):
            return
        path = self._path(key)
        # The name is unique among processes, and among the entries that one process writes at the same time.
        waiting = f"{path}.{os.getpid()}-{id(text):x}"
        try:
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            if not self._is_private_folder(os.path.dirname(path)):
                return
            with open(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600), "wb") as file:
                file.write(data)
            os.replace(waiting, path)
        except OSError:
            self._remove(waiting)
            return
        self._sweep_sometimes(key, len(data))

    def _sweep_sometimes(self, key: str, size: int) -> None:
        """Sweep the folder each time that a sixteenth of the limit has been written.

        A run doesn't know what earlier runs wrote. So its first interval is random (it is taken from the key): many
        small runs sweep as often as one large run.
        """
        if self._until_sweep is None:
            self._until_sweep = self._limit // 16 * int(key[:8], 16) // 0xFFFFFFFF
        self._until_sweep -= size
        if self._until_sweep < 0:
            self._until_sweep = self._limit // 16
            self._sweep()

    def _sweep(self) -> None:
        """Remove the least recently used entries until the rest is within the limit."""
        entries = sorted(self._entries(), reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > self._limit:
                self._remove(path)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """Yield (last use, bytes, path) of each entry, and of each file that a killed run left behind.

        Other files in the folder aren't touched: the user may have named a folder that isn't empty.
        """
        for subfolder in _listed(self.folder):
            if _is_digest(subfolder.name, 2) and subfolder.is_dir(follow_symlinks=False):
                for entry in _listed(subfolder.path):
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except OSError:
                        continue
                    if _is_digest(entry.name.partition(".")[0], 38):
                        yield found.st_mtime, found.st_size, entry.path

    def _is_private_folder(self, path: str) -> bool:
        """Report whether this path is a folder, not a link, that only the user can write to."""
        known = self._subfolders.get(path)
        if known is None:
            try:
                found = os.lstat(path)
            except OSError:
                return False
            known = self._subfolders[path] = stat.S_ISDIR(found.st_mode) and _is_private(found)
        return known

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])

    def _remove(self, path: str) -> None:
        with suppress(OSError):
            os.unlink(path)


def find_cache(root: str, environment: Mapping[str, str] = os.environ) -> Cache | None:
    """Return the user's cache for a run that checks the tree at `root`, None if there is no usable one.

    A folder in the tree or its repository isn't used, since these may come from a stranger; nor is a folder that
    somebody else owns or can write to, or a link that somebody else created.
    """
    folder = _folder(environment)
    if folder is None:
        return None
    real = os.path.realpath(folder)
    if any(contains(each, real) for each in (os.path.realpath(root), repository(root)) if each):
        return None
    try:
        os.makedirs(real, 0o700, exist_ok=True)
        found, named = os.stat(real), os.lstat(folder)
    except OSError:
        return None
    if not _is_private(found) or (hasattr(os, "getuid") and named.st_uid != os.getuid()):
        return None
    return Cache(real)


def _is_private(found: os.stat_result) -> bool:
    """Report whether only the user can write to it."""
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


def _is_digest(name: str, length: int) -> bool:
    return len(name) == length and not name.strip("0123456789abcdef")


def _folder(environment: Mapping[str, str]) -> str | None:
    """Return ARCHLINT_CACHE_DIR, else `archlint` in the system's cache folder (XDG Base Directory Specification)."""
    named = environment.get("ARCHLINT_CACHE_DIR")
    if named:
        return os.path.abspath(named)
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            base = os.path.expanduser("~/.cache")
    return os.path.join(base, "archlint") if os.path.isabs(base) else None


def _head(key: str, body: bytes) -> bytes:
    return f"{_MAGIC} {key} {_digest(body)}".encode()


def _digest(*parts: str | bytes) -> str:
    """Return 40 hex digits, which also depend on where each part ends."""
    try:
        from _blake2 import blake2b  # hashlib has the same, and loads OpenSSL, which takes milliseconds
    except ImportError:
        from hashlib import blake2b

    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def this_code() -> str:
    """Return a text that identifies this code. It also changes when a developer edits a checkout.

    It has the versions, and the name, size and time of every file of archlint and of the parser.
    """
    from importlib.machinery import PathFinder  # finds packages without importing them

    found = [__version__, sys.version, *_files(os.path.dirname(os.path.dirname(__file__)))]
    for package in ("tree_sitter", "tree_sitter_go"):
        spec = PathFinder.find_spec(package)
        for folder in (spec.submodule_search_locations if spec else None) or ():
            found += _files(folder)
    return "\n".join(found)


def _files(folder: str) -> list[str]:
    found: list[str] = []
    for entry in sorted(_listed(folder), key=lambda entry: entry.name):
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(entry.path)
        else:
            stat = entry.stat()
            found.append(f"{entry.name} {stat.st_size} {stat.st_mtime_ns}")
    return found


def _listed(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
