"""`archlint rules`."""

from __future__ import annotations

import click

from archlint.cli.options import FILE
from archlint.commands.console import write_out


@click.command(
    epilog="""\b
Examples:
  archlint rules                        every sentence form, with its meaning and an example
  archlint rules --config layers.toml   the rules in this file
"""
)
@click.option("--config", "-c", type=FILE, metavar="FILE", help="Print the rules in this layers.toml instead.")
def rules(config: str | None) -> int:
    """Print the sentence forms, or the rules of a layers.toml."""
    from archlint.commands.options import Options
    from archlint.commands.rules import rules as describe

    write_out(describe(Options(config=config)))
    return 0
