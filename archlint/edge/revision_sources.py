"""The files of a revision, read from git's objects: what `Sources` is for the files on the disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from archlint.edge.blobs import Blob, object_id, read_blobs
from archlint.edge.revision_facts import RevisionFacts
from archlint.edge.revisions import LINK, SUBMODULE, Entry, Repository, Revision
from archlint.edge.sources import MAX_MOD, MAX_PARSED, Sources
from archlint.edge.walk import MAX_HEADER, Folder, Read, descend, folder_of, too_long
from archlint.edge.workspace import is_config
from archlint.languages.go.language import SUFFIX
from archlint.model.facts import FileFacts

_POINTER = b"version https://git-lfs.github.com/spec/"
_LARGEST_POINTER = 1024
"""How a file starts that stands for one in Git LFS, and how large it is at most (Git LFS, "Specification")."""


class Listed(NamedTuple):
    """The files of a revision below a folder, by path relative to it, and its symbolic links.

    `above` is the nearest go.mod above the folder, None for none, and `inside` the folder's path below that of go.mod;
    `work_above` and `work_inside` are the same for go.work.
    `has_submodules` says that the revision has some, checked out or not; `configs` are the paths in the repository of
    every layers.toml.
    """

    blobs: Mapping[str, Blob]
    links: tuple[str, ...]
    above: Blob | None = None
    inside: str = ""
    has_submodules: bool = False
    configs: tuple[str, ...] = ()
    work_above: Blob | None = None
    work_inside: str = ""


class Now(NamedTuple):
    """The working tree. What the revision has byte for byte is not read again; `facts` has what was made of it."""

    sources: Sources
    facts: Mapping[str, FileFacts]


def list_revision(repository: Repository, revision: Revision, folder: str) -> Listed:
    """List the files below a folder of the repository, "" or ending in `/`; those of submodules too, where they are
    checked out. Raises InputError if the clone lacks a part of the listing."""
    blobs: dict[str, Blob] = {}
    links: list[str] = []
    modules: dict[str, Blob] = {}
    works: dict[str, Blob] = {}
    entries = repository.entries(revision.commit)
    for path, mode, blob in _with_submodules(repository, entries):
        if path.rpartition("/")[2] == "go.mod":
            modules[path] = blob
        elif path.rpartition("/")[2] == "go.work":
            works[path] = blob
        if path.startswith(folder):
            if mode == LINK:
                links.append(path[len(folder) :])
            else:
                blobs[path[len(folder) :]] = blob
    above, inside = _nearest("go.mod", folder.removesuffix("/"), modules)
    work_above, work_inside = _nearest("go.work", folder.removesuffix("/"), works)
    has_submodules = any(entry.mode == SUBMODULE for entry in entries.values())
    return Listed(
        blobs,
        tuple(links),
        above=above,
        inside=inside,
        has_submodules=has_submodules,
        configs=tuple(path for path in entries if is_config(path)),
        work_above=work_above,
        work_inside=work_inside,
    )


def _nearest(name: str, folder: str, files: Mapping[str, Blob]) -> tuple[Blob | None, str]:
    """The nearest file of this name above a folder, None for none, and the folder's path below that of the file."""
    inside = ""
    while folder and f"{folder}/{name}" not in files:
        folder, _, last = folder.rpartition("/")
        inside = f"{last}/{inside}" if inside else last
    found = files.get(f"{folder}/{name}" if folder else name)
    return (found if inside else None), inside


def _with_submodules(repository: Repository, entries: Mapping[str, Entry]) -> Iterator[tuple[str, str, Blob]]:
    for path, entry in entries.items():
        if entry.mode != SUBMODULE:
            yield path, entry.mode, Blob(repository.git, entry.id)
            continue
        submodule = repository.submodule(path)
        if submodule is not None:
            inner = _with_submodules(submodule, submodule.entries(entry.id))
            yield from ((f"{path}/{below}", mode, blob) for below, mode, blob in inner)


class RevisionSources(Sources):
    """The files of a revision, with the facts that are `remembered` of them.

    `root` is where its folder is in the working tree, for messages. `pointers` gets the paths of the files that are
    only in Git LFS; the working tree's are read in their place.
    """

    def __init__(self, listed: Listed, now: Now, remembered: RevisionFacts | None = None) -> None:
        super().__init__(now.sources.root, whole=True)
        self._remembered = remembered
        self.pointers: set[str] = set()
        self._listed = listed
        self._now = now
        self._unchanged: dict[str, bool] = {}

    def __reduce__(self) -> tuple[type[Sources], tuple[object, ...]]:
        """Another process needs no facts."""
        return RevisionSources, (self._listed, Now(self._now.sources, {}))

    @property
    def is_whole(self) -> bool:
        """Whether the revision alone decides what is read: no submodule and no file of the working tree has a part."""
        return not self._listed.has_submodules and not self.pointers

    @property
    def configs(self) -> tuple[str, ...]:
        """The paths in the repository of every layers.toml that decides for code."""
        return self._listed.configs

    def id_of(self, path: str) -> str:
        """The object id of a file, "" for none."""
        blob = self._listed.blobs.get(path)
        return blob.id if blob else ""

    def walk(self, enters: Callable[[str, str], bool]) -> Iterator[Folder]:
        """Every folder that has a file. Files of modules are read at once, since each of them will be asked for."""
        for _ in self._contents(path for path in self._listed.blobs if path.endswith(("go.mod", "go.work"))):
            pass
        regular = _by_folder(self._listed.blobs)
        links = _by_folder(self._listed.links)
        children = _children((*regular, *links))

        def list_folder(path: str) -> tuple[Folder, Iterable[str]]:
            return folder_of(path, regular.get(path, ()), links.get(path, ())), children.get(path, ())

        return descend(list_folder, enters)

    def headers(self, paths: Iterable[str], read: Read) -> Iterator[FileFacts]:
        """The facts of the files at `paths`, in that order."""
        paths = list(paths)
        found = {path: facts for path in paths if (facts := self._known(path)) is not None}
        contents = self._contents(path for path in paths if path not in found)
        for path in paths:
            if path not in found:
                _, data = next(contents)
                found[path] = read(path, data[:MAX_HEADER], whole=len(data) <= MAX_HEADER) or too_long(path)
            yield found[path]
        if self._remembered is not None:
            ids = {path: blob.id for path, blob in self._listed.blobs.items()}
            self._remembered.save(((path, found[path]) for path in paths if path not in self.pointers), ids)

    def go_mod_above(self) -> tuple[bytes, str]:
        """The nearest go.mod above the folder, and the folder's path below it."""
        above = self._listed.above
        return (next(read_blobs([above]))[:MAX_MOD], self._listed.inside) if above else (b"", "")

    def go_work_above(self) -> tuple[bytes, str]:
        """The same for go.work."""
        above = self._listed.work_above
        return (next(read_blobs([above]))[:MAX_MOD], self._listed.work_inside) if above else (b"", "")

    def read(self, path: str, most: int = MAX_PARSED + 1) -> bytes:
        """The first `most` bytes of a file, b"" for none."""
        if path not in self._listed.blobs:
            return b""
        data, whole = self._kept.get(path, (b"", False))
        if whole or len(data) >= most:
            return data[:most]
        if self._is_unchanged(path):
            return self._now.sources.read(path, most)
        return next(self._contents([path]))[1][:most]

    def read_whole(self, path: str) -> bytes:
        """A file to its end."""
        return self.read(path)

    def size(self, path: str) -> int:
        """How large a file is."""
        return len(self.read(path))

    def _known(self, path: str) -> FileFacts | None:
        """The facts of a file that need not be read: they are remembered, or it is the same in the working tree."""
        facts = self._remembered.known.get((path, self.id_of(path))) if self._remembered is not None else None
        if facts is None:
            now = self._now.facts.get(path)
            # A problem may be one that a configuration has with the file.
            facts = now if now is not None and not now.problems and self._is_unchanged(path) else None
        return facts

    def _is_unchanged(self, path: str) -> bool:
        """Whether the working tree has the same bytes."""
        known = self._unchanged.get(path)
        if known is None:
            wanted = self._listed.blobs[path].id
            data = self._now.sources.read(path)
            known = 0 < len(data) <= MAX_PARSED and object_id(data, len(wanted)) == wanted
            self._unchanged[path] = known
        return known

    def _contents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The files at these paths, each up to MAX_PARSED + 1 bytes, in that order."""
        for _, group in groupby(paths, key=lambda path: self._listed.blobs[path].git):
            together = list(group)
            blobs = [self._listed.blobs[path] for path in together]
            for path, data in zip(together, read_blobs(blobs), strict=True):
                if data.startswith(_POINTER) and len(data) <= _LARGEST_POINTER and path.endswith(SUFFIX):
                    self.pointers.add(path)
                    data = self._now.sources.read(path)
                self.add(path, data, whole=len(data) <= MAX_PARSED)
                yield path, data


def _by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, []).append(name)
    return found


def _children(folders: Iterable[str]) -> dict[str, set[str]]:
    """The names of the folders in each folder."""
    found: dict[str, set[str]] = {}
    for folder in folders:
        while folder:
            parent, _, name = folder.rpartition("/")
            names = found.setdefault(parent, set())
            if name in names:
                break
            names.add(name)
            folder = parent
    return found
