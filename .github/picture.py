"""Draw the README's picture, an SVG, from the coloured output of `archlint check examples/broken --color always`.

It shows the findings of the rules in SHOWN, and the verdict. tests/test_readme.py compares it with a new drawing.
"""

from __future__ import annotations

import re
import sys
from html import escape

SHOWN = ("pure-domain", "contexts-in-order")
WIDTH = 118
LINE, TOP, LEFT, ADVANCE = 19, 52, 20, 8.43
COLORS = {"31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff", "36": "#76e3ea"}
_ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


def pick(report: str) -> list[str]:
    """Return the lines of the report that the picture shows."""
    blocks = report.rstrip("\n").split("\n\n")
    shown = [block for block in blocks if any(f"[{name}]" in _ESCAPE.sub("", block) for name in SHOWN)]
    lines = [line for block in shown for line in [*block.splitlines(), ""]]
    return [*lines, *blocks[-1].splitlines()[-2:]]


def wrap(line: str) -> list[str]:
    """Wrap a line at WIDTH visible characters, and keep its colour."""
    rows, row, seen, colour = [], "", 0, ""
    for part in re.split(r"(\x1b\[[0-9;]*m|\s+)", line):
        if _ESCAPE.fullmatch(part):
            colour = part
            row += part
        elif part:
            if seen + len(part) > WIDTH and seen:
                rows.append(row)
                row, seen = "    " + colour, 4
                part = part.lstrip()
            row += part
            seen += len(part)
    return [*rows, row]


def spans(row: str) -> str:
    """Return one row as SVG tspans."""
    out, style = [], ""
    for index, part in enumerate(_ESCAPE.split(row)):
        if index % 2:
            codes = part.split(";")
            style = "" if part in ("", "0") else style
            for code in codes:
                if code == "1":
                    style += " font-weight='bold'"
                elif code == "2":
                    style += " fill-opacity='.65'"
                elif code in COLORS:
                    style += f" fill='{COLORS[code]}'"
        elif part:
            out.append(f"<tspan{style}>{escape(part.expandtabs(4))}</tspan>")
    return "".join(out)


def draw(report: str) -> str:
    """Return the whole picture as SVG."""
    rows = ["\x1b[2m$\x1b[0m \x1b[1marchlint check examples/broken\x1b[0m", ""]
    rows += [row for line in pick(report) for row in wrap(line)]
    height = TOP + LINE * len(rows) + 12
    width = int(LEFT * 2 + ADVANCE * (WIDTH + 2))
    dots = "".join(
        f"<circle cx='{20 + 18 * n}' cy='20' r='6' fill='{c}'/>"
        for n, c in enumerate(("#ff5f56", "#ffbd2e", "#27c93f"))
    )
    text = "\n".join(
        f"<text x='{LEFT}' y='{TOP + LINE * number}' xml:space='preserve'>{spans(row)}</text>"
        for number, row in enumerate(rows)
    )
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg' width='{width}' height='{height}' viewBox='0 0 {width} {height}' "
        "role='img' aria-label='archlint shows the line that breaks a rule, the reason for the rule, and the fix'>\n"
        f"<rect width='100%' height='100%' rx='8' fill='#0d1117'/>{dots}\n"
        "<g font-family='ui-monospace,SFMono-Regular,Menlo,Consolas,monospace' font-size='14' fill='#e6edf3'>\n"
        f"{text}\n</g>\n</svg>\n"
    )


if __name__ == "__main__":
    sys.stdout.write(draw(sys.stdin.read()))
