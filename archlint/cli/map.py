"""`archlint map`."""

from __future__ import annotations

import click

from archlint.cli.options import FILE, cache_option, config_option, date_option, path_argument
from archlint.cli.progress import progress
from archlint.commands.console import write_document, write_err, write_out


@click.command(
    "map",
    short_help="Draft a mapping from [[classify]] rules, or check one.",
    epilog="""\b
Examples:
  archlint map --output docs/mapping.md    draft the mapping from the [[classify]] rules
  archlint map --format csv --language zh
  archlint map --check docs/mapping.md     compare a mapping with the tree and the rules

Exit status: 0 drafted, or no difference; 1 destinations clash, or the mapping differs; 2 as for check.
""",
)
@path_argument
@config_option
@click.option("--format", "-f", "form", type=click.Choice(["markdown", "csv"]), help="Format [default: markdown].")
@click.option("--language", type=click.Choice(["en", "zh"]), help="Language of the output [default: en].")
@click.option("--output", "-o", type=FILE, metavar="FILE", help="Write to FILE instead of standard output.")
@click.option("--batch-id", metavar="ID", help="batch_id in the front matter [default: DATE-mapping].")
@date_option("--date", help="Date in the front matter, YYYY-MM-DD [default: today].")
@click.option("--owner", metavar="NAME", help="Owner in the front matter [default: TBD].")
@click.option("--base-commit", metavar="HASH", help="Base commit in the front matter [default: TBD].")
@click.option(
    "--check", "document", type=FILE, metavar="FILE", help="Compare the mapping in FILE instead of drafting one."
)
@cache_option
def map_(
    path: str | None,
    config: str | None,
    form: str | None,
    language: str | None,
    output: str | None,
    batch_id: str | None,
    date: str | None,
    owner: str | None,
    base_commit: str | None,
    document: str | None,
    no_cache: bool,
) -> int:
    """Draft the mapping old_path -> new_path from the [[classify]] rules of layers.toml."""
    from archlint.commands import map as map_command
    from archlint.commands.options import Options
    from archlint.edge.workspace import write_atomically

    options = Options(path=path, config=config, cache=not no_cache, progress=progress())
    if document is not None:
        if any((form, language, output, batch_id, date, owner, base_commit)):
            raise click.UsageError(
                "--check writes no mapping: omit --format, --language, --output and the options for the front matter"
            )
        done = map_command.check(options, document)
    else:
        heading = {"batch_id": batch_id or "", "date": date or "", "owner": owner or "TBD"}
        heading["base_commit"] = base_commit or "TBD"
        done = map_command.draft(options, form=form or "markdown", language=language or "en", heading=heading)
    if output:
        write_atomically(output, done.text, options.territory())
    elif document is not None:
        write_out(done.text)
    else:
        write_document(done.text)
    write_err(done.message)
    return done.status
