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
  archlint plan -m moves.md                              the batches, the blocked rows and why
  archlint plan -m moves.md --start pkg/wkutil --output batches/
  archlint plan -m moves.md --layer Domain --batch-size 10
  archlint plan -m moves.md --status                     rows done, pending, blocked

\b
--output DIR writes these files for each batch:
  ID.md               a document, which is also the mapping of this batch
  ID.sh               checks all files, then moves them with `git mv`; `sh ID.sh --undo` undoes it
  ID.patch            edits for `git apply` after the script: import specs, qualifiers, and a
                      MIGRATION-META comment at the end of each moved file
  ID.rewrites.csv     the same edits as a list, with file and line
  ID.rewrites.json    the same list, with the comments

It also writes plan.json, and a document about the blocked rows. Apply the batches in order: each
assumes that the ones before it are done. Run `archlint plan` again after other changes to the tree.

A batch is sound if it adds nothing that Go would reject. Findings of rules don't block a batch;
its document lists the new and the resolved ones.

Exit status: 0 all rows are done or planned, 1 some rows are blocked, 2 as for check.
""",
)
@path_argument
@config_option
@mapping_option
@click.option(
    "--batch-size", type=click.IntRange(min=1), default=20, metavar="N", help="Files in a batch [default: 20]."
)
@click.option("--start", multiple=True, metavar="PATH", help="Folder or file to move first; can be repeated.")
@click.option(
    "--context",
    "contexts",
    multiple=True,
    metavar="NAME",
    help="Plan only rows with this target_context; can be repeated.",
)
@click.option(
    "--layer", "layers", multiple=True, metavar="NAME", help="Plan only rows with this target_layer; can be repeated."
)
@click.option(
    "--companions", is_flag=True, help="Also move files without a row: in-package tests, embedded files, assembly."
)
@click.option("--output", "-o", type=FILE, metavar="DIR", help="Write documents, scripts, patches and lists to DIR.")
@click.option("--status", is_flag=True, help="Print only the number of rows done, pending and blocked.")
@click.option(
    "--format", "-f", "form", type=click.Choice(["text", "json"]), default="text", help="Format [default: text]."
)
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", help="Language of the documents [default: en]."
)
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
    """Order the moves of a mapping into batches that each leave the tree sound.

    Packages that import no other moved package come first. Files that can't move separately move together. Rows that
    can't move soundly are blocked, with the reason and the smallest change that unblocks them.
    """
    from archlint.commands.options import Options
    from archlint.commands.plan import PlanRequest
    from archlint.commands.plan import plan as run_plan
    from archlint.pipeline.plan import PlanOptions

    options = Options(path=path, config=config, mappings=mappings, cache=not no_cache, today=today, progress=progress())
    places = tuple(place.rstrip("/") for place in start)
    wanted = PlanOptions(batch_size, places, contexts, layers=layers, companions=companions)
    request = PlanRequest(wanted, output=output or "", status=status, form=form, language=language)
    status_code, text = run_plan(options, request, meter("Planning"))
    (write_document if form == "json" else write_out)(text)
    return status_code
