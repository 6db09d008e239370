"""A mapping applied to a tree: which files move, and the state of every row."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.mapping.resolve import resolve_rows
from archlint.model.location import Place
from archlint.model.moves import Mapping, Moves, Row


def mapping(text: str) -> Mapping:
    """Rows from `old -> new` pairs, separated by `;`. A trailing slash makes a folder row."""
    rows = []
    for number, pair in enumerate(text.split(";"), 1):
        old, new = pair.split("->")
        folder = old.strip().endswith("/")
        rows.append(Row(old.strip().rstrip("/"), new.strip().rstrip("/"), Place("m.md", number), is_folder=folder))
    return Mapping(("m.md",), tuple(rows))


def resolve(text: str, tree: str) -> Moves:
    return resolve_rows(mapping(text), set(tree.split()))


def states(text: str, tree: str) -> str:
    return " ".join(state for _, state in resolve(text, tree).states)


@pytest.mark.parametrize(
    ("text", "tree", "expected"),
    [
        ("a -> b", "a", "pending"),
        ("a -> b", "b", "done"),
        ("a -> b", "a b", "conflict"),
        ("a -> b", "c", "dangling"),
        ("a -> a", "a", "no-move"),
        ("a -> a", "c", "dangling"),
        ("a -> b; b -> a", "a b", "pending pending"),
        ("a -> b; b -> c; c -> a", "a b c", "pending pending pending"),
        ("a -> b; b -> c", "a b", "pending pending"),
        ("a -> b; b -> c", "a c", "pending done"),
        ("a -> b; b -> c", "b c", "done done"),
        ("a -> b; b -> c", "b", "done pending"),
        ("a -> b; b -> c", "a b c", "pending conflict"),
        ("c -> d; b -> c; a -> b", "b c d", "done done done"),
        ("a -> c; b -> c", "a b", "pending pending"),
        ("a -> c; b -> c", "b c", "done conflict"),
        ("a/ -> b/", "a/x", "pending"),
        ("a/ -> b/", "b/x", "done"),
        ("a/ -> b/", "c/x", "dangling"),
        ("a/ -> b/", "a/x b/y", "pending"),
        ("a/ -> b/", "a/x b/x", "conflict"),
        ("a/ -> a/", "a/x", "no-move"),
        ("a -> b", "a/x", "pending"),
        ("a -> b", "b/x", "done"),
        ("a/ -> b/; b/ -> a/", "a/x b/x", "pending pending"),
        ("a/ -> b/; b/ -> c/", "b/x c/y", "done done"),
        ("a/ -> b/; a/x -> c/x", "a/x", "pending pending"),
        ("a/ -> a/v1/", "a/x", "pending"),
        ("a/ -> ./", "a/x", "pending"),
        ("a/ -> ./", "x", "done"),
    ],
)
def test_states(text: str, tree: str, expected: str) -> None:
    assert states(text, tree) == expected


@pytest.mark.parametrize(
    ("text", "tree", "expected"),
    [
        ("a -> b", "a c", "a>b"),
        ("a -> b", "b", ""),
        ("a -> b", "a b", "a>b"),
        ("a -> b; b -> a", "a b", "a>b b>a"),
        ("a -> b; b -> c", "b", "b>c"),
        ("a/ -> b/", "a/x a/y/z ab/x", "a/x>b/x a/y/z>b/y/z"),
        ("a/ -> b/; a/x -> c/q", "a/x a/y", "a/x>c/q a/y>b/y"),
        ("a/ -> b/; a/x -> a/x", "a/x a/y", "a/y>b/y"),
        ("a/ -> b/; a/y/ -> c/", "a/x a/y/z a/y/w/q", "a/x>b/x a/y/w/q>c/w/q a/y/z>c/z"),
        ("a/ -> b/; a/y/ -> a/y/", "a/x a/y/z", "a/x>b/x"),
        ("a/ -> b/; b/ -> a/", "a/x b/y", "a/x>b/x b/y>a/y"),
        ("a/ -> a/v1/", "a/x a/v1/y", "a/x>a/v1/x"),
        ("a/v1/ -> a/", "a/x a/v1/y", "a/v1/y>a/y"),
        ("a/ -> ./", "a/x/y b", "a/x/y>x/y"),
        ("a/ -> b/; x -> a/x", "a/x a/y", "a/y>b/y"),
        ("a/ -> b/; q/ -> a/q/", "a/q/x a/y", "a/y>b/y"),
        ("a/ -> b/; b/ -> c/", "b/x c/y", ""),
        ("a/ -> b/; b/ -> c/", "b/x", "b/x>c/x"),
        ("a -> b", "a/x a/y", "a/x>b/x a/y>b/y"),
    ],
)  # fmt: skip
def test_moves(text: str, tree: str, expected: str) -> None:
    assert " ".join(f"{old}>{new}" for old, new in resolve(text, tree).files.items()) == expected


def test_every_file_keeps_its_row() -> None:
    found = resolve("a/ -> b/; c -> d; e -> e; g/ -> h/", "a/x b/y d e h/z z")
    assert {path: row.old for path, row in found.row_of.items()} == {"a/x": "a", "d": "c", "e": "e", "h/z": "g"}


def test_folders_without_files_of_their_own_follow_the_deepest_row() -> None:
    found = resolve("a/ -> b/; a/y/ -> c/; p/ -> q/", "a/x a/y/z q/x")
    assert [found.folder_of(folder) for folder in ("a", "a/k/l", "a/y/m", "ab", "p")] == [
        "b", "b/k/l", "c/m", "ab", "p",
    ]  # fmt: skip


NAMES = st.sampled_from(["a", "b", "c", "a/x", "a/y", "b/x", "a/y/z", "c/x", "b/y/z"])


@st.composite
def trees(draw: st.DrawFn) -> set[str]:
    chosen = draw(st.sets(NAMES, min_size=1, max_size=6))
    return {path for path in chosen if not any(other.startswith(path + "/") for other in chosen)}


@settings(max_examples=300)
@given(trees(), st.dictionaries(NAMES, NAMES, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_rows_makes_no_difference(tree: set[str], pairs: dict[str, str], chance: random.Random) -> None:
    rows = [Row(old, new, Place("m.md", n)) for n, (old, new) in enumerate(pairs.items())]
    one = resolve_rows(Mapping(("m.md",), tuple(rows)), tree)
    chance.shuffle(rows)
    two = resolve_rows(Mapping(("m.md",), tuple(rows)), tree)
    assert one.files == two.files
    assert one.row_of == two.row_of
    assert sorted(one.states) == sorted(two.states)


@settings(max_examples=300)
@given(trees(), st.dictionaries(NAMES, st.sampled_from(["d", "d/x", "e", "e/f", "a/n", "b/n"]), min_size=1, max_size=4))
def test_a_mapping_that_is_carried_out_moves_nothing_more(tree: set[str], pairs: dict[str, str]) -> None:
    """For mappings without clashes. A row into another row's folder is ambiguous afterwards, and so is a swap."""
    if any(new.startswith(other + "/") and other != old for old, new in pairs.items() for other in pairs):
        return
    rows = tuple(Row(old, new, Place("m.md", n)) for n, (old, new) in enumerate(pairs.items()))
    moves = resolve_rows(Mapping(("m.md",), rows), tree)
    after = {moves.path_of(path) for path in tree}
    if len(after) < len(tree) or any(q.startswith(p + "/") for p in after for q in after):
        return
    again = resolve_rows(Mapping(("m.md",), rows), after)
    assert not again.files
    if all(state != "dangling" for _, state in moves.states) and len(set(pairs.values())) == len(pairs):
        for path, row in moves.row_of.items():
            assert again.row_of[moves.path_of(path)] == row
