"""Whether a file is the one that was read before, told by its size, times and inode. An edge: it asks the file system.

Every write gives a file a new change time (ctime), and no program can set that time. So a file whose stamp is the same
has the same bytes, if two things are true. Its file system keeps that time to the letter: a network file system may
not, nor one that holds times of two seconds. And its clock had moved on when the file was read: a later write within
the same tick would leave the same stamp, so a file that has changed only just now has none.

A stamp leads to what was made of a file's contents. It is never a part of it.
"""

from __future__ import annotations

import os
import sys
import time
from operator import attrgetter

Stamp = tuple[int, int, int, int]
"""Size, time of the last write, time of the last change (nanoseconds), and inode; NONE for a file that has no stamp."""

NONE: Stamp = (-1, -1, -1, -1)

MARGIN = 2_000_000_000
"""How old a change must be, in nanoseconds. File systems here count in seconds at worst, and their clock may be one
tick of the system behind."""

# Those of a network are left out, FUSE too (whose times a program makes up), and those that come from other systems.
_LOCAL = frozenset(("bcachefs", "btrfs", "ext2", "ext3", "ext4", "f2fs", "overlay", "tmpfs", "xfs", "zfs"))

_stamp = attrgetter("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")


class FileTimes:
    """Makes stamps of the files below `root`. Make it before the first of them is read.

    `began` is the time by the system's clock; `device` is that of the file system, -1 if its times mean nothing: then
    no file has a stamp.
    """

    def __init__(self, root: str, beside: str) -> None:
        """`beside` is a folder of the user on a disk of this machine, where there is one."""
        self.began = time.time_ns()
        self.device = _device(root, beside)

    def stamp(self, found: os.stat_result) -> Stamp:
        """The stamp of a file that was read, from what the system told of it when it was open."""
        if found.st_dev != self.device or not 0 <= found.st_ctime_ns <= self.began - MARGIN:
            return NONE
        stamp: Stamp = _stamp(found)
        return stamp

    def stamps(self, root: str, paths: list[str]) -> list[int]:
        """The numbers of the stamps that files have now, one after the other: whoever compares them with those of
        files that were read need not ask how old they are."""
        flat: list[int] = []
        device, lstat, prefix = self.device, os.lstat, f"{root}/"
        for path in paths:
            try:
                found = lstat(prefix + path)
            except OSError:
                flat += NONE
                continue
            flat += _stamp(found) if found.st_dev == device else NONE
        return flat


def _device(root: str, beside: str) -> int:
    try:
        device = os.stat(root).st_dev
        if sys.platform == "linux":
            with open("/proc/self/mountinfo", "rb") as mounts:
                return device if file_system(os.path.realpath(root), mounts.read()) in _LOCAL else -1
        # There the user's own folder lies on APFS or HFS+; which file system any other device has cannot be told.
        return device if sys.platform == "darwin" and os.stat(beside).st_dev == device else -1
    except OSError:
        return -1


def file_system(path: str, mounts: bytes) -> str:
    """The type of the file system that a real path lies on, "" if that can't be told. `mounts` is what Linux says in
    /proc/self/mountinfo: a line for each mount, with the later ones on top of the earlier.

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
    """A mount point without the escapes of blanks and backslashes."""
    for escape, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        point = point.replace(escape, byte)
    return point
