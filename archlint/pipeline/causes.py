"""Why a glob matches no scanned file although files for it exist: the scan skipped them, and this says why."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from archlint.globs import Glob
from archlint.model.facts import Reason
from archlint.model.language import Language
from archlint.pipeline.inputs import LeftOut
from archlint.text.lists import listed

_TESTS = 'set tests = "include" in [scan] or in a rule that checks them'
_SAYS: dict[Reason, tuple[str, str]] = {
    "tests": ('test code, which tests = "exclude" skips', _TESTS),
    "production": ('production code, which tests = "only" skips', _TESTS),
    "build": ("for another build configuration than the one in [scan] build", 'build = "all" scans every file'),
    "documentation": ("package documentation, which Go never builds", ""),
    "exclude": ("excluded by [scan] exclude", "change [scan] exclude, or remove the glob"),
    "untracked": ("not tracked by git, and --tracked skips such files", "run git add, or check without --tracked"),
    "ignored": ("ignored by {tools} ({names})", ""),
    "vendor": ("in a vendor folder, which Go ignores", ""),
    "go.mod": ("excluded by an ignore directive in go.mod", ""),
    "language": ("not {language}", ""),
}

_IMPORTABLE: frozenset[Reason] = frozenset(("build", "exclude", "untracked", "ignored", "go.mod"))


class Cause(NamedTuple):
    """What a glob matches besides scanned files. `text` continues a message that said what is wrong; `text` and `hint`
    are "" if the glob matches nothing at all. `importable` reports whether scanned code can import one of the files:
    then it's no mistake to name them."""

    text: str = ""
    hint: str = ""
    importable: bool = False


class Causes:
    """Matches globs against the files that the scan skipped. The first glob triggers the search for these files."""

    def __init__(self, left_out: LeftOut, language: Language, import_path: Callable[[str], str]) -> None:
        self._ask, self._language, self._import_path = left_out, language, import_path

    @cached_property
    def _files(self) -> Mapping[str, Reason]:
        return self._ask()

    @cached_property
    def _paths(self) -> list[str]:
        return sorted(self._files)

    @cached_property
    def _by_import(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in self._paths:
            if self._files[path] != "language":
                found.setdefault(path.rpartition("/")[0], []).append(path)
        return {self._import_path(folder): paths for folder, paths in found.items()}

    def of(self, glob: Glob, *, imports: bool = False) -> Cause:
        """What the glob matches: paths of files and, with `imports`, also import paths of their folders."""
        hits = {path for path in self._below(glob.head) if glob.matches_file(path)}
        if imports:
            hits.update(path for name, paths in self._by_import.items() if glob.matches(name) for path in paths)
        language = self._language
        counts = Counter(self._files[path] for path in hits)
        if not counts:
            return Cause()
        said = [(number, *_SAYS[reason]) for reason, number in sorted(counts.items(), key=lambda pair: -pair[1])]
        if len(said) == 1:
            which = "the file it matches is" if len(hits) == 1 else f"the {len(hits):,} files it matches are"
            text = f"{which} {said[0][1]}"
        else:
            parts = [f"{number:,} {'is' if number == 1 else 'are'} {words}" for number, words, _ in said]
            text = f"of the {len(hits):,} files it matches, {listed(parts)}"
        return Cause(
            f"; {text.format(tools=language.tools, names=language.ignored, language=language.title)}",
            said[0][2],
            not _IMPORTABLE.isdisjoint(counts),
        )

    def _below(self, head: str) -> list[str]:
        """The paths that start with the segments of `head`."""
        if not head:
            return self._paths
        start = bisect_left(self._paths, head)
        end = bisect_left(self._paths, f"{head}0", start)  # "0" is the character after "/"
        return self._paths[start:end]
