"""Many findings as the text report prints them: a block for each rule, as exact as there is room for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from archlint.catalogue import find
from archlint.model.findings import Finding, Result, RunInfo
from archlint.reports.ansi import Pen
from archlint.reports.digest import Group, Pair, groups_of, module_of, pairings
from archlint.reports.fold import cells, fold, shortened
from archlint.reports.rule_names import short_ids
from archlint.reports.safe import visible
from archlint.reports.tally import by_severity
from archlint.text.lists import count, listed, one_line

_IN_FULL = 12  # rules that are told with their reason and advice; of further ones the heading is
_LEAST = 2  # lines that a rule has below its heading, however many rules there are
_OWN_ADVICE = 3  # so many findings of a rule are told with the advice on each of them
_PLACES_SHOWN = 3
_NAMES_SHOWN = 3


class Digest(NamedTuple):
    """The blocks of a digest, the findings in their order, and sentences on how to read it."""

    blocks: list[list[str]]
    findings: list[Finding]
    hints: list[str]


def digest_of(findings: Sequence[Finding], result: Result, run: RunInfo, pen: Pen) -> Digest:
    """The findings in a number of lines that grows slowly with theirs; each is shown, or counted."""
    groups = groups_of(findings, result)
    writer = _Writer(run, pen, module_of(findings), short_ids(result))
    heads, tails = [], []
    for place, group in enumerate(groups):
        told = place < _IN_FULL
        heads.append([*writer.heading(group), *(writer.reason(group) if told else ())])
        tails.append(writer.remedy(group) if told else [])
    left = _room(len(findings)) - sum(len(head) + len(tail) + 1 for head, tail in zip(heads, tails, strict=True))
    bodies: dict[int, list[str]] = {}
    for place in sorted(range(len(groups)), key=lambda place: len(groups[place].findings)):
        share = left // (len(groups) - len(bodies)) if place < _IN_FULL else 0
        bodies[place] = writer.body(groups[place], max(share, _LEAST))
        left -= len(bodies[place])
    blocks = [[*head, *bodies[place], *tail] for place, (head, tail) in enumerate(zip(heads, tails, strict=True))]
    hints = ["-v shows every finding in full, -f concise shows one a line."]
    if writer.module:
        hints.append(f"Names of packages leave out '{writer.module}'.")
    return Digest(blocks, [finding for group in groups for finding in group.findings], hints)


def _room(findings: int) -> int:
    """How many lines a digest may have: 52 for 40 findings, 106 for 367."""
    return min(52 + max(findings - 40, 0) // 6, 110)


class _Writer(NamedTuple):
    """Writes the parts of a block, folded to the width."""

    run: RunInfo
    pen: Pen
    module: str
    ids: dict[str, str]

    def heading(self, group: Group) -> list[str]:
        """The rule, what it says, and how many findings it has."""
        kind = find(group.findings[0].kind)
        said = one_line(group.sentence) or (kind.title.rstrip(".") if kind else group.rule)
        name = self.pen(group.severity, f"{group.severity}[{visible(self.ids.get(group.rule, group.rule))}]")
        return self._fold(f"{name}: {visible(said)} ({_number(group.findings)})")

    def reason(self, group: Group) -> list[str]:
        """Why the rule is there."""
        return self._note("because", group.findings[0].because, "  ")

    def remedy(self, group: Group) -> list[str]:
        """What to do: the advice on all of them, where there is one, else that on such findings in general."""
        kind = find(group.findings[0].kind)
        return self._note("to fix", group.advice or ("" if _is_small(group) or not kind else kind.remedy), "  ")

    def body(self, group: Group, room: int) -> list[str]:
        """The findings, in the most exact of the forms that fit into so many lines."""
        return next((lines for lines in self._forms(group, room) if len(lines) <= room), self._cut(group, room))

    def _forms(self, group: Group, room: int) -> Iterator[list[str]]:
        if len(group.findings) <= room:
            yield [line for entry in self._messages(group) for line in entry]
        for pairs in pairings(group, self.module):
            if len(pairs) <= room:
                yield [line for entry in self._pairs(group, pairs, _PLACES_SHOWN) for line in entry]
                yield [line for entry in self._pairs(group, pairs, 1) for line in entry]

    def _cut(self, group: Group, room: int) -> list[str]:
        """As many entries as fit, one at least, and the number of the others."""
        ways = pairings(group, self.module)
        entries = self._pairs(group, ways[-1], 1) if ways else self._messages(group)
        sizes = [len(pair.findings) for pair in ways[-1]] if ways else [1] * len(group.findings)
        lines: list[str] = []
        for shown, entry in enumerate(entries):
            if shown and len(lines) + len(entry) >= room:
                rest = sum(sizes[shown:])
                pairs = f"{count(len(sizes) - shown, 'more pair')} with " if ways else ""
                what = count(rest, "finding") if ways else count(rest, "more finding")
                return [*lines, f"  and {pairs}{what}"]
            lines += entry
        return lines

    def _messages(self, group: Group) -> Iterator[list[str]]:
        """A place and a message for each finding. What all messages begin with, the heading has said."""
        small = _is_small(group)
        messages = [one_line(finding.message) for finding in group.findings]
        begin = 0 if small else _same_start(messages)
        for finding, message in zip(group.findings, messages, strict=True):
            said = message[begin:].replace(f"'{self.module}", "'") if self.module else message[begin:]
            lines = self._fold(f"  {self._place(finding)}: {visible(said)}", 4)
            for cut in finding.cycle.cuts if finding.cycle else ():
                ends = self._ends((cut.source.removeprefix(self.module), cut.target.removeprefix(self.module)), 9)
                places = listed([self._at(place) for place in cut.places], most=1)
                lines += self._fold(f"    cut: {ends}: {places}", 9)
            yield lines + (self._note("to fix", finding.advice, "    ") if small else [])

    def _pairs(self, group: Group, pairs: Sequence[Pair], places: int) -> Iterator[list[str]]:
        """For each pair its number of findings, its ends, the first places; for the hazards of a mapping the names."""
        wide = len(f"{len(pairs[0].findings):,}")
        hang = 2 + wide + 2
        for pair in pairs:
            ends = self._ends(pair.ends, hang + 1)
            names = "" if group.sentence else self._names(pair)
            where = listed([self._at(place) for place in pair.places], most=places)
            yield self._fold(f"  {len(pair.findings):>{wide},}  {ends}: {names}{where}", hang)

    def _names(self, pair: Pair) -> str:
        names = dict.fromkeys(name for finding in pair.findings for name in finding.names)
        return f"{visible(listed(names, most=_NAMES_SHOWN))}; " if names else ""

    def _ends(self, ends: Sequence[str], used: int) -> str:
        """Names as `a -> b`, shortened where they would not fit on a line of which `used` columns are taken."""
        names = [visible(end) for end in ends]
        if self.run.width:
            room = self.run.width - used - len(" -> ") * (len(names) - 1)
            for place, name in enumerate(names):
                others = sum(min(cells(other), room // len(names)) for other in names[:place] + names[place + 1 :])
                names[place] = shortened(name, room - others)
        return " -> ".join(names)

    def _place(self, finding: Finding) -> str:
        return self._at(finding.place)

    def _at(self, place: object) -> str:
        return self.pen("place", visible(f"{self.run.prefix}{place}"))

    def _note(self, title: str, text: str, indent: str) -> list[str]:
        said = one_line(text)
        return self._fold(f"{indent}{self.pen('strong', f'{title}:')} {visible(said)}") if said else []

    def _fold(self, line: str, hang: int = -1) -> list[str]:
        return fold(line, self.run.width, hang)


def _same_start(messages: Sequence[str]) -> int:
    """How much all messages have in common at their start, up to a colon."""
    first, last = min(messages), max(messages)
    same = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), 0)
    return first.rfind(": ", 0, same) + 2 if ": " in first[:same] else 0


def _is_small(group: Group) -> bool:
    """Whether the advice stands with each finding."""
    return not group.advice and len(group.findings) <= _OWN_ADVICE


def _number(findings: Sequence[Finding]) -> str:
    changes = Counter(finding.change for finding in findings)
    if len(changes) > 1:
        return listed([f"{number:,} {change}" for change, number in changes.items()])
    severities = {finding.severity for finding in findings}
    return by_severity(findings) if len(severities) > 1 else count(len(findings), "finding")
