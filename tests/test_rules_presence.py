"""Rules that require something: an import in each package, a layer for every file."""

from __future__ import annotations

import pytest
from support.views import broken, findings, messages, rule, view

from archlint.graphs.view import View
from archlint.rules import FORMS

PORTS = """
adapters/mail -> ports/mail, fmt
adapters/db/a.go -> fmt
adapters/db/b.go -> ports/db, m.example/sql
adapters/log -> m.example/log
ports/mail
ports/db
cmd -> adapters/mail
"""
LAYERS = {"Adapters": "adapters/**", "Ports": "ports/**"}


def ports(text: str = PORTS) -> View:
    return view(text, layers=LAYERS, groups={"sql": "m.example/sql"})


MISSING = [
    ("Adapters must import Ports", ["adapters/log/x.go:1 adapters/log -> Ports"]),
    ("Adapters must import third-party", ["adapters/mail/x.go:1 adapters/mail -> third-party"]),
    ("Adapters must import Ports or third-party", []),
    ("Adapters must import Ports and sql", [
        "adapters/log/x.go:1 adapters/log -> Ports",
        "adapters/log/x.go:1 adapters/log -> sql",
        "adapters/mail/x.go:1 adapters/mail -> sql",
    ]),
    ("Adapters must import sql or Ports", ["adapters/log/x.go:1 adapters/log -> sql or Ports"]),
    ('"adapters/m*" must import "ports/**"', []),
    ('"**" must import "fmt"', [
        "adapters/log/x.go:1 adapters/log -> fmt",
        "cmd/x.go:1 cmd -> fmt",
        "ports/db/x.go:1 ports/db -> fmt",
        "ports/mail/x.go:1 ports/mail -> fmt",
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "expected"), MISSING, ids=[case[0] for case in MISSING])
def test_missing_import(sentence: str, expected: list[str]) -> None:
    assert broken(sentence, ports()) == expected


def test_message_of_a_missing_import() -> None:
    (finding,) = findings("Adapters must import Ports", ports())
    assert finding.message == "'Adapters' must import 'Ports': 'm/adapters/log' doesn't."
    assert (finding.kind, finding.subject, finding.layers) == ("missing-import", "m/adapters/log", ("Adapters", ""))
    assert (finding.place.line, finding.place.column, finding.place.end_column) == (1, 1, 1)
    assert messages('"adapters/**" and "cmd" must import sql or Ports', ports()) == [
        "'adapters/**' and 'cmd' must import 'sql' or 'Ports': 'm/adapters/log' doesn't.",
        "'adapters/**' and 'cmd' must import 'sql' or 'Ports': 'm/cmd' doesn't.",
    ]


def test_required_package_need_not_import_itself() -> None:
    seen = ports("cmd/a -> log\ncmd/b\nlog")
    assert broken('"**" must import "log"', seen) == ["cmd/b/x.go:1 cmd/b -> log"]


def test_package_with_only_tests_is_ignored() -> None:
    seen = ports("adapters/a_test.go\nadapters/b/b.go\nadapters/b/b_test.go -> ports/db\nports/db")
    assert broken("Adapters must import Ports", seen) == ["adapters/b/b.go:1 adapters/b -> Ports"]
    assert broken("Adapters must import Ports", seen, tests="include") == []
    assert broken("Adapters must import Ports", seen, tests="only") == ["adapters/a_test.go:1 adapters -> Ports"]


def test_import_in_an_external_test_counts_for_its_package() -> None:
    seen = ports("adapters/a.go\nadapters/a_x_test.go -> ports/db\nports/db")
    assert broken("Adapters must import Ports", seen) == ["adapters/a.go:1 adapters -> Ports"]
    assert broken("Adapters must import Ports", seen, tests="include") == []
    assert broken("Adapters must import Ports", seen, tests="only") == []
    judged = rule("Adapters must import Ports", seen, tests="only")
    assert FORMS[judged.form].subjects(judged, seen) == ("m/adapters",)


def test_every_file_must_belong_to_a_layer() -> None:
    seen = ports("adapters/a.go\ncmd/main.go\ncmd/main_test.go\nroot.go")
    assert broken("every file must belong to a layer", seen) == ["cmd/main.go:1 cmd -> ", "root.go:1 m -> "]
    assert broken("every file must belong to a layer", seen, tests="only") == ["cmd/main_test.go:1 cmd -> "]
    assert messages("every file must belong to a layer", seen) == [
        "Every file must belong to a layer: 'cmd/main.go' is in none.",
        "Every file must belong to a layer: 'root.go' is in none.",
    ]
    judged = rule("every file must belong to a layer", seen)
    assert FORMS[judged.form].subjects(judged, seen) == ("m", "m/adapters", "m/cmd")


def test_every_file_of_the_mapped_view() -> None:
    """The message has the path in the view, the place is today's path."""
    seen = view("old/a.go\nold/b.go", layers=LAYERS, moved={"old/a.go": "ports/a.go", "old/b.go": "misc/b.go"})
    (finding,) = findings("every file must belong to a layer", seen)
    assert finding.message == "Every file must belong to a layer: 'misc/b.go' is in none."
    assert (finding.place.path, finding.moved) == ("old/b.go", "misc/b.go")
