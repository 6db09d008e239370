"""Rules about two real trees, with verdicts that were confirmed by hand in their source.

The repository can't include the trees. Set ARCHLINT_TREES to the folders that contain them (separated by `:`), as
folders named `prometheus` (prometheus/prometheus, 727 Go files) and `wukongim` (WuKongIM/WuKongIM at b88ce3b8, 504 Go
files).
"""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from archlint.cli import run

HERE = Path(__file__).parent / "trees"
GO_FILES = {"prometheus": 727, "wukongim": 504}


def _tree(name: str) -> str:
    for folder in os.environ.get("ARCHLINT_TREES", "").split(":"):
        for candidate in (folder, os.path.join(folder, name)):
            if os.path.basename(candidate) == name and os.path.isfile(os.path.join(candidate, "go.mod")):
                count = sum(len([f for f in files if f.endswith(".go")]) for _, _, files in os.walk(candidate))
                if count == GO_FILES[name]:
                    return candidate
                pytest.skip(f"{candidate} has {count} Go files: another revision than the verdicts are about")
    pytest.skip(f"no folder in ARCHLINT_TREES holds the tree {name}")


@pytest.mark.parametrize("name", sorted(GO_FILES))
def test_the_verdicts_match_those_confirmed_by_hand(name: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    arguments = ["check", _tree(name), "--config", str(HERE / f"{name}.toml"), "--format", f"json={report}"]
    assert run(arguments) == 1
    document = json.loads(report.read_text("utf-8"))
    found = [
        f"{item['place']['path']}:{item['place']['line']}:{item['place']['column']} {item['rule']}"
        for item in document["findings"]
    ]
    assert document["problems"] == []
    assert found == (HERE / f"{name}.findings").read_text("utf-8").splitlines()
