"""Settings for all tests: hypothesis draws the same examples in each run, without deadlines.

The user's cache isn't used, so a test only finds what a test has cached.

Set ARCHLINT_EXAMPLES to a factor, such as 50, for a fuzz run with that many times the examples, drawn at random.
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
    """Create a cache folder for this test run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARCHLINT_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield
