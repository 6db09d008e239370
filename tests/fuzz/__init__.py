"""Fuzzers: random inputs by seed, compared with Go or checked for what archlint promises. `python -m tests.fuzz
--help`.

Each module is one fuzzer. `engine` runs it, `shrink` makes a failing input smaller, and `cases` has inputs that failed
before.
"""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = str(Path(__file__).parent.parent)
if _TESTS not in sys.path:  # unless pytest has done it: the fuzzers share `support` with the tests
    sys.path.insert(0, _TESTS)
