"""Check that a release is consistent: `python -I check.py TAG ADDRESS`.

The tag must be `v` and the version. The changelog must have that version with its date. HOME must be the address of the
repository that publishes the release.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def wrong(tag: str, address: str) -> list[str]:
    """Return what is wrong with a release of this tag from the repository at this address."""
    sys.path.insert(0, str(ROOT))
    import archlint

    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    said = []
    if tag != f"v{archlint.__version__}":
        said.append(f"the tag is {tag}, but archlint/__init__.py has the version {archlint.__version__}")
    if not re.search(rf"^## {re.escape(archlint.__version__)} \(\d{{4}}-\d\d-\d\d\)$", changelog, re.MULTILINE):
        said.append(f"CHANGELOG.md has no heading '## {archlint.__version__} (YYYY-MM-DD)'")
    if address != archlint.HOME:
        said.append(f"this repository is {address}, but HOME in archlint/__init__.py is '{archlint.HOME}'")
    return said


if __name__ == "__main__":
    problems = wrong(*sys.argv[1:])
    sys.stderr.writelines(f"{problem}\n" for problem in problems)
    sys.exit(bool(problems))
