"""Whether a file is the one that was read before, told by its size, times and inode. An edge: it asks the file system.

Every write gives a file a new change time (ctime), and no program can set that time. So a file whose stamp is the same
has the same bytes, if two things are true. Its file system keeps that time to the letter, which those of a network and
of other systems may not. And the clock had moved on when the file was read: a later write within the same tick would
leave the same stamp, so a file that has changed only just now has none.

A stamp leads to what was made of a file's contents. It is never a part of it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from operator import attrgetter

Stamp = tuple[int, int, int, int]
"""Size, time of the last write, time of the last change (in nanoseconds), inode."""

NONE: Stamp = (-1, -1, -1, -1)
"""For a file that has no stamp."""

MARGIN = 2_000_000_000
"""How long ago a file must have changed, in nanoseconds. A tick of the clock that file systems read takes a hundredth
of a second at most; the rest is for a clock that is set right while archlint runs."""

_SECOND = 1_000_000_000
_LOCAL = frozenset(("bcachefs", "btrfs", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"))
_stamp = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")


class FileTimes:
    """Gives the stamps of files below `root`. It is to be made before the first of them is read.

    `began` is when that was. `device` is the file system of the root, -1 if its times mean nothing: then no file has a
    stamp.
    """

    def __init__(self, root: str, home: str) -> None:
        """`home` is a folder of the user's own."""
        self.root = root
        self.began = time.time_ns()
        self.device = _device(root, home)

    def of_open(self, descriptor: int) -> Stamp:
        """The stamp of a file that is read."""
        found = os.fstat(descriptor)
        changed = found.st_ctime_ns
        # File systems that count whole seconds would be wrong too often once a clock was set back.
        if found.st_dev != self.device or changed > self.began - MARGIN or changed % _SECOND == 0:
            return NONE
        stamp: Stamp = _stamp(found)
        return stamp

    def of_all(self, paths: Iterable[str]) -> list[int]:
        """The numbers of the stamps that files have now, one after the other. They are for comparing: a file that has
        changed just now has one too."""
        flat: list[int] = []
        device, lstat, prefix = self.device, os.lstat, f"{self.root}/"
        for path in paths:
            try:
                found = lstat(prefix + path)
            except OSError:
                flat += NONE
                continue
            flat += _stamp(found) if found.st_dev == device else NONE
        return flat


def _device(root: str, home: str) -> int:
    platform: str = sys.platform
    try:
        device = os.stat(root).st_dev
        if platform == "darwin":  # it can't be asked, but its home folders are on a file system of its own
            return device if os.stat(home).st_dev == device else -1
        if platform == "linux":
            with open("/proc/self/mountinfo", "rb") as mounts:
                return device if file_system(os.path.realpath(root), mounts.read()) in _LOCAL else -1
    except OSError:
        pass
    return -1


def file_system(path: str, mounts: bytes) -> str:
    """The type of the file system that a real path is on, "" if that can't be told. `mounts` is what Linux says in
    /proc/self/mountinfo: a line for each mount, later ones on top of earlier ones.

    Source: proc_pid_mountinfo(5).
    """
    inside = os.fsencode(path) + b"/"
    best, kind = b"", ""
    for line in mounts.splitlines():
        before, _, after = line.partition(b" - ")
        fields = before.split(b" ")
        if len(fields) < 5 or not after:
            continue
        point = _plain(fields[4]).rstrip(b"/") + b"/"
        if inside.startswith(point) and len(point) >= len(best):
            best, kind = point, after.split(b" ")[0].decode("ascii", "replace")
    return kind


def _plain(point: bytes) -> bytes:
    """A mount point without the escapes for what would end a field or a line."""
    for escape, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        point = point.replace(escape, byte)
    return point
