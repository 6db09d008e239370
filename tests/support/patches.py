"""Applies unified diffs, for tests that need the resulting text."""

from __future__ import annotations

import re

_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? ")


def patched(text: str, patch: str) -> str:
    """Return the text after the patch of one file, which must apply."""
    source = re.findall(r"[^\n]*\n|[^\n]+", text)
    found: list[str] = []
    at = 0
    previous = ""
    for line in re.findall(r"[^\n]*\n", patch)[2:]:
        if hunk := _HUNK.match(line):
            start = int(hunk[1]) - (hunk[2] != "0")
            found += source[at:start]
            at = start
        elif line.startswith("\\"):  # no newline at the end of the file
            if previous != "-":
                found[-1] = found[-1].removesuffix("\n")
        else:
            if line[0] != "+":
                assert line[1:].removesuffix("\n") == source[at].removesuffix("\n")
                at += 1
            if line[0] != "-":
                found.append(line[1:])
        previous = line[0]
    return "".join(found + source[at:])
