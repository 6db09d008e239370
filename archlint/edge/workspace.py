"""The edge to the file system: reads what the run needs, writes what it made. Nothing below decides anything.

The tree under check comes from a stranger: symbolic links are not followed, nothing outside the scan root is read but
the go.mod that owns it, and every file is read with a bound.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable

from archlint.edge.confine import Territory, check_write
from archlint.edge.walk import TEMPORARY, is_shortage
from archlint.errors import ArchlintError, Complaint, InputError
from archlint.globs import compile_glob

CONFIG_NAME = "layers.toml"
BASELINE_NAME = "archlint-baseline.json"
MAX_TEXT = 64 * 1024 * 1024
"""The most that is read of any one text the user names: configuration, mapping, baseline."""
MAX_CONFIG = 1024 * 1024
"""The most that is read of a configuration: nobody writes more, and to judge more would take minutes."""


def read_text_file(
    path: str, what: str, error: type[ArchlintError] = InputError, most: int = MAX_TEXT, shown: str = ""
) -> bytes:
    """Read a file that the user names. Raises `error` with one complaint where that cannot be done; `what` says what
    it is, `shown` how messages name it where that is not `path`."""
    name = shown or path
    try:
        data = _read(path, most + 1)
    except FileNotFoundError:
        raise error(Complaint(name, f"{what} does not exist")) from None
    except OSError as problem:
        raise error(Complaint(name, f"{what} cannot be read: {problem.strerror}")) from None
    if data is None:
        kind = "a folder, not a file" if os.path.isdir(path) else "not a regular file"
        raise error(Complaint(name, f"{what} is {kind}"))
    if len(data) > most:
        raise error(Complaint(name, f"{what} is larger than {most // 1024 // 1024} MiB"))
    return data


def read_regular(path: str, most: int, opened: Callable[[int], object] = lambda _: None) -> bytes:
    """The first `most` bytes of a regular file of the tree, b"" where there is none to read. Follows no link. `opened`
    gets the descriptor of the file.

    Raises OSError where the machine is at fault, and not the file: it must not pass for an empty one.
    """
    try:
        return _read(path, most, getattr(os, "O_NOFOLLOW", 0), opened) or b""
    except OSError as problem:
        if is_shortage(problem):
            raise
        return b""


def _read(path: str, most: int, flags: int = 0, opened: Callable[[int], object] = lambda _: None) -> bytes | None:
    """The first `most` bytes of a regular file, None for anything else. Waits for nothing: a pipe in the place of a
    file would hold the run up for ever."""
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
    """The nearest layers.toml at or above the folder `start`, not beyond a folder that holds `.git`; None for none."""
    folder = os.path.abspath(start)
    while True:
        candidate = os.path.join(folder, CONFIG_NAME)
        if os.path.lexists(candidate):
            return candidate
        parent = os.path.dirname(folder)
        if parent == folder or os.path.lexists(os.path.join(folder, ".git")):
            return None
        folder = parent


def relative_to(root: str, path: str) -> str:
    """A path that the user named, as messages show it: relative to the scan root, `/` only."""
    return os.path.relpath(os.path.abspath(path), root).replace(os.sep, "/")


def matching_files(root: str, globs: Iterable[str]) -> list[str]:
    """The files below the root (not in `.git`, no links) that any of the globs matches; root-relative, sorted."""
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
    """The local date, as an ISO string."""
    return time.strftime("%Y-%m-%d")


def prefix_in_repository(root: str) -> str:
    """The scan root relative to the folder that holds `.git`, ending in "/"; "" where they are one or there is none."""
    folder = os.path.realpath(root)
    inside = ""
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent, name = os.path.split(folder)
        if parent == folder:
            return ""
        folder, inside = parent, f"{name}/{inside}"
    return inside


def write_atomically(path: str, text: str | bytes, territory: Territory) -> None:
    """Write a report: whole, or not at all. Missing folders are made. Raises InputError where it cannot be written.

    A link is replaced, never followed: the tree under check, which is in `territory`, may have planted it. A link on
    the way is refused. Pipes and devices are written to.
    """
    check_write(path, territory)
    data = text.encode("utf-8", "backslashreplace") if isinstance(text, str) else text
    try:
        if _is_special(path):
            _write_through(path, data)
        else:
            _replace(path, data)
    except OSError as problem:
        raise InputError(Complaint(path, f"the report cannot be written: {problem.strerror}", kind="input")) from None


def _replace(path: str, data: bytes) -> None:
    import tempfile  # a run that writes to standard output alone goes without

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
    """Whether there is something that must not be replaced by a file: a pipe, a device, /dev/stderr."""
    if os.path.abspath(path).startswith(("/dev/", "/proc/")) and os.path.exists(path) and not os.path.isdir(path):
        return True
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode)


def _write_through(path: str, data: bytes) -> None:
    """Write to what is there. A pipe that nobody reads is an error, not a reason to wait."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_NONBLOCK", 0))
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as handle:
        handle.write(data)


def _mode_for(path: str) -> int:
    """The mode of the file that is replaced, else what the umask leaves of 0o666: mkstemp alone would give 0o600."""
    try:
        found = os.lstat(path).st_mode
    except OSError:
        found = 0
    if stat.S_ISREG(found):
        return stat.S_IMODE(found) & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
