"""Hand-made results, which all reports are tested with.

The tree is a small shop with four layers. Nothing is read from a disk; the source texts are here too.
"""

from __future__ import annotations

from typing import Literal

from archlint.catalogue import KINDS
from archlint.errors import Complaint
from archlint.model.changes import (
    Arrow,
    Base,
    Changes,
    Knot,
    KnotChange,
    LayerChange,
    Renamed,
    RuleChange,
    ThirdParty,
)
from archlint.model.findings import (
    Boundary,
    Cut,
    Cycle,
    Finding,
    Hop,
    Known,
    LayerCount,
    Part,
    Result,
    RuleOutcome,
    RunInfo,
    Stats,
)
from archlint.model.location import Origin, Place, Related
from archlint.model.policy import Exemption, Rule, Severity

SHOP = "example.com/shop"
ORDER = f"{SHOP}/services/order"
STOCK = f"{SHOP}/services/stock"
DOMAIN, APPLICATION, DATABASE = f"{ORDER}/domain", f"{ORDER}/application", f"{ORDER}/infrastructure/db"

TEXTS: dict[str, str] = {
    "services/order/domain/order.go": (
        "package domain\n\nimport (\n"
        '\t"context"\n\n'
        f'\tstore "{DATABASE}"\n'
        f'\t"{STOCK}/domain"\n'
        ")\n\nfunc New(ctx context.Context) { store.Open(ctx); domain.Reserve() }\n"
    ),
    "services/order/application/place.go": f'package application\n\nimport "{DOMAIN}"\n\nvar _ = domain.New\n',
    "services/order/infrastructure/db/db.go": f'package db\r\n\r\nimport ("{APPLICATION}"; "net/http")\r\n',
    "services/stock/domain/stock.go": f'package domain\n\nimport /* 库存 */ "{ORDER}/api"\n',
    "services/stock/broken.go": "package stock\n\nimport (\n",
    "internal/api/api.go": 'package api\n\nimport "example.com/shop/internal/user"\n\nvar _ = user.find\n',
    "tools/gen.go": "package main\n",
}

PURE = Rule(
    "domain-pure",
    sentence="Domain must not import Infrastructure",
    form="must-not-import",
    clause=None,
    because="the domain stays testable without a cluster",
    exceptions=(Exemption("internal/api/**", target="internal/options", because="#412", until="2026-06-30"),),
    origin=Origin("layers.toml", 12, "rules[0].rule"),
)
ORDERED = Rule("ddd-order", sentence="Interface > Application > Domain", form="layers", clause=None, severity="warning")
APART = Rule(
    "contexts",
    sentence="context must not import each other",
    form="slices",
    clause=None,
    because="one team, one context",
)
ACYCLIC = Rule("no-cycles", sentence="packages must not form cycles", form="cycles", clause=None)
REACH = Rule("no-web", sentence="Domain must not reach web", form="must-not-reach", clause=None, severity="note")
COMPLETE = Rule("complete", sentence="every file must belong to a layer", form="assigned", clause=None)


def lines_of(texts: dict[str, str]) -> dict[tuple[str, int], str]:
    """Return all lines of the texts, for `RunInfo.lines`."""
    return {
        (path, number): line for path, text in texts.items() for number, line in enumerate(text.splitlines(), start=1)
    }


RUN = RunInfo("0.1.0", lines_of(TEXTS))

STATS = Stats(
    files=42,
    packages=11,
    imports=1312,
    layers=(
        LayerCount("Interface", 8, 2),
        LayerCount("Application", 12, 3),
        LayerCount("Domain", 9, 2),
        LayerCount("Infrastructure", 11, 3),
        LayerCount("", 2, 1),
    ),
    unassigned=("tools/gen.go", "tools/lint.go"),
    skipped=(("excluded files", 1), ("test files", 30)),
)


def place_of(path: str, text: str, line: int) -> Place:
    """Return the place of a literal in a text of `TEXTS`."""
    column = TEXTS[path].splitlines()[line - 1].index(text) + 1
    return Place(path, line, column, end_column=column + len(text))


IN_ORDER = place_of("services/order/domain/order.go", f'"{DATABASE}"', 6)
IN_PLACE = place_of("services/order/application/place.go", f'"{DOMAIN}"', 3)
IN_DB = place_of("services/order/infrastructure/db/db.go", f'"{APPLICATION}"', 3)
IN_DB_HTTP = place_of("services/order/infrastructure/db/db.go", '"net/http"', 3)
IN_STOCK = place_of("services/stock/domain/stock.go", f'"{ORDER}/api"', 3)
IN_API = place_of("internal/api/api.go", '"example.com/shop/internal/user"', 3)

FORBIDDEN = Finding(
    kind="forbidden-import",
    rule="domain-pure",
    severity="error",
    message=f"{DOMAIN} (Domain) imports {DATABASE} (Infrastructure)",
    place=IN_ORDER,
    source=DOMAIN,
    target=DATABASE,
    layers=("Domain", "Infrastructure"),
    names=("Open", "Pool"),
    because=PURE.because,
    advice="let the domain own an interface, and the infrastructure implement it",
    subject=DOMAIN,
    related=(
        Related(
            Place("services/order/infrastructure/db/db.go", line=1, column=9, end_column=11), "the imported package"
        ),
    ),
    identity=("services/order/domain/order.go",),
)
CYCLE = Finding(
    kind="package-cycle",
    rule="no-cycles",
    severity="error",
    message=f"{APPLICATION} and 3 more packages depend on each other",
    place=IN_PLACE,
    source=APPLICATION,
    target=DOMAIN,
    cycle=Cycle(
        members=(APPLICATION, DOMAIN, DATABASE, f"{ORDER}/infrastructure/log"),
        hops=(
            Hop(APPLICATION, DOMAIN, places=(IN_PLACE,), names=("New",)),
            Hop(
                DOMAIN,
                DATABASE,
                places=(IN_ORDER, Place("services/order/domain/line.go", line=4, column=2, end_column=40)),
                names=("Open", "Pool"),
            ),
            Hop(DATABASE, APPLICATION, (IN_DB,)),
        ),
        cuts=(
            Cut(APPLICATION, DOMAIN, weight=1, places=(IN_PLACE,)),
            Cut(
                DATABASE,
                APPLICATION,
                weight=2,
                places=(IN_DB, Place("services/order/infrastructure/db/tx.go", line=5, column=2, end_column=50)),
            ),
        ),
    ),
    advice="move what both sides need into a third package, or turn one import round by an interface",
    subject=APPLICATION,
    identity=(APPLICATION, DOMAIN, DATABASE, f"{ORDER}/infrastructure/log"),
)
REACHING = Finding(
    kind="forbidden-reach",
    rule="no-web",
    severity="note",
    message=f"{DOMAIN} (Domain) reaches net/http (web) in 2 steps",
    place=IN_ORDER,
    source=DOMAIN,
    target="net/http",
    layers=("Domain", ""),
    chain=(Hop(DOMAIN, DATABASE, places=(IN_ORDER,), names=("Open",)), Hop(DATABASE, "net/http", (IN_DB_HTTP,))),
    subject=DOMAIN,
    identity=("net/http",),
)
UPWARDS = Finding(
    kind="layer-order",
    rule="ddd-order",
    severity="warning",
    message=f"{STOCK}/domain (Domain) imports {ORDER}/api (Interface), which is above it",
    place=IN_STOCK,
    source=f"{STOCK}/domain",
    target=f"{ORDER}/api",
    layers=("Domain", "Interface"),
    subject=f"{STOCK}/domain",
    identity=("services/stock/domain/stock.go",),
)
UNASSIGNED = Finding(
    kind="unassigned-file",
    rule="complete",
    severity="error",
    message="tools/gen.go is in no layer",
    place=Place("tools/gen.go"),
    source=f"{SHOP}/tools",
    target="",
    advice="add a glob for it in [layers], or exclude it in [scan]",
    subject=f"{SHOP}/tools",
    identity=("tools/gen.go",),
)
UNPARSED = Finding(
    kind="parse-error",
    rule="parse-error",
    severity="error",
    message="the import declaration is not closed",
    place=Place("services/stock/broken.go", line=3, column=8, end_column=9),
    source=STOCK,
    target="",
    subject=STOCK,
    identity=("services/stock/broken.go",),
)


def outcomes() -> tuple[RuleOutcome, ...]:
    """Return the outcome of each rule of the shop. Every rule judged the same packages."""
    subjects = (f"{SHOP}/tools", APPLICATION, DOMAIN, DATABASE, f"{STOCK}/domain")
    return tuple(RuleOutcome(rule, subjects) for rule in (PURE, ORDERED, APART, ACYCLIC, REACH, COMPLETE))


CLEAN = Result(outcomes=outcomes(), stats=STATS._replace(unassigned=(), layers=STATS.layers[:4]))
BROKEN = Result(
    findings=tuple(
        sorted((FORBIDDEN, CYCLE, REACHING, UPWARDS, UNASSIGNED, UNPARSED), key=lambda finding: finding.sort_key)
    ),
    outcomes=outcomes(),
    stats=STATS,
)
KNOWN = Result(
    findings=(UPWARDS,),
    known=(
        Known(FORBIDDEN, "until the repository interface is in place (#412)", "baseline"),
        Known(
            CYCLE,
            reason="generated code",
            source="ignore",
            place=Place("services/order/application/place.go", line=2, column=1, end_column=40),
        ),
        Known(UNASSIGNED, reason="#413", source="exception", place=None),
    ),
    stale=(
        Complaint(
            "archlint-baseline.json", "solved: no-cycles", "archlint baseline removes it", line=7, kind="baseline"
        ),
    ),
    notices=(
        Complaint("layers.toml", '"net/http/**" matches no import', line=20, key="groups.web", kind="inert-group"),
    ),
    outcomes=outcomes(),
    stats=STATS,
)
PROBLEMS = Result(
    problems=(
        Complaint("layers.toml", 'There is no layer "Domian"', 'did you mean "Domain"?', line=12, key="rules[0].rule"),
        Complaint("layers.toml", "no file was found to check under services/", kind="inert-scan"),
    ),
)


ALL_KNOWN = KNOWN._replace(findings=(), stale=(), notices=())
"""A run that passes only because of a baseline, an exception and an ignore."""

_STILL, _OLD, _NEW, _GONE = (
    RuleOutcome(
        Rule(name, words, form="must-not-import", clause=None, origin=Origin("layers.toml", line), optional=optional),
        (),
    )
    for name, words, line, optional in (
        ("billing-pure", "Billing must not import Infrastructure", 30, True),
        ("old-api", "Legacy must not import Domain", 34, False),
        ("new-api", "Gateway must not import Domain", 38, True),
        ("gone", "Audit must not import web", 42, False),
    )
)
INERT = Result(
    findings=(UPWARDS,),
    problems=(),
    outcomes=(
        *outcomes()[:2],
        _STILL._replace(inert="no file is in Billing"),
        _OLD._replace(inert="the mapping leaves no file in Legacy"),
        _NEW,
        _GONE,
    ),
    stats=STATS._replace(unassigned=()),
    view="mapped",
    mappings=("docs/migrations/2026-01-18-ddd-mapping.md",),
)
"""Rules that judged nothing, with and without a reason. Two of them are optional."""

WEAKENED = Result(
    findings=(
        CYCLE._replace(advice=f"Its baseline entry expired on 2026-02-28. {CYCLE.advice}", ended="2026-02-28"),
        FORBIDDEN._replace(advice=f"Its exception expired on 2026-01-31. {FORBIDDEN.advice}", ended="2026-01-31"),
        UPWARDS,
    ),
    known=(
        Known(UNASSIGNED, "", "baseline"),
        Known(UNASSIGNED._replace(identity=("tools/lint.go",)), "until #413, owner tools", "baseline"),
        Known(REACHING, reason="the health endpoint | #9", source="exception", place=Place("layers.toml", 40)),
        Known(
            REACHING._replace(identity=("net/http/pprof",)),
            reason="a spike",
            source="ignore",
            place=Place(IN_ORDER.path, 5, 2),
        ),
    ),
    stale=(
        Complaint(
            "archlint-baseline.json", "solved: no-cycles", "archlint baseline removes it", line=7, kind="baseline"
        ),
        Complaint(
            "archlint-baseline.json", "solved: complete", "archlint baseline removes it", line=9, kind="baseline"
        ),
    ),
    outcomes=(*outcomes(), _STILL._replace(inert="no file is in Billing"), _GONE._replace(inert="no file is in Audit")),
    stats=STATS._replace(
        skipped=(
            ("excluded files", 4),
            ("excluded folders", 2),
            ("files of other build configurations", 7),
            ("package documentation", 1),
            ("test files", 30),
        ),
    ),
)
"""Everything that a run can leave out of its verdict."""


def _mapped(finding: Finding, change: Literal["retired", "introduced", "carried"]) -> Finding:
    moved = f"services/user/{finding.place.path.rpartition('/')[2]}"
    view: Literal["today", "mapped"] = "today" if change == "retired" else "mapped"
    return finding._replace(change=change, view=view, moved=moved)


MAPPED = Result(
    findings=(
        _mapped(
            Finding(
                kind="unexported-use",
                rule="unexported-use",
                severity="error",
                message="find is not exported, and api.go will be in another package than user.go that declares it",
                place=Place("internal/api/api.go", line=5, column=14, end_column=18),
                source=f"{SHOP}/services/user/presentation",
                target=f"{SHOP}/services/user/domain",
                names=("find",),
                related=(
                    Related(Place("internal/user/user.go", line=9, column=6, end_column=10), "find is declared here"),
                ),
                advice="export it, or move both files to one package",
                subject=f"{SHOP}/services/user/presentation",
                identity=("internal/api/api.go", "find"),
            ),
            "introduced",
        ),
        _mapped(UPWARDS, "carried"),
        _mapped(FORBIDDEN, "carried"),
        _mapped(REACHING, "retired"),
    ),
    outcomes=outcomes(),
    stats=STATS,
    view="both",
    mappings=("docs/migrations/2026-01-18-ddd-mapping.md",),
)

KINDS_ONCE = Result(
    findings=tuple(
        FORBIDDEN._replace(
            kind=kind.id,
            rule=kind.id if kind.group != "rule" else "domain-pure",
            message=f"an example of {kind.id}",
            place=Place("services/order/domain/order.go", line=number + 1, column=1, end_column=4),
            cycle=CYCLE.cycle if kind.id.endswith("-cycle") else None,
            chain=REACHING.chain if kind.id.endswith("-reach") else (),
            identity=(kind.id,),
        )
        for number, kind in enumerate(kind for kind in KINDS if kind.group != "configuration")
    ),
    problems=(),
    outcomes=outcomes(),
    stats=STATS,
)

HOSTILE_TEXTS = (
    "a\nb",
    "]]>",
    "::error file=x,line=1::owned",
    "%0A%0D::error::",
    "a|b",
    "`c`` ```\n```",
    "<script>alert(1)</script>",
    "caf\udce9",
    "\ud800",
    "\ufffe\uffff",
    "\u202egnp.exe\u200f\u2066",
    "\x1b[31mred\x1b]0;title\x07",
    "##[add-mask]go ##vso[task.complete result=Succeeded;]",
    "'\"&amp;<!--",
    "[x](javascript:alert(1)) ![i](http://h/i) @org/team #1",
    "end\x00\x7f\x85\u2028",
    "${{ github.token }} $(id) `id`",
    "\t \u3000::warning::",
    'click n1 "javascript:x"; end; subgraph',
    " " * 3 + "x" * 300,
)


def _hostile(number: int, text: str) -> Finding:
    severity: Severity = ("error", "warning", "note")[number % 3]
    path = f"{text.replace('/', '_')}/{text.replace('/', '_')}.go"
    place = Place(path, line=number + 1, column=2, end_column=9)
    hop = Hop(text, target=f"{text}2", places=(place,), names=(text,))
    return Finding(
        kind=("forbidden-import", "package-cycle", "layer-order")[number % 3],
        rule=text,
        severity=severity,
        message=f"{text} imports {text}. See [{text}](1)",
        place=place,
        source=text,
        target=f"{text}2",
        layers=(text, f"{text}2"),
        names=(text,),
        chain=(hop, hop),
        cycle=Cycle((text, f"{text}2"), (hop, hop), (Cut(text, target=f"{text}2", weight=1, places=(place,)),))
        if number % 3 == 1
        else None,
        related=(Related(place._replace(line=number + 2), text), Related(Place(path), text)),
        because=text,
        advice=text,
        subject=text,
        moved=path,
        identity=(str(number),),
    )


_HOSTILE = tuple(_hostile(number, text) for number, text in enumerate(HOSTILE_TEXTS))
HOSTILE = Result(
    findings=_HOSTILE,
    known=tuple(Known(finding, finding.rule, source="ignore", place=finding.place) for finding in _HOSTILE),
    stale=tuple(Complaint(text, text, text, line=1, key=text) for text in HOSTILE_TEXTS),
    notices=tuple(Complaint(text, text, text, line=1, key=text) for text in HOSTILE_TEXTS),
    outcomes=tuple(
        RuleOutcome(Rule(text, text, form="form", clause=None, because=text), (text, "x")) for text in HOSTILE_TEXTS
    ),
    stats=Stats(
        files=20,
        packages=20,
        layers=tuple(LayerCount(text, 1, 1) for text in HOSTILE_TEXTS),
        unassigned=HOSTILE_TEXTS,
        skipped=tuple((text, 1) for text in HOSTILE_TEXTS),
    ),
    view="mapped",
    config=HOSTILE_TEXTS[2],
    mappings=HOSTILE_TEXTS,
)
HOSTILE_PROBLEMS = HOSTILE._replace(
    findings=(), known=(), problems=tuple(Complaint(text, text, text, line=3, key=text) for text in HOSTILE_TEXTS)
)
HOSTILE_RUN = RUN._replace(lines={(finding.place.path, finding.place.line): finding.rule for finding in _HOSTILE})


def _changed(finding: Finding, change: Literal["retired", "introduced", "carried"]) -> Finding:
    return finding._replace(change=change)


AGAINST = Result(
    findings=(
        _changed(FORBIDDEN, "introduced"),
        _changed(CYCLE, "introduced"),
        _changed(REACHING, "retired"),
        _changed(UPWARDS, "carried"),
        _changed(UNASSIGNED, "carried"),
    ),
    known=(Known(UNPARSED, "", "baseline"),),
    notices=(Complaint("layers.toml", "in the base only: no file is in Billing", line=3, key="layers.Billing"),),
    outcomes=outcomes(),
    stats=STATS,
    base=Base("main", "0123456789abcdef0123456789abcdef01234567", (Complaint("", "the base has no layers.toml"),)),
    changes=Changes(
        added=(
            Arrow("layer", "", "Domain", target="Infrastructure", uses=2, place=IN_ORDER),
            Arrow(
                "layer",
                "",
                "Interface",
                target="Application",
                uses=3,
                place=Place("services/order/api/api.go", 3, 8, end_column=40),
            ),
            Arrow("package", "", DOMAIN, target=DATABASE, uses=2, place=IN_ORDER),
            Arrow("slice", "context", "order", target="stock", uses=1, place=IN_ORDER),
        ),
        removed=(
            Arrow("layer", "", "Application", target="", uses=1, place=IN_PLACE),
            Arrow(
                "package",
                "",
                f"{ORDER}/old",
                target=DOMAIN,
                uses=4,
                place=Place("services/order/old/old.go", 3, 8, end_column=30),
            ),
        ),
        cycles=(
            KnotChange(Knot("layer", "", ("Application", "Domain", "Infrastructure")), "grown"),
            KnotChange(Knot("slice", "context", ("order", "stock")), "opened"),
        ),
        packages_added=(f"{ORDER}/api",),
        packages_removed=(f"{ORDER}/old",),
        packages_renamed=(Renamed(f"{STOCK}/model", f"{STOCK}/domain"),),
        layers_added=("Interface",),
        modules_added=(ThirdParty("github.com/lib/pq", 2, IN_DB),),
        layer_changes=(LayerChange("tools/gen.go", "Infrastructure", ""),),
        rules=(
            RuleChange(
                "exception",
                "domain-pure",
                "loosened",
                before="",
                after="a/** -> b/**: #412",
                place=Place("layers.toml", 12),
            ),
            RuleChange(
                "layer",
                "Domain",
                "changed",
                before="domain/**",
                after="services/*/domain/**",
                place=Place("layers.toml", 4),
            ),
            RuleChange(
                "rule",
                "no-web",
                "tightened",
                before="",
                after="Domain must not reach web",
                place=Place("layers.toml", 20),
            ),
        ),
    ),
    loosened=(UNPARSED._replace(message="'a' imports 'b'", change="introduced"),),
)
"""A run against a base that has everything that a base can bring."""

UNCHANGED = AGAINST._replace(
    findings=(_changed(UPWARDS, "carried"),),
    known=(),
    notices=(),
    base=Base("auto", "0123456789abcdef0123456789abcdef01234567"),
    changes=Changes(),
    loosened=(),
)


def _hostile_changes() -> Changes:
    spots = [(text, finding.place) for text, finding in zip(HOSTILE_TEXTS, _HOSTILE, strict=True)]
    arrows = tuple(Arrow("slice", text, text, target=f"{text}2", uses=1, place=place) for text, place in spots)
    return Changes(
        added=(*arrows, *(item._replace(level="layer", family="") for item in arrows)),
        removed=(*arrows, *(item._replace(level="package", family="") for item in arrows)),
        cycles=tuple(KnotChange(Knot("slice", text, (text, "x")), "new") for text in HOSTILE_TEXTS),
        packages_added=HOSTILE_TEXTS,
        packages_renamed=tuple(Renamed(text, text) for text in HOSTILE_TEXTS),
        layers_removed=HOSTILE_TEXTS,
        modules_removed=tuple(ThirdParty(text, 1, place) for text, place in spots),
        layer_changes=tuple(LayerChange(text, text, text) for text in HOSTILE_TEXTS),
        rules=tuple(
            RuleChange("rule", text, "loosened", before=text, after=text, place=place) for text, place in spots
        ),
    )


HOSTILE_AGAINST = HOSTILE._replace(
    findings=tuple(_changed(finding, "introduced") for finding in _HOSTILE),
    view="today",
    base=Base(HOSTILE_TEXTS[3], HOSTILE_TEXTS[6], HOSTILE.notices),
    changes=_hostile_changes(),
    loosened=_HOSTILE,
    parts=HOSTILE_TEXTS,
    elsewhere=3,
)


def many(number: int) -> Result:
    """Return a result with this many findings, each in another file."""
    findings = tuple(
        FORBIDDEN._replace(
            place=Place(f"services/order/domain/f{index:05}.go", line=6, column=8, end_column=60),
            target=f"{DATABASE}{index % 7}",
            identity=(str(index),),
            severity=("error", "warning", "note")[index % 3],
        )
        for index in range(number)
    )
    return BROKEN._replace(findings=findings)


SPLIT = Boundary(
    "split",
    ("internal/api",),
    (Part("services/user/presentation", 5), Part("services/user/domain", 2), Part("internal/api", 1)),
    ways=("map 3 files to 'services/user/presentation' too", "export 4 names and fix the other hazard"),
)
MERGED = Boundary(
    "merge",
    ("internal/one", "internal/two"),
    (Part("services/both", 7),),
    ways=("rename 'New' and 'Options'", "map the packages to different folders"),
)
LURKING = Boundary(
    "split", ("a\x1b[31m`|<b>\n",), (Part("", 1), Part("::error::\u202e", 1)), ways=("export `x`|\x1b[0m",)
)


def _hazard(kind: str, path: str, line: int, name: str, boundary: Boundary | None) -> Finding:
    return Finding(
        kind=kind,
        rule=kind,
        severity="error",
        message=f"'{path}' and another file need one {name}",
        place=Place(path, line, 4, end_column=4 + len(name)),
        source=f"{SHOP}/services/user/presentation",
        target=f"{SHOP}/services/user/domain",
        names=(name,),
        advice="map both files to one package",
        view="mapped",
        identity=(path, "internal/api/user.go", name),
        boundary=boundary,
    )


ACROSS = Result(
    findings=(
        *(
            _hazard("unexported-use", "internal/api/api.go", 5 + at, name=f"name{at % 4}", boundary=SPLIT)
            for at in range(6)
        ),
        _hazard("split-receiver", "internal/api/more.go", 9, name="Server.run", boundary=SPLIT),
        _hazard("name-clash", "internal/two/two.go", 3, name="New", boundary=MERGED),
        _hazard("name-clash", "internal/two/two.go", 8, name="Options", boundary=MERGED),
        _hazard("unexported-use", "a/hostile.go", 1, name="x", boundary=LURKING),
        _hazard("unexported-use", "a/hostile.go", 2, name="x", boundary=LURKING),
        _hazard("internal-visibility", "tools/gen.go", 1, name="gen", boundary=None),
    ),
    outcomes=outcomes(),
    stats=STATS,
    view="mapped",
    mappings=("docs/migrations/2026-01-18-ddd-mapping.md",),
)
"""Findings that three boundaries cause, the names of one of which are hostile, and one without a boundary."""


CASES: dict[str, tuple[Result, RunInfo]] = {
    "clean": (CLEAN, RUN),
    "broken": (BROKEN, RUN),
    "kinds": (KINDS_ONCE, RUN),
    "known": (KNOWN, RUN),
    "all-known": (ALL_KNOWN, RUN),
    "inert": (INERT, RUN),
    "weakened": (WEAKENED, RUN),
    "never": (WEAKENED, RUN._replace(gate="never")),
    "problems": (PROBLEMS, RUN),
    "mapped": (MAPPED, RUN),
    "across": (ACROSS, RUN),
    "hostile": (HOSTILE, HOSTILE_RUN),
    "hostile-problems": (HOSTILE_PROBLEMS, HOSTILE_RUN),
    "against": (AGAINST, RUN),
    "against-strict": (AGAINST, RUN._replace(strict=True)),
    "unchanged": (UNCHANGED, RUN),
    "hostile-against": (HOSTILE_AGAINST, HOSTILE_RUN),
    "nothing": (Result(), RUN),
}
