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
  archlint init                     guess layers from folders; what does not hold is a comment
  archlint init --preset hexagonal
  archlint init --baseline          all rules in force, what they find today recorded

Exit status: 0 written, 2 as for check.
""",
)
@path_argument
@click.option(
    "--preset",
    type=click.Choice(["auto", "ddd", "clean", "hexagonal", "plain"]),
    default="auto",
    help="Shape of the architecture [default: auto, guessed from the names of folders].",
)
@click.option("--module", default="", metavar="PATH", help="Module path to assume where no go.mod says one.")
@click.option(
    "--baseline/--no-baseline",
    default=None,
    help="Put rules that do not hold in force too and record what they find [default: asked on a terminal, else no].",
)
@click.option("--force", is_flag=True, help="Write over a layers.toml that is there.")
def init(path: str | None, preset: str, module: str, baseline: bool | None, force: bool) -> int:
    """Write a commented layers.toml for this tree: the first check is green, and honest."""
    from archlint.commands.init import prepare, write
    from archlint.text.lists import count

    drafted = prepare(path, "" if preset == "auto" else preset, module, force=force)
    if baseline is None and drafted.debt and sys.stdin.isatty() and sys.stderr.isatty():
        found = count(len(drafted.debt), "finding")
        question = f"The tree has {found} against the draft. Put every rule in force and record that in a baseline?"
        baseline = click.confirm(question, err=True)
    write_out("".join(f"{line}\n" for line in write(drafted, baseline=bool(baseline and drafted.debt))))
    return 0
