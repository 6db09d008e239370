"""Results for the digest: many findings of few rules, and checks against a base."""

from __future__ import annotations

from support.results import (
    ACYCLIC,
    APART,
    BROKEN,
    CLEAN,
    COMPLETE,
    CYCLE,
    FORBIDDEN,
    KNOWN,
    ORDERED,
    PURE,
    REACHING,
    SHOP,
    STATS,
    UNASSIGNED,
    UPWARDS,
    outcomes,
)

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
from archlint.model.findings import Finding, Known, Result
from archlint.model.location import Place

CONTEXTS = ("order", "stock", "billing", "shipping", "customer")


def _import(like: Finding, source: str, target: str, number: int, claim: str) -> Finding:
    """A finding like `like`, for an import of the folder `target` by a file of the folder `source`."""
    path = f"{source}/f{number}.go"
    source, target = f"{SHOP}/{source}", f"{SHOP}/{target}"
    return like._replace(
        message=f"{claim}: '{source}' imports '{target}'.",
        place=Place(path, 5 + number, 2, end_column=40),
        source=source,
        target=target,
        related=(),
        subject=source,
        identity=(path,),
    )


def imports(like: Finding, number: int, claim: str, ends: tuple[str, str]) -> list[Finding]:
    """So many findings. A context has about twice as many as the next one."""
    found = []
    for at in range(number):
        context = CONTEXTS[(at & -at).bit_length() % len(CONTEXTS)]
        other = CONTEXTS[(at * 3 + 1) % 2]
        source = f"services/{context}/{ends[0]}"
        target = f"services/{other}/{ends[1]}"
        found.append(_import(like, source, target, number=at, claim=claim))
    return found


_SLICES = UPWARDS._replace(
    kind="dependent-slices",
    rule=APART.id,
    severity="error",
    because=APART.because,
    advice="Move what both need to a package in no slice of 'context' that both may import.",
)
_CYCLES = [
    CYCLE,
    CYCLE._replace(place=Place("services/stock/domain/stock.go", 9, 2, end_column=20), identity=("stock", "billing")),
]
_STRAYS = [
    UNASSIGNED._replace(
        message=f"Every file must belong to a layer: 'tools/{name}.go' is in none.",
        place=Place(f"tools/{name}.go"),
        identity=(f"tools/{name}.go",),
    )
    for name in ("gen", "lint", "release", "stats", "sweep", "tables", "vendor")
]

FORTY = BROKEN._replace(
    findings=tuple(
        sorted(
            [
                *imports(
                    FORBIDDEN, 14, "'Domain' must not import 'Infrastructure'", ends=("domain", "infrastructure/store")
                ),
                *imports(UPWARDS, 9, "'Domain' lies below 'Interface' and must not import it", ends=("domain", "api")),
                *imports(
                    _SLICES, 8, "Two slices of 'context' must not import each other", ends=("application", "model")
                ),
                *_CYCLES,
                *_STRAYS,
            ],
            key=lambda finding: finding.sort_key,
        )
    )
)
"""Forty findings of five rules."""

ONE = BROKEN._replace(findings=(FORBIDDEN,), stats=CLEAN.stats)

PART = ONE._replace(parts=("services/order",), elsewhere=39)

LONG_RULE = PURE._replace(
    id="domain-and-application-must-not-import-interface-or-infrastructure",
    sentence="Domain and Application must not import Interface or Infrastructure",
)
LONG_IDS = Result(
    findings=(FORBIDDEN._replace(rule=LONG_RULE.id),),
    outcomes=(outcomes()[0]._replace(rule=LONG_RULE),),
    stats=CLEAN.stats,
)
"""A rule with an id that archlint makes from the sentence."""

BASE = Base("main", "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d")
CHANGES = Changes(
    added=(
        Arrow(
            "layer",
            "",
            "Domain",
            target="Infrastructure",
            uses=3,
            place=Place("services/order/domain/order.go", 6, 8, end_column=60),
        ),
        Arrow("layer", "", "", target="Domain", uses=1, place=Place("tools/gen.go", 3, 8, end_column=20)),
        Arrow(
            "slice",
            "context",
            "order",
            target="stock",
            uses=2,
            place=Place("services/order/domain/order.go", 7, 2, end_column=40),
        ),
        Arrow(
            "package",
            "",
            f"{SHOP}/services/order/domain",
            target=f"{SHOP}/services/stock/domain",
            uses=2,
            place=Place("services/order/domain/order.go", 7, 2, end_column=40),
        ),
    ),
    removed=(
        Arrow(
            "package",
            "",
            f"{SHOP}/tools",
            target=f"{SHOP}/cmd",
            uses=1,
            place=Place("tools/gen.go", 4, 8, end_column=20),
        ),
    ),
    cycles=(
        KnotChange(Knot("layer", "", ("Domain", "Infrastructure")), "new"),
        KnotChange(Knot("package", "", (f"{SHOP}/cmd", f"{SHOP}/tools")), "opened"),
        KnotChange(Knot("slice", "context", ("billing", "order", "stock")), "grown"),
        KnotChange(Knot("package", "", (f"{SHOP}/a", f"{SHOP}/b")), "shrunk"),
    ),
    packages_added=(f"{SHOP}/services/order/infrastructure/db",),
    packages_removed=(f"{SHOP}/old",),
    packages_renamed=(Renamed(f"{SHOP}/util", f"{SHOP}/internal/text"),),
    layers_added=("Audit",),
    modules_added=(
        ThirdParty("github.com/lib/pq", 1, Place("services/order/infrastructure/db/db.go", 4, 2, end_column=20)),
    ),
    modules_removed=(ThirdParty("gopkg.in/yaml.v2", 2, Place("tools/gen.go", 5, 2, end_column=20)),),
    layer_changes=(LayerChange("tools/lint.go", "Application", ""),),
    rules=(
        RuleChange(
            "rule", "no-web", "loosened", before="Domain must not reach web", after="", place=Place("layers.toml", 30)
        ),
        RuleChange(
            "rule",
            "complete",
            "tightened",
            before="",
            after="every file must belong to a layer",
            place=Place("layers.toml", 40),
        ),
        RuleChange(
            "rule",
            "ddd-order",
            "changed",
            before="Interface > Application\n> Domain",
            after="Interface > Domain",
            place=Place("layers.toml", 20),
        ),
        RuleChange(
            "rule",
            "ddd-order",
            "loosened",
            before="severity error",
            after="severity warning",
            place=Place("layers.toml", 20),
        ),
        RuleChange("rule", "no-cycles", "loosened", before="", after="optional", place=Place("layers.toml", 25)),
        RuleChange("rule", "contexts", "tightened", before="optional", after="", place=Place("layers.toml", 27)),
        RuleChange(
            "exception",
            "domain-pure",
            "loosened",
            before="",
            after="internal/api/** -> internal/options: #412",
            place=Place("layers.toml", 14),
        ),
        RuleChange(
            "exception",
            "domain-pure",
            "tightened",
            before="a/** -> b: #1, until 2030-01-01",
            after="a/** -> b: #1, until 2029-01-01",
            place=Place("layers.toml", 15),
        ),
        RuleChange(
            "layer",
            "Domain",
            "changed",
            before="services/*/domain/**",
            after="domain/**",
            place=Place("layers.toml", 4),
        ),
        RuleChange(
            "slices", "context", "changed", before="", after="services/{context}/**", place=Place("layers.toml", 8)
        ),
        RuleChange("group", "web", "changed", before="net/http", after="", place=Place("layers.toml", 9)),
        RuleChange("scan", "exclude", "loosened", before="", after="**/mocks/**", place=Place("layers.toml", 2)),
        RuleChange("scan", "exclude", "tightened", before="old/**", after="", place=Place("layers.toml", 2)),
        RuleChange("scan", "tests", "loosened", before="include", after="exclude", place=Place("layers.toml")),
        RuleChange(
            "baseline",
            "no-cycles",
            "loosened",
            before="",
            after="a -> b (later)",
            place=Place("archlint-baseline.json", 7),
        ),
        RuleChange(
            "ignore",
            "domain-pure",
            "loosened",
            before="",
            after="#412",
            place=Place("services/order/domain/order.go", 5, 2, end_column=30),
        ),
    ),
)

AGAINST = Result(
    findings=(
        FORBIDDEN._replace(change="introduced"),
        UPWARDS._replace(change="carried"),
        *(finding._replace(change="carried") for finding in _STRAYS[:3]),
        CYCLE._replace(change="retired"),
    ),
    known=KNOWN.known[:1],
    outcomes=outcomes(),
    stats=STATS,
    base=BASE,
    changes=CHANGES,
    loosened=(REACHING._replace(change="introduced", message="'Domain' must not reach 'web': it does."),),
)
"""A branch that introduces a finding, changes the architecture, and loosens its own rules."""

AGAINST_MANY = AGAINST._replace(
    findings=(*(item._replace(change="introduced") for item in FORTY.findings), CYCLE._replace(change="retired")),
    loosened=(),
    changes=CHANGES._replace(rules=()),
)

UNCHANGED = Result(
    findings=(UPWARDS._replace(change="carried"), CYCLE._replace(change="carried")),
    known=(Known(FORBIDDEN._replace(change="carried"), "until #412", "baseline"),),
    outcomes=outcomes(),
    stats=STATS,
    base=BASE,
    changes=Changes(),
)
"""A branch that changes nothing that archlint compares."""

UNTOUCHED = CLEAN._replace(base=BASE._replace(name=BASE.commit), changes=Changes())

SOUND = CLEAN._replace(base=BASE, changes=CHANGES._replace(rules=()))
"""A branch that changes the architecture and breaks nothing."""

MANY_REMARKS = CLEAN._replace(
    stale=tuple(
        Complaint(
            "archlint-baseline.json", "solved: no-cycles", "archlint baseline removes it", line=line, kind="baseline"
        )
        for line in range(1, 31)
    )
)

assert len(FORTY.findings) == 40
assert {ACYCLIC.id, APART.id, COMPLETE.id, ORDERED.id, PURE.id} == {finding.rule for finding in FORTY.findings}
