"""The ways a run can fail that are not findings. Each carries every problem at once, with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from archlint.model.moves import Row
    from archlint.model.policy import Config, Origin


class Complaint(NamedTuple):
    """One problem in what the user wrote (configuration, mapping, baseline, command line).

    `path` is the file as the user named it, "" where there is none; `hint` says what to write instead, "" where
    unknown; `line` is 1-based, 0 where no line fits; `key` is the TOML key path or column, "" where none fits.
    `kind` sorts it for machines: "config", "mapping", "input", "baseline", or `inert-*` for what matches nothing.
    """

    path: str
    message: str
    hint: str = ""
    line: int = 0
    key: str = ""
    kind: str = "config"

    @classmethod
    def at(cls, origin: Origin, message: str, hint: str = "", kind: str = "config") -> Complaint:
        """A complaint about what stands there in the configuration."""
        return cls(origin.path, message, hint, origin.line, origin.key, kind)

    @property
    def sort_key(self) -> tuple[str, int, str, str, str]:
        """Where it is, then what it says."""
        return self.path, self.line, self.key, self.message, self.hint

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        parts = [part for part in (where, self.key) if part]
        tail = f" ({self.hint})" if self.hint else ""
        return ": ".join([*parts, self.message]) + tail


class ArchlintError(Exception):
    """Base of the errors a user can act on; exit status 2. `complaints` is never empty."""

    def __init__(self, *complaints: Complaint) -> None:
        super().__init__("\n".join(str(complaint) for complaint in complaints))
        self.complaints = complaints


class ConfigError(ArchlintError):
    """layers.toml cannot be used as it stands. `sound` is what of it can be, None where that is nothing."""

    sound: Config | None = None


class MappingError(ArchlintError):
    """A mapping document cannot be used as it stands. `sound` are those of its rows that can."""

    sound: tuple[Row, ...] = ()


class InputError(ArchlintError):
    """The tree or another input cannot be read, or nothing was found to check."""


class BaselineError(ArchlintError):
    """The baseline cannot be used as it stands."""
