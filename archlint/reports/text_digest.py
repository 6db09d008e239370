"""Many findings as the text report prints them: one block for each rule, as detailed as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archlint.catalogue import find
from archlint.model.findings import Boundary, Cut, Finding, Result, RunInfo
from archlint.model.location import Place
from archlint.reports.ansi import Pen
from archlint.reports.digest import Group, Pair, Way, groups_of, module_of, ways_of
from archlint.reports.fold import cells, fold, shortened
from archlint.reports.rule_names import short_ids
from archlint.reports.safe import visible
from archlint.reports.tally import by_severity
from archlint.text.lists import count, listed, one_line

_IN_FULL = 12  # so many rules have their reason and advice; others have only a heading and the first findings
_LEAST = 2  # lines below the heading of a rule, however many rules there are
_FEW = 3  # so many findings of a rule are printed with their own advice; they may take
_LARGEST_SHARE = 3  # a third of the room that is left
_PLACES_SHOWN = 3
_NAMES_SHOWN = 3


class Digest(NamedTuple):
    """The blocks of a digest, the findings in their order, and sentences on how to read it."""

    blocks: list[list[str]]
    findings: list[Finding]
    hints: list[str]


def digest_of(findings: Sequence[Finding], result: Result, run: RunInfo, pen: Pen) -> Digest:
    """Return the digest of the findings. Its length grows slowly with their number; each is shown or counted."""
    groups = groups_of(findings, result)
    writer = _Writer(run, pen, module_of(findings), ids=short_ids(result))
    blocks = [
        writer.heading(group) + (writer.reason(group) if at < _IN_FULL else []) for at, group in enumerate(groups)
    ]
    left = _room(len(findings)) - sum(len(block) + 1 for block in blocks)
    order = sorted(range(len(groups)), key=lambda at: len(groups[at].findings))
    for done, at in enumerate(order):
        group, is_full = groups[at], at < _IN_FULL
        share = max(left // (len(groups) - done), left // _LARGEST_SHARE if len(group.findings) <= _FEW else 0)
        lines = writer.body(group, max(share, _LEAST) if is_full else _LEAST, with_remedy=is_full)
        blocks[at] += lines
        left -= len(lines)
    hints = ["-v shows every finding in full; -f concise prints one per line."]
    if writer.module:
        hints.append(f"Names of packages leave out '{writer.module}'.")
    return Digest(blocks, [finding for group in groups for finding in group.findings], hints)


def headings(findings: Sequence[Finding], result: Result, run: RunInfo, pen: Pen) -> list[str]:
    """Return a line for each rule with findings: what it says, and their number."""
    groups = groups_of(findings, result)
    writer = _Writer(run, pen, "", ids=short_ids(result))
    return [line for group in groups for line in writer.heading(group)]


def _room(findings: int) -> int:
    """The lines that a digest should have: 50 for 40 findings, 84 for 127, at most 108."""
    return min(50 + 2 * max(findings - 40, 0) // 5, 75 + findings // 11, 108)


class _Writer(NamedTuple):
    """Writes the parts of a block, wrapped to the width."""

    run: RunInfo
    pen: Pen
    module: str
    ids: dict[str, str]

    def heading(self, group: Group) -> list[str]:
        """The rule, what it says, and how many findings it has; or the boundary, and how many it has."""
        if group.boundary is not None:
            name = self.pen(group.severity, f"{group.severity}[{group.boundary.kind}]")
            return self._fold(f"{name}, {_number(group.findings)}: {visible(group.title)}")
        kind = find(group.findings[0].kind)
        said = one_line(group.sentence) or (kind.title.rstrip(".") if kind else group.rule)
        name = self.pen(group.severity, f"{group.severity}[{visible(self.ids.get(group.rule, group.rule))}]")
        return self._fold(f"{name}, {_number(group.findings)}: {visible(said)}")

    def reason(self, group: Group) -> list[str]:
        """Why the rule exists."""
        return self._note("because", one_line(group.findings[0].because), "  ")

    def body(self, group: Group, room: int, *, with_remedy: bool) -> list[str]:
        """The findings and how to fix them, in the most detailed form that fits into so many lines.

        Few cycles are always printed with their own advice, because general advice doesn't help with them.
        """
        if group.boundary is not None:
            return self._across(group, group.boundary, room)
        if len(group.findings) <= _FEW and not group.advice and with_remedy:
            lines = [line for entry in self._messages(group, with_advice=True) for line in entry]
            if len(lines) <= room or group.findings[0].cycle:
                return lines
        remedy = self._remedy(group) if with_remedy else []
        room = max(room - len(remedy), _LEAST)
        ways = ways_of(group, self.module)
        for entries in self._forms(group, ways, room):
            lines = [line for entry in entries for line in entry]
            if len(lines) <= room:
                return lines + remedy
        return self._cut(group, ways, room) + remedy

    def _across(self, group: Group, boundary: Boundary, room: int) -> list[str]:
        """The parts of a boundary, its findings by kind with the names used across, and the ways out."""
        lines: list[str] = []
        if boundary.kind == "split":
            parts = [f"{part.folder or '.'} ({count(part.files, 'file')})" for part in boundary.parts]
            lines = self._note("parts", listed(parts, most=max(_NAMES_SHOWN, room // 2)), "  ")
        wide = len(f"{max(map(len, group.kinds.values())):,}")
        hang = 2 + wide + 2
        for kind, found in group.kinds.items():
            names = dict.fromkeys(name for finding in found for name in finding.names)
            uses = ""
            if names:
                shown = visible(listed(names, most=_NAMES_SHOWN))
                uses = f" {count(len(names), 'name')}: {shown};" if len(names) > _NAMES_SHOWN else f" {shown};"
            places = tuple(dict.fromkeys(finding.place for finding in found))
            where = self._where(places, 1)
            lines += self._fold(f"  {len(found):>{wide},}  {kind}:{uses} {where}", hang)
        ways = ", or ".join(boundary.ways)
        return lines + self._note("to fix", f"{ways[:1].upper()}{ways[1:]}.", "  ")

    def _remedy(self, group: Group) -> list[str]:
        """The advice that all findings share, or the general advice for their kind."""
        kind = find(group.findings[0].kind)
        return self._note("to fix", group.advice or (kind.fix if kind else ""), "  ")

    def _forms(self, group: Group, ways: Sequence[Way], room: int) -> Iterator[Iterator[list[str]]]:
        """The forms that may fit, the most detailed first. A form is entries, and an entry is lines."""
        if len(group.findings) <= room:
            yield self._messages(group)
        for way in ways:
            if way.size <= room:
                pairs = way.pairs()
                yield from (self._pairs(group, pairs, places) for places in (_PLACES_SHOWN, 1))

    def _cut(self, group: Group, ways: Sequence[Way], room: int) -> list[str]:
        """As many entries as fit, at least one, and the number of the other findings."""
        pairs_shown = ways[-1].pairs() if ways else []
        entries = self._pairs(group, pairs_shown, 1) if pairs_shown else self._messages(group)
        sizes = [len(pair.findings) for pair in pairs_shown] or [1] * len(group.findings)
        lines: list[str] = []
        for shown, entry in enumerate(entries):
            if shown and len(lines) + len(entry) >= room:
                rest = sum(sizes[shown:])
                pairs = f"{count(len(sizes) - shown, 'more pair')} with {count(rest, 'finding')}"
                return [*lines, f"  and {pairs if ways else count(rest, 'more finding')}"]
            lines += entry
        return lines

    def _messages(self, group: Group, *, with_advice: bool = False) -> Iterator[list[str]]:
        """The place and the message of each finding. The heading has the rule's sentence, so the fact is enough."""
        for finding in group.findings:
            said = finding.message
            if group.sentence:
                said = said.rpartition(": ")[2]
            if self.module:
                said = said.replace(f"'{self.module}", "'")
            lines = self._fold(f"  {self._at(finding.place)}: {visible(said)}", 4)
            if finding.cycle and finding.cycle.cuts:
                lines += self._cuts(finding.cycle.cuts)
            yield lines + (self._note("to fix", finding.advice, "    ") if with_advice else [])

    def _cuts(self, cuts: Sequence[Cut]) -> list[str]:
        """The first edge to cut, with its first place."""
        cut, title = cuts[0], self.pen("strong", "cheapest to cut:")
        ends = self._ends((cut.source.removeprefix(self.module), cut.target.removeprefix(self.module)), 6)
        where = self._where(cut.places, 1)
        more = f"; {len(cuts) - 1:,} more to cut" if len(cuts) > 1 else ""
        return self._fold(f"    {title} {ends}: {where}{more}", 6)

    def _pairs(self, group: Group, pairs: Sequence[Pair], places: int) -> Iterator[list[str]]:
        """For each pair: the number of findings, the ends, the first places, and for built-in checks the names used."""
        wide = len(f"{len(pairs[0].findings):,}")
        hang = 2 + wide + 2
        for pair in pairs:
            ends = self._ends(pair.ends, hang + 1)
            names = "" if group.sentence else self._names(pair)
            where = self._where(pair.places, places)
            line = f"  {len(pair.findings):>{wide},}  {ends}:"
            whole = self._fold(f"{line} {names}{where}", hang)
            yield whole if len(whole) == 1 else [line, *self._fold(f"{' ' * hang}{names}{where}", hang)]

    def _names(self, pair: Pair) -> str:
        names = dict.fromkeys(name for finding in pair.findings for name in finding.names)
        return f"{visible(listed(names, most=_NAMES_SHOWN))}; " if names else ""

    def _ends(self, ends: Sequence[str], used: int) -> str:
        """Names as `a -> b`, shortened if they don't fit on a line with `used` columns taken."""
        names = [visible(end) for end in ends]
        if self.run.width:
            room = self.run.width - used - len(" -> ") * (len(names) - 1)
            for place, name in enumerate(names):
                others = sum(min(cells(other), room // len(names)) for other in names[:place] + names[place + 1 :])
                names[place] = shortened(name, room - others)
        return " -> ".join(names)

    def _where(self, places: Sequence[Place], most: int) -> str:
        rest = len(places) - most
        return listed([*map(self._at, places[:most]), *([f"{rest:,} more"] if rest > 0 else [])])

    def _at(self, place: Place) -> str:
        return self.pen("place", visible(f"{self.run.prefix}{place}"))

    def _note(self, title: str, text: str, indent: str) -> list[str]:
        line = f"{indent}{self.pen('strong', f'{title}:')} {visible(text)}"
        return self._fold(line, len(indent) + 2) if text else []

    def _fold(self, line: str, hang: int = -1) -> list[str]:
        return fold(line, self.run.width, hang)


def _number(findings: Sequence[Finding]) -> str:
    changes = Counter(finding.change for finding in findings)
    if len(changes) > 1:
        return listed([f"{number:,} {change}" for change, number in changes.items()])
    severities = {finding.severity for finding in findings}
    if len(severities) > 1:
        return by_severity(findings)
    return f"{len(findings):,} introduced" if "introduced" in changes else count(len(findings), "finding")
