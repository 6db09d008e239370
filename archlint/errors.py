"""The errors that end a run. Each one carries all its problems at once, with their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.model.location import Origin
    from archlint.model.moves import Row
    from archlint.model.policy import Config


class Complaint(NamedTuple):
    """A problem in the user's input (configuration, mapping, baseline, command line).

    `path` is the file as the user named it, "" for none. `hint` says what to write instead, "" if unknown. `line` is
    1-based, 0 for none. `key` is a TOML key path or the name of a column, "" for none. `kind` is for machines:
    "config", "mapping", "input", "baseline", or `inert-*` for something that matches nothing.
    """

    path: str
    message: str
    hint: str = ""
    line: int = 0
    key: str = ""
    kind: str = "config"

    @classmethod
    def at(cls, origin: Origin, message: str, hint: str = "", kind: str = "config") -> Complaint:
        """Return a complaint about a value of the configuration."""
        return cls(origin.path, message, hint, line=origin.line, key=origin.key, kind=kind)

    @property
    def sort_key(self) -> tuple[str, int, str, str, str]:
        """Orders complaints by place, then by text."""
        return self.path, self.line, self.key, self.message, self.hint

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        parts = [part for part in (where, self.key) if part]
        tail = f" ({self.hint})" if self.hint else ""
        return ": ".join([*parts, self.message]) + tail


class ArchlintError(Exception):
    """Base class of the errors that a user can fix; exit status 2. `complaints` is never empty."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = complaints


class ConfigError(ArchlintError):
    """layers.toml is invalid. `sound` is the part that can still be used, None for nothing."""

    sound: Config | None = None


class MappingError(ArchlintError):
    """A mapping document is invalid. `sound` are the rows that can still be used."""

    sound: tuple[Row, ...] = ()


class InputError(ArchlintError):
    """The tree or another input can't be read, or there is nothing to check."""


class BaselineError(ArchlintError):
    """The baseline is invalid."""
