"""Configuration that matches nothing. A linter that passes by accident is worse than none, so archlint reports it all.

It's an error if the tree, go.mod or the standard library shows that a name is wrong. It's a notice if the name may be a
precaution, or if matching nothing is the goal. README, "Inert", has the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from archlint.errors import Complaint
from archlint.graphs.view import View
from archlint.model.facts import Tree
from archlint.model.findings import RuleOutcome
from archlint.model.policy import Config
from archlint.pipeline.inert.files import emptied_layers, excludes, layers, slices
from archlint.pipeline.inert.groups import groups
from archlint.pipeline.inert.optional import no_longer_optional
from archlint.pipeline.inert.rules import exceptions, judged_rule, no_rules
from archlint.pipeline.inert.seen import Remark, Seen
from archlint.pipeline.judge import Judged

if TYPE_CHECKING:  # only mistakes need the causes
    from archlint.pipeline.causes import Causes
    from archlint.pipeline.naming import Naming


class Remarks(NamedTuple):
    """`problems` are errors (exit status 2), and `notices` don't fail the run; both are sorted by line.

    `outcomes` are those of the last view, corrected by what the names show: a ban on something that can't exist is
    inert, and a ban on something that exists but isn't scanned is not.
    """

    problems: tuple[Complaint, ...]
    notices: tuple[Complaint, ...]
    outcomes: tuple[RuleOutcome, ...]


def remarks_on(
    tree: Tree,
    config: Config,
    views: tuple[View, ...],
    judged: Sequence[Judged],
    naming: Naming,
    causes: Callable[[], Causes],
) -> Remarks:
    """Report configuration that has no effect in any view, and globs in conflict (errors). Also report possible
    precautions, rules that judge nothing in the last view only, and entries that no longer need to be optional
    (notices)."""
    seen = Seen(tree, config, views, naming=naming, causes=causes)
    ruled = [judged_rule(seen, order, rule, judged=judged) for order, rule in enumerate(config.rules)]
    found: list[Remark] = [
        *((item, True) for item in no_rules(config, views)),
        *((item, True) for item in excludes(seen)),
        *((item, True) for item in layers(seen)),
        *((item, True) for item in slices(seen)),
        *groups(seen),
        *(remark for _, remarks in ruled for remark in remarks),
        *((item, True) for item in exceptions(seen, judged)),
        *((item, False) for item in emptied_layers(seen)),
        *((item, False) for item in no_longer_optional(seen, judged)),
    ]
    found.sort(key=lambda pair: (pair[0].line, pair[0].key))
    return Remarks(
        tuple(complaint for complaint, is_wrong in found if is_wrong),
        tuple(complaint for complaint, is_wrong in found if not is_wrong),
        tuple(outcome for outcome, _ in ruled),
    )
