"""Slices that must not import each other, and doors."""

from __future__ import annotations

import pytest
from support.views import broken, findings, messages, rule, view

from archlint.graphs.view import View
from archlint.rules import FORMS

SERVICES = """
services/order/domain -> services/order/api, services/billing/api, kit
services/order/api
services/billing/api -> services/billing/domain, fmt
services/billing/domain -> services/order/domain
services/doc.go -> services/order/domain
web -> services/order/api, services/billing/domain
kit -> services/order/api
"""


def services(text: str = SERVICES, glob: str = "services/{context}/**") -> View:
    return view(
        text,
        layers={"Domain": "services/*/domain/**", "Web": "web/**"},
        groups={"lib": "m.example/lib/**"},
        slices={"context": glob},
    )


def test_slices_must_not_import_each_other() -> None:
    assert broken("context must not import each other", services()) == [
        "services/billing/domain/x.go:3 services/billing/domain -> services/order/domain",
        "services/order/domain/x.go:4 services/order/domain -> services/billing/api",
    ]
    assert messages("context must not import each other", services())[0] == (
        "'billing' and 'order' are slices of 'context', which must not import each other: "
        "'m/services/billing/domain' imports 'm/services/order/domain'."
    )


def test_files_outside_every_slice_may_import_all() -> None:
    """This includes a file directly in the folder of the slices: its name isn't a slice."""
    assert broken("context must not import each other", services("services/doc.go -> services/a\nservices/a")) == []


def test_slice_as_a_part_of_a_segment() -> None:
    seen = view(
        "svc-a/x -> svc-b/y, svc-a/z, svcc\nsvc-b/y\nsvc-a/z\nsvcc -> svc-a/x", slices={"service": "svc-{name}/**"}
    )
    assert broken("service must not import each other", seen) == ["svc-a/x/x.go:3 svc-a/x -> svc-b/y"]


def test_slice_by_file_names() -> None:
    seen = view("all/order_a.go -> all/sub\nall/sub/billing_b.go", slices={"part": "**/{part}_*.go"})
    assert broken("part must not import each other", seen) == ["all/order_a.go:3 all -> all/sub"]


def test_package_in_several_slices() -> None:
    """An import of the package is an import of each of its slices."""
    seen = view(
        "a/order_x.go -> both\nb/billing_x.go -> both\nboth/order_y.go -> b\nboth/billing_y.go",
        slices={"part": "**/{part}_?.go"},
    )
    assert broken("part must not import each other", seen) == [
        "a/order_x.go:3 a -> both",
        "b/billing_x.go:3 b -> both",
        "both/order_y.go:3 both -> b",
    ]
    assert messages("part must not form cycles", seen) == [
        "2 slices of 'part' form a cycle: 'billing' -> 'order' -> 'billing'."
    ]


def test_subjects_of_slices() -> None:
    seen = services()
    judged = rule("context must not import each other", seen)
    assert FORMS[judged.form].subjects(judged, seen) == (
        "m/services/billing/api",
        "m/services/billing/domain",
        "m/services/order/api",
        "m/services/order/domain",
    )
    nowhere = services(glob="svc/{context}/**")
    assert FORMS[judged.form].subjects(judged, nowhere) == ()


DOORS = [
    # a family of slices: each slice has its own inside
    ('context must be imported through "services/*/api/**"', [
        "services/billing/domain/x.go:3 services/billing/domain -> services/order/domain",
        "services/doc.go:3 services -> services/order/domain",
        "web/x.go:4 web -> services/billing/domain",
    ]),
    # one whole: files inside may import all of it
    ('"services/**" must be imported through "services/*/api/**"', [
        "web/x.go:4 web -> services/billing/domain",
    ]),
    # the door needn't be inside
    ('Domain must be imported through "services/*/api/**"', [
        "services/doc.go:3 services -> services/order/domain",
        "web/x.go:4 web -> services/billing/domain",
    ]),
    ('Domain must be imported through "services/*/api/**" or Web', [
        "services/doc.go:3 services -> services/order/domain",
    ]),
    ('"kit" must be imported through "kit"', []),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), DOORS, ids=[case[0] for case in DOORS])
def test_doors(sentence: str, expected: list[str]) -> None:
    assert broken(sentence, services()) == expected


def test_door_to_a_library_is_its_wrapper() -> None:
    seen = services("kit -> m.example/lib/core\nweb -> kit, m.example/lib/http\nservices/order -> m.example/library")
    assert broken('lib must be imported through "kit"', seen) == ["web/x.go:4 web -> m.example/lib/http"]
    assert broken('"m.example/lib/**" must be imported through "kit"', seen) == ["web/x.go:4 web -> m.example/lib/http"]
    assert broken('third-party must be imported through "kit"', seen) == [
        "services/order/x.go:3 services/order -> m.example/library",
        "web/x.go:4 web -> m.example/lib/http",
    ]


def test_messages_of_doors() -> None:
    assert messages('Domain must be imported through "services/*/api/**"', services())[1] == (
        "'Domain' must be imported through 'services/*/api/**': 'm/web' imports 'm/services/billing/domain'."
    )
    assert messages('context must be imported through "services/*/api/**" or Web', services())[0] == (
        "'order', a slice of 'context', must be imported through 'services/*/api/**' or 'Web': "
        "'m/services/billing/domain' imports 'm/services/order/domain'."
    )


def test_tests_policy() -> None:
    seen = services("services/a/x_test.go -> services/b\nservices/b -> fmt\nservices/a/x.go")
    assert findings("context must not import each other", seen) == []
    assert broken("context must not import each other", seen, tests="only") == [
        "services/a/x_test.go:3 services/a -> services/b"
    ]
