"""Write a tree of Go stubs from facts.json: the files of WuKongIM with only their package clauses, their imports, the
names they declare and the names they use. The stubs don't compile. archlint reports the same for them as for WuKongIM,
except for line numbers.

    python write_stub.py FOLDER
"""

import json
import sys
from pathlib import Path


def stub(file):
    """Return the text of one stub; `file` is an entry of facts.json."""
    lines = []
    if "build" in file:
        lines += [f"//go:build {file['build']}", ""]
    lines += [f"package {file['package']}", ""]
    for text in file.get("imports", []):
        alias, _, path = text.rpartition(" ")
        lines.append(f'import {alias}{" " if alias else ""}"{path}"')
    for pattern in file.get("embeds", []):
        lines += ["", f"//go:embed {pattern}", "var _ string"]
    for name, members in file.get("types", {}).items():
        lines += ["", f"type {name} struct {{", *(f"\t{member}" for member in members), "}"]
    for name, members in file.get("interfaces", {}).items():
        lines += ["", f"type {name} interface {{", *(f"\t{member}" for member in members), "}"]
    lines += ["", *(f"type {text}" for text in file.get("names", []))]
    lines += ["", *(f"var {text}" for text in file.get("vars", []))]
    lines += ["", *(f"const {text} = 0" for text in file.get("consts", []))]
    lines += ["", *(f"func {text} {{}}" for text in file.get("funcs", []))]
    for use in file.get("uses", []):
        given, _, value = use.rpartition("; ")  # `v T; v.name`: a member of what is given
        lines.append(f"func _({given}) {{ _ = {value} }}")
    return "\n".join(lines) + "\n"


def write(facts, folder):
    """Write all stubs, and empty files for the others."""
    for path in facts["others"]:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(f"module {facts['module']}\n" if path == "go.mod" else "")
    for file in facts["files"]:
        target = folder / file["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(stub(file), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(json.loads((Path(__file__).parent / "facts.json").read_text("utf-8")), Path(sys.argv[1]))
