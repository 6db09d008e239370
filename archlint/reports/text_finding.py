"""One finding as the text report prints it: place, message, source line, reason, steps, advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from archlint.model.findings import Cycle, Finding, Hop, RunInfo
from archlint.model.location import Place, Related
from archlint.reports.ansi import Pen
from archlint.reports.excerpt import excerpt
from archlint.reports.safe import visible
from archlint.text.lists import count, listed, plural

T = TypeVar("T")

_NAMES_SHOWN = 5
_PLACES_SHOWN = 1
_LINES_SHOWN = 10
_ALIGN = 64  # if an edge is longer than this, its places go on the next line


def finding_lines(finding: Finding, sentence: str, run: RunInfo, pen: Pen) -> Iterator[str]:
    """Yield the lines of one finding, without line ends. `sentence` is its rule's sentence, "" for a built-in check."""
    place, severity = finding.place, finding.severity
    change = f", {finding.change}" if finding.change else ""
    head = f"{pen(severity, f'{severity}[{visible(finding.rule)}]')}{change}"
    yield f"{pen('strong', visible(f'{run.prefix}{place}'))}: {head}: {visible(finding.message)}"
    yield from excerpt(place, run.lines.get((place.path, place.line)), severity, pen=pen)
    yield from _prose("rule", sentence, pen)
    yield from _prose("because", finding.because, pen)
    if finding.moved:
        yield from _note("moves to", run.prefix + finding.moved, pen)
    if finding.names and not finding.chain and not finding.cycle:
        yield from _note("uses", _names(finding.names, run), pen)
    if finding.chain:
        yield _title(f"chain of {count(len(finding.chain), 'step')}", pen)
        yield from _hops(finding.chain, run, pen)
    if finding.cycle:
        yield from _cycle(finding.cycle, finding.kind.removesuffix("-cycle"), run, pen=pen)
    related = _other_places(finding)
    for item in _some(related, run):
        yield from _note("see", f"{run.prefix}{item.place}: {item.message}", pen)
    yield from _more(related, run)
    yield from _prose("to fix", finding.advice, pen)


def _other_places(finding: Finding) -> list[Related]:
    """The related places that aren't among the places of the chain or cycle."""
    steps = (*finding.chain, *(finding.cycle.hops if finding.cycle else ()))
    shown = {place for hop in steps for place in hop.places}
    return [related for related in finding.related if related.place not in shown]


def _title(text: str, pen: Pen) -> str:
    return f"  {pen('strong', f'{text}:')}"


def _note(title: str, text: str, pen: Pen) -> Iterator[str]:
    if text:
        yield f"{_title(title, pen)} {visible(text)}"


def _prose(title: str, text: str, pen: Pen) -> Iterator[str]:
    """A note that may have several lines; they are aligned below the first."""
    first, *others = text.strip().splitlines() or [""]
    yield from _note(title, first, pen)
    yield from (f"  {' ' * len(title)}  {visible(line)}" for line in others)


def _cycle(cycle: Cycle, noun: str, run: RunInfo, pen: Pen) -> Iterator[str]:
    """The size of the set, one shortest cycle with its places, the cheapest cuts, and the members as a list."""
    if len(cycle.members) == 1:
        yield _title("imports itself", pen)
        yield from _hops(cycle.hops, run, pen)
        return
    size, steps = count(len(cycle.members), noun), count(len(cycle.hops), "step")
    yield _title(f"shortest cycle among the {size}, {steps}", pen)
    yield from _hops(cycle.hops, run, pen)
    if cycle.cuts:
        yield _title("cheapest to cut", pen)
        tails = [f"{count(cut.weight, 'file')}: {_places(cut.places, run, pen)}" for cut in cycle.cuts]
        yield from _edges([(cut.source, cut.target) for cut in cycle.cuts], tails, run)
    if set(cycle.members) != {hop.source for hop in cycle.hops}:
        yield _title(f"all {len(cycle.members):,} {plural(noun)} of the set, in no particular order", pen)
        yield from (f"    {visible(member)}" for member in _some(cycle.members, run))
        yield from _more(cycle.members, run)


def _hops(hops: Sequence[Hop], run: RunInfo, pen: Pen) -> Iterator[str]:
    tails = []
    for hop in hops:
        uses = visible(_names(hop.names, run))
        tails.append(_places(hop.places, run, pen) + (f", uses {uses}" if uses else ""))
    yield from _edges([(hop.source, hop.target) for hop in hops], tails, run)


def _names(names: Sequence[str], run: RunInfo) -> str:
    return listed(names, most=0 if run.verbose > 0 else _NAMES_SHOWN, how="-v shows all")


def _edges(ends: Sequence[tuple[str, str]], tails: Sequence[str], run: RunInfo) -> Iterator[str]:
    """Lines `a -> b  tail` with aligned tails. If an edge is long, each tail goes on its own line."""
    edges = [f"{visible(source)} -> {visible(target)}" for source, target in ends]
    width = max((len(edge) for edge in edges), default=0)
    for edge, tail in _some(list(zip(edges, tails, strict=True)), run):
        yield from [f"    {edge:{width}}  {tail}"] if width <= _ALIGN else [f"    {edge}", f"      {tail}"]
    yield from _more(edges, run)


def _places(places: Sequence[Place], run: RunInfo, pen: Pen) -> str:
    shown = places if run.verbose > 0 else places[:_PLACES_SHOWN]
    text = ", ".join(pen("place", visible(f"{run.prefix}{place}")) for place in shown)
    rest = len(places) - len(shown)
    return f"{text} and {count(rest, 'more place')}" if rest else text


def _some(items: Sequence[T], run: RunInfo) -> Sequence[T]:
    return items if run.verbose > 0 else items[:_LINES_SHOWN]


def _more(items: Sequence[object], run: RunInfo) -> Iterator[str]:
    rest = len(items) - _LINES_SHOWN
    if rest > 0 and run.verbose <= 0:
        yield f"    and {rest:,} more (-v shows all)"
