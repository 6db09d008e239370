"""The options that several commands share."""

from __future__ import annotations

from functools import partial

import click

FILE = click.Path()  # no check of its own: what is wrong with a file is told by who reads it
path_argument = click.argument("path", required=False, type=click.Path(), metavar="[PATH]")
config_option = click.option(
    "--config", "-c", type=FILE, metavar="FILE", help="layers.toml to use [default: the nearest one]."
)
mapping_option = click.option(
    "--mapping", "-m", "mappings", multiple=True, type=FILE, metavar="FILE", help="Mapping document; may be repeated."
)
view_option = click.option(
    "--view",
    type=click.Choice(["today", "mapped", "both"]),
    help="The tree as it is, as it will be, or what changes between them [default: mapped with a mapping, else today].",
)
color_option = click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colour in text [default: auto]."
)
date_option = partial(
    click.option,
    type=click.DateTime(["%Y-%m-%d"]),
    callback=lambda _, __, moment: moment and moment.date().isoformat(),
    metavar="DATE",
)
today_option = date_option(
    "--today", help="Date by which exceptions and entries expire, YYYY-MM-DD [default: the clock's]."
)
cache_option = click.option("--no-cache", is_flag=True, help="Neither read nor write the cache.")


baseline_option = click.option(
    "--baseline",
    type=FILE,
    metavar="FILE",
    help="Known findings [default: archlint-baseline.json beside layers.toml, if it is there].",
)
