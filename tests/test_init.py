"""Drafted configurations: what archlint guesses from folders, and that every draft is valid, matches files and
passes."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.config.document import parse_config
from archlint.drafting.layers import draft
from archlint.drafting.presets import PRESETS, guess
from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.model.facts import FileFacts, Import, Module, Tree
from archlint.model.findings import Result
from archlint.model.policy import Config, Scan
from archlint.pipeline.check import check as check_inputs
from archlint.pipeline.inputs import Inputs
from archlint.pipeline.placing import today_view

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def tree_of(text: str) -> Tree:
    """A tree of the module `m` from lines `folder -> folder, package`; each folder has one file."""
    files = []
    for line in filter(None, map(str.strip, text.strip().splitlines())):
        folder, _, imports = line.partition("->")
        folder = folder.strip().removeprefix(".")
        targets = [name.strip() for name in imports.split(",") if name.strip()]
        specs = [
            Import(name if "." in name else f"m/{name}", line=3 + at, column=2, end_column=9)
            for at, name in enumerate(targets)
        ]
        path = f"{folder}/x.go" if folder else "x.go"
        files.append(FileFacts(path, folder.rpartition("/")[2] or "m", tuple(specs)))
    return Tree(tuple(sorted(files, key=lambda file: file.path)), (Module("m", ""),))


def check(tree: Tree, text: str) -> tuple[Config, Result]:
    config = parse_config(text, "layers.toml")
    return config, check_inputs(Inputs(tree, config, "2026-01-01"))


def counts(tree: Tree, text: str) -> list[int]:
    config, result = check(tree, text)
    broken = [finding.rule for finding in result.findings]
    return [broken.count(rule.id) for rule in config.rules]


def drafted(tree: Tree, preset: str = "") -> str:
    return draft(today_view(tree, Config()), lambda text: counts(tree, text), preset)


def in_force(text: str) -> str:
    """The draft with all rules active."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.startswith("[layers]"))
    marks = re.compile(r"# (?=\[\[rules\]\]|rule    =|because =|    |\"\"\")")
    return "\n".join(marks.sub("", line) if at > start else line for at, line in enumerate(lines))


def expect_sound(tree: Tree, text: str) -> None:
    """Check that a draft passes without inert entries, and that its comments give the right numbers of findings."""
    config, result = check(tree, text)
    assert [str(complaint) for complaint in result.problems] == []
    assert [finding.message for finding in result.findings] == []
    assert all(rule.because for rule in config.rules)
    stated = [int(number) for number in re.findall(r"# Fails today: (\d+) finding", text)]
    found = counts(tree, in_force(text))
    assert len(found) == len(config.rules) + len(stated)
    assert [number for number in found if number] == stated


DDD = """
cmd/shop -> services/a/presentation, services/b/presentation
services/a/domain
services/a/application -> services/a/domain
services/a/presentation -> services/a/application
services/a/infrastructure/store -> services/a/domain
services/b/domain -> services/b/infrastructure
services/b/application -> services/a/domain
services/b/presentation -> services/b/domain
services/b/infrastructure
"""


def test_ddd() -> None:
    tree = tree_of(DDD)
    text = drafted(tree)
    expect_sound(tree, text)
    assert 'Domain         = ["services/*/domain/**"]  # 2 files\n' in text
    assert 'Infrastructure = ["services/*/infrastructure/**"]  # 2 files\n' in text
    assert 'context = "services/{context}/**"' in text
    assert "# In no layer: cmd/shop/x.go.\n" in text
    assert '\n[[rules]]\nrule    = "Interface > Application > Domain"\n' in text
    assert "# Fails today: 1 finding. Run `archlint baseline`" in text
    assert '\n# rule    = "Domain must not import Infrastructure"\n' in text
    assert '\n# rule    = "context must not import each other"\n' in text
    assert drafted(tree, "ddd") == text


def test_a_door_is_proposed_if_contexts_have_one() -> None:
    text = drafted(tree_of(DDD + "services/a/api -> services/a/application\n"))
    assert "rule    = 'context must be imported through \"services/*/api/**\"'" in text
    assert "each other" not in text
    assert "services/a/api/x.go" in text.partition("In no layer")[2].partition("\n")[0]


def test_a_single_context_has_a_literal_glob() -> None:
    tree = tree_of("internal/domain\ninternal/infra/db -> internal/domain\ninternal/api -> internal/domain\nmain")
    text = drafted(tree)
    expect_sound(tree, text)
    assert 'Domain         = ["internal/domain/**"]' in text
    assert 'Infrastructure = ["internal/infra/**"]' in text
    assert 'Interface      = ["internal/api/**"]' in text
    assert "[slices]" not in text
    assert 'folders in "internal" must not form cycles' in text


def test_a_folder_within_a_layer_belongs_to_it() -> None:
    tree = tree_of(
        "app/domain/repository\napp/domain\napp/usecase/domain -> app/domain\napp/infrastructure -> app/domain"
    )
    text = drafted(tree, "ddd")
    expect_sound(tree, text)
    assert '["app/domain/**", "app/usecase/domain/**"]' in text
    assert "repository" not in text


@pytest.mark.parametrize(
    ("folders", "expected"),
    [
        ("domain application presentation", "ddd"),
        ("domain infra", "ddd"),
        ("usecase entity controller", "clean"),
        ("usecases domain", "clean"),
        ("ports adapters domain", "hexagonal"),
        ("port adapter", "hexagonal"),
        ("cmd internal pkg", "plain"),
        ("domain", "plain"),
        ("model storage web api", "plain"),
        ("", "plain"),
    ],
)
def test_guesses(folders: str, expected: str) -> None:
    assert guess(frozenset(folders.split())) == expected


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_names_only_its_layers(preset: str) -> None:
    roles = {role.layer for role in PRESETS[preset].roles}
    for wish in PRESETS[preset].wishes:
        assert {*wish.subject, *wish.object} <= roles | {"third-party"}
    tree = tree_of("\n".join(f"x/{name}" for role in PRESETS[preset].roles for name in role.strong))
    expect_sound(tree, drafted(tree, preset))


def test_clean_and_hexagonal() -> None:
    clean = tree_of("x/entity\nx/usecase -> x/entity\nx/controller -> x/usecase, x/entity\nx/infrastructure")
    expect_sound(clean, drafted(clean))
    assert 'rule    = "Frameworks > Adapters > UseCases > Entities"' in drafted(clean)
    ports = tree_of("x/core -> github.com/a/b\nx/ports -> x/core\nx/adapters/db -> x/ports, x/core")
    expect_sound(ports, drafted(ports))
    assert 'rule    = "Adapters > Ports > Domain"' in drafted(ports)
    assert '# rule    = "Domain must not import third-party"' in drafted(ports)


def test_an_unknown_preset_raises_an_error() -> None:
    with pytest.raises(KeyError):
        drafted(tree_of("a"), "onion")


def test_plain_with_an_order() -> None:
    tree = tree_of(
        ". -> cmd\ncmd -> internal/a, pkg/log\ninternal/a -> internal/b, pkg/log\ninternal/b\npkg/log\nversion"
    )
    text = drafted(tree)
    expect_sound(tree, text)
    assert 'Cmd      = ["cmd/**"]' in text
    assert 'Root     = ["*.go"]  # 1 file' in text
    assert 'rule    = "Version | Root > Cmd > Internal > Pkg"' in text
    assert "Fails today" not in text


def test_plain_without_an_order() -> None:
    tree = tree_of("a/x -> b/x\nb/y -> a/y\na/y\nb/x\nc -> a/x\n")
    text = drafted(tree)
    expect_sound(tree, text)
    assert '# rule    = "layers must not form cycles"' in text
    assert '\nrule    = "A must not import C"' in text


def test_plain_descends_to_the_first_folder_with_several() -> None:
    text = drafted(tree_of("src/go/a -> src/go/b\nsrc/go/b"))
    assert '["src/go/a/**"]' in text
    assert 'rule    = "A > B"' in text


def test_a_preset_that_fits_nothing_falls_back_to_the_folders() -> None:
    tree = tree_of("a -> b\nb")
    assert 'rule    = "A > B"' in drafted(tree, "hexagonal")


def test_folders_that_no_layer_name_or_glob_can_express() -> None:
    tree = tree_of("std -> my-lib\nmy-lib\n领域\n[id]/x\n{a}\n2fa\nmust\nMust\n")
    text = drafted(tree)
    expect_sound(tree, text)
    for name in ("StdFolder", "MyLib", "2fa", "MustFolder", "MustFolder2", "Folder"):
        assert re.search(rf"^{name} *= ", text, re.MULTILINE), name
    assert "[id]/x/x.go" in text
    alone = tree_of("[id]\n")
    assert "# In no layer: [id]/x.go." in drafted(alone)


def test_long_orders_are_wrapped() -> None:
    names = [f"layer{number:02}" for number in range(20)]
    tree = tree_of("\n".join(f"{name} -> {', '.join(names[at + 1 :])}" for at, name in enumerate(names)))
    text = drafted(tree)
    expect_sound(tree, text)
    assert max(map(len, text.splitlines())) <= 120
    assert check(tree, text)[0].rules[0].sentence.count(">") == 19


def test_a_tree_that_does_not_compile_has_an_active_rule() -> None:
    tree = tree_of(". ->\napp ->\na -> a")
    text = drafted(tree, "hexagonal")
    expect_sound(tree, text)
    assert '# rule    = "packages must not form cycles"' in text
    assert '\nrule    = "layers must not form cycles"' in text


segments = st.sampled_from(
    ["a", "b", "domain", "app", "api", "infra", "ports", "adapters", "usecase", "internal", "pkg", "std"]
)
folders = st.lists(segments, max_size=4).map("/".join)


@given(st.lists(st.tuples(folders, st.lists(st.integers(0, 9), max_size=3)), min_size=1, max_size=10), st.data())
@settings(max_examples=150, deadline=None)
def test_any_tree_has_a_draft_that_passes(parts: list[tuple[str, list[int]]], data: st.DataObject) -> None:
    names = [name for name, _ in parts]
    lines = {
        name: ", ".join(names[at % len(names)] for at in imports if names[at % len(names)]) for name, imports in parts
    }
    tree = tree_of("\n".join(f"{name or '.'} -> {imports}" for name, imports in lines.items()))
    text = drafted(tree, data.draw(st.sampled_from(["", "plain", *PRESETS])))
    if parse_config(text, "layers.toml").rules:
        expect_sound(tree, text)
    else:  # if the tree doesn't compile, all rules may fail; the draft says so, and so does the check
        assert '# rule    = "packages must not form cycles"' in text
        assert '# rule    = "layers must not form cycles"' in text


@pytest.mark.parametrize("example", ["clean", "broken"])
def test_examples(example: str) -> None:
    tree = read_tree(Sources(os.path.join(ROOT, "examples", example)), Scan(), "exclude")
    expect_sound(tree, drafted(tree))
