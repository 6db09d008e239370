"""`archlint init`: reads the tree, and writes layers.toml and, if asked, a baseline of today's findings."""

from __future__ import annotations

import os
from typing import NamedTuple

from archlint.config.document import parse_config
from archlint.drafting.layers import draft
from archlint.edge import workspace
from archlint.edge.confine import check_read, territory_of
from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.errors import Complaint, InputError
from archlint.model.facts import Tree
from archlint.model.findings import Finding
from archlint.model.policy import Config, Scan
from archlint.pipeline.baseline import entry_for, render_baseline
from archlint.pipeline.check import check
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.placing import today_view
from archlint.text.lists import count


class Drafted(NamedTuple):
    """A draft before it is written: its folder and path, its text with the rules that pass, and with all rules.

    `debt` are the findings with all rules, which a baseline has to record. `beyond` counts those that don't come from
    rules, e.g. syntax errors: they occur in both texts. `force` allows overwriting files.
    """

    folder: str
    config: str
    holding: str
    whole: str
    debt: tuple[Finding, ...]
    beyond: int = 0
    force: bool = False


def prepare(path: str | None, preset: str, module: str, *, force: bool) -> Drafted:
    """Draft a configuration for the tree at `path`. Raises InputError if it has one, or has nothing to check."""
    folder = os.path.abspath(path or ".")
    check_read(folder, territory_of(folder), what="the scan root", error=InputError, shown=path or ".")
    if not os.path.isdir(folder):
        raise InputError(Complaint(path or ".", "the scan root isn't a folder", kind="input"))
    config = os.path.join(folder, workspace.CONFIG_NAME)
    _spare(config, force=force)
    scan = Scan(module=module)
    tree = read_tree(Sources(folder), scan, "exclude")
    view = today_view(tree, Config(scan=scan))
    holding = draft(view, count=lambda text: _counts(tree, text), preset=preset, module=module)
    whole = draft(view, count=lambda text: [0] * len(_parse(text).rules), preset=preset, module=module)
    debt, rules = _findings(tree, whole), {rule.id for rule in _parse(whole).rules}
    beyond = sum(finding.rule not in rules for finding in debt)
    return Drafted(folder, config, holding, whole=whole, debt=debt, beyond=beyond, force=force)


def _spare(path: str, *, force: bool) -> None:
    """Raise InputError if the file exists, unless `force` is set."""
    if os.path.lexists(path) and not force:
        hint = "use --force to overwrite it"
        raise InputError(Complaint(os.path.basename(path), "already exists", hint, kind="input"))


def write(drafted: Drafted, *, baseline: bool) -> list[str]:
    """Write the draft: all rules and a baseline, or the rules that pass. Return the lines to print."""
    record = os.path.join(drafted.folder, workspace.BASELINE_NAME)
    if baseline:
        _spare(record, force=drafted.force)
    territory = territory_of(drafted.folder)
    workspace.write_atomically(drafted.config, drafted.whole if baseline else drafted.holding, territory)
    lines = [f"Wrote {workspace.CONFIG_NAME}. Read it, and change the rules that don't fit."]
    if baseline:
        entries = [entry_for(finding) for finding in drafted.debt]
        workspace.write_atomically(record, render_baseline(entries), territory)
        lines.append(f"Wrote {workspace.BASELINE_NAME}: {count(len(entries), 'known finding')}. New findings fail.")
        lines.append("Next: `archlint check`.")
        return lines
    if len(drafted.debt) > drafted.beyond:
        lines.append(
            f"{count(len(drafted.debt) - drafted.beyond, 'finding')} of rules that are commented out; "
            "`archlint init --force --baseline` turns these rules on and records their findings."
        )
    if drafted.beyond:
        lines.append(f"{count(drafted.beyond, 'finding')} of built-in checks, with which `archlint check` fails.")
    lines.append("Next: `archlint check`.")
    return lines


def _parse(text: str) -> Config:
    return parse_config(text, workspace.CONFIG_NAME)


def _findings(tree: Tree, text: str) -> tuple[Finding, ...]:
    return check(Inputs(tree, _parse(text), workspace.today())).findings


def _counts(tree: Tree, text: str) -> list[int]:
    broken = [finding.rule for finding in _findings(tree, text)]
    return [broken.count(rule.id) for rule in _parse(text).rules]
