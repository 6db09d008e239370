"""Shell completions for the subject of `archlint explain`: names in layers.toml, and kinds of finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.catalogue import KINDS
from archlint.config.document import parse_config
from archlint.edge import workspace
from archlint.errors import ArchlintError, ConfigError
from archlint.rules.names import KEYWORDS

if TYPE_CHECKING:
    from archlint.model.policy import Config


def subject_names(path: str | None, config: str | None) -> list[str]:
    """Return the names of rules, layers, groups, families of slices, keywords and kinds.

    Reads no tree, and ignores problems in layers.toml.
    """
    found = _configuration(path, config)
    names: list[str] = []
    if found is not None:
        names += [rule.id for rule in found.rules]
        names += [item.name for item in (*found.layers, *found.groups)]
        names += [family.name for family in found.slices]
    return [*names, *KEYWORDS, *(kind.id for kind in KINDS)]


def _configuration(path: str | None, config: str | None) -> Config | None:
    try:
        named = config or workspace.find_config(path or ".")
        if named is None:
            return None
        data = workspace.read_text_file(named, what="the configuration", error=ConfigError, most=workspace.MAX_CONFIG)
        return parse_config(data, named)
    except ConfigError as wrong:
        return wrong.sound
    except (ArchlintError, OSError, ValueError):
        return None
