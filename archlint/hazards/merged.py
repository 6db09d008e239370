"""What the mapping merges: files of several of today's folders that end up in one folder."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.graphs.graph import Placed
from archlint.hazards.context import HazardContext, folder_of
from archlint.languages.go.language import GO
from archlint.model.symbols import Declaration


class Declared(NamedTuple):
    """A declaration in package scope, with its file."""

    item: Placed
    declaration: Declaration

    @property
    def path(self) -> str:
        """Today's path of the file."""
        return self.item.file.path


class Merge(NamedTuple):
    """The files of one merged folder that will share a package scope, and the names that they declare in it.

    Different package clauses make no difference here: they have to become one clause, and then the names clash.
    """

    files: tuple[Placed, ...]
    declared: dict[str, list[Declared]]


def merges(context: HazardContext) -> Iterator[Merge]:
    """The merges of a mapping. The external tests of a folder are a package of their own. Go never builds files of
    package documentation (go/build, `Context.Import`)."""
    for _, members in merged_folders(context):
        packages: dict[bool, list[Placed]] = {False: [], True: []}
        for item in members:
            if GO.is_source(item.path) and item.file.path in context.symbols and item.file.package != "documentation":
                packages[is_external(item)].append(item)
        for files in filter(None, packages.values()):
            yield Merge(tuple(files), declarations(context, files))


def declarations(context: HazardContext, files: list[Placed]) -> dict[str, list[Declared]]:
    """The package-level declarations of these files, by name, in the order of the files."""
    declared: dict[str, list[Declared]] = {}
    for item in files:
        for declaration in context.symbols[item.file.path].declarations:
            if declaration.in_scope:
                declared.setdefault(declaration.name, []).append(Declared(item, declaration))
    return declared


def merged_folders(context: HazardContext) -> Iterator[tuple[str, list[Placed]]]:
    """The folders of the mapped tree that get files from several of today's folders, with all their files."""
    folders: dict[str, list[Placed]] = {}
    for item in sorted(context.placed, key=lambda item: item.file.path):
        folders.setdefault(folder_of(item.path), []).append(item)
    for folder in sorted(folders):
        if len({folder_today(item) for item in folders[folder]}) > 1:
            yield folder, folders[folder]


def are_merged(context: HazardContext, one: Placed, other: Placed) -> bool:
    """Whether the mapping merges the two files into one folder, and one build can have both."""
    return (
        folder_today(one) != folder_today(other)
        and one.path != other.path
        and context.compatible(one.file.constraint, other.file.constraint)
    )


def has_own(context: HazardContext, item: Placed, declared: list[Declared]) -> bool:
    """Whether one of these declarations is in today's package of the file, in some build with it."""
    return any(
        folder_today(each.item) == folder_today(item)
        and context.compatible(item.file.constraint, each.item.file.constraint)
        for each in declared
    )


def folder_today(item: Placed) -> str:
    """The folder of a file before the moves."""
    return folder_of(item.file.path)


def is_external(item: Placed) -> bool:
    """Whether a file is an external test (`package x_test`)."""
    return item.file.scope == "external-test"
