"""`archlint diff`."""

from __future__ import annotations

import click

from archlint.cli.options import cache_option, color_option, config_option, output_option, today_option
from archlint.cli.progress import progress
from archlint.commands.console import wants_color


@click.command(
    short_help="Show what changed in the architecture.",
    epilog="""\b
Examples:
  archlint diff                        since HEAD, with what isn't committed
  archlint diff v1.4.0                 since a tag
  archlint diff v1.4.0 v1.5.0          between two, or v1.4.0..v1.5.0
  archlint diff main -f markdown       for a comment
""",
)
@click.argument("before", metavar="[A]", default="HEAD")
@click.argument("after", metavar="[B]", required=False)
@config_option
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json", "markdown"]), default="text", help="[default: text]"
)
@output_option
@cache_option
@color_option
@click.option("--verbose", "-v", count=True, help="Show every item of long lists.")
@today_option
def diff(
    before: str,
    after: str | None,
    config: str | None,
    form: str,
    output: str,
    no_cache: bool,
    color: str,
    verbose: int,
    today: str | None,
) -> int:
    """Show what changed in the architecture from revision A to revision B.

    A is HEAD by default, and B the working tree. The output lists dependencies between layers, slices and packages that
    are new or gone, cycles, packages, modules, findings, and changes of the rules. B's rules judge both trees.
    """
    from archlint.commands.diff import DiffReporting
    from archlint.commands.diff import diff as run_diff
    from archlint.commands.options import Options
    from archlint.reports.diff import Ends

    options = Options(config=config, cache=not no_cache, today=today, progress=progress())
    if after is None and ".." in before and "..." not in before:  # as git writes it; no name of a revision has two dots
        before, _, after = before.partition("..")
    reporting = DiffReporting(form=form, output=output, color=wants_color(color), verbose=verbose)
    return run_diff(options, Ends(before or "HEAD", after or ""), reporting)
