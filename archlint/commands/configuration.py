"""Finds layers.toml and the scan root, and reads the document."""

import os
from typing import NamedTuple

from archlint.commands.options import Options
from archlint.config.document import parse_config, read_document, scan_root
from archlint.config.items import Document
from archlint.edge import workspace
from archlint.edge.confine import Territory, check_read, root_from
from archlint.errors import Complaint, ConfigError, InputError
from archlint.model.policy import Config


def no_configuration(path: str = "") -> Complaint:
    """What is wrong where no configuration decides, for a path or for the current folder."""
    hint = "run `archlint init` to write one, or name it with --config"
    where = f"at or above {path}" if path else "here or in any folder above"
    return Complaint(workspace.CONFIG_NAME, f"not found {where}", hint)


class Found(NamedTuple):
    """The configuration of a run.

    `root` is the scan root and `home` the folder of layers.toml; both are paths on this machine.
    """

    root: str
    home: str
    document: Document
    territory: Territory


def find(options: Options) -> Found:
    """Find and read the configuration. It is optional for the purpose "graph"."""
    territory = options.territory()
    if options.path is not None:
        check_read(options.path, territory, what="the scan root", error=InputError)
        if not os.path.isdir(options.path):
            what = "isn't a folder" if os.path.exists(options.path) else "doesn't exist"
            raise InputError(Complaint(options.path, f"the scan root {what}", kind="input"))
    path = options.config_path()
    if path is not None and options.path is not None and not options.config:
        _check_is_in(options.path, path)
    if path is not None:
        shown = shown_path(options, path)
        data = _read(path, territory, shown)
    elif options.purpose == "graph":
        path, shown = os.path.join(options.start, workspace.CONFIG_NAME), workspace.CONFIG_NAME
        data = b"version = 1"
    else:
        raise ConfigError(no_configuration())
    document = read_document(data, shown)
    root = _root(options, path, document)
    document = document._replace(path=workspace.relative_to(root, path))
    return Found(root, os.path.dirname(os.path.abspath(path)), document, territory=territory)


def shown_path(options: Options, path: str) -> str:
    """Return the path of a configuration as messages and reports show it before its `[scan] root` is known.

    It is relative to the scan root, so that it depends neither on the working directory nor on the machine.
    """
    home = options.path if options.path is not None else os.path.dirname(path)
    return workspace.relative_to(os.path.abspath(home), path)


def _check_is_in(folder: str, config: str) -> None:
    """Raise InputError where the configuration of a folder above decides: its globs are not relative to this folder."""
    if os.path.dirname(config) != os.path.abspath(folder):
        hint = f"leave out {folder}, or name the configuration: --config {os.path.relpath(config)}"
        message = f"has no {workspace.CONFIG_NAME}, and so is not a scan root"
        raise InputError(Complaint(folder, message, hint, kind="input"))


def read_config(options: Options, path: str) -> Config:
    """Read only a configuration, without a mapping and a tree. Messages show `path`."""
    return parse_config(_read(path, options.territory()), path)


def _read(path: str, territory: Territory, shown: str = "") -> bytes:
    check_read(path, territory, what="the configuration", error=ConfigError, shown=shown)
    return workspace.read_text_file(
        path, what="the configuration", error=ConfigError, most=workspace.MAX_CONFIG, shown=shown
    )


def _root(options: Options, config_path: str, document: Document) -> str:
    if options.path is not None:
        return os.path.abspath(options.path)
    home = os.path.dirname(os.path.abspath(config_path))
    place = Complaint(os.path.basename(config_path), "", line=document.lines.get(("scan", "root"), 0), key="scan.root")
    return root_from(home, scan_root(document) or ".", place)
