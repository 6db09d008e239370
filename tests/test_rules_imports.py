"""Rules about single imports: must not import, may import only, only ... may import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support.views import broken, findings, messages, rule, view

from archlint.graphs.view import View
from archlint.model.location import Place
from archlint.rules import FORMS

if TYPE_CHECKING:
    from support.views import Around
    from typing_extensions import Unpack

LAYERS = {"Domain": "domain/**", "App": "app/**", "Infra": "infra/**", "Web": "web/**"}

SHOP = """
domain/order -> fmt, infra/store, domain/money, m.example/lib
domain/money -> time
app -> domain/order, infra/store, net/http
infra/store -> domain/order, database/sql
web -> app, net/http
tools -> infra/store
"""


def shop(text: str = SHOP, **more: Unpack[Around]) -> View:
    fields: Around = {"layers": LAYERS, "groups": {"net": ["net/**", "m.example/**"]}, **more}
    return view(text, **fields)


FORBIDDEN = [
    ("Domain must not import Infra", ["domain/order/x.go:4 domain/order -> infra/store"]),
    ("Infra must not import Web", []),
    ("Web must not import Infra", []),  # only through App
    ("Domain must not import std", [
        "domain/money/x.go:3 domain/money -> time",
        "domain/order/x.go:3 domain/order -> fmt",
    ]),
    ("Domain must not import third-party", ["domain/order/x.go:6 domain/order -> m.example/lib"]),
    ("Domain and Web must not import net", [
        "domain/order/x.go:6 domain/order -> m.example/lib",
        "web/x.go:4 web -> net/http",
    ]),
    ("unassigned must not import Infra", ["tools/x.go:3 tools -> infra/store"]),
    ("Domain must not import unassigned", []),
    ("Domain must not import Domain", ["domain/order/x.go:5 domain/order -> domain/money"]),
    ('"domain/money" must not import "time"', ["domain/money/x.go:3 domain/money -> time"]),
    ('"domain/order/*.go" must not import "infra/**"', ["domain/order/x.go:4 domain/order -> infra/store"]),
    ('"m/domain/**" must not import "m/infra/**"', ["domain/order/x.go:4 domain/order -> infra/store"]),
    ('"m/domain/*" must not import "infra/store/x.go"', ["domain/order/x.go:4 domain/order -> infra/store"]),
    ('"dom/**" must not import Infra', []),
    ('"**" must not import "database/**"', ["infra/store/x.go:4 infra/store -> database/sql"]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), FORBIDDEN, ids=[case[0] for case in FORBIDDEN])
def test_forbidden_import(sentence: str, expected: list[str]) -> None:
    assert broken(sentence, shop()) == expected


UNLISTED = [
    ("Domain may import only std", [
        "domain/order/x.go:4 domain/order -> infra/store",
        "domain/order/x.go:6 domain/order -> m.example/lib",
    ]),
    ("Domain may import only Infra", [
        "domain/money/x.go:3 domain/money -> time",
        "domain/order/x.go:3 domain/order -> fmt",
        "domain/order/x.go:6 domain/order -> m.example/lib",
    ]),
    ("Domain may import only Infra, std and third-party", []),
    ('Domain may import only Infra, "time", "fmt" and net', []),
    ("Web may import only Web", ["web/x.go:3 web -> app", "web/x.go:4 web -> net/http"]),
    ("unassigned may import only std", ["tools/x.go:3 tools -> infra/store"]),
    ('"domain/order/**" may import only std, Infra, third-party', [
        "domain/order/x.go:5 domain/order -> domain/money",
    ]),
    ('"domain/**" may import only std, Infra, third-party', []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), UNLISTED, ids=[case[0] for case in UNLISTED])
def test_unlisted_import(sentence: str, expected: list[str]) -> None:
    assert broken(sentence, shop()) == expected


PROTECTED = [
    ("only App may import Domain", ["infra/store/x.go:3 infra/store -> domain/order"]),
    ("only App and Infra may import Domain", []),
    ("only App may import Infra", [
        "domain/order/x.go:4 domain/order -> infra/store",
        "tools/x.go:3 tools -> infra/store",
    ]),
    ('only unassigned and "domain/**" may import Infra', ["app/x.go:4 app -> infra/store"]),
    ("only Web may import net", ["app/x.go:5 app -> net/http", "domain/order/x.go:6 domain/order -> m.example/lib"]),
    ('only Infra may import "database/sql"', []),
    ("only Web may import Domain and Infra", [
        "app/x.go:3 app -> domain/order",
        "app/x.go:4 app -> infra/store",
        "tools/x.go:3 tools -> infra/store",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), PROTECTED, ids=[case[0] for case in PROTECTED])
def test_protected_import(sentence: str, expected: list[str]) -> None:
    """The packages of B may import each other: they are B itself."""
    assert broken(sentence, shop()) == expected


def test_protected_parts_do_not_import_each_other() -> None:
    seen = shop()
    assert broken("only App may import Domain", seen) + broken("only App may import Infra", seen) == [
        "infra/store/x.go:3 infra/store -> domain/order",
        "domain/order/x.go:4 domain/order -> infra/store",
        "tools/x.go:3 tools -> infra/store",
    ]


def test_one_finding_per_file_and_package() -> None:
    seen = shop("""
        domain/a.go -> infra/store, fmt, infra/store
        domain/b.go -> infra/store, infra/cache
        infra/store
        infra/cache
    """)
    found = findings("Domain must not import Infra", seen)
    assert [(finding.place.path, finding.place.line, finding.target) for finding in found] == [
        ("domain/a.go", 3, "m/infra/store"),
        ("domain/b.go", 3, "m/infra/store"),
        ("domain/b.go", 4, "m/infra/cache"),
    ]
    assert [str(related.place) for related in found[0].related] == ["domain/a.go:5:8"]
    assert found[0].related[0].message == "imported here too"
    assert found[1].related == ()


def test_whole_finding() -> None:
    seen = shop("domain/order -> infra/store\ninfra/store")
    judged = rule("Domain must not import Infra", seen, because="no cluster in tests", severity="warning")
    (finding,) = FORMS["forbidden-import"].check(judged, seen)
    assert finding._replace(advice="") == finding._replace(
        kind="forbidden-import",
        rule="r",
        severity="warning",
        message="'Domain' must not import 'Infra': 'm/domain/order' imports 'm/infra/store'.",
        place=Place("domain/order/x.go", line=3, column=8, end_column=23),
        source="m/domain/order",
        target="m/infra/store",
        layers=("Domain", "Infra"),
        because="no cluster in tests",
        advice="",
        subject="m/domain/order",
        view="today",
        moved="",
        identity=("domain/order/x.go",),
    )
    assert finding.advice == FORMS["forbidden-import"].advice


def test_messages() -> None:
    seen = shop()
    assert messages("Domain must not import net", seen) == [
        "'Domain' must not import 'net': 'm/domain/order' imports 'm.example/lib'."
    ]
    assert messages("Web may import only Domain, std", seen) == [
        "'Web' may import only 'Domain' and 'std': 'm/web' imports 'm/app'."
    ]
    assert messages("only App, Web may import Domain", seen) == [
        "Only 'App' and 'Web' may import 'Domain': 'm/infra/store' imports 'm/domain/order'."
    ]


def test_layers_of_the_target() -> None:
    found = findings('Domain and App must not import "**"', shop())
    assert [(finding.target, finding.layers[1]) for finding in found] == [
        ("m/domain/order", "Domain"),
        ("m/infra/store", "Infra"),
        ("net/http", "net"),
        ("time", "std"),
        ("fmt", "std"),
        ("m/infra/store", "Infra"),
        ("m/domain/money", "Domain"),
        ("m.example/lib", "net"),
    ]


def test_tests_policy() -> None:
    seen = shop("""
        domain/a.go -> infra/one
        domain/a_test.go -> infra/two
        domain/a_x_test.go -> infra/three, domain
        infra/one
        infra/two
        infra/three
    """)
    assert broken("Domain must not import Infra", seen) == ["domain/a.go:3 domain -> infra/one"]
    assert broken("Domain must not import Infra", seen, tests="only") == [
        "domain/a_test.go:3 domain -> infra/two",
        "domain/a_x_test.go:3 domain_test -> infra/three",
    ]
    assert len(broken("Domain must not import Infra", seen, tests="include")) == 3


def test_external_test_may_import_the_package_it_tests() -> None:
    seen = shop("domain/a.go\ndomain/a_x_test.go -> domain")
    for sentence in ("Domain must not import Domain", "Domain may import only std", "only Web may import Domain"):
        assert broken(sentence, seen, tests="include") == []


def test_cgo_belongs_to_the_standard_library() -> None:
    seen = shop("domain -> C, unsafe")
    assert broken("Domain may import only std", seen) == []
    assert broken("Domain must not import third-party", seen) == []
    assert broken("Domain must not import std", seen) == ["domain/x.go:3 domain -> C", "domain/x.go:4 domain -> unsafe"]


MIXED = """
app -> core
web -> core
core/model.go
core/store.go
"""


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("App must not import Infra", 1),  # a package with files in two layers is in both
        ("App must not import Domain", 1),
        ("App may import only Domain", 1),  # and allowed only if both are
        ("App may import only Infra", 1),
        ("App may import only Domain, Infra", 0),
        ('App may import only "core"', 0),
        ("only App may import Infra", 1),
    ],
)
def test_package_in_two_layers(sentence: str, expected: int) -> None:
    seen = view(MIXED, layers={"Domain": "core/model.go", "Infra": "core/store.go", "App": "app/**", "Web": "web/**"})
    assert len(broken(sentence, seen)) == expected


def test_file_is_judged_by_its_own_layer() -> None:
    seen = view(
        "core/model.go -> infra\ncore/store.go -> infra\ninfra",
        layers={"Domain": "core/**", "Store": "core/store.go", "Infra": "infra/**"},
    )
    assert broken("Domain must not import Infra", seen) == ["core/model.go:3 core -> infra"]


def test_unassigned_is_not_a_layer() -> None:
    seen = shop("tools -> misc, domain\nmisc\ndomain -> misc")
    assert broken("unassigned must not import unassigned", seen) == ["tools/x.go:3 tools -> misc"]
    assert broken("Domain may import only std", seen) == ["domain/x.go:3 domain -> misc"]
    assert broken("Domain may import only unassigned", seen) == []


def test_path_boundaries() -> None:
    seen = view("infra -> infrastructure/x\ninfrastructure/x -> infra/y\ninfra/y", layers={"Infra": "infra/**"})
    assert broken("unassigned must not import Infra", seen) == ["infrastructure/x/x.go:3 infrastructure/x -> infra/y"]
    assert broken('"infra/**" must not import "infra*/**"', seen) == ["infra/x.go:3 infra -> infrastructure/x"]
    assert broken('"infra" must not import "infrastructure"', seen) == []


def test_package_outside_the_scan_has_the_layer_of_its_folder() -> None:
    seen = shop("domain -> infra/generated")
    assert broken("Domain must not import Infra", seen) == ["domain/x.go:3 domain -> infra/generated"]


def test_uses_without_an_import() -> None:
    """In the mapped view, files of a package that the mapping splits depend on each other without an import."""
    seen = view(
        "core/order.go\ncore/store.go -> fmt",
        layers={"Domain": "domain/**", "Infra": "infra/**"},
        moved={"core/order.go": "domain/order.go", "core/store.go": "infra/store.go"},
        uses="core/order.go: NewStore -> infra\ncore/order.go: Row -> infra",
    )
    (finding,) = findings("Domain must not import Infra", seen)
    assert finding.message == "'Domain' must not import 'Infra': 'm/domain' uses 'NewStore' and 'Row' from 'm/infra'."
    assert (finding.place.path, finding.moved, finding.view) == ("core/order.go", "domain/order.go", "mapped")
    assert finding.names == ("NewStore", "Row")
    assert finding.related[0].message == "used here too"


def test_finding_is_at_the_first_import_or_use() -> None:
    fillers = ", ".join(["fmt"] * 7)
    seen = view(
        f"core/order.go -> {fillers}, infra\ninfra",
        layers={"Domain": "domain/**", "Infra": "infra/**"},
        moved={"core/order.go": "domain/order.go"},
        uses="core/order.go: NewStore -> infra",
    )
    (finding,) = findings("Domain must not import Infra", seen)
    assert str(finding.place) == "core/order.go:9:5"
    assert [str(item.place) for item in finding.related] == ["core/order.go:10:8"]
    assert finding.message.endswith("'m/domain' uses 'NewStore' from 'm/infra'.")


def test_globs_of_file_names_match_single_files() -> None:
    seen = shop("domain/a.go -> infra\ndomain/b.go -> infra\ninfra")
    assert broken('"domain/b.go" must not import Infra', seen) == ["domain/b.go:3 domain -> infra"]
    assert broken('"*/b.go" may import only std', seen) == ["domain/b.go:3 domain -> infra"]
    assert broken('only "domain/a.go" may import Infra', seen) == ["domain/b.go:3 domain -> infra"]


def test_layer_and_glob_in_one_list() -> None:
    seen = view(
        "core/model.go -> infra\ncore/store.go -> infra\nx -> infra\ninfra",
        layers={"Domain": "core/**", "Store": "core/store.go", "Infra": "infra/**"},
    )
    assert broken('Store and "x/**" must not import Infra', seen) == [
        "core/store.go:3 core -> infra",
        "x/x.go:3 x -> infra",
    ]
