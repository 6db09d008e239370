"""Copies of real trees, which the repository can't include. ARCHLINT_TREES has the folders that contain them (see
test_real_trees)."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def real_tree(name: str, folder: Path) -> Path:
    """Copy the Go files and go.mod files of a real tree to a folder. Skip the test without the tree."""
    for place in filter(None, os.environ.get("ARCHLINT_TREES", "").split(":")):
        for source in (Path(place), Path(place) / name):
            if source.name == name and (source / "go.mod").is_file():
                copy = folder / name
                for path in source.rglob("*"):
                    if path.is_file() and (path.suffix == ".go" or path.name == "go.mod"):
                        target = copy / path.relative_to(source)
                        target.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(path, target)
                (copy / ".git").mkdir()
                return copy
    pytest.skip(f"no folder in ARCHLINT_TREES holds the tree {name}")
