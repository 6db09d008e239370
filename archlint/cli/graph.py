"""`archlint graph`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli.options import cache_option, config_option, mapping_option, output_option, path_argument
from archlint.cli.progress import progress
from archlint.commands.console import write_document

if TYPE_CHECKING:
    from archlint.model.policy import Tests
    from archlint.pipeline.inputs import ViewChoice


@click.command(
    short_help="Print the dependency graph of layers, packages or files.",
    epilog="""\b
Examples:
  archlint graph --level layer --format mermaid
  archlint graph --level package --format json --external
  archlint graph --level file --mapping moves.md --view mapped
""",
)
@path_argument
@config_option
@mapping_option
@click.option(
    "--view", type=click.Choice(["today", "mapped"]), help="Tree to draw [default: mapped with a mapping, else today]."
)
@click.option(
    "--level",
    type=click.Choice(["layer", "package", "file"]),
    default="package",
    help="What the nodes are [default: package].",
)
@click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(["json", "dot", "mermaid"]),
    default="json",
    help="Format [default: json].",
)
@click.option("--external", is_flag=True, help="Include packages from outside the tree.")
@click.option(
    "--tests", type=click.Choice(["include", "exclude", "only"]), help="Test files to draw [default: as configured]."
)
@output_option
@cache_option
def graph(
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    view: ViewChoice | None,
    level: str,
    form: str,
    external: bool,
    tests: Tests | None,
    output: str,
    no_cache: bool,
) -> int:
    """Print the dependency graph of the layers, packages or files of the tree."""
    from archlint.commands.graph import graph as draw
    from archlint.commands.options import Options
    from archlint.edge.workspace import write_atomically

    options = Options(
        path=path,
        config=config,
        mappings=mappings,
        view=view,
        cache=not no_cache,
        tests=tests,
        progress=progress(),
    )
    text = draw(options, level=level, form=form, external=external)
    if output:
        write_atomically(output, text, options.territory())
    else:
        write_document(text)
    return 0
