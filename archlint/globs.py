"""The glob language. `/` separates segments, `*` is any text in a segment, `?` is one character, `**` is any depth.

A glob matches files or packages. `infra/**` is the folder `infra` and everything below it, but never
`infrastructure/x`; `infra/*` is what is one level below; `infra` is only that folder. A glob matches a file by the
file's path or by its folder.

A placeholder is a wildcard that captures what it matches: `{name}` is a `*` (of at least one character), `{name:**}` is
a `**`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count, pairwise, takewhile
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DEEP = re.compile(r"\*\*|\{([A-Za-z_][A-Za-z0-9_]*):\*\*\}")


class Glob(NamedTuple):
    """A compiled glob. Of the globs that match a file, the one with the highest `specificity` wins; ties are conflicts.

    The specificity is (segments other than `**`, segments without a wildcard, literal characters in segments with one).
    `folder_only` is true if only the folder of a file decides whether it matches. `placeholders` are the names in
    braces.
    """

    text: str
    pattern: re.Pattern[str]
    specificity: tuple[int, int, int]
    folder_only: bool
    placeholders: tuple[str, ...] = ()

    def matches(self, path: str) -> bool:
        """Report whether the glob matches this whole path (of a file, a folder or a package)."""
        return self.pattern.fullmatch(path) is not None

    def matches_any(self, paths: Iterable[str]) -> bool:
        """Report whether the glob matches one of these paths."""
        return any(map(self.pattern.fullmatch, paths))

    def matches_file(self, path: str) -> bool:
        """Report whether the glob matches the file at `path`, by the path itself or by its folder."""
        return self._found(path) is not None

    def capture(self, path: str) -> str:
        """Return what the first placeholder captures for the file at `path`, "" if the glob doesn't match."""
        found = self._found(path)
        return str(found[f"_{self.placeholders[0]}"]) if found else ""

    def captures(self, path: str) -> dict[str, str] | None:
        """Return what each placeholder captures in this whole path, None if the glob doesn't match.

        A `{name:**}` can capture several segments, joined by "/", or none: "".
        """
        found = self.pattern.fullmatch(path)
        return {name: (found[f"_{name}"] or "").strip("/") for name in self.placeholders} if found else None

    @property
    def head(self) -> str:
        """The segments before the first one with a wildcard. Every match is this path or is below it."""
        return "/".join(takewhile(lambda segment: not _is_wild(segment), self.text.split("/")))

    def can_match_below(self, folder: str) -> bool:
        """Report whether the glob could match a path at or below this one. The path needn't exist."""
        segments = self.text.split("/")
        live = {0}  # the segments that can match the next part
        for part in folder.split("/"):
            following: set[int] = set()
            for index in sorted(live):
                while index < len(segments) and segments[index] == "**":
                    following.add(index)
                    index += 1
                if index < len(segments) and _is_segment(segments[index], part):
                    following.add(index + 1)
            live = following
        return bool(live)

    def _found(self, path: str) -> re.Match[str] | None:
        folder = path.rpartition("/")[0]
        if self.folder_only:  # `a/{x}/**` is about folders: the file a/b.go is in a, and isn't a folder x
            return self.pattern.fullmatch(folder)
        return self.pattern.fullmatch(path) or self.pattern.fullmatch(folder)


def problem(text: str, *, placeholders: int | None = 0) -> str:
    """Return what is wrong with a glob, "" for nothing.

    `placeholders` is the number of `{name}` that it must have. None means any number, and `{name:**}` too.
    """
    if not text:
        return "is empty"
    if "\\" in text:
        return "has a backslash; write / between folders, on Windows too"
    if not text.isprintable() or text != text.strip():
        return "starts or ends with a space, or has an unprintable character"
    if text.startswith("!"):
        return "starts with !; a glob can't be negated, so list what it should match"
    if text.startswith("/") or re.match(r"[A-Za-z]:", text):
        return "is absolute; globs are relative to the scan root"
    if text.endswith("/"):
        return f"ends with /; write {text}** for the folder and everything below it"
    if placeholders is None:
        return _segments_problem(_plain(text)) or _names_problem(text)
    return _segments_problem(text) or _placeholders_problem(text, placeholders)


def _plain(text: str) -> str:
    """Return the glob with `**` for each `{name:**}`."""
    return "/".join("**" if _DEEP.fullmatch(segment) else segment for segment in text.split("/"))


def _segments_problem(text: str) -> str:
    for segment in text.split("/"):
        if not segment:
            return "has an empty segment (//)"
        if segment in (".", ".."):
            return f"has the segment {segment}; globs are relative to the scan root and can't leave it"
        if "..." in segment:
            return 'has "..."; write ** for any depth'
        if "**" in segment and segment != "**":
            return f"has ** inside the segment {segment!r}; ** has to be a whole segment"
        if "[" in segment or "]" in segment:
            return "has a square bracket; there are no character classes, only *, ? and **"
    return ""


def _placeholders_problem(text: str, placeholders: int) -> str:
    rest, found = _PLACEHOLDER.subn("", text)
    if "{" in rest or "}" in rest:
        return "has braces; write alternatives such as {a,b} as two globs"
    if found == placeholders:
        return ""
    if not placeholders:
        return "has a placeholder in braces, which only slices and destinations can have"
    return f"needs {placeholders} placeholder such as {{context}}, but has {found}"


def _names_problem(text: str) -> str:
    """Return what is wrong with the placeholders, "" for nothing. Each needs a name of its own and a clear end."""
    rest = _PLACEHOLDER.sub("", _plain(text))
    if "{" in rest or "}" in rest:
        return "has braces; a placeholder is {name}, or {name:**} as a whole segment for any depth"
    names = placeholder_names(text)
    for name in names:
        if names.count(name) > 1:
            return f"has the placeholder {{{name}}} twice"
    if re.search(r"\}[{*]|\*\{", text):
        return "has two wildcards with nothing between them, so it's unclear where the first one ends"
    segments = text.split("/")
    for first, second in pairwise(segments):
        if _DEEP.fullmatch(first) and _DEEP.fullmatch(second) and first + second != "****":
            return f"has {first} next to {second}, so it's unclear where the first one ends"
    return ""


def placeholder_names(text: str) -> list[str]:
    """Return the names of all placeholders, in order."""
    return re.findall(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::\*\*)?\}", text)


@lru_cache(maxsize=1024)
def compile_glob(text: str, *, placeholders: int | None = 0) -> Glob:
    """Compile a glob. `{name}` captures a segment or a part of one, `{name:**}` any number of segments.

    Raises ValueError with the text of `problem` if the glob is malformed.
    """
    wrong = problem(text, placeholders=placeholders)
    if wrong:
        raise ValueError(f"the glob {text!r} {wrong}")
    segments: list[str] = []
    for segment in text.split("/"):
        if segment != "**" or not segments or segments[-1] != "**":
            segments.append(segment)
    solid = [segment for segment in segments if not _DEEP.fullmatch(segment)]
    literal = [segment for segment in solid if not _is_wild(segment)]
    partial = sum(len(re.sub(r"[*?]|\{\w+\}", "", segment)) for segment in solid if _is_wild(segment))
    return Glob(
        text,
        re.compile(_regex(segments), re.DOTALL),
        specificity=(len(solid), len(literal), partial),
        folder_only=_DEEP.fullmatch(segments[-1]) is not None,
        placeholders=tuple(placeholder_names(text)) if placeholders != 0 else (),
    )


def _is_segment(pattern: str, text: str) -> bool:
    """Report whether a segment of a glob matches a segment of a path."""
    if not _is_wild(pattern):
        return pattern == text
    return re.fullmatch(_segment_regex(pattern, count()), text) is not None


def _is_wild(segment: str) -> bool:
    return "*" in segment or "?" in segment or "{" in segment


def _regex(segments: list[str]) -> str:
    """Return the regular expression for a whole glob: runs of plain segments with `**` between them.

    A run between two `**` matches at the first position where it fits, which is as good as any later one. So matching
    backtracks over at most one `**`, and no glob takes more than quadratic time (a glob may come from a stranger).
    """
    runs: list[list[str]] = [[]]
    captures: list[str] = []  # how the group of each `**` begins; the one at index i comes before run i + 1
    for segment in segments:
        deep = _DEEP.fullmatch(segment)
        if deep:
            runs.append([])
            captures.append(f"(?P<_{deep[1]}>" if deep[1] else "(?:")
        else:
            runs[-1].append(segment)
    numbers = count()
    first, *middle = ["/".join(_segment_regex(segment, numbers) for segment in run) for run in runs]
    if not middle:
        return first
    end, last = "", middle.pop()
    if not last:
        if not middle:
            return f"{first}{captures[0]}/.*)?" if first else f"{captures[0]}.*)"
        end, last = f"{captures.pop()}/.*)?", middle.pop()
    before = f"{captures.pop()}.*/)?"
    start = f"{first}/" if first else ""
    fixed = [
        _first_fit(f"{capture}(?:[^/]+/)*?){run}/", numbers) for capture, run in zip(captures, middle, strict=True)
    ]
    return "".join((start, *fixed, before, last, end))


def _segment_regex(segment: str, numbers: Iterator[int]) -> str:
    """Return the regular expression for one segment. Each wildcard except the last one matches at its first fit."""
    if segment == "*":
        return "[^/]+"
    wild, text = "", ""
    out: list[str] = []
    for piece in re.split(r"(\*|\?|\{\w+\})", segment):
        if piece == "*" or _PLACEHOLDER.fullmatch(piece):
            out.append(_first_fit(wild + text, numbers) if wild else text)
            wild, text = ("[^/]*?" if piece == "*" else f"(?P<_{piece[1:-1]}>[^/]+?)"), ""
        else:
            text += "[^/]" if piece == "?" else re.escape(piece)
    return "".join((*out, wild.replace("?)", ")").removesuffix("?"), text))


def _first_fit(pattern: str, numbers: Iterator[int]) -> str:
    """Return the pattern as an atomic group: once matched, it isn't tried again. `re` has these since Python 3.11."""
    name = f"fit{next(numbers)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"
