"""What a language says of itself: all that graphs, rules, placing and messages ask about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

PackageOrigin = Literal["tree", "std", "third-party"]


if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Protocol

    from archlint.model.facts import FileFacts, Module

    class ImportPaths(Protocol):
        """What the graph asks about import paths."""

        def origin(self, import_path: str) -> PackageOrigin:
            """Where an import path comes from."""

        def folder(self, import_path: str) -> str | None:
            """The root-relative folder of an import path of the tree, None where it isn't of the tree."""

    class FilePackages(ImportPaths, Protocol):
        """The import paths of a language in which each file is a package of its own."""

        def of_file(self, path: str) -> str:
            """The import path of the file at `path`."""


class Language:
    """One language, as a class without state: what a language has no word for, it leaves as it is here.

    `name` is what `[scan] language` says, `title` what messages say. `suffix` ends the names of source files. `ignored`
    lists, for messages, the names that `tools` ignore. `std` are the packages of the standard library, as far as they
    are listed. `program` is the name of packages that nobody can import. `external` ends the name of a package of tests
    that is compiled apart. `tests_importable` says whether a test file can be imported, so that it can be a link in a
    chain or cycle of imports. `module_file` says which module its folder is, and what that requires.
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
        """Whether the file at `path` is one of this language, by its name."""
        return path.endswith(self.suffix)

    def is_test(self, _path: str) -> bool:
        """Whether the source file at `path` is a test, by its name."""
        return False

    def knows_std(self, _modules: Iterable[Module]) -> bool:
        """Whether `std` lists all that these modules can import of the standard library."""
        return True

    def file_packages(self, _files: Iterable[FileFacts]) -> FilePackages | None:
        """The import paths of a tree in which each file is a package; None where folders are, and modules name them."""
        return None
