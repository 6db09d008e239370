"""The commands that the README shows, and an environment to run them in."""

from __future__ import annotations

import re

from support.command import REPOSITORY, environment

README = (REPOSITORY / "README.md").read_text("utf-8")


def command(mark: str) -> str:
    """Return the command in the README between the marks `<!-- mark -->` and `<!-- end -->`: one line in one block."""
    found = re.findall(rf"<!-- {mark} -->\n```sh\n(.+)\n```\n<!-- end -->\n", README)
    assert len(found) == 1
    return str(found[0])


def fresh() -> dict[str, str]:
    """Return an environment where Python's path has no work tree."""
    return {name: value for name, value in environment().items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
