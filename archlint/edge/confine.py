"""Which paths a run may read and write, so that a tree can't lead archlint out of its repository.

The tree under check is untrusted. The command line may name any path on the machine. But a path in a file of the tree,
and the target of a symbolic link of the tree, must be in the repository: the folder with `.git` at or
above the configuration, else the folder of the configuration or the one that the user named. Paths are compared as the
system resolves them, link by link, so that `..` after a link, absolute targets and other letter case are handled.
"""

import os
from collections.abc import Iterator
from typing import NamedTuple

from archlint.errors import ArchlintError, Complaint, ConfigError, InputError

_MAX_LINKS = 40
"""The same limit as in Linux."""


class Territory(NamedTuple):
    """The folders (real paths) with untrusted contents: the repositories of the run."""

    folders: tuple[str, ...]

    def escaping_link(self, path: str) -> str:
        """Return the symbolic link in one of these folders by which `path` leaves the folder, "" for none."""
        end = os.path.realpath(path)
        left = [folder for folder in self.folders if not contains(folder, end)]
        return next((link for link in _links(path) if any(contains(each, os.path.dirname(link)) for each in left)), "")

    def redirecting_link(self, path: str) -> str:
        """Return the first symbolic link in one of these folders that leads to the folder of `path`, "" for none.

        `path` itself may be a link.
        """
        links = _links(os.path.dirname(path))
        return next((link for link in links if any(contains(each, os.path.dirname(link)) for each in self.folders)), "")


def territory_of(*named: str) -> Territory:
    """Return the repositories of these folders, or the folder itself if it is in none.

    The repository of the current folder, if there is one, is included. A submodule also belongs to the repository that
    contains it.
    """
    found: list[str] = []
    for folder in (*named, os.getcwd()):
        around = repository(folder)
        found += [around or os.path.realpath(folder)] if around or folder in named else []
        while around and os.path.isfile(os.path.join(around, ".git")) and os.path.dirname(around) != around:
            around = repository(os.path.dirname(around))
            found += [around] if around else []
    return Territory(tuple(dict.fromkeys(found)))


def repository(folder: str) -> str:
    """Return the nearest folder with `.git` at or above this one, as a real path; "" for none."""
    folder = os.path.realpath(folder)
    while not os.path.lexists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return ""
        folder = parent
    return folder


def contains(folder: str, path: str) -> bool:
    """Report whether a real path is this folder or is in it."""
    if path == folder or path.startswith(folder.rstrip(os.sep) + os.sep):
        return True
    try:  # some file systems accept several spellings of one folder
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
    """Raise `error` if a link in the territory makes `path` lead out of it.

    `path` comes from the command line or a search. Messages call the file `what`, and its path `shown` or else `path`.
    """
    link = territory.escaping_link(path)
    if link:
        message = f"{what} isn't read: {_shown(link, territory)} is a symbolic link that leads out of the repository"
        hint = "replace the link by a copy, or name its target on the command line"
        raise error(Complaint(shown or path, message, hint))


def check_write(path: str, territory: Territory) -> None:
    """Raise InputError if a link in the territory would redirect a write to `path`."""
    link = territory.redirecting_link(path)
    if link:
        message = f"the report can't be written: {_shown(link, territory)} is a symbolic link in the repository"
        hint = "archlint doesn't write through links of the tree; name the folder that the link leads to"
        raise InputError(Complaint(path, message, hint, kind="input"))


def root_from(home: str, configured: str, complaint: Complaint) -> str:
    """Return the scan root that the configuration in the folder `home` names.

    Raises ConfigError, with the path, line and key of `complaint`, if it is outside the repository or isn't a folder.
    """
    root = os.path.normpath(os.path.join(home, configured))
    within = repository(home)
    if not contains(within or os.path.realpath(home), os.path.realpath(root)):
        where = "the repository of layers.toml" if within else "the folder of layers.toml, which isn't in a repository"
        message = f"the scan root {configured!r} is outside {where}"
        hint = "layers.toml may only name folders in its repository; to check another folder, run "
        raise ConfigError(complaint._replace(message=message, hint=hint + "`archlint check FOLDER --config FILE`"))
    if not os.path.isdir(root):
        raise ConfigError(complaint._replace(message=f"the scan root {configured!r} isn't a folder"))
    return root


def child_path(folder: str, name: str) -> str:
    """Return the path of a file in this folder. Raises InputError for a name that leads elsewhere."""
    if name in ("", ".", "..") or any(char in name for char in "/\\\0") or (os.name == "nt" and ":" in name):
        message = f"{name!r} isn't a valid file name, so nothing is written"
        raise InputError(Complaint(folder, message, "choose another batch_id", kind="input"))
    return os.path.join(folder, name)


def _links(path: str) -> Iterator[str]:
    """Yield the symbolic links in `path`, in the order in which the system follows them.

    Each is the real path of its folder, with its name.
    """
    drive, rest = os.path.splitdrive(os.path.join(os.getcwd(), path))
    here = drive + os.sep
    waiting = _parts(rest)[::-1]
    followed = 0
    while waiting and followed < _MAX_LINKS:
        part = waiting.pop()
        if part == "..":
            here = os.path.dirname(here)
            continue
        there = os.path.join(here, part)
        try:
            target = os.readlink(there)
        except (OSError, ValueError):  # not a link, or nothing there
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


def _shown(link: str, territory: Territory) -> str:
    """Return a link as messages show it: relative to the folder of the territory that contains it."""
    home = next(folder for folder in territory.folders if contains(folder, os.path.dirname(link)))
    return os.path.relpath(link, home).replace(os.sep, "/")
