"""`archlint explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.answers.explain import UnknownSubjectError, explain, without_tree
from archlint.commands.configuration import read_config
from archlint.commands.loading import load
from archlint.errors import ArchlintError, Complaint, InputError
from archlint.pipeline.check import check_views
from archlint.pipeline.views import views_of
from archlint.reports.safe import visible_lines

if TYPE_CHECKING:
    from archlint.commands.options import Options


def explain_subject(options: Options, subject: str) -> str:
    """Return the explanation of the subject. Raises InputError if it names nothing."""
    known = without_tree(subject)
    if known is not None and not _has_rule(options, subject):
        return known
    inputs = load(options).inputs
    views = views_of(inputs)
    result = check_views(inputs, views)
    try:
        return visible_lines(explain(subject, views.asked[-1], inputs.config, result=result))
    except UnknownSubjectError as wrong:
        hint = "quote an edge: archlint explain 'A -> B'" if subject.endswith("-") else ""
        raise InputError(Complaint("", str(wrong), hint, kind="input")) from None


def _has_rule(options: Options, name: str) -> bool:
    """Report whether the configuration has a rule with this id, as far as it can be read without a mapping."""
    try:
        return any(rule.id == name for rule in read_config(options, options.config_path() or "").rules)
    except ArchlintError:
        return False
