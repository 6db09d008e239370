"""Go judges the cases in tests/cases/mapped about names: the moves are carried out with archlint's own rewrites. What
archlint rejects doesn't build, or its tests fail; what it accepts builds, and its tests pass."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from support import txtar
from support.carried_out import carried_out
from support.compiler import verdicts
from support.go_oracle import NEEDS_GO
from support.mapped_trees import check_mapped

CASES = sorted(
    path
    for path in (Path(__file__).parent / "cases" / "mapped").glob("*.txtar")
    if path.stem.startswith(("merge_", "variants_", "split_import_", "split_qualifier_"))
)
SYSTEMS = ("linux", "windows", "darwin")


def go_test(folder: Path) -> str:
    """Return what `go test` says of the tree in a folder, "" if all its tests pass. It must build."""
    environment = {**os.environ, "GOWORK": "off", "GOFLAGS": "", "GOTOOLCHAIN": "local", "GOPROXY": "off"}
    done = subprocess.run(["go", "test", "./..."], cwd=folder, env=environment, capture_output=True, text=True)
    return done.stdout + done.stderr if done.returncode else ""


@NEEDS_GO
def test_go_rejects_exactly_the_cases_that_archlint_rejects(tmp_path: Path) -> None:
    archives = [txtar.read_file(path) for path in CASES]
    trees = [{name: text for name, text in each.files.items() if name != "want"} for each in archives]
    rows = [archive.comment.partition("\n")[2] for archive in archives]
    before = verdicts(trees, tmp_path / "before", SYSTEMS)
    assert not any(before), [each for each in zip(CASES, before, strict=True) if each[1]]
    moved = [carried_out(tree, each) for tree, each in zip(trees, rows, strict=True)]
    after = verdicts(moved, tmp_path / "after", SYSTEMS)
    rejected = 0
    for number, (path, tree) in enumerate(zip(CASES, trees, strict=True)):
        errors = [hazard for hazard in check_mapped(tree, rows[number]).hazards if hazard.severity == "error"]
        said = after[number]
        if not said and any(name.endswith("_test.go") for name in tree):
            said = go_test(tmp_path / "after" / f"w{number}")
        assert bool(errors) == bool(said), (path.stem, errors, said)
        rejected += bool(errors)
    assert 10 < rejected < len(CASES) - 10
