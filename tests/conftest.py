"""What holds for every test: laws are tried on the same examples each time, and no example has a deadline.

Set ARCHLINT_EXAMPLES to a factor (say 50) to try that many times the examples, drawn at random, as a fuzz run.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile(
    "fuzz", deadline=None, max_examples=100 * int(os.environ.get("ARCHLINT_EXAMPLES", "1")), print_blob=True
)
settings.load_profile("fuzz" if "ARCHLINT_EXAMPLES" in os.environ else "same")
