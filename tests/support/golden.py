"""Golden files: reports that somebody has read. `ARCHLINT_UPDATE=1 pytest` rewrites them."""

from __future__ import annotations

import os
from pathlib import Path

GOLDEN = Path(__file__).parent.parent / "golden"


def check_golden(name: str, text: str) -> None:
    """Compare the text with `tests/golden/NAME`, byte by byte, or write it there if ARCHLINT_UPDATE is set."""
    path = GOLDEN / name
    if os.environ.get("ARCHLINT_UPDATE"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))
    assert path.exists(), f"no golden file {name}: run with ARCHLINT_UPDATE=1, then read it"
    assert text == path.read_bytes().decode("utf-8")
