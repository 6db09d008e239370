"""The one glob language: `/` only, `*` within a segment, `?` one character, `**` any depth, path boundaries respected.

A glob names files or packages. `infra/**` is the folder `infra` and all below it, never `infrastructure/x`; `infra/*` is
what lies one level below; `infra` is that folder. A file is matched by its own path or by the folder it lies in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Glob(NamedTuple):
    """A compiled glob. `specificity` orders globs that match one file: the larger wins, equal ones are a conflict.

    It is (segments other than `**`, segments without a wildcard, literal characters in segments with one).
    `folder_only` says that whether a file matches depends on its folder alone.
    """

    text: str
    pattern: re.Pattern[str]
    specificity: tuple[int, int, int]
    folder_only: bool

    def matches(self, path: str) -> bool:
        """Whether the glob matches this path (of a file, a folder or a package) as a whole."""
        return self.pattern.fullmatch(path) is not None

    def matches_file(self, path: str) -> bool:
        """Whether the glob matches the file at `path`: by the path itself, or by the folder it lies in."""
        if self.pattern.fullmatch(path):
            return True
        return not self.folder_only and self.pattern.fullmatch(path.rpartition("/")[0]) is not None

    def capture(self, path: str) -> str:
        """What the placeholder captures for the file or folder at `path`, "" where the glob does not match."""
        found = self.pattern.fullmatch(path) or self.pattern.fullmatch(path.rpartition("/")[0])
        return found.group(1) if found else ""


def problem(text: str, *, placeholders: int = 0) -> str:
    """Say what is wrong with a glob, "" where nothing is. `placeholders` is how many `{name}` it must have."""
    if not text:
        return "is empty"
    if "\\" in text:
        return "has a backslash; write / between folders on every system"
    if text.startswith("/") or re.match(r"[A-Za-z]:", text):
        return "is absolute; globs are relative to the scan root"
    if text.endswith("/"):
        return f"ends with /; write {text}** for the folder and all below it"
    for segment in text.split("/"):
        if not segment:
            return "has an empty segment (//)"
        if segment in (".", ".."):
            return f"has the segment {segment}; globs are relative to the scan root and stay below it"
        if "**" in segment and segment != "**":
            return f"has ** inside the segment {segment!r}; ** stands alone between slashes"
    found = len(_PLACEHOLDER.findall(text))
    if found != placeholders:
        return (
            "has a placeholder in braces, which only slices and patterns of destinations take"
            if not placeholders
            else f"needs {placeholders} placeholder such as {{context}}, but has {found}"
        )
    return ""


def compile_glob(text: str, *, placeholders: int = 0) -> Glob:
    """Compile a glob; a `{name}` placeholder captures one segment or a part of one.

    Raises ValueError with the text of `problem` where the glob is not well formed.
    """
    wrong = problem(text, placeholders=placeholders)
    if wrong:
        raise ValueError(f"the glob {text!r} {wrong}")
    segments: list[str] = []
    for segment in text.split("/"):
        if segment != "**" or not segments or segments[-1] != "**":
            segments.append(segment)
    solid = [segment for segment in segments if segment != "**"]
    literal = [segment for segment in solid if not _is_wild(segment)]
    partial = sum(len(re.sub(r"[*?]|\{\w+\}", "", segment)) for segment in solid if _is_wild(segment))
    return Glob(
        text,
        re.compile(_regex(segments), re.DOTALL),
        (len(solid), len(literal), partial),
        segments[-1] == "**",
    )


def _is_wild(segment: str) -> bool:
    return "*" in segment or "?" in segment or "{" in segment


def _regex(segments: list[str]) -> str:
    if segments == ["**"]:
        return ".*"
    parts: list[str] = []
    for index, segment in enumerate(segments):
        last = index == len(segments) - 1
        if segment != "**":
            parts.append(_segment_regex(segment))
            if not last and segments[index + 1 :] != ["**"]:
                parts.append("/")
        elif last:
            parts.append("(?:/.*)?")
        else:
            parts.append("(?:.*/)?")
    return "".join(parts)


def _segment_regex(segment: str) -> str:
    if segment == "*":
        return "[^/]+"
    out: list[str] = []
    for piece in re.split(r"(\*|\?|\{\w+\})", segment):
        if piece == "*":
            out.append("[^/]*")
        elif piece == "?":
            out.append("[^/]")
        elif _PLACEHOLDER.fullmatch(piece):
            out.append("([^/]+)")
        else:
            out.append(re.escape(piece))
    return "".join(out)
