"""What holds for every test: laws are tried on the same examples each time, and no example has a deadline.

The user's cache is left alone: what a test finds in the cache, a test has put there.

Set ARCHLINT_EXAMPLES to a factor (say 50) to try that many times the examples, drawn at random, as a fuzz run.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile(
    "fuzz", deadline=None, max_examples=100 * int(os.environ.get("ARCHLINT_EXAMPLES", "1")), print_blob=True
)
settings.load_profile("fuzz" if "ARCHLINT_EXAMPLES" in os.environ else "same")


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A cache of this test run's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
