"""The edge to the tree under check: which files there are, and their first bytes.

The tree comes from a stranger. Symbolic links are never followed, nothing but a regular file is read, no read blocks,
and no file is read further than its header reaches, nor beyond MOST_READ; whole files are read by `Kept`. Names are
kept as they are: bytes that are not UTF-8 stand as lone surrogates (PEP 383).
"""

import errno
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import NamedTuple, Protocol

from archlint.languages.go.build.constraints import ignored_dir, ignored_file
from archlint.languages.go.language import SUFFIX, scope_of
from archlint.model.facts import FileFacts, Problem

FIRST_READ = 4096
"""Bytes that are read of every file: enough for the header of ninety-nine in a hundred."""

MOST_READ = 4 * 1024 * 1024
"""The longest header that is read. No one writes such a file by hand; reading on would cost time and memory."""

TEMPORARY = (".archlint-", ".tmp")
"""How the name of a file starts and ends that archlint is writing, before it has its own name."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


_SHORTAGES = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOMEM))


def is_shortage(problem: OSError) -> bool:
    """Whether the machine has run out of something. This says nothing of the tree, and so is no finding."""
    return problem.errno in _SHORTAGES


class Read(Protocol):
    """Gives the facts of a file from its first bytes, or None to be given more, where they are not the `whole`."""

    def __call__(self, path: str, data: bytes, /, *, whole: bool) -> FileFacts | None: ...


class Kept(Protocol):
    """Keeps what is read of files, for whoever asks for it later (`Sources`)."""

    def whole_files(self) -> Mapping[str, bytes]:
        """The files that were read to their end before, by path."""

    def keep(self, path: str, descriptor: int, data: bytes, /, *, whole: bool) -> None:
        """Keep the first bytes of a file that is open, and what is to be read of it besides."""


class Folder(NamedTuple):
    """One folder of the tree.

    `path` is relative to the root, with `/`, "" for the root itself. `go_files` and `other_files` are the sorted names
    of its regular files; `odd` those of `.go` entries that are none (links, pipes, devices), which Go might read and
    archlint does not. `problem` tells why the folder could not be listed, "" where it could.
    """

    path: str
    go_files: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    problem: str = ""


def enters_as_go(_folder: str, name: str) -> bool:
    """Go's own choice of folders for `./...`: not vendor, testdata, _x, .x."""
    return not ignored_dir(name)


def walk(root: str, enters: Callable[[str, str], bool] = enters_as_go) -> Iterator[Folder]:
    """Every folder below `root`, parents first, in the order of their names.

    `enters(path of the parent, name)` decides which folders are looked into. Links to folders never are.
    """
    return descend(partial(_list, root), enters)


def descend(
    list_folder: Callable[[str], tuple[Folder, Iterable[str]]], enters: Callable[[str, str], bool]
) -> Iterator[Folder]:
    """The same for folders that `list_folder` gives: by its path, a folder and the names of the folders in it."""
    waiting = [""]
    while waiting:
        path = waiting.pop()
        folder, children = list_folder(path)
        yield folder
        prefix = f"{path}/" if path else ""
        waiting.extend(prefix + name for name in sorted(children, reverse=True) if enters(path, name))


def all_paths(root: str) -> Iterator[str]:
    """Every regular file below `root`, of any kind, but for what git keeps for itself."""
    for folder in walk(root, lambda _, name: name != ".git"):
        prefix = f"{folder.path}/" if folder.path else ""
        yield from (prefix + name for name in (*folder.go_files, *folder.other_files))


def _list(root: str, path: str) -> tuple[Folder, list[str]]:
    """One folder, and the names of the folders in it."""
    regular: list[str] = []
    special: list[str] = []
    children: list[str] = []
    try:
        with os.scandir(f"{root}/{path}" if path else root) as entries:
            for entry in entries:
                if entry.is_file(follow_symlinks=False):
                    regular.append(entry.name)
                elif entry.is_dir(follow_symlinks=False):
                    children.append(entry.name)
                else:
                    special.append(entry.name)
    except OSError as error:
        if is_shortage(error):
            raise
        return Folder(path, problem=error.strerror or str(error)), []
    return folder_of(path, regular, special), children


def folder_of(path: str, regular: Iterable[str], special: Iterable[str]) -> Folder:
    """A folder with these regular files, and with these links, pipes and devices. A report that was being written when
    a run was killed is none of its files."""
    go_files: list[str] = []
    other_files: list[str] = []
    for name in regular:
        if name.endswith(SUFFIX) and not ignored_file(name):
            go_files.append(name)
        elif not (name.startswith(TEMPORARY[0]) and name.endswith(TEMPORARY[1])):
            other_files.append(name)
    odd = [name for name in special if name.endswith(SUFFIX) and not ignored_file(name)]
    return Folder(path, tuple(sorted(go_files)), tuple(sorted(other_files)), tuple(sorted(odd)))


def read_headers(root: str, paths: Iterable[str], read: Read, kept: Kept | None = None) -> Iterator[FileFacts]:
    """The facts of the files at `paths` (relative to `root`), in that order.

    `read` gives them from the first bytes of the file, or asks for more (`HeaderReader.read`). A file that cannot be
    read yields facts with a problem. `kept` keeps what is read, and has what was read before.
    """
    prefix = f"{root}/"
    known = kept.whole_files() if kept is not None else {}
    for path in paths:
        if path in known and len(known[path]) <= MOST_READ:
            facts = read(path, known[path], whole=True)
            if facts is not None:
                yield facts
                continue
        try:
            descriptor = os.open(prefix + path, _FLAGS)
            try:
                data = os.read(descriptor, FIRST_READ)
                whole = len(data) < FIRST_READ
                facts = read(path, data, whole=whole)
                if facts is None:
                    facts, data, whole = _read_on(path, descriptor, data, read)
                if kept is not None:
                    kept.keep(path, descriptor, data, whole=whole)
                yield facts
            finally:
                os.close(descriptor)
        except OSError as error:  # one bad file must not end the reading
            if is_shortage(error):
                raise
            yield _unread(path, f"the file cannot be read: {error.strerror}")


def _read_on(path: str, descriptor: int, data: bytes, read: Read) -> tuple[FileFacts, bytes, bool]:
    """Give `read` more and more of the file, until it knows or the header is too long. The facts, what was read, and
    whether that is the whole file."""
    size, whole = FIRST_READ, False
    while size < MOST_READ:
        size *= 4
        whole = False
        while len(data) < size and not whole:
            more = os.read(descriptor, size - len(data))
            data, whole = data + more, not more
        facts = read(path, data, whole=whole)
        if facts is not None:
            return facts, data, whole
    return too_long(path), data, whole


def too_long(path: str) -> FileFacts:
    """The facts of a file whose header does not end within MOST_READ."""
    return _unread(path, f"the header does not end within {MOST_READ // 1024 // 1024} MiB")


def _unread(path: str, message: str) -> FileFacts:
    return FileFacts(path, "", (), problems=(Problem(1, 1, message),), scope=scope_of(path, ""))
