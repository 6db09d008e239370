"""Readers of reports that are npm packages. They aren't part of the project; tests that need them say what to do:

npm install --prefix DIR mermaid jsdom @microsoft/sarif-multitool
ARCHLINT_NODE_DIR=DIR pytest tests
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from support.documents import Json

_SCRIPT = Path(__file__).parent / "render_mermaid.mjs"


def node_folder(package: str) -> Path:
    """Return the folder whose node_modules have the package. Skip the test without it."""
    folder = os.environ.get("ARCHLINT_NODE_DIR", "")
    if not folder or not (Path(folder) / "node_modules" / package).is_dir():
        pytest.skip(f"ARCHLINT_NODE_DIR names no folder with the npm package {package}")
    return Path(folder)


def rendered(chart: str) -> Json:
    """Return what Mermaid draws: the texts of nodes and edges, the number of arrows, and the number of unexpected
    elements."""
    folder = node_folder("mermaid")
    done = subprocess.run(
        ["node", str(_SCRIPT)], cwd=folder, input=chart.encode(), capture_output=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr.decode()
    found: Json = json.loads(done.stdout)
    return found


def multitool(*arguments: str) -> None:
    """Run Microsoft's SARIF tool."""
    packages = node_folder("@microsoft/sarif-multitool") / "node_modules" / "@microsoft"
    program = next(packages.glob("sarif-multitool-*/Sarif.Multitool"))
    program.chmod(0o755)  # npm leaves that to an install script, which may be blocked
    subprocess.run([str(program), *arguments], check=True, capture_output=True, timeout=120)
