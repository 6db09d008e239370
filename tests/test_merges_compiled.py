"""Random merges of files whose locals, imports and declarations share names, carried out with archlint's own rewrites.

Go judges them: if archlint reports nothing, the moved module builds and computes what it computed before. If archlint
reports an error, it doesn't build, or it computes something else.
"""

from __future__ import annotations

import os
import subprocess
from collections import Counter
from pathlib import Path

from support.carried_out import carried_out
from support.compiler import verdicts
from support.go_oracle import NEEDS_GO
from support.mapped_trees import check_mapped
from support.shadows import games

COMPILED = int(os.environ.get("ARCHLINT_LAW_COMPILED", "75"))


def sums(folder: Path, numbers: list[int]) -> dict[int, str]:
    """Return what `All()` returns in each of these modules of a workspace, which build."""
    imports = "".join(f'\tr{number} "example.com/m{number}"\n' for number in numbers)
    prints = "".join(f"\tprintln({number}, r{number}.All())\n" for number in numbers)
    driver = folder / "driver"
    driver.mkdir()
    (driver / "go.mod").write_text("module example.com/driver\n\ngo 1.24\n", encoding="utf-8")
    text = f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n{prints}}}\n"
    (driver / "main.go").write_text(text, encoding="utf-8")
    workspace = (folder / "go.work").read_text(encoding="utf-8").replace("use (", "use (\n\t./driver")
    (folder / "go.work").write_text(workspace, encoding="utf-8")
    environment = {**os.environ, "GOWORK": str(folder / "go.work"), "GOFLAGS": "", "GOTOOLCHAIN": "local",
                   "GOPROXY": "off"}  # fmt: skip
    done = subprocess.run(["go", "run", "./driver"], cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {int(number): found for number, found in (line.split() for line in done.stderr.splitlines())}


@NEEDS_GO
def test_a_merge_without_findings_builds_and_computes_the_same(tmp_path: Path) -> None:
    played = games(COMPILED, int(os.environ.get("ARCHLINT_SEED", "1")))
    before = verdicts([game.files for game in played], tmp_path / "before", ["linux"])
    assert not any(before), [(game.files, said) for game, said in zip(played, before, strict=True) if said]
    after = verdicts([carried_out(game.files, game.rows) for game in played], tmp_path / "after", ["linux"])
    building = [number for number, said in enumerate(after) if not said]
    today, then = sums(tmp_path / "before", building), sums(tmp_path / "after", building)
    counts = Counter[str]()
    for number, game in enumerate(played):
        hazards = check_mapped(game.files, game.rows).hazards
        errors = [hazard for hazard in hazards if hazard.severity == "error"]
        changed = today.get(number) != then.get(number)
        if errors:
            assert after[number] or changed, (game, errors)
        elif all(hazard.kind == "unmapped-file" for hazard in hazards):
            assert not after[number], (game, after[number])
            assert not changed, game
        counts["sound" if not errors else "silent" if changed else "refused"] += 1
    assert counts["sound"] > COMPILED // 10, counts
    assert counts["silent"], counts
