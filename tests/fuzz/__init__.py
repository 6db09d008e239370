"""Fuzzers: random inputs by seed, each held against Go or against what archlint promises. `python -m tests.fuzz --help`.

Each module is one fuzzer; `engine` runs it, `shrink` makes a failing input small, `cases` holds inputs that once failed.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = str(Path(__file__).parent.parent)
if _TESTS not in sys.path:  # where pytest has not done it: the fuzzers share `support` with the tests
    sys.path.insert(0, _TESTS)
