"""`archlint init`."""

from __future__ import annotations

import sys

import click

from archlint.cli.options import path_argument
from archlint.commands.console import write_out


@click.command(
    short_help="Write a commented layers.toml for this tree.",
    epilog="""\b
Examples:
  archlint init                     guess layers from folders; rules that fail become comments
  archlint init --preset hexagonal
  archlint init --baseline          turn all rules on, and record today's findings

Exit status: 0 written, 2 as for check.
""",
)
@path_argument
@click.option(
    "--preset",
    type=click.Choice(["auto", "ddd", "clean", "hexagonal", "plain"]),
    default="auto",
    help="Type of architecture [default: auto, guessed from folder names].",
)
@click.option("--module", default="", metavar="PATH", help="Module path to use if there is no go.mod.")
@click.option(
    "--baseline/--no-baseline",
    default=None,
    help="Turn on rules that fail too, and record their findings [default: ask on a terminal, else no].",
)
@click.option("--force", is_flag=True, help="Overwrite an existing layers.toml.")
def init(path: str | None, preset: str, module: str, baseline: bool | None, force: bool) -> int:
    """Write a commented layers.toml for this tree, with rules that pass today."""
    from archlint.commands.init import prepare, write
    from archlint.text.lists import count

    drafted = prepare(path, "" if preset == "auto" else preset, module, force=force)
    if baseline is None and drafted.debt and sys.stdin.isatty() and sys.stderr.isatty():
        found = count(len(drafted.debt), "finding")
        question = f"The tree has {found} with all drafted rules. Turn all of them on and record these in a baseline?"
        baseline = click.confirm(question, err=True)
    write_out("".join(f"{line}\n" for line in write(drafted, baseline=bool(baseline and drafted.debt))))
    return 0
