"""The one glob language: `/` only, `*` within a segment, `?` one character, `**` any depth, path boundaries respected.

A glob names files or packages. `infra/**` is the folder `infra` and all below it, never `infrastructure/x`; `infra/*`
is what lies one level below; `infra` is that folder. A file is matched by its own path or by the folder it lies in.

A placeholder stands for a wildcard and remembers what it stood for: `{name}` is a `*` (of one character at least),
`{name:**}` is a `**`.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import count, pairwise, takewhile
from typing import NamedTuple

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_DEEP = re.compile(r"\*\*|\{([A-Za-z_][A-Za-z0-9_]*):\*\*\}")


class Glob(NamedTuple):
    """A compiled glob. `specificity` orders globs that match one file: the larger wins, equal ones are a conflict.

    It is (segments other than `**`, segments without a wildcard, literal characters in segments with one).
    `folder_only` says that whether a file matches depends on its folder alone. `placeholders` are the names in braces.
    """

    text: str
    pattern: re.Pattern[str]
    specificity: tuple[int, int, int]
    folder_only: bool
    placeholders: tuple[str, ...] = ()

    def matches(self, path: str) -> bool:
        """Whether the glob matches this path (of a file, a folder or a package) as a whole."""
        return self.pattern.fullmatch(path) is not None

    def matches_any(self, paths: Iterable[str]) -> bool:
        """Whether the glob matches one of these paths as a whole."""
        return any(map(self.pattern.fullmatch, paths))

    def matches_file(self, path: str) -> bool:
        """Whether the glob matches the file at `path`: by the path itself, or by the folder it lies in."""
        return self._found(path) is not None

    def capture(self, path: str) -> str:
        """What the placeholder captures for the file at `path`, "" where the glob does not match."""
        found = self._found(path)
        return str(found[f"_{self.placeholders[0]}"]) if found else ""

    def captures(self, path: str) -> dict[str, str] | None:
        """What each placeholder stands for where the glob matches this path as a whole, None where it does not.

        A `{name:**}` may stand for several segments, joined by "/", or for none: "".
        """
        found = self.pattern.fullmatch(path)
        return {name: (found[f"_{name}"] or "").strip("/") for name in self.placeholders} if found else None

    @property
    def head(self) -> str:
        """The segments before the first one with a wildcard: the folder that all its matches lie in, or are."""
        return "/".join(takewhile(lambda segment: not _is_wild(segment), self.text.split("/")))

    def can_match_below(self, folder: str) -> bool:
        """Whether the glob matches some path at or below this one, whether or not there is such a path."""
        segments = self.text.split("/")
        live = {0}  # the segments that may stand for what comes next
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
        if self.folder_only:  # `a/{x}/**` is about folders: the file a/b.go lies in a, and is no x itself
            return self.pattern.fullmatch(folder)
        return self.pattern.fullmatch(path) or self.pattern.fullmatch(folder)


def problem(text: str, *, placeholders: int | None = 0) -> str:
    """Say what is wrong with a glob, "" where nothing is.

    `placeholders` is how many `{name}` it must have; None stands for any number, `{name:**}` among them.
    """
    if not text:
        return "is empty"
    if "\\" in text:
        return "has a backslash; write / between folders on every system"
    if not text.isprintable() or text != text.strip():
        return "has a space at an end, or a character that cannot be printed"
    if text.startswith("!"):
        return "starts with !; there is no negation, name what is meant"
    if text.startswith("/") or re.match(r"[A-Za-z]:", text):
        return "is absolute; globs are relative to the scan root"
    if text.endswith("/"):
        return f"ends with /; write {text}** for the folder and all below it"
    if placeholders is None:
        return _segments_problem(_plain(text)) or _names_problem(text)
    return _segments_problem(text) or _placeholders_problem(text, placeholders)


def _plain(text: str) -> str:
    """The glob without the names of those placeholders that stand alone for any depth."""
    return "/".join("**" if _DEEP.fullmatch(segment) else segment for segment in text.split("/"))


def _segments_problem(text: str) -> str:
    for segment in text.split("/"):
        if not segment:
            return "has an empty segment (//)"
        if segment in (".", ".."):
            return f"has the segment {segment}; globs are relative to the scan root and stay below it"
        if "..." in segment:
            return "has ...; write ** for any depth"
        if "**" in segment and segment != "**":
            return f"has ** inside the segment {segment!r}; ** stands alone between slashes"
        if "[" in segment or "]" in segment:
            return "has a square bracket; there are no sets of characters, only *, ? and **"
    return ""


def _placeholders_problem(text: str, placeholders: int) -> str:
    rest, found = _PLACEHOLDER.subn("", text)
    if "{" in rest or "}" in rest:
        return "has braces; write alternatives such as {a,b} as two globs"
    if found == placeholders:
        return ""
    if not placeholders:
        return "has a placeholder in braces, which only slices and patterns of destinations take"
    return f"needs {placeholders} placeholder such as {{context}}, but has {found}"


def _names_problem(text: str) -> str:
    """What is wrong with any number of placeholders: each needs a name of its own, and ends that can be told."""
    rest = _PLACEHOLDER.sub("", _plain(text))
    if "{" in rest or "}" in rest:
        return "has braces; a placeholder is {name}, or {name:**} alone between slashes for any depth"
    names = placeholder_names(text)
    for name in names:
        if names.count(name) > 1:
            return f"has the placeholder {{{name}}} twice"
    if re.search(r"\}[{*]|\*\{", text):
        return "has two wildcards with nothing between; nobody could say where the first one ends"
    segments = text.split("/")
    for first, second in pairwise(segments):
        if _DEEP.fullmatch(first) and _DEEP.fullmatch(second) and first + second != "****":
            return f"has {first} beside {second}; nobody could say where the first one ends"
    return ""


def placeholder_names(text: str) -> list[str]:
    """The names of all placeholders, in order."""
    return re.findall(r"\{([A-Za-z_][A-Za-z0-9_]*)(?::\*\*)?\}", text)


@lru_cache(maxsize=1024)
def compile_glob(text: str, *, placeholders: int | None = 0) -> Glob:
    """Compile a glob; a `{name}` placeholder captures one segment or a part of one, `{name:**}` any number of them.

    Raises ValueError with the text of `problem` where the glob is not well formed.
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
        (len(solid), len(literal), partial),
        _DEEP.fullmatch(segments[-1]) is not None,
        tuple(placeholder_names(text)) if placeholders != 0 else (),
    )


def _is_segment(pattern: str, text: str) -> bool:
    """Whether a segment of a glob matches one of a path."""
    if not _is_wild(pattern):
        return pattern == text
    return re.fullmatch(_segment_regex(pattern, count()), text) is not None


def _is_wild(segment: str) -> bool:
    return "*" in segment or "?" in segment or "{" in segment


def _regex(segments: list[str]) -> str:
    """The pattern of a whole glob: stretches of plain segments with `**` between them.

    What stands between two `**` is fixed to the first place where it fits, which is as good as any later one: matching
    goes back over one `**` at most, so that no glob takes more than quadratic time (a glob may come from a stranger).
    """
    stretches: list[list[str]] = [[]]
    captures: list[str] = []  # how the group of each `**` begins; the one at index i stands before stretch i + 1
    for segment in segments:
        deep = _DEEP.fullmatch(segment)
        if deep:
            stretches.append([])
            captures.append(f"(?P<_{deep[1]}>" if deep[1] else "(?:")
        else:
            stretches[-1].append(segment)
    numbers = count()
    first, *middle = ["/".join(_segment_regex(segment, numbers) for segment in stretch) for stretch in stretches]
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
        _first_fit(f"{capture}(?:[^/]+/)*?){stretch}/", numbers)
        for capture, stretch in zip(captures, middle, strict=True)
    ]
    return "".join((start, *fixed, before, last, end))


def _segment_regex(segment: str, numbers: Iterator[int]) -> str:
    """The pattern of one segment: literal text with wildcards between, all but the last fixed to their first fit."""
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
    """The pattern, never tried again once it has fitted: an atomic group, which `re` has from Python 3.11 on alone."""
    name = f"fit{next(numbers)}"
    return f"(?=(?P<{name}>{pattern}))(?P={name})"
