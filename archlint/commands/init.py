"""`archlint init`: reads the tree, writes layers.toml and, where wanted, a baseline of what fails today."""

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
    """A draft, not yet written: where it goes, the tree it is about, its text with every rule that holds, and with all.

    `debt` is what the tree breaks of the second text: what a baseline would have to know. So many of these findings are
    `beyond` the rules, e.g. files that do not parse: no comment takes them away. `force` allows to write over files.
    """

    folder: str
    config: str
    holding: str
    whole: str
    debt: tuple[Finding, ...]
    beyond: int = 0
    force: bool = False


def prepare(path: str | None, preset: str, module: str, *, force: bool) -> Drafted:
    """Draft a configuration for the tree at `path`. Raises InputError if one is there, or nothing to check."""
    folder = os.path.abspath(path or ".")
    check_read(folder, territory_of(folder), "the scan root", InputError, path or ".")
    if not os.path.isdir(folder):
        raise InputError(Complaint(path or ".", "the scan root is not a folder", kind="input"))
    config = os.path.join(folder, workspace.CONFIG_NAME)
    _spare(config, force=force)
    scan = Scan(module=module)
    tree = read_tree(Sources(folder), scan, "exclude")
    view = today_view(tree, Config(scan=scan))
    holding = draft(view, lambda text: _counts(tree, text), preset, module)
    whole = draft(view, lambda text: [0] * len(_parse(text).rules), preset, module)
    debt, rules = _findings(tree, whole), {rule.id for rule in _parse(whole).rules}
    beyond = sum(finding.rule not in rules for finding in debt)
    return Drafted(folder, config, holding, whole, debt, beyond, force)


def _spare(path: str, *, force: bool) -> None:
    """Refuse to write over what people may have written, unless they say so."""
    if os.path.lexists(path) and not force:
        hint = "look at it, or write a new one with --force"
        raise InputError(Complaint(os.path.basename(path), "is there already", hint, kind="input"))


def write(drafted: Drafted, *, baseline: bool) -> list[str]:
    """Write the draft: all rules and a baseline of what they find, or the rules that hold. Says what it did."""
    record = os.path.join(drafted.folder, workspace.BASELINE_NAME)
    if baseline:
        _spare(record, force=drafted.force)
    territory = territory_of(drafted.folder)
    workspace.write_atomically(drafted.config, drafted.whole if baseline else drafted.holding, territory)
    said = [f"Wrote {workspace.CONFIG_NAME}: read it, and change what does not say what you mean."]
    if baseline:
        entries = [entry_for(finding) for finding in drafted.debt]
        workspace.write_atomically(record, render_baseline(entries), territory)
        said.append(f"Wrote {workspace.BASELINE_NAME}: {count(len(entries), 'known finding')}; new ones fail.")
        said.append("Next: `archlint check`.")
        return said
    if len(drafted.debt) > drafted.beyond:
        said.append(
            f"{count(len(drafted.debt) - drafted.beyond, 'finding')} against rules that are written as comments; "
            "`archlint init --force --baseline` puts these rules in force and records what they find."
        )
    if drafted.beyond:
        said.append(f"{count(drafted.beyond, 'finding')} that no rule decides: `archlint check` tells, and fails.")
    said.append("Next: `archlint check`.")
    return said


def _parse(text: str) -> Config:
    return parse_config(text, workspace.CONFIG_NAME)


def _findings(tree: Tree, text: str) -> tuple[Finding, ...]:
    return check(Inputs(tree, _parse(text), workspace.today())).findings


def _counts(tree: Tree, text: str) -> list[int]:
    broken = [finding.rule for finding in _findings(tree, text)]
    return [broken.count(rule.id) for rule in _parse(text).rules]
