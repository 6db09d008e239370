"""Reads the files that a run needs, and writes its reports.

The tree under check is untrusted: symbolic links aren't followed, nothing outside the scan root is read except
the go.mod above it, and every read has a limit.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable

from archlint.edge.confine import Territory, check_write, repository
from archlint.edge.walk import TEMPORARY, is_shortage
from archlint.errors import ArchlintError, Complaint, InputError
from archlint.globs import compile_glob
from archlint.languages.go.build.constraints import ignored_dir

CONFIG_NAME = "layers.toml"
BASELINE_NAME = "archlint-baseline.json"
MAX_TEXT = 64 * 1024 * 1024
"""The maximum size of a file that the user names: mapping, baseline."""
MAX_CONFIG = 1024 * 1024
"""The maximum size of a configuration: nobody writes more, and checking more would take minutes."""


def read_text_file(
    path: str, what: str, error: type[ArchlintError] = InputError, most: int = MAX_TEXT, shown: str = ""
) -> bytes:
    """Read a file that the user names. Raises `error` with one complaint if that fails.

    Messages call the file `what`, and its path `shown` or else `path`.
    """
    name = shown or path
    try:
        data = _read(path, most + 1)
    except FileNotFoundError:
        raise error(Complaint(name, f"{what} doesn't exist")) from None
    except OSError as problem:
        raise error(Complaint(name, f"{what} can't be read: {problem.strerror}")) from None
    if data is None:
        kind = "a folder, not a file" if os.path.isdir(path) else "not a regular file"
        raise error(Complaint(name, f"{what} is {kind}"))
    if len(data) > most:
        raise error(Complaint(name, f"{what} is larger than {most // 1024 // 1024} MiB"))
    return data


def read_regular(path: str, most: int, opened: Callable[[int], object] = lambda _: None) -> bytes:
    """Return the first `most` bytes of a regular file of the tree, b"" if it can't be read. Doesn't follow links.

    `opened` gets the descriptor of the file.

    Raises OSError if the machine is the cause and not the file: the file must not look empty.
    """
    try:
        return _read(path, most, getattr(os, "O_NOFOLLOW", 0), opened=opened) or b""
    except OSError as problem:
        if is_shortage(problem):
            raise
        return b""


def _read(path: str, most: int, flags: int = 0, opened: Callable[[int], object] = lambda _: None) -> bytes | None:
    """Return the first `most` bytes of a regular file, None for anything else.

    Never blocks: a pipe instead of a file would block the run forever.
    """
    flags |= os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        opened(descriptor)
        with open(descriptor, "rb", closefd=False) as handle:
            return handle.read(most)
    finally:
        os.close(descriptor)


def find_config(start: str) -> str | None:
    """Return the nearest layers.toml at or above the folder `start`, not beyond a folder with `.git`; None for none."""
    folder = os.path.abspath(start)
    while True:
        candidate = os.path.join(folder, CONFIG_NAME)
        if os.path.lexists(candidate):
            return candidate
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return None
        folder = parent


def is_config(path: str) -> bool:
    """Whether a path in a repository is that of a layers.toml that decides for code of its own."""
    *folders, name = path.split("/")
    return name == CONFIG_NAME and not any(map(_is_passed_over, folders))


def _is_passed_over(folder: str) -> bool:
    return ignored_dir(folder) or folder == "node_modules"


def configs_below(folder: str) -> list[str]:
    """The paths of every layers.toml below a folder, sorted, but for hidden folders, dependencies and test data."""
    found: list[str] = []
    for at, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not _is_passed_over(name)]
        if CONFIG_NAME in files:
            found.append(os.path.normpath(os.path.join(at, CONFIG_NAME)))
    return sorted(found)


def relative_to(root: str, path: str) -> str:
    """Return a path as messages show it: relative to the scan root, `/` only."""
    return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")


def matching_files(root: str, globs: Iterable[str]) -> list[str]:
    """Return the files below the root that any glob matches, except links and `.git`; root-relative, sorted."""
    compiled = [compile_glob(text) for text in globs]
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        prefix = os.path.relpath(folder, root).replace(os.sep, "/")
        paths = [name if prefix == "." else f"{prefix}/{name}" for name in files]
        matched = [path for path in paths if any(glob.matches(path) for glob in compiled)]
        found += [path for path in matched if not os.path.islink(os.path.join(root, path))]
    return sorted(found)


def today() -> str:
    """Return the local date as an ISO string."""
    return time.strftime("%Y-%m-%d")


def stopwatch() -> Callable[[], float]:
    """Return a function that returns the seconds since this call."""
    start = time.perf_counter()
    return lambda: time.perf_counter() - start


def prefix_in_repository(root: str) -> str:
    """Return the scan root relative to the folder with `.git`, ending in "/"; "" if it is that folder or in none."""
    around, real = repository(root), os.path.realpath(root)
    return f"{relative_to(around, real)}/" if around not in ("", real) else ""


def write_atomically(path: str, text: str | bytes, territory: Territory) -> None:
    """Write a report, completely or not at all. Creates missing folders. Raises InputError if writing fails.

    A link at `path` is replaced, not followed: the tree under check, which is in `territory`, may contain it. A link in
    its folder's path is an error. Pipes and devices are written to.
    """
    check_write(path, territory)
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    try:
        if _is_special(path):
            _write_through(path, data)
        else:
            _replace(path, data)
    except OSError as problem:
        raise InputError(Complaint(path, f"the report can't be written: {problem.strerror}", kind="input")) from None


def _replace(path: str, data: bytes) -> None:
    import tempfile  # not needed by a run that writes only to standard output

    folder = os.path.dirname(path) or "."
    os.makedirs(folder, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=TEMPORARY[0], suffix=TEMPORARY[1])
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
        os.chmod(temporary, _mode_for(path))
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def _is_special(path: str) -> bool:
    """Report whether the path is something that must not be replaced by a file: a pipe, a device, /dev/stderr."""
    if os.path.abspath(path).startswith(("/dev/", "/proc/")) and os.path.exists(path) and not os.path.isdir(path):
        return True
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode)


def _write_through(path: str, data: bytes) -> None:
    """Write to a pipe or device. A pipe that nobody reads is an error; waiting for a reader could take forever."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as handle:
        handle.write(data)


def _mode_for(path: str) -> int:
    """Return the mode of the file that is replaced, else 0o666 without the umask: mkstemp alone would give 0o600."""
    try:
        found = os.lstat(path).st_mode
    except OSError:
        found = 0
    if stat.S_ISREG(found):
        return stat.S_IMODE(found) & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
