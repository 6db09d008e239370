"""Where a run may read and write: the one place that keeps a tree from leading archlint out of its repository.

The tree under check comes from a stranger. The command line may name any place on the machine. What a file of the tree
names, and what a symbolic link of the tree leads to, has to lie in the repository: the folder that holds `.git` at or
above the configuration, else the folder of the configuration or the one that the user named. Paths are compared as the
system resolves them, link by link, so that `..` behind a link, absolute targets and another letter case change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from archlint.errors import ArchlintError, Complaint, ConfigError, InputError

_MOST_LINKS = 40
"""As many as Linux follows; the system itself refuses more."""


class Territory(NamedTuple):
    """The folders (real paths) whose contents the run has not to believe: the repositories that it is about."""

    folders: tuple[str, ...]

    def way_out(self, path: str) -> str:
        """The symbolic link of one of these folders by which `path` leaves the folder, "" where there is none."""
        end = os.path.realpath(path)
        left = [folder for folder in self.folders if not holds(folder, end)]
        return next((link for link in _links(path) if any(holds(each, os.path.dirname(link)) for each in left)), "")

    def link_on_the_way(self, path: str) -> str:
        """The first symbolic link of one of these folders on the way to the folder of `path`, "" where there is none.
        What stands at `path` itself does not matter."""
        links = _links(os.path.dirname(path))
        return next((link for link in links if any(holds(each, os.path.dirname(link)) for each in self.folders)), "")


def territory_of(*named: str) -> Territory:
    """The repositories of these folders, each folder itself where it is in none; and that of the current folder, if it
    is in one. A submodule belongs to the repository around it as well."""
    found: list[str] = []
    for folder in (*named, os.getcwd()):
        around = repository(folder)
        found += [around or os.path.realpath(folder)] if around or folder in named else []
        while around and os.path.isfile(os.path.join(around, ".git")) and os.path.dirname(around) != around:
            around = repository(os.path.dirname(around))
            found += [around] if around else []
    return Territory(tuple(dict.fromkeys(found)))


def repository(folder: str) -> str:
    """The nearest folder with `.git` at or above this one, as a real path; "" where there is none."""
    folder = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder


def holds(folder: str, path: str) -> bool:
    """Whether a real path is this folder or lies in it."""
    if path == folder or path.startswith(folder.rstrip(os.sep) + os.sep):
        return True
    try:  # there are file systems that take several spellings for one folder
        wanted = os.stat(folder)
    except OSError:
        return False
    while True:
        try:
            if os.path.samestat(wanted, os.stat(path)):
                return True
        except OSError:
            pass
        parent = os.path.dirname(path)
        if parent == path:
            return False
        path = parent


def check_read(path: str, territory: Territory, what: str, error: type[ArchlintError], shown: str = "") -> None:
    """Raise `error` where `path`, which the command line or a search gave, leads out of the territory by a link of it.
    `what` says what it is, `shown` how messages name it where that is not `path`."""
    link = territory.way_out(path)
    if link:
        message = f"{what} is not read: {_told(link, territory)} is a symbolic link that leads out of the repository"
        hint = "put a copy in the place of the link, or name the path that it leads to on the command line"
        raise error(Complaint(shown or path, message, hint))


def check_write(path: str, territory: Territory) -> None:
    """Raise InputError where a link of the territory would redirect what is written to `path`."""
    link = territory.link_on_the_way(path)
    if link:
        message = f"the report cannot be written: {_told(link, territory)} is a symbolic link in the repository"
        hint = "archlint writes through no link that the tree may have brought; name the folder that it leads to"
        raise InputError(Complaint(path, message, hint, kind="input"))


def root_from(home: str, configured: str, complaint: Complaint) -> str:
    """The scan root that the configuration in the folder `home` names. Raises ConfigError, with the path, line and key
    of `complaint`, where it leads out of the repository or is no folder."""
    root = os.path.normpath(os.path.join(home, configured))
    within = repository(home)
    if not holds(within or os.path.realpath(home), os.path.realpath(root)):
        where = "the repository of layers.toml" if within else "the folder of layers.toml, which is in no repository"
        message = f"the scan root {configured!r} is outside {where}"
        hint = "a file of the tree may not make archlint read other places; to check another folder, name it: "
        raise ConfigError(complaint._replace(message=message, hint=hint + "archlint check FOLDER --config FILE"))
    if not os.path.isdir(root):
        raise ConfigError(complaint._replace(message=f"the scan root {configured!r} is not a folder"))
    return root


def name_in(folder: str, name: str) -> str:
    """The path of a file of this name right in this folder. Raises InputError for a name that leads elsewhere."""
    if name in ("", ".", "..") or any(char in name for char in "/\\\0") or (os.name == "nt" and ":" in name):
        message = f"{name!r} cannot be the name of a file, so nothing is written under it"
        raise InputError(Complaint(folder, message, "choose another batch_id", kind="input"))
    return os.path.join(folder, name)


def _links(path: str) -> Iterator[str]:
    """The symbolic links on the way to `path`, in the order in which the system follows them: each as the real path of
    its folder, with its name."""
    drive, rest = os.path.splitdrive(os.path.join(os.getcwd(), path))
    here = drive + os.sep
    waiting = _parts(rest)[::-1]
    followed = 0
    while waiting and followed < _MOST_LINKS:
        part = waiting.pop()
        if part == "..":
            here = os.path.dirname(here)
            continue
        there = os.path.join(here, part)
        try:
            target = os.readlink(there)
        except (OSError, ValueError):  # no link, or nothing at all
            here = there
            continue
        yield there
        followed += 1
        drive, rest = os.path.splitdrive(target)
        if drive or rest.startswith(os.sep):
            here = (drive or os.path.splitdrive(here)[0]) + os.sep
        waiting += _parts(rest)[::-1]


def _parts(path: str) -> list[str]:
    plain = path.replace(os.altsep, os.sep) if os.altsep else path
    return [part for part in plain.split(os.sep) if part not in ("", ".")]


def _told(link: str, territory: Territory) -> str:
    """A link as messages name it: from the folder of the territory that it lies in."""
    home = next(folder for folder in territory.folders if holds(folder, os.path.dirname(link)))
    return os.path.relpath(link, home).replace(os.sep, "/")
