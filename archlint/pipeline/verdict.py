"""What of a check is remembered from run to run, and what it depends on. The edge keeps it, this says what it is."""

from __future__ import annotations

from typing import NamedTuple

from archlint.model.findings import Result, RuleOutcome
from archlint.model.policy import Config
from archlint.pipeline.inputs import Inputs


class Verdict(NamedTuple):
    """A result without the outcomes of the rules. For each rule of the configuration: its subjects, else why there is
    none, and whether it is optional."""

    result: Result
    subjects: tuple[tuple[str, ...], ...]
    inert: tuple[tuple[str, bool], ...]


def depends_on(inputs: Inputs) -> tuple[str, ...]:
    """All that an answer is made of but the facts of the tree's files, the contents of files that are read whole, and
    the files that are not scanned."""
    # A set has no order of its own, and so no text of its own.
    tree = inputs.tree._replace(files=(), variants=(), matched_excludes=frozenset())
    excludes = sorted(inputs.tree.matched_excludes)
    parts = (tree, excludes, inputs.config, inputs.mapping, inputs.baseline, inputs.baseline_path, inputs.view)
    return (*map(repr, parts), inputs.today)


def verdict_of(result: Result) -> Verdict:
    """What is to be remembered of a result."""
    subjects = tuple(outcome.subjects for outcome in result.outcomes)
    inert = tuple((outcome.inert, outcome.rule.optional) for outcome in result.outcomes)
    return Verdict(result._replace(outcomes=()), subjects, inert)


def result_of(verdict: Verdict, config: Config) -> Result:
    """The result that was remembered; `config` is the one that it was made with."""
    told = zip(config.rules, verdict.subjects, verdict.inert, strict=True)
    outcomes = (
        RuleOutcome(rule._replace(optional=optional), subjects, inert) for rule, subjects, (inert, optional) in told
    )
    return verdict.result._replace(outcomes=tuple(outcomes))
