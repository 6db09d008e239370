"""`archlint rules`: the sentence forms, or the rules of a configuration."""

from __future__ import annotations

from archlint.answers.manual import describe_forms, describe_rules
from archlint.commands.configuration import read_config
from archlint.commands.options import Options
from archlint.reports.safe import visible_lines


def rules(options: Options) -> str:
    """Return the text about the rules of the named configuration or, without one, the sentence forms."""
    if options.config is None:
        return describe_forms()
    return visible_lines(describe_rules(read_config(options, options.config)))
