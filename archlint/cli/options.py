"""Options that several commands share."""

from __future__ import annotations

from functools import partial

import click

FILE = click.Path()  # without click's own checks: the code that reads the file reports its problems
path_argument = click.argument("path", required=False, type=click.Path(), metavar="[PATH]")
config_option = click.option(
    "--config", "-c", type=FILE, metavar="FILE", help="layers.toml to use [default: the nearest one at or above PATH]."
)
mapping_option = click.option(
    "--mapping", "-m", "mappings", multiple=True, type=FILE, metavar="FILE", help="Mapping to apply; can be repeated."
)
view_option = click.option(
    "--view",
    type=click.Choice(["today", "mapped", "both"]),
    help="Today's tree, the tree after the moves, or what changes [default: mapped with a mapping, else today].",
)
color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Color in text [default: auto]."
)
date_option = partial(
    click.option,
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _, __, moment: moment and moment.date().isoformat(),
    metavar="DATE",
)
today_option = date_option(
    "--today", help="Date for the expiry of exceptions and baseline entries, YYYY-MM-DD [default: today]."
)
output_option = click.option(
    "--output",
    "-o",
    type=FILE,
    callback=lambda _, __, name: "" if name in (None, "-") else name,
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)
cache_option = click.option("--no-cache", is_flag=True, help="Don't read or write the cache.")


baseline_option = click.option(
    "--baseline",
    type=FILE,
    metavar="FILE",
    help="Known findings [default: archlint-baseline.json next to layers.toml, if it exists].",
)
