"""From the paths that the user names to what is checked: each scan root once, and the parts of it to show."""

from __future__ import annotations

import os

from archlint.commands.configuration import no_configuration
from archlint.commands.options import Options
from archlint.edge import workspace
from archlint.edge.workspace import CONFIG_NAME
from archlint.errors import Complaint, ConfigError, InputError


def targets_of(options: Options, paths: tuple[str, ...]) -> tuple[Options, ...]:
    """The options of one check for each configuration that decides for a path.

    A folder with a layers.toml, or the one folder that is named with --config, is a scan root. Any other path is a part
    of the tree of the nearest layers.toml at or above it: the whole tree is checked, and the part's findings are shown.
    `./...` means the same as `.`. Without paths, and without a layers.toml at or above the current folder, each folder
    below it that has one is a scan root.

    Raises InputError for paths that don't exist, ConfigError for one that no layers.toml decides for.
    """
    named = tuple(dict.fromkeys(_without_dots(path) for path in paths))
    missing = [path for path in named if not os.path.lexists(path)]
    if missing:
        raise InputError(*(Complaint(path, "the path doesn't exist", kind="input") for path in missing))
    if not named:
        return _all_below(options)
    if len(named) == 1 and options.config and os.path.isdir(named[0]):
        return (options._replace(path=named[0]),)
    targets: dict[str, Options] = {}  # by the path of the configuration
    for path in named:
        config = _config_for(options, path)
        target = targets.get(config, options._replace(config=config))
        if not options.config and os.path.isdir(path) and config == os.path.abspath(os.path.join(path, CONFIG_NAME)):
            target = options._replace(path=path)
        elif target.path is None:
            target = target._replace(parts=(*target.parts, os.path.abspath(path)))
        targets[config] = target
    return tuple(targets.values())


def _config_for(options: Options, path: str) -> str:
    """The configuration that decides for a path."""
    if options.config:
        return options.config
    config = workspace.find_config(path if os.path.isdir(path) else os.path.dirname(path) or ".")
    if config is None:
        raise ConfigError(no_configuration(path))
    return config


def _all_below(options: Options) -> tuple[Options, ...]:
    if options.config or workspace.find_config("."):
        return (options,)
    found = workspace.configs_below(".")
    return tuple(options._replace(path=os.path.dirname(path) or ".") for path in found) or (options,)


def _without_dots(path: str) -> str:
    """A pattern of the go command as the folder that it starts from: `./...` is `.` (go help packages)."""
    if path == "...":
        return "."
    return path.removesuffix("/...") or "/" if path.endswith("/...") else path
