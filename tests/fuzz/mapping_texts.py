"""Random mapping documents: Markdown with front matter and tables, and CSV."""

from __future__ import annotations

import random

from .mutate import mutated

_PATHS = (
    "a/x.go", "x.go", "a/", "a", "a/b/", "domain/x.go", "internal/x/", "services/s/domain/x.go", "n/go.mod", "`a/x.go`", "`a/y.go`", "e.txt", "é.go",
    "../x.go", "/etc/passwd", "C:\\\\x", "a//b", ".", "", "./a/x.go", "a\\|b", "`a|b`", "``x``", "a b.go", "\x1b[31m.go", "\u202e.go", "vendor/x.go",
    "a/x_test.go", "a/x_linux.go", "~/x", "a/./b", "_x/y.go", "A/X.go", "a/X.go", "d/", "d/x.go", "new/y.go", "cmd/app/main.go",
)  # fmt: skip
_COLUMNS = (
    "target_context",
    "target_layer",
    "responsibility",
    "reason",
    "confidence",
    "x",
    "Target_Layer",
    "old path",
    "",
)
_WORDS = ("Domain", "x", "High", "", "Low", "why", "a \\| b", "`c`", "<b>", "位于", "\x1b[31m", "##[x]", "::error::")
_FRONT = (
    "", "", "---\ndoc_type: migration_batch\nbatch_id: \"b\"\n---\n", "---\nbatch_id: ../../x\n---\n", "---\na: [b, c]\nd:\n  e: f\n---\n",
    "---\n", "---\na: b\n", "---\na: |\n  x\n---\n", "---\n- a\n- b: c\n---\n", "---\na: &x b\nc: *x\n---\n", "---\n\"a\": 'b' # c\n---\n",
    "---\na: {b: c}\n---\n", "---\nbatch_id: \x1b[31m\n---\n", "---\na: \"\\u0041\n---\n", "---\na: b\na: c\n---\n", "---\r\na: b\r\n---\r\n",
    "---\nscope:\n  layers: [\"A\", 'B']\n  x:\n    y: z\n---\n", "---\n# c\n\na:   b   \n---\n", "---\nbatch_id: a/b\n---\n", "---\nbatch_id: CON\n---\n",
)  # fmt: skip
_FRAGMENTS = tuple(
    text.encode()
    for text in (
        "|", "||", "\n", "| --- | --- |\n", "| old_path | new_path |\n", "---\n", "```\n", "~~~\n", "<!--", "-->", "`", "``", "\\", "\\|", "#", "> ", "- ",
        "    ", "\t", ":", ": ", "&", "*", "[", "]", "{", "}", '"', "'", ",", ";", "\r", "old_path", "new_path", "a/x.go", "---", ":-:", "<table>", "| a |",
        "!", "%", "@", "|\n|", "'''", "? ", "<details>\n", "</details>\n", "```md\n",
    )
)  # fmt: skip


def mapping(source: random.Random) -> bytes:
    """Return a document of either kind."""
    return csv(source) if not source.randrange(3) else markdown(source)


def markdown(source: random.Random) -> bytes:
    """Return a Markdown document."""
    pick = source.choice
    out = [
        pick(_FRONT),
        pick(("", "# T\n\n", "text\n\n", "```\n| old_path | new_path |\n```\n\n", "<!-- c -->\n", "\ufeff")),
    ]
    for _ in range(pick((0, 1, 1, 1, 1, 2))):
        columns = _columns(source)
        pad = pick((" ", " ", ""))
        edge = pick(("|", "|", "|", ""))
        out.append(_row([*columns], pad, edge))
        out.append(
            _row(
                [pick(("---", "---", ":-:", "-", "--:")) for _ in columns] if source.randrange(20) else ["x"], pad, edge
            )
        )
        out += [_row(cells, pad, edge) for cells in _cells(source, columns)]
        out.append(pick(("\n", "", "text\n", "\n\n")))
    data = "".join(out).encode("utf-8", "surrogateescape")
    return data if source.randrange(3) else mutated(source, data, _FRAGMENTS, data)


def csv(source: random.Random) -> bytes:
    """Return a CSV document."""
    pick = source.choice
    columns = _columns(source)
    mark = pick((",", ",", ",", "\t", ";"))
    lines = [columns, *_cells(source, columns)]
    quoted = not source.randrange(3)
    if quoted:
        lines = [['"' + cell.replace('"', '""') + '"' for cell in line] for line in lines]
    text = "".join(mark.join(line) + pick(("\n", "\n", "\r\n", "\r")) for line in lines)
    data = (pick(("", "", "\ufeff", "# c\n")) + text).encode("utf-8", "surrogateescape")
    return data if source.randrange(3) else mutated(source, data, _FRAGMENTS, data)


def _columns(source: random.Random) -> list[str]:
    columns = ["old_path", "new_path"] if source.randrange(8) else source.choices(("old_path", "new_path", "x"), k=2)
    columns += source.sample(_COLUMNS, source.choice((0, 0, 1, 3, 5)))
    if not source.randrange(6):
        source.shuffle(columns)
    return columns


def _cells(source: random.Random, columns: list[str]) -> list[list[str]]:
    rows = []
    for _ in range(source.choice((0, 1, 1, 2, 3, 6))):
        row = [source.choice(_PATHS if name.endswith("_path") else _WORDS) for name in columns]
        if not source.randrange(15):
            row = row[:-1] if source.randrange(2) else [*row, "x"]
        rows.append(row)
    return rows


def _row(cells: list[str], pad: str, edge: str) -> str:
    return f"{edge}{pad}{f'{pad}|{pad}'.join(cells)}{pad}{edge}\n"
