"""What `[[classify]]` says in layers.toml: where files of a kind go in the tree that is planned, and why."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from archlint.model.policy import Origin

Confidence = Literal["High", "Medium", "Low"]
DeclaredKind = Literal["type", "interface", "struct", "func", "method", "const", "var", "init", "nothing"]

CONFIDENCES: tuple[Confidence, ...] = ("High", "Medium", "Low")
"""From the most to the least."""

DECLARED_KINDS: tuple[DeclaredKind, ...] = get_args(DeclaredKind)
NOTHING = "nothing"
"""The word for files that declare, import or are imported by nothing."""


class Declared(NamedTuple):
    """One thing that a file may declare: `func New*`, `method *Server.Start`, `interface`, `init`.

    `name` and `receiver` are patterns with `*` and `?`; "" stands for any, as does a receiver that was not written.
    """

    kind: DeclaredKind
    name: str = ""
    receiver: str = ""


class Classification(NamedTuple):
    """One rule: what it is about (`paths` and the conditions), and what it gives.

    `paths` are globs with placeholders, of which one has to match the whole path of the file. Of each condition that is
    not empty, one entry has to hold; `imports_only` must hold for every import, of which there must be one. An entry of
    `imports` is `nothing`, `std`, `third-party`, the name of a group, or a glob over import paths and root-relative
    folders; `imports_only` has the same but for `nothing`. An entry of `imported_by` is `nothing` or a glob over files.

    `to` is the new path, with placeholders; where it ends with "/" the file keeps its name. `origins` has one entry a
    path.
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
        """How many conditions the rule has beside its paths."""
        return sum(map(bool, (self.declares, self.imports, self.imports_only, self.imported_by)))
