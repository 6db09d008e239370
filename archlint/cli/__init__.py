"""The command line: parse, call, exit status. The only room that knows click."""

from archlint.cli.status import run

__all__ = ["run"]
