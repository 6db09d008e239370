"""The edge of `archlint baseline`: reads what there is, writes the baseline anew, and says what has changed."""

from __future__ import annotations

from archlint.commands.loaded import Loaded
from archlint.commands.session import Session
from archlint.edge import workspace
from archlint.errors import BaselineError, Complaint
from archlint.pipeline.baseline import render_baseline
from archlint.pipeline.baseline_update import Recording, carry, record
from archlint.reports.safe import visible_lines
from archlint.text.lists import count


def write_baseline(session: Session, *, grow: bool) -> tuple[int, str]:
    """Record today's findings, or carry the entries through the session's mappings; exit status and what to say."""
    session = session._replace(view="both" if session.mappings else "today", recording=True)
    loaded = session.load()
    done = _record(session, loaded, grow=grow)
    workspace.write_atomically(loaded.baseline_file, render_baseline(done.entries), session.territory())
    added, solved = f"{done.added} added", f"{len(done.solved)} solved and removed"
    changes = f"{added}, {solved}" + (f", {done.due} ended" if done.due else "")
    lines = [f"{loaded.baseline_path}: {count(len(done.entries) - done.due, 'known finding')} ({changes})"]
    if done.refused:
        lines.append(f"{count(len(done.refused), 'new finding')} not recorded; `--grow` records new ones too:")
        lines += [f"  {finding.place}  {finding.rule}: {finding.message}" for finding in done.refused]
    return (1 if done.refused else 0), visible_lines(lines)


def _record(session: Session, loaded: Loaded, *, grow: bool) -> Recording:
    today = session.today or workspace.today()
    views, extra = session.views(loaded)
    if len(views) != 2:
        grow = grow or not loaded.baseline_exists
        return record(loaded.tree, loaded.config, views[0], loaded.baseline, today=today, grow=grow)
    if not loaded.baseline_exists:
        hint = "record one first with `archlint baseline`"
        raise BaselineError(Complaint(loaded.baseline_path, "there is no baseline to carry", hint))
    return carry(loaded.tree, loaded.config, (views[0], views[1]), extra, loaded.baseline, today=today)
