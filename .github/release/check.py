"""Refuse a release that does not say what it is: `python -I check.py TAG ADDRESS`.

The tag is `v` and the version; the changelog has that version with its date; and the address that archlint names as its
own is that of the repository which releases it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def wrong(tag: str, address: str) -> list[str]:
    """What keeps this tag of the repository at this address from being a release."""
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
