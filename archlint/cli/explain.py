"""`archlint explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from archlint.cli.options import (
    baseline_option,
    cache_option,
    config_option,
    mapping_option,
    today_option,
    view_option,
)
from archlint.commands.console import write_out

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from archlint.pipeline.inputs import ViewChoice


def _subjects(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return shell completions for SUBJECT: names in layers.toml and kinds of finding, else files."""
    from click.shell_completion import CompletionItem

    from archlint.commands.completions import subject_names

    names = subject_names(ctx.params.get("path"), ctx.params.get("config"))
    found = [CompletionItem(name) for name in dict.fromkeys(names) if name.startswith(incomplete)]
    return found or [CompletionItem(incomplete, type="file")]


@click.command(
    short_help="Explain a file, a layer, a rule, an edge, a kind of finding.",
    epilog="""\b
Examples:
  archlint explain internal/order/order.go  a file: its layer, and the glob that decides it
  archlint explain internal/order           a folder with its subfolders
  archlint explain 'internal/*/domain/**'   a glob, as in a rule
  archlint explain Domain                   a layer, a group, std, third-party or unassigned
  archlint explain context                  a family of slices, or one slice
  archlint explain ddd-order                a rule: what it means, checks and finds
  archlint explain 'A must not reach web'   a new rule: what it would find
  archlint explain forbidden-import         a kind of finding: what it means, how to fix it
  archlint explain 'Domain -> web'          an edge between any of these: its places, the shortest
                                            chain, the rules that it breaks or would break

\b
Names in layers.toml come before paths. If a name has several meanings, the answer ends with
the commands that explain the others, e.g. `archlint explain folder:domain`.

Exit status: 0 explained, 2 unknown subject, or as for check.
""",
)
@click.argument("subject", shell_complete=_subjects)
@click.argument("path", required=False, type=click.Path(), metavar="[PATH]")
@config_option
@mapping_option
@view_option
@baseline_option
@today_option
@cache_option
def explain(
    subject: str,
    path: str | None,
    config: str | None,
    mappings: tuple[str, ...],
    view: ViewChoice | None,
    baseline: str | None,
    today: str | None,
    no_cache: bool,
) -> int:
    """Explain a file, folder, glob, layer, group, slice, rule, kind of finding, or an edge 'A -> B'."""
    from archlint.commands.explain import explain_subject
    from archlint.commands.options import Options

    options = Options(
        path=path, config=config, mappings=mappings, view=view, cache=not no_cache, today=today, baseline=baseline
    )
    write_out(explain_subject(options, subject))
    return 0
