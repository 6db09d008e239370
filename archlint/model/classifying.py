"""The `[[classify]]` rules of layers.toml: where files go in the planned tree, and why."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from archlint.model.location import Origin

Confidence = Literal["High", "Medium", "Low"]
DeclaredKind = Literal["type", "interface", "struct", "func", "method", "const", "var", "init", "nothing"]

CONFIDENCES: tuple[Confidence, ...] = ("High", "Medium", "Low")
"""From high to low."""

DECLARED_KINDS: tuple[DeclaredKind, ...] = get_args(DeclaredKind)
NOTHING = "nothing"
"""The entry that matches files that declare nothing, import nothing, or aren't imported."""


class Declared(NamedTuple):
    """A pattern for a declaration: `func New*`, `method *Server.Start`, `interface`, `init`.

    `name` and `receiver` are patterns with `*` and `?`; "" matches any.
    """

    kind: DeclaredKind
    name: str = ""
    receiver: str = ""


class Classification(NamedTuple):
    """One rule: which files it matches (`paths` and the conditions), and the cells of their rows.

    `paths` are globs with placeholders; one of them must match the whole path of the file. For each condition that
    isn't empty, one entry must match. `imports_only` must match every import, and the file must have one. An entry of
    `imports` is `nothing`, `std`, `third-party`, the name of a group, or a glob over import paths and root-relative
    folders; `imports_only` has the same except `nothing`. An entry of `imported_by` is `nothing` or a glob over files.

    `to` is the new path, with placeholders; if it ends with "/", the file keeps its name. `origins` has one entry for
    each path.
    """

    paths: tuple[str, ...]
    to: str
    layer: str
    context: str
    reason: str
    confidence: Confidence
    declares: tuple[Declared, ...] = ()
    imports: tuple[str, ...] = ()
    imports_only: tuple[str, ...] = ()
    imported_by: tuple[str, ...] = ()
    origin: Origin = Origin()
    origins: tuple[Origin, ...] = ()

    @property
    def conditions(self) -> int:
        """The number of conditions, not counting the paths."""
        return sum(map(bool, (self.declares, self.imports, self.imports_only, self.imported_by)))
