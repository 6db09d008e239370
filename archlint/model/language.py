"""A language: all that graphs, rules, placing and messages need to know about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

PackageOrigin = Literal["tree", "std", "third-party"]


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from archlint.model.facts import FileFacts, Module, Problem

    class ImportPaths(Protocol):
        """What the graph needs to know about import paths."""

        def origin(self, import_path: str) -> PackageOrigin:
            """Return where an import path comes from."""

        def folder(self, import_path: str) -> str | None:
            """Return the root-relative folder of an import path, None if it isn't in the tree."""

    class FilePackages(ImportPaths, Protocol):
        """The import paths of a language in which each file is a package."""

        def of_file(self, path: str) -> str:
            """Return the import path of the file at `path`."""


class Language:
    """One language, as a class without state. A language keeps the defaults for what it doesn't have.

    `name` is the value of `[scan] language`; messages use `title`. `suffix` ends the names of source files. `ignored`
    lists, for messages, the names that `tools` ignore. `std` are the packages of the standard library, if there is a
    list. `program` is the name of packages that can't be imported. `external` ends the name of a test package
    that is compiled as a package of its own. `tests_importable` says whether a test file can be imported and so be in a
    chain or cycle of imports. `module_file` is the name of the file that declares a module and its requirements.
    """

    __slots__ = ()
    name = ""
    title = ""
    suffix = ""
    tools = "archlint"
    ignored = ""
    std: frozenset[str] = frozenset()
    program = ""
    external = ""
    tests_importable = False
    module_file = ""

    def is_source(self, path: str) -> bool:
        """Report whether the file at `path` is a source file, by its name."""
        return path.endswith(self.suffix)

    def is_test(self, _path: str) -> bool:
        """Report whether the source file at `path` is a test, by its name."""
        return False

    def knows_std(self, _modules: Iterable[Module]) -> bool:
        """Report whether `std` has all packages of the standard library that these modules can import."""
        return True

    def file_packages(self, _files: Iterable[FileFacts]) -> FilePackages | None:
        """Return the import paths of a tree in which each file is a package; None if packages are folders."""
        return None


class FileLanguage(Language):
    """A language in which each file is a package, and all that is needed to read a tree of it.

    A folder that contains a file named `environment` is skipped, with everything below it.
    """

    __slots__ = ()
    environment = ""

    def ignores_folder(self, _name: str) -> bool:
        """Report whether a folder of this name contains no code of the project."""
        return False

    def read(self, path: str, data: bytes) -> FileFacts:
        """Return the facts of one file."""
        raise NotImplementedError

    def unread(self, path: str, problem: Problem) -> FileFacts:
        """Return the facts of a file that can't be read."""
        raise NotImplementedError

    def resolve(self, files: Iterable[FileFacts]) -> tuple[FileFacts, ...]:
        """Return the files sorted by path, with the imports that only the whole tree can resolve."""
        return tuple(sorted(files, key=lambda file: file.path))

    def file_packages(self, files: Iterable[FileFacts]) -> FilePackages:
        """Return the import paths of a tree."""
        raise NotImplementedError
