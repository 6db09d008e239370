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
  archlint baseline                      record what fails today; later, remove what is solved
  archlint baseline --grow               record what is new as well
  archlint baseline --through moves.md   carry the entries along, with the moves themselves

Exit status: 0 written, 1 written, but there are new findings that it leaves out, 2 as for check.
""",
)
@path_argument
@config_option
@click.option(
    "--baseline", type=FILE, metavar="FILE", help="File to write [default: archlint-baseline.json beside layers.toml]."
)
@click.option("--grow", is_flag=True, help="Record new findings too; without it the baseline only shrinks.")
@click.option(
    "--through", "mappings", multiple=True, type=FILE, metavar="MAPPING", help="Carry the entries through a mapping."
)
@today_option
def baseline(
    path: str | None, config: str | None, baseline: str | None, grow: bool, mappings: tuple[str, ...], today: str | None
) -> int:
    """Record known findings, so that only new ones fail; solved ones are removed."""
    from archlint.commands.baseline import write_baseline
    from archlint.commands.options import Options

    options = Options(path=path, config=config, mappings=mappings, today=today, baseline=baseline, progress=progress())
    status, said = write_baseline(options, grow=grow)
    write_out(said)
    return status
