"""The command line: options, help, exit status. The only room that uses click."""

from archlint.cli.status import run

__all__ = ["run"]
