"""`archlint baseline`: updates the baseline, and reports what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.commands.loading import load
from archlint.edge import workspace
from archlint.pipeline.baseline import render_baseline
from archlint.pipeline.baseline_update import update
from archlint.reports.safe import visible_lines
from archlint.text.lists import count

if TYPE_CHECKING:
    from archlint.commands.options import Options


def write_baseline(options: Options, *, grow: bool) -> tuple[int, str]:
    """Record today's findings, or update the entries for the mappings. Return the exit status and the text to print."""
    options = options._replace(view="both" if options.mappings else "today", purpose="baseline")
    loaded = load(options)
    done = update(loaded.inputs, grow=grow)
    workspace.write_atomically(loaded.baseline_file, render_baseline(done.entries), options.territory())
    added, solved = f"{done.added} added", f"{len(done.solved)} resolved and removed"
    changes = f"{added}, {solved}" + (f", {done.due} expired" if done.due else "")
    known = count(len(done.entries) - done.due, "known finding")
    lines = [f"{loaded.inputs.baseline_path}: {known} ({changes})"]
    if done.refused:
        lines.append(
            f"{count(len(done.refused), 'new finding')} not recorded; use `--grow` to record new findings too:"
        )
        lines += [f"  {finding.place}  {finding.rule}: {finding.message}" for finding in done.refused]
    return (1 if done.refused else 0), visible_lines(lines)
