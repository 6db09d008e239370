"""The walk through the tree under check: which files there are, and their first bytes.

The tree is untrusted. Symbolic links are never followed, only regular files are read, no read blocks,
and a file is read only to the end of its header, at most MAX_HEADER bytes; `Kept` reads complete files. Names are
unchanged: bytes that aren't UTF-8 become lone surrogates (PEP 383).
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
"""The bytes that are read of every file: enough for 99 % of all headers."""

MAX_HEADER = 4 * 1024 * 1024
"""The longest header that is read. Longer ones aren't written by hand, and would cost time and memory."""

TEMPORARY = (".archlint-", ".tmp")
"""The prefix and suffix of a file that archlint is writing, before it is renamed."""

_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


_SHORTAGES = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOMEM))


def is_shortage(problem: OSError) -> bool:
    """Report whether the machine has run out of a resource. That isn't a finding, because the tree isn't the cause."""
    return problem.errno in _SHORTAGES


class Read(Protocol):
    """Returns the facts of a file from its first bytes, or None to get more bytes if they aren't the `whole` file."""

    def __call__(self, path: str, data: bytes, /, *, whole: bool) -> FileFacts | None: ...


class Kept(Protocol):
    """Keeps the contents of files for later reads (`Sources`)."""

    def whole_files(self) -> Mapping[str, bytes]:
        """Return the files that are kept completely, by path."""

    def keep(self, path: str, descriptor: int, data: bytes, /, *, whole: bool) -> None:
        """Keep the first bytes of an open file, and the rest if it is needed."""


class Folder(NamedTuple):
    """One folder of the tree.

    `path` is relative to the root, with `/`, "" for the root itself. `go_files` and `other_files` are the sorted names
    of its regular files; `odd` those of other `.go` entries (links, pipes, devices), which Go may read and
    archlint doesn't. `problem` says why the folder can't be read, "" if it can.
    """

    path: str
    go_files: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()
    problem: str = ""


def enters_as_go(_folder: str, name: str) -> bool:
    """Report whether Go's `./...` includes this folder: not vendor, testdata, _x, .x."""
    return not ignored_dir(name)


def walk(root: str, enters: Callable[[str, str], bool] = enters_as_go) -> Iterator[Folder]:
    """Yield every folder below `root`, parents first, sorted by name.

    `enters(path of the parent, name)` decides which folders are entered. Links to folders never are.
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
    """Yield every regular file below `root`, except those in `.git`."""
    for folder in walk(root, lambda _, name: name != ".git"):
        prefix = f"{folder.path}/" if folder.path else ""
        yield from (prefix + name for name in (*folder.go_files, *folder.other_files))


def _list(root: str, path: str) -> tuple[Folder, list[str]]:
    """Return one folder, and the names of the folders in it."""
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
    return Folder(path, tuple(sorted(go_files)), tuple(sorted(other_files)), odd=tuple(sorted(odd)))


def read_headers(root: str, paths: Iterable[str], read: Read, kept: Kept | None = None) -> Iterator[FileFacts]:
    """Yield the facts of the files at `paths` (relative to `root`), in that order.

    `read` returns them from the first bytes of the file, or asks for more (`HeaderReader.read`). A file that can't be
    read yields facts with a problem. `kept` keeps the contents, and has those that were read before.
    """
    prefix = f"{root}/"
    known = kept.whole_files() if kept is not None else {}
    for path in paths:
        if path in known and len(known[path]) <= MAX_HEADER:
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
                    facts, data, whole = _read_on(path, descriptor, data, read=read)
                if kept is not None:
                    kept.keep(path, descriptor, data, whole=whole)
                yield facts
            finally:
                os.close(descriptor)
        except OSError as error:  # one bad file must not end the run
            if is_shortage(error):
                raise
            yield _unread(path, f"the file can't be read: {error.strerror}")


def _read_on(path: str, descriptor: int, data: bytes, read: Read) -> tuple[FileFacts, bytes, bool]:
    """Give `read` more of the file until it returns facts or the header is too long.

    Return the facts, the bytes, and whether they are the whole file.
    """
    size, whole = FIRST_READ, False
    while size < MAX_HEADER:
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
    """Return the facts of a file whose header doesn't end within MAX_HEADER."""
    return _unread(path, f"the header is longer than {MAX_HEADER // 1024 // 1024} MiB")


def _unread(path: str, message: str) -> FileFacts:
    return FileFacts(path, "", (), problems=(Problem(1, 1, message),), scope=scope_of(path, ""))
