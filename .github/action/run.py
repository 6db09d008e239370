"""Run archlint from this checkout without installing it: `python -I run.py check ...`."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    from archlint.__main__ import run

    run()
