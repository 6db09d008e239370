"""`archlint check`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from archlint.cli.options import (
    baseline_option,
    cache_option,
    color_option,
    config_option,
    mapping_option,
    today_option,
    view_option,
)
from archlint.cli.progress import progress
from archlint.commands.console import wants_color
from archlint.reports import FORMATS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from archlint.model.findings import Gate
    from archlint.pipeline.inputs import ViewChoice

GATES = ("error", "warning", "note", "never")


class Report(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on, and 8.1 is supported
    """NAME or NAME=FILE. The file `-` means standard output, like no file."""

    name = "NAME[=FILE]"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, path = str(value).partition("=")
        if name not in FORMATS:
            self.fail(f"{name!r} isn't a report format; the formats are {', '.join(FORMATS)}.", param, ctx)
        if equals and not path:
            self.fail(f"{value!r} has no file after the equals sign.", param, ctx)
        return name, "" if path == "-" else path

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [CompletionItem(name) for name in FORMATS if name.startswith(incomplete)]


@click.command(
    epilog="""\b
Examples:
  archlint check                                   the tree below the nearest layers.toml
  archlint check --format text --format sarif=archlint.sarif
  archlint check internal/domain ./cmd/...         the findings of these folders
  archlint check --mapping moves.md                the tree after the moves
  archlint check --mapping moves.md --view both    what the moves change
  archlint check --base main                       what the branch changes

Exit status: 0 clean, 1 findings, 2 invalid usage, configuration or input, 3 a bug in archlint, 130 interrupted.
"""
)
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@config_option
@mapping_option
@view_option
@click.option(
    "--format",
    "-f",
    "formats",
    multiple=True,
    type=Report(),
    help="Report to write, to standard output or to FILE; can be repeated [default: text]. "
    f"Formats: {', '.join(FORMATS)}.",
)
@click.option(
    "--fail-on", type=click.Choice(GATES), default="error", help="Lowest severity that fails the run [default: error]."
)
@baseline_option
@click.option(
    "--base",
    metavar="REV",
    help="Fail only on findings that the working tree introduces since it left REV: a branch, a tag, a commit, or "
    "`auto` for the base of the CI event.",
)
@click.option("--strict", is_flag=True, help="With --base or --view both, fail on carried findings too.")
@click.option("--tracked", is_flag=True, help="Check only files that git tracks, as the pre-commit hook does.")
@cache_option
@color_option
@click.option("--quiet", "-q", is_flag=True, help="Print only findings: no summary, and nothing if there are none.")
@click.option("--verbose", "-v", count=True, help="Print more: complete lists, and what was read.")
@today_option
def check(
    paths: tuple[str, ...],
    config: str | None,
    mappings: tuple[str, ...],
    view: ViewChoice | None,
    formats: tuple[tuple[str, str], ...],
    fail_on: Gate,
    baseline: str | None,
    base: str | None,
    strict: bool,
    tracked: bool,
    no_cache: bool,
    color: str,
    quiet: bool,
    verbose: int,
    today: str | None,
) -> int:
    """Check the tree against the rules in layers.toml.

    A PATH that holds a layers.toml, or that --config is given for, is a scan root. Any other PATH (a folder, a file, or
    a pattern such as ./...) is a part of the tree of the nearest layers.toml: archlint checks the whole tree, and shows
    the findings of the part. Without PATH it checks the tree of the nearest layers.toml.
    """
    from archlint.commands.check import check as run_check
    from archlint.commands.options import Options
    from archlint.commands.reporting import Reporting

    formats = formats or (("text", ""),)
    targets = [os.path.abspath(target) if target else "" for _, target in formats]
    if targets.count("") > 1:
        raise click.UsageError("only one report can go to standard output; give the others a file: --format sarif=FILE")
    if len(set(targets)) < len(targets):
        raise click.UsageError("two reports can't go to the same file")
    if base is not None and view == "both":
        raise click.UsageError("--base compares one view of two revisions; choose --view today or --view mapped")
    options = Options(
        config=config,
        mappings=mappings,
        view=view,
        cache=not no_cache,
        today=today,
        progress=progress(quiet=quiet),
        baseline=baseline,
        tracked=tracked,
        base=base,
    )
    reporting = Reporting(
        formats=formats,
        gate=fail_on,
        strict=strict,
        color=wants_color(color),
        color_files=color == "always",
        verbose=-1 if quiet else verbose,
    )
    return run_check(options, paths, reporting)
