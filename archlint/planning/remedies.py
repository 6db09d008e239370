"""Ways to unblock moves: rows to change, names to export, or code to change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from archlint.hazards.context import folder_of
from archlint.hazards.splits import exported_form
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.planning.evidence import Judge, files_of
from archlint.planning.plans import Way
from archlint.text.lists import count

Destinations = Mapping[str, str]


class Trials:
    """A judge that answers a number of questions, so that many blocked folders don't take long; no from then on."""

    def __init__(self, judge: Judge, most: int) -> None:
        self._judge = judge
        self._left = most

    def are_sound(self, moves: Destinations) -> bool:
        """Report whether the moves are known to be sound."""
        self._left -= 1
        return self._left >= 0 and not self._judge(moves)


def ways_out(
    blocked: Destinations, kept: Destinations, reasons: tuple[Finding, ...], trials: Trials
) -> tuple[Way, ...]:
    """Return the ways to unblock these moves. `reasons` is what is unsound if they are made after the `kept` moves.

    A way is proven if the checker finds nothing unsound after it. Proven ways come first, then smaller ones.
    """
    ways = [*_by_names(reasons), *_by_rows(blocked, kept, reasons, trials=trials), *_by_code(reasons)]
    return tuple(sorted(ways, key=lambda way: (not way.proven, way.size, way.kind)))


def _by_names(reasons: tuple[Finding, ...]) -> Iterable[Way]:
    """Export the names that are used across the new boundary. This is enough if nothing else is unsound."""
    names: dict[tuple[str, ...], str] = {}
    enough = True
    for finding in reasons:
        if finding.kind != "unexported-use" or GO.is_test(finding.identity[1]):
            enough = False
        else:
            at = next((str(related.place) for related in finding.related), finding.identity[1])
            for name in finding.names:
                owner, dot, last = name.rpartition(".")
                names[finding.identity[1], name] = f"{at}: {name} -> {owner}{dot}{exported_form(last)}"
    if names:
        what = "name" if len(names) == 1 else "names"
        also = "" if enough else ", and fix the other problems listed"
        yield Way(
            "names",
            len(names),
            text=f"export {len(names)} {what}{also}",
            items=tuple(sorted(names.values())),
            proven=enough,
        )


def _by_rows(blocked: Destinations, kept: Destinations, reasons: tuple[Finding, ...], trials: Trials) -> Iterable[Way]:
    """Map files that must stay together to one folder, and give other names to files that would have the same path."""
    gathered = _gathered(blocked, reasons)
    staying = _staying(blocked, kept, reasons)
    for changed in (_renamed(blocked, reasons), staying, gathered, {**gathered, **staying}, *_all_to_one(blocked)):
        if changed and trials.are_sound({**kept, **blocked, **changed}):
            items = tuple(f"{old} -> {new}" for old, new in sorted(changed.items()))
            many = "row" if len(items) == 1 else "rows"
            homes = sorted({folder_of(new) for new in changed.values()})
            to = f"to '{homes[0]}'" if len(homes) == 1 else "to other paths"
            what = f"add {len(items)} {many} that move files" if changed is staying else f"map {len(items)} {many}"
            yield Way("rows", len(items), text=f"{what} {to}", items=items, proven=True)
            return


def _renamed(blocked: Destinations, reasons: Iterable[Finding]) -> dict[str, str]:
    clashing = {finding.source for finding in reasons if finding.kind == "destination-clash"} & blocked.keys()
    changed = {}
    for old in sorted(clashing):
        home, _, name = blocked[old].rpartition("/")
        changed[old] = f"{home}/{folder_of(old).replace('/', '_')}_{name}".lstrip("/")
    return changed


def _staying(blocked: Destinations, kept: Destinations, reasons: Iterable[Finding]) -> dict[str, str]:
    """Files without a row that are tied to moved files or in a cycle with them; map them to where most of these go."""
    folders = {folder_of(old) for old in blocked}
    tied = [path for finding in reasons for path in files_of(finding) if GO.is_source(path)]
    stay = [path for path in dict.fromkeys(tied) if path not in blocked and path not in kept]
    home = _common_homes(blocked, blocked)[0]
    return {path: f"{home}/{path.rpartition('/')[2]}".lstrip("/") for path in stay if folder_of(path) in folders}


def _gathered(blocked: Destinations, reasons: Iterable[Finding]) -> dict[str, str]:
    """Each set of files that are tied together, mapped to the folder that most of them move to."""
    sets: dict[str, set[str]] = {}
    for finding in reasons:
        if finding.kind in ("unexported-use", "split-receiver", "split-variants"):
            ends = finding.identity if finding.kind == "split-variants" else finding.identity[:2]
            tied = [path for path in ends if path in blocked]
            joined = set().union(tied, *(sets.get(path, ()) for path in tied))
            for path in joined:
                sets[path] = joined
    changed: dict[str, str] = {}
    for path, joined in sets.items():
        changed.update(_moved_to(_common_homes(joined, blocked)[0], [path], blocked))
    return changed


def _all_to_one(blocked: Destinations) -> Iterable[dict[str, str]]:
    """All Go files of the folder, mapped to one of their destinations; the most common destination comes first."""
    files = [path for path in blocked if GO.is_source(path)]
    for home in _common_homes(files, blocked)[:_MOST_HOMES]:
        yield _moved_to(home, files, blocked)


_MOST_HOMES = 4
"""How many destinations to try for a whole folder."""


def _common_homes(paths: Iterable[str], blocked: Destinations) -> list[str]:
    """The folders that these files move to, the most common one first."""
    counts = Counter(folder_of(blocked[path]) for path in paths)
    return sorted(counts, key=lambda home: (-counts[home], home))


def _moved_to(home: str, paths: Iterable[str], blocked: Destinations) -> dict[str, str]:
    """The moves that change if these files move to `home`."""
    prefix = f"{home}/" if home else ""
    return {path: prefix + blocked[path].rpartition("/")[2] for path in paths if folder_of(blocked[path]) != home}


def _by_code(reasons: tuple[Finding, ...]) -> Iterable[Way]:
    """Change the source: follow the advice of the findings, and make the cheapest cuts of cycles."""
    items: dict[str, None] = {}
    for finding in reasons:
        if finding.kind != "unexported-use":
            cuts = finding.cycle.cuts if finding.cycle else ()
            for cut in cuts:
                files = count(cut.weight, "file")
                items[f"cut '{cut.source}' -> '{cut.target}' in {files}, first at {cut.places[0]}"] = None
            if not cuts:
                items[f"{finding.place}: {finding.advice}"] = None
    if items:
        what = "place" if len(items) == 1 else "places"
        yield Way("code", len(items), text=f"change the code in {len(items)} {what}", items=tuple(items))
