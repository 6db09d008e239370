"""What was worked out before, remembered from run to run in the user's cache folder. An edge, like `workspace`.

An entry is a text under a key, and the key is a digest of everything that the text was made of: contents of files,
never their times, and the code itself. So an entry that is found is right, and what changes is simply not found.
Nothing is believed that does not say its own key and the digest of its own text: an entry that is cut short, damaged,
or of another version is thrown away. Both can be computed by anyone, so an entry is believed only where nobody else can
have written it: the folder, the shelf in it and the file belong to the user, and nobody else may write to them. Entries
are written whole or not at all, so that runs may share the folder. Where the folder cannot be used there is no cache,
and no complaint: all goes as well, only slower.
"""

from __future__ import annotations

import os
import stat
import sys
import time
from collections.abc import Iterator, Mapping

from archlint import __version__
from archlint.edge.confine import holds, repository

LIMIT = 512 * 1024 * 1024
"""Bytes that all entries together may take, give or take a sixteenth; the ones unused for longest are thrown away."""

LARGEST = LIMIT // 4
"""The largest entry that is kept. The facts of a million files take about a hundred megabytes."""

_DAY = 24 * 60 * 60
_MAGIC = "archlint cache 1"
_FLAGS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Cache:
    """The entries in one `folder`."""

    def __init__(self, folder: str, limit: int = LIMIT) -> None:
        self.folder = folder
        self._limit = limit
        self._code = _digest(this_code())
        self._room: int | None = None  # what may be written before the folder is looked through
        self._shelves: dict[str, bool] = {}  # whether these are the user's alone; nobody else could change it meanwhile

    def key(self, *parts: str | bytes) -> str:
        """The key of what is made of these parts, by this code."""
        return _digest(self._code, *parts)

    def get(self, key: str) -> str | None:
        """The text under a key; None where there is none that can be believed."""
        path = self._path(key)
        if not self._is_shelf(os.path.dirname(path)):
            return None
        try:
            with open(os.open(path, os.O_RDONLY | _FLAGS | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
                found = os.fstat(file.fileno())
                data = file.read(LARGEST + 1) if _is_private(found) else b""
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        if head != _head(key, body) or not body.isascii():
            self._throw_away(path)
            return None
        if time.time() - found.st_mtime > _DAY:
            self._touch(path)
        return body.decode("ascii")

    def put(self, key: str, text: str) -> None:
        """Remember a text (ASCII) under a key."""
        body = text.encode("ascii")
        data = _head(key, body) + b"\n" + body
        if len(data) > min(LARGEST, self._limit):
            return
        path = self._path(key)
        # The name tells processes apart, and the entries that one of them may be writing at once.
        waiting = f"{path}.{os.getpid()}-{id(text):x}"
        try:
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            if not self._is_shelf(os.path.dirname(path)):
                return
            with open(os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600), "wb") as file:
                file.write(data)
            os.replace(waiting, path)
        except OSError:
            self._throw_away(waiting)
            return
        self._make_room(key, len(data))

    def _make_room(self, key: str, size: int) -> None:
        """Look through the folder each time that a sixteenth of the limit has been written. How much earlier runs have
        written is not known: it is drawn by lot, so that many small runs look as often as a large one."""
        if self._room is None:
            self._room = self._limit // 16 * int(key[:8], 16) // 0xFFFFFFFF
        self._room -= size
        if self._room < 0:
            self._room = self._limit // 16
            self._sweep()

    def _sweep(self) -> None:
        """Throw away what was not used for longest, until the rest is within the limit."""
        entries = sorted(self._entries(), reverse=True)
        total = 0
        for _, size, path in entries:
            total += size
            if total > self._limit:
                self._throw_away(path)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """(last use, bytes, path) of each entry, and of what a run that was killed has left behind. What else lies in
        the folder is not ours, whoever named this folder for the cache."""
        for shelf in _listed(self.folder):
            if _is_digest(shelf.name, 2) and shelf.is_dir(follow_symlinks=False):
                for entry in _listed(shelf.path):
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except OSError:
                        continue
                    if _is_digest(entry.name.partition(".")[0], 38):
                        yield found.st_mtime, found.st_size, entry.path

    def _is_shelf(self, path: str) -> bool:
        """Whether there is a folder at this path, no link, that is the user's alone."""
        known = self._shelves.get(path)
        if known is None:
            try:
                found = os.lstat(path)
            except OSError:
                return False
            known = self._shelves[path] = stat.S_ISDIR(found.st_mode) and _is_private(found)
        return known

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key[:2], key[2:])

    def _touch(self, path: str) -> None:
        try:
            os.utime(path)
        except OSError:
            return

    def _throw_away(self, path: str) -> None:
        try:
            os.unlink(path)
        except OSError:
            return


def find_cache(root: str, environment: Mapping[str, str] = os.environ) -> Cache | None:
    """The user's cache, for a run that checks the tree at `root`; None where there is none to be had.

    A folder inside the tree or its repository is not used, since these may come from a stranger; nor one that somebody
    else owns or may write to, nor a link that somebody else has made.
    """
    folder = _folder(environment)
    if folder is None:
        return None
    real = os.path.realpath(folder)
    if any(holds(each, real) for each in (os.path.realpath(root), repository(root)) if each):
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
    """Whether what was found is the user's, and nobody else may write to it."""
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)


def _is_digest(name: str, length: int) -> bool:
    return len(name) == length and not name.strip("0123456789abcdef")


def _folder(environment: Mapping[str, str]) -> str | None:
    """ARCHLINT_CACHE_DIR, else `archlint` where the system keeps caches: XDG Base Directory Specification, "Basics"."""
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
    """40 hex digits; where a part ends makes a difference."""
    try:
        from _blake2 import blake2b  # what hashlib has, without OpenSSL, which takes longer to load than all else here
    except ImportError:
        from hashlib import blake2b

    digest = blake2b(digest_size=20)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()


def this_code() -> str:
    """What tells this code from any other: versions, and name, size and time of every file of archlint and of the
    parser. It holds for a checkout that is being worked on, too."""
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
