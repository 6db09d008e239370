"""`archlint rules`."""

from __future__ import annotations

import click

from archlint.cli.options import FILE
from archlint.commands.console import write_out


@click.command(
    epilog="""\b
Examples:
  archlint rules                 every sentence form, with what it means and an example
  archlint rules --config layers.toml   the rules of this file, one a paragraph
"""
)
@click.option("--config", "-c", type=FILE, metavar="FILE", help="Print the rules of this layers.toml instead.")
def rules(config: str | None) -> int:
    """Print the sentences that rules can be written in."""
    from archlint.commands.options import Options
    from archlint.commands.rules import rules as describe

    write_out(describe(Options(config=config)))
    return 0
