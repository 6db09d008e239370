"""`archlint baseline`."""

from __future__ import annotations

import click

from archlint.cli.options import FILE, config_option, path_argument, today_option
from archlint.cli.progress import progress
from archlint.commands.console import write_out


@click.command(
    short_help="Record known findings, so that only new ones fail.",
    epilog="""\b
Examples:
  archlint baseline                      record today's findings; later, remove the resolved ones
  archlint baseline --grow               record new findings too
  archlint baseline --through moves.md   update the entries, in the commit that makes the moves

Exit status: 0 written, 1 written without the new findings, 2 as for check.
""",
)
@path_argument
@config_option
@click.option(
    "--baseline", type=FILE, metavar="FILE", help="File to write [default: archlint-baseline.json next to layers.toml]."
)
@click.option("--grow", is_flag=True, help="Record new findings too. Without it, the baseline only shrinks.")
@click.option(
    "--through",
    "mappings",
    multiple=True,
    type=FILE,
    metavar="MAPPING",
    help="Update the entries for the moves of MAPPING; can be repeated.",
)
@today_option
def baseline(
    path: str | None, config: str | None, baseline: str | None, grow: bool, mappings: tuple[str, ...], today: str | None
) -> int:
    """Record known findings, so that only new ones fail, and remove resolved ones."""
    from archlint.commands.baseline import write_baseline
    from archlint.commands.options import Options

    options = Options(path=path, config=config, mappings=mappings, today=today, baseline=baseline, progress=progress())
    status, text = write_baseline(options, grow=grow)
    write_out(text)
    return status
