"""Schemas of other projects that reports are validated with. They aren't part of the repository."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def schema(name: str) -> Path:
    """Return the path of a schema file, in ARCHLINT_SCHEMA_DIR or beside the repository. Skip the test without it."""
    folder = Path(os.environ.get("ARCHLINT_SCHEMA_DIR") or ROOT.parent / "shared" / "schemas")
    if not (folder / name).is_file():
        pytest.skip(f"{name} is not in {folder}: set ARCHLINT_SCHEMA_DIR to the folder that holds it")
    return folder / name
