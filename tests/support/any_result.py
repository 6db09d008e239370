"""A strategy for results with awkward texts in every field."""

from __future__ import annotations

from itertools import cycle

from hypothesis import strategies as st
from support.results import PURE

from archlint.errors import Complaint
from archlint.model.changes import (
    Arrow,
    Base,
    Changes,
    Effect,
    Knot,
    KnotChange,
    LayerChange,
    Level,
    Renamed,
    RuleChange,
    ThirdParty,
)
from archlint.model.findings import (
    Change,
    Cut,
    Cycle,
    Finding,
    Hop,
    Known,
    LayerCount,
    Result,
    RuleOutcome,
    Stats,
)
from archlint.model.location import Origin, Place, Related
from archlint.model.policy import SEVERITIES

AWKWARD = st.sampled_from([*':%\n\r`|[](<&"\\\x1b\ud800\udce9', "{0}", "::", "##[", "@x", "#1", "a"])
TEXT = st.lists(st.one_of(AWKWARD, st.characters()), max_size=10).map("".join)
CHANGES: tuple[Change, ...] = ("", "introduced", "carried", "retired")
KINDS_OF_FINDING = ("forbidden-import", "layer-cycle", "parse-error")


def result_of(texts: list[str], number: int) -> Result:
    """A result that has each text in each field, for every kind of finding."""
    turn = cycle([*texts, "", "x"])

    def text() -> str:
        return next(turn)

    def path() -> str:
        return "/".join(part.replace("/", "_").strip(".") or "x" for part in (text(), text()))

    def complaint() -> Complaint:
        return Complaint(path(), text(), text(), line=number % 3, key=text())

    def finding(index: int) -> Finding:
        place = Place(path(), line=index + 1, column=number % 9 + 1, end_column=number % 7 + 1)
        hops = (Hop(text(), text(), places=(place, Place(path())), names=(text(),)), Hop(text(), text(), (place,)))
        return Finding(
            kind=KINDS_OF_FINDING[index % 3],
            rule=text(),
            severity=SEVERITIES[(index + number) % 3],
            message=text(),
            place=place,
            source=text(),
            target=text(),
            layers=(text(), text()),
            names=(text(), text()),
            chain=hops if index % 2 else (),
            cycle=Cycle((text(), text()), hops, (Cut(text(), text(), weight=2, places=(place,)),))
            if index % 3 == 1
            else None,
            related=(Related(place, text()), Related(Place(path()), text())),
            because=text(),
            advice=text(),
            subject=text(),
            moved=text(),
            change=CHANGES[(index + number) % 4],
            identity=(str(index),),
            ended="2026-01-31" if (index + number) % 5 == 0 else "",
        )

    def changes() -> Changes:
        place = Place(path(), 3, 2, end_column=9)
        levels: tuple[Level, ...] = ("layer", "slice", "package")
        arrows = tuple(
            Arrow(level, text() if level == "slice" else "", text(), target=text(), uses=number + 1, place=place)
            for level in levels
        )
        effects: tuple[Effect, ...] = ("loosened", "changed", "tightened")
        return Changes(
            added=arrows,
            removed=arrows[::-1],
            cycles=(KnotChange(Knot("slice", text(), (text(), text())), "grown"),),
            packages_added=(text(),),
            packages_renamed=(Renamed(text(), text()),),
            modules_added=(ThirdParty(text(), 2, place),),
            layer_changes=(LayerChange(path(), text(), text()),),
            rules=tuple(
                RuleChange("exception", text(), effect, before=text(), after=text(), place=place) for effect in effects
            ),
        )

    findings = tuple(finding(index) for index in range(2 * len(texts)))
    has_base = number % 3 > 0
    rules = [
        PURE._replace(id=text(), sentence=text(), because=text(), optional=bool(index % 2), origin=Origin(path(), 3))
        for index, _ in enumerate(texts)
    ]
    return Result(
        findings=findings[::2],
        known=tuple(Known(item, text(), "ignore") for item in findings[1::2]),
        stale=(complaint(),),
        problems=(complaint(),) * (number % 2),
        notices=(complaint(),),
        outcomes=tuple(
            RuleOutcome(rule, (text(), text()) if (index + number) % 3 else (), text())
            for index, rule in enumerate(rules)
        ),
        stats=Stats(
            9,
            packages=9,
            imports=9,
            layers=tuple(LayerCount(text(), 1, 1) for _ in texts),
            unassigned=(path(),),
            skipped=((text(), 3),),
        ),
        view="mapped",
        config=path(),
        mappings=(path(),),
        base=Base(text(), text(), (complaint(),)) if has_base else None,
        changes=changes() if has_base else None,
        loosened=findings[:2] if has_base else (),
        parts=(path(),) * (number % 2),
        elsewhere=number,
    )


RESULT = st.builds(result_of, st.lists(TEXT, min_size=1, max_size=5), st.integers(0, 100))
