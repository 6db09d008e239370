"""`archlint plan`."""

from __future__ import annotations

import click

from archlint.cli.options import FILE, cache_option, config_option, mapping_option, path_argument, today_option
from archlint.cli.progress import meter, progress
from archlint.commands.console import write_document, write_out


@click.command(
    short_help="Order the moves of a mapping into sound batches.",
    epilog="""\b
Examples:
  archlint plan -m moves.md                              the batches, and what is blocked and why
  archlint plan -m moves.md --start pkg/wkutil --output batches/
  archlint plan -m moves.md --layer Domain --batch-size 10
  archlint plan -m moves.md --status                     rows done, pending, blocked

\b
--output DIR writes for each batch, under its id:
  ID.md               document in the mapping's form; can be read again as a mapping of this batch
  ID.sh               `git mv` of its files, all checked first; `sh ID.sh --undo` goes back
  ID.patch            what is to be rewritten, for `git apply` after the script: import specs,
                      qualifiers, and at the end of each moved file its MIGRATION-META comment
  ID.rewrites.csv     the same as a list, with file and line; ID.rewrites.json has comments too
and plan.json, and a document of the rows that are blocked. What is rewritten is right for the
tree on which the batches before have been carried out. Plan anew when something else has changed.

A batch is sound when archlint finds nothing in the mapped tree that Go would refuse and that was
not there before. Findings of rules hold no batch up; its document tells what it breaks and mends.

Exit status: 0 all rows are done or planned, 1 some are blocked, 2 as for check.
""",
)
@path_argument
@config_option
@mapping_option
@click.option("--batch-size", type=click.IntRange(min=1), default=20, metavar="N", help="Files a batch [default: 20].")
@click.option("--start", multiple=True, metavar="PATH", help="Folder or file that is wanted first; may be repeated.")
@click.option("--context", "contexts", multiple=True, metavar="NAME", help="Only rows of this target_context.")
@click.option("--layer", "layers", multiple=True, metavar="NAME", help="Only rows of this target_layer.")
@click.option(
    "--companions", is_flag=True, help="Take along what has no row: in-package tests, embedded files, assembly."
)
@click.option("--output", "-o", type=FILE, metavar="DIR", help="Write documents, scripts, patches and lists to DIR.")
@click.option("--status", is_flag=True, help="Only count the rows that are done, pending and blocked.")
@click.option("--format", "-f", "form", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", help="Of the documents [default: en].")
@today_option
@cache_option
def plan(
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    batch_size: int,
    start: tuple[str, ...],
    contexts: tuple[str, ...],
    layers: tuple[str, ...],
    companions: bool,
    output: str | None,
    status: bool,
    form: str,
    language: str,
    today: str | None,
    no_cache: bool,
) -> int:
    """Order the moves of a mapping into batches, each of which leaves the tree sound.

    Leaves come first. Files that cannot move apart are moved together; rows that cannot be moved soundly are set
    apart, with the reason and the smallest change that frees them.
    """
    from archlint.commands.options import Options
    from archlint.commands.plan import PlanRequest
    from archlint.commands.plan import plan as run_plan
    from archlint.pipeline.plan import PlanOptions

    options = Options(path=path, config=config, mappings=mappings, cache=not no_cache, today=today, progress=progress())
    places = tuple(place.rstrip("/") for place in start)
    wanted = PlanOptions(batch_size, places, contexts, layers, companions)
    request = PlanRequest(wanted, output or "", status, form, language)
    made, said = run_plan(options, request, meter("Planning"))
    (write_document if form == "json" else write_out)(said)
    return made
