"""Compares the machine formats of two versions of archlint without the wording.

usage: python tests/benchmarks/wording.py goldens REVISION
       python tests/benchmarks/wording.py runs OLD NEW [CHECK ARGUMENT...]

`goldens` compares the golden files of a git revision with those of the working tree. `runs` runs `OLD check` and `NEW
check` (two executables) with the same arguments, once for each format. Kinds, rules, places, fingerprints, counts and
the order of everything are compared; prose isn't. The output has the differences in each file or format. The exit
status is 1 if there are any.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path

GOLDENS = Path(__file__).parent.parent / "golden"
PROSE = frozenset((
    "message", "text", "markdown", "description", "advice", "because", "hint", "meaning", "help", "said", "reason",
    "outcome",
))  # fmt: skip
"""Keys and attributes whose values are sentences."""


def bare_json(text: str) -> str:
    """Return a JSON document with `~` for each sentence."""
    return json.dumps(_bare(json.loads(text)), indent=1)


def _bare(value: object, key: str = "") -> object:
    if isinstance(value, dict):
        return {name: _bare(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_bare(item, key) for item in value]
    return "~" if isinstance(value, str) and key in PROSE else value


def bare_xml(text: str) -> str:
    """Return an XML document with `~` for texts and for attributes that are sentences."""
    root = ET.fromstring(text)  # noqa: S314  # our own output
    for node in root.iter():
        node.text = "~" if node.text and node.text.strip() else None
        node.tail = None
        is_prose = node.tag == "property" and node.get("name") in PROSE
        for name in node.attrib:
            if name in PROSE or (is_prose and name == "value"):
                node.set(name, "~")
    ET.indent(root)
    return ET.tostring(root, encoding="unicode")


def bare_github(text: str) -> str:
    """Return commands for GitHub's runner without their messages."""
    return re.sub(r"(?m)^(::[^:]*::).*$", r"\1~", text)


def bare_concise(text: str) -> str:
    """Return place, severity and rule of each finding."""
    return re.sub(r"(?m)^(\S+?:(?:\d+:)*) (\S+ \S+) .*$", r"\1 \2 ~", "\n".join(re.findall(r"(?m)^\S+:\d+.*$", text)))


BARE: dict[str, Callable[[str], str]] = {
    "json": bare_json, "sarif": bare_json, "gitlab": bare_json, "rdjson": bare_json,
    "junit": bare_xml, "checkstyle": bare_xml, "github": bare_github, "concise": bare_concise,
}  # fmt: skip


def compare(name: str, form: str, old: str, new: str) -> bool:
    """Print the differences. Report whether there are any."""
    before, after = (BARE[form](text).splitlines() if text.strip() else [] for text in (old, new))
    different = list(unified_diff(before, after, "before", "after", lineterm="", n=1))
    words = "" if old == new else " in words alone" if not different else ""
    print(f"{name}: {'differs' if old != new else 'same'}{words}")
    print(*(f"    {line}" for line in different[:40]), sep="\n", end="\n" if different else "")
    return bool(different)


def goldens(revision: str) -> bool:
    """Compare all golden files of machine formats."""
    found = False
    for path in sorted(path for path in GOLDENS.glob("*/*") if path.parent.name in BARE):
        name = path.relative_to(GOLDENS.parent.parent).as_posix()
        done = subprocess.run(["git", "show", f"{revision}:{name}"], capture_output=True, check=False, cwd=GOLDENS)
        if done.returncode:
            print(f"{name}: new")
            continue
        found |= compare(name, path.parent.name, done.stdout.decode(), path.read_text("utf-8"))
    return found


def runs(old: str, new: str, arguments: list[str]) -> bool:
    """Compare the reports of two executables."""
    found = False
    for form in BARE:
        said = [
            subprocess.run([each, "check", "--format", form, *arguments], capture_output=True, check=False)
            for each in (old, new)
        ]
        found |= compare(form, form, said[0].stdout.decode(), said[1].stdout.decode())
        statuses = [each.returncode for each in said]
        if statuses not in ([0, 0], [1, 1]):
            print(f"    exit status {statuses[0]} and {statuses[1]}: {said[1].stderr.decode()}")
            found = True
    return found


def main() -> int:
    """Parse the arguments, compare, and print."""
    match sys.argv[1:]:
        case ["goldens", revision]:
            return int(goldens(revision))
        case ["runs", old, new, *arguments]:
            return int(runs(old, new, arguments))
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
