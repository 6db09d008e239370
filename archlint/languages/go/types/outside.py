"""Scopes that know some packages from outside the tree: the generic declarations of the standard library.

They are read like files of the tree, from a folder with a name that no folder of a tree has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.languages.go.references.package_scopes import Extent, PackageScopes, ReadFolder
from archlint.languages.go.types.standard import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from archlint.languages.go.references.package_scopes import FolderOf
    from archlint.model.facts import FileFacts
    from archlint.model.symbols import Symbols

_OUTSIDE = "//"
"""The start of the folders. A path has no empty element."""


def typed_scopes(
    files: Iterable[FileFacts], symbols: Mapping[str, Symbols], folder_of: FolderOf, read: ReadFolder
) -> PackageScopes:
    """Return the scopes of a tree, for evaluating types.

    The arguments are those of `PackageScopes`. A package of the standard library counts as a folder of the tree if its
    declarations are known and the tree doesn't have it.
    """

    def folder(import_path: str) -> str | None:
        found = folder_of(import_path)
        return _OUTSIDE + import_path if found is None and import_path in PACKAGES else found

    def read_outside(wanted: str, extent: Extent) -> Iterable[tuple[FileFacts, Symbols]]:
        text = PACKAGES.get(wanted.removeprefix(_OUTSIDE)) if wanted.startswith(_OUTSIDE) else None
        if text is None:
            return read(wanted, extent)
        from archlint.languages.go.headers.reader import HeaderReader
        from archlint.languages.go.syntax.symbols import extract

        name = wanted.rpartition("/")[2]
        path, data = f"{wanted}/{name}.go", f"package {name if name != 'v2' else 'rand'}\n{text}\n".encode()
        facts = HeaderReader().read(path, data, whole=True)
        return [] if facts is None else [(facts, extract(path, data))]

    return PackageScopes(files, symbols, folder, read=read_outside)
