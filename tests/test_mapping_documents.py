"""Reading mapping documents: what is a table, a row, a path; and every problem with its line, all at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.errors import MappingError
from archlint.mapping import merge_mappings, read_mapping
from archlint.mapping.front_matter import read_front_matter
from archlint.mapping.markdown import split_cells
from archlint.mapping.paths import PathError, clean_path, unwrap
from archlint.model.moves import Row
from archlint.text.markdown import batch_front_matter

HEAD = "| old_path | new_path |\n| --- | --- |\n"


def rows(text: str, path: str = "m.md") -> list[tuple[str, str]]:
    return [(row.old, row.new) for row in read_mapping(path, text.encode()).rows]


def front_matter(text: str) -> dict[str, str]:
    return {key: entry.text for key, entry in read_front_matter("m.md", text).items()}


def complaints(data: str | bytes, path: str = "m.md") -> list[tuple[int, str, str]]:
    with pytest.raises(MappingError) as caught:
        read_mapping(path, data.encode() if isinstance(data, str) else data)
    assert all(item.kind == "mapping" and item.path == path for item in caught.value.complaints)
    return [(item.line, item.key, item.message) for item in caught.value.complaints]


SEED_LIKE = """---
doc_type: migration_batch
batch_id: "2026-01-18-mapping"   # a comment
date: '2026-01-18'
status: planned
scope:
  bounded_contexts: ["im"]
  layers: ["Domain", "Interface, old", Plain]
notes:
- first
- "second: with a colon"
---

# Title

| old_path | new_path | target_context | target_layer | responsibility | reason | confidence |
| --- | --- | --- | --- | --- | --- | --- |
| `a/x.go` | `b/x.go` | im | Domain | 位于 a \\| b | because | High |
| `a/y.proto` | `c/y.proto` | im | Interface |  |  | Low |

Some text.
"""


def test_a_complete_document() -> None:
    mapping = read_mapping("docs/m.md", SEED_LIKE.encode())
    assert mapping.documents == ("docs/m.md",)
    assert front_matter(*mapping.front_matter) == {
        "doc_type": "migration_batch",
        "batch_id": "2026-01-18-mapping",
        "date": "2026-01-18",
        "status": "planned",
        "scope.bounded_contexts": "im",
        "scope.layers": "Domain, Interface, old, Plain",
        "notes": "first, second: with a colon",
    }
    first, second = mapping.rows
    assert first == Row(
        "a/x.go",
        new="b/x.go",
        place=first.place,
        is_folder=False,
        context="im",
        layer="Domain",
        responsibility="位于 a | b",
        reason="because",
        confidence="High",
    )
    assert (first.place.path, first.place.line, first.place.column, first.place.end_column) == ("docs/m.md", 18, 3, 11)
    assert (second.old, second.layer, second.responsibility) == ("a/y.proto", "Interface", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        ("old_path | new_path\n:-- | --:\na.go | b.go\n", [("a.go", "b.go")]),
        (HEAD + "| ``a.go`` | `` b.go `` |\n", [("a.go", "b.go")]),
        (HEAD + "| ./a.go | ././x/b.go |\n", [("a.go", "x/b.go")]),
        (HEAD + "| a\\_b.go | `a_b\\|c.go` |\n", [("a_b.go", "a_b|c.go")]),
        (HEAD + "| `a\\|b.go` | x.go |\n", [("a|b.go", "x.go")]),
        (HEAD + "| api/ | web/api/ |\n", [("api", "web/api")]),
        (HEAD + "| src/ | ./ |\n", [("src", ".")]),
        (HEAD + "| a.go | a.go |\n", [("a.go", "a.go")]),
        (HEAD + "| testdata/a.go | x/testdata/b.go |\n", [("testdata/a.go", "x/testdata/b.go")]),
        (HEAD + "| a.go | b.go |\n\n## More\n\n" + HEAD + "| c.go | d.go |\n", [("a.go", "b.go"), ("c.go", "d.go")]),
        ("| x | y |\n|---|---|\n| 1 | 2 |\n\n" + HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        ("```\n" + HEAD + "| x.go | y.go |\n```\n" + HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        ("~~~~md\n```\n" + HEAD + "| x.go | y.go |\n~~~\n~~~~\n" + HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        ("<!--\n" + HEAD + "| x.go | y.go |\n-->\n" + HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        ("    " + HEAD + "\n" + HEAD + "| a.go | b.go |\n", [("a.go", "b.go")]),
        (HEAD + "| a.go | b.go |\n# Next\n| c.go | d.go |\n", [("a.go", "b.go")]),
        (HEAD + "| a.go | b.go |\n```\n| c.go | d.go |\n```\n", [("a.go", "b.go")]),
        ("| **Old path** | `new-path` |\n|---|---|\n| a.go | b.go |\n", [("a.go", "b.go")]),
        ("| note | new_path | old_path |\n|---|---|---|\n| n | b.go | a.go |\n", [("a.go", "b.go")]),
        (HEAD.replace("\n", "\r\n") + "| a.go | b.go |\r\n", [("a.go", "b.go")]),
        (HEAD.replace("\n", "\r") + "| a.go | b.go |\r", [("a.go", "b.go")]),
        ("\ufeff---\na: b\n---\n" + HEAD + "| a.go | b.go |", [("a.go", "b.go")]),
        (HEAD + "| a\u2028b.go | c\x85d.go |\n", [("a\u2028b.go", "c\x85d.go")]),
    ],
)  # fmt: skip
def test_tables(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


def test_a_slash_at_the_end_of_either_path_makes_a_folder_row() -> None:
    text = HEAD + "| a/ | b |\n| c | d/ |\n| e | f |\n| g.go | h.go |\n"
    assert [row.is_folder for row in read_mapping("m.md", text.encode()).rows] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "", "has no table")]),
        ("# Nothing here\n", [(0, "", "has no table")]),
        ("text\n\n| a | b |\n|---|---|\n", [(3, "", "no table has the columns old_path and new_path")]),
        (HEAD, [(0, "", "has no rows")]),
        ("| old_path | note |\n|---|---|\n| a | b |\n", [(1, "new_path", "the table doesn't have this column")]),
        ("| old_path | new_pth |\n|---|---|\n| a | b |\n", [(1, "new_pth", "the table has no column new_path")]),
        ("|old|new_path|target_layr|\n|-|-|-|\n",
         [(1, "target_layr", "is an unknown column"), (1, "old_path", "the table doesn't have this column")]),
        ("| old_path | new_path | old_path |\n|---|---|---|\n| a | b | c |\n",
         [(1, "old_path", "occurs twice in the header")]),
        (HEAD + "| a.go |\n", [(3, "", "the row has 1 cell, the header has 2")]),
        (HEAD + "| a.go | b.go | c |\n", [(3, "", "the row has 3 cells, the header has 2")]),
        (HEAD + "| a.go | b.go |\ntext right behind\n", [(4, "", "the row has 1 cell, the header has 2")]),
        (HEAD + "| `a|b.go` | b.go |\n", [(3, "", "the row has 3 cells, the header has 2")]),
        (HEAD + "|  | b.go |\n", [(3, "old_path", "is empty")]),
        (HEAD + "| a.go | `` |\n", [(3, "new_path", "is empty")]),
        (HEAD + "| ../a.go | b.go |\n",
         [(3, "old_path", "has a .. segment: ../a.go")]),
        (HEAD + "| x/../a.go | b.go |\n",
         [(3, "old_path", "has a .. segment: x/../a.go")]),
        (HEAD + "| /a.go | b.go |\n", [(3, "old_path", "is absolute: /a.go")]),
        (HEAD + "| ~/a.go | b.go |\n", [(3, "old_path", "is absolute: ~/a.go")]),
        (HEAD + "| C:/a.go | b.go |\n", [(3, "old_path", "names a drive: C:/a.go")]),
        (HEAD + "| `x\\a.go` | b.go |\n", [(3, "old_path", "has a backslash: x\\a.go")]),
        (HEAD + "| x//a.go | b.go |\n", [(3, "old_path", "has an empty or . segment: x//a.go")]),
        (HEAD + "| x/./a.go | b.go |\n", [(3, "old_path", "has an empty or . segment: x/./a.go")]),
        (HEAD + "| x\ta.go | b.go |\n", [(3, "old_path", "has a control character: 'x\\ta.go'")]),
        (HEAD + "| . | b |\n", [(3, "old_path", "is the scan root, which can't move")]),
        (HEAD + "| a.go | b/ |\n", [(3, "new_path", "isn't a Go file, but old_path is one: b")]),
        (HEAD + "| a.go | a.txt |\n", [(3, "new_path", "isn't a Go file, but old_path is one: a.txt")]),
        (HEAD + "| a.go | a_test.go |\n",
         [(3, "new_path", "changes whether Go treats the file as a test: a_test.go")]),
        (HEAD + "| a/b.go | a/testdata/b.go |\n",
         [(3, "new_path", "changes whether Go ignores the file: a/testdata/b.go")]),
        (HEAD + "| a/_b.go | a/b.go |\n", [(3, "new_path", "changes whether Go ignores the file: a/b.go")]),
        (HEAD + "| a/ | b.go |\n", [(3, "new_path", "is a Go file, but old_path is a folder: b.go")]),
        (HEAD + "| a.go | b.go |\n| a.go | b.go |\n", [(4, "old_path", "repeats line 3: a.go -> b.go")]),
        (HEAD + "| a.go | b.go |\n| ./a.go | c.go |\n",
         [(4, "old_path", "contradicts line 3: a.go moves to b.go there and to c.go here")]),
    ],
)  # fmt: skip
def test_malformed_tables(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert complaints(text) == expected


def test_only_text_right_after_a_table_needs_a_blank_line() -> None:
    hints = []
    for line in ("text right behind", "| a.go |"):
        with pytest.raises(MappingError) as caught:
            read_mapping("m.md", f"{HEAD}| a.go | b.go |\n{line}\n".encode())
        hints.append(caught.value.complaints[0].hint)
    assert hints == ["put an empty line after the table", ""]


def test_all_problems_come_at_once_in_order_of_lines() -> None:
    text = "---\nx: &a 1\n\n" + HEAD + "| ../a | b |\n| c |\n| d | /e |\n| ok.go | fine.go |\n| ok.go | fine.go |\n"
    assert [line for line, _, _ in complaints(text)] == [1, 6, 7, 8, 10]


@pytest.mark.parametrize(
    ("text", "line", "key", "said"),
    [
        ("a: &x b\n", 2, "a", "has an anchor (&x)"),
        ("b: 1\na: *x\n", 3, "a", "has an alias (*x)"),
        ("a: [b, *c]\n", 2, "a", "has an alias (*c)"),
        ("a: !!python/object b\n", 2, "a", "has a tag (!!python/object)"),
        ("a: 1\na: 2\n", 3, "a", "occurs twice"),
        ("a:\n  b: 1\n  b: 2\n", 4, "b", "occurs twice"),
        ("a: b: c\n", 2, "a", "isn't YAML: mapping values are not allowed here"),
        ("b: 1\na: \"b\nc: d\n", 3, "a", "while scanning a quoted scalar, found unexpected end of stream"),
        ("b: 1\na: [b,\n  c\n", 3, "a", "while parsing a flow sequence, expected ',' or ']'"),
        ("a: [b, c}\nd: e\n", 2, "a", "expected ',' or ']', but got '}'"),
        ("just text\n", 2, "", "isn't `key: value` lines"),
        ("- a: b\n", 2, "a", "isn't `key: value` lines"),
        ("a: b\ntext\n", 3, "", "could not find expected ':'"),
        ("a:\n\tb: c\n", 3, "", "found character '\\t' that cannot start any token"),
        ("a: 1\n  b: 2\n", 3, "b", "mapping values are not allowed here"),
        ("a: \"\\q\"\n", 2, "a", "found unknown escape character 'q'"),
        ("a: \"\\U00110000\"\n", 2, "a", "has an escape that isn't a Unicode character"),
        ("a: \"\\UFFFFFFFF\"\n", 2, "a", "has an escape that isn't a Unicode character"),
        ("b: 1\na: \x1b\n", 3, "a", "contains the character '\\x1b', which YAML allows only as an escape"),
        ("a: b\n--- c\n", 3, "", "but found another document"),
        ("%YAML 1.1\na: b\n", 3, "a", "expected '<document start>'"),
        ("a: " + "[" * 50_000 + "\n", 2, "a", "nests more than 10 levels deep"),
        ("a: b\n" * 20_000, 2, "a", "has more than 65,536 characters"),
    ],
)  # fmt: skip
def test_front_matter_that_a_plan_rejects(text: str, line: int, key: str, said: str) -> None:
    with pytest.raises(MappingError) as caught:
        front_matter(text)
    (found,) = caught.value.complaints
    assert (found.path, found.line, found.key, found.kind) == ("m.md", line, key, "mapping")
    assert said in found.message
    assert rows(f"---\n{text}---\n{HEAD}| a.go | b.go |\n") == [("a.go", "b.go")], "a check doesn't read it"


def test_front_matter_in_all_its_forms() -> None:
    text = (
        "# comment\nplain: a value # not this\nquoted: \"a # \\\"b\\\" \\u00e9\"\nsingle: 'it''s'\nempty:\n"
        "flow: [ a, \"b, c\" , 'd' ]\nnone: []\nblock: |\n  one\n    two\n\n  three\nfolded: >-\n  one\n  two\n"
        "list:\n  - x\n  # comment\n  - 'y'\nnested:\n  k: v\n  l:\n    - 1\n    - 2\n  m: {n: {o: p}}\n"
        '"quoted key": 1\nurl: http://x#y\nyes: on\nday: 2026-01-18\nrows:\n  - {a: b}\n  - [c]\n  - d\n'
    )
    assert front_matter(text) == {
        "plain": "a value", "quoted": 'a # "b" é', "single": "it's", "empty": "", "flow": "a, b, c, d", "none": "",
        "block": "one\n  two\n\nthree", "folded": "one two", "list": "x, y", "nested.k": "v", "nested.l": "1, 2",
        "nested.m.n.o": "p", "quoted key": "1", "url": "http://x#y", "yes": "on", "day": "2026-01-18", "rows": "d",
    }  # fmt: skip
    assert [entry.line for entry in read_front_matter("m.md", "a: b\n\nc:\n  d: e\n").values()] == [2, 5]
    assert front_matter("") == front_matter("# nothing\n") == {}


@given(st.text(), st.lists(st.text()))
def test_front_matter_that_archlint_writes_is_read_back(text: str, items: list[str]) -> None:
    written = batch_front_matter([("owner", text)], items, [])
    mapping = read_mapping("m.md", f"{written}\n{HEAD}| a.go | b.go |\n".encode())
    found = read_front_matter("m.md", *mapping.front_matter)

    def kept(value: str) -> str:
        lost = (char for char in value if (char > "\uffff" and not char.isprintable()) or "\ud800" <= char <= "\udfff")
        return value.translate(dict.fromkeys(map(ord, lost), "?")).strip("\n")

    assert found["owner"].text == kept(text)
    assert found["scope.bounded_contexts"].text == ", ".join(map(kept, items))


def test_a_yaml_bomb_is_rejected_at_its_first_anchor() -> None:
    levels = "".join(f"l{n}: &l{n} [*l{n - 1}, *l{n - 1}]\n" for n in range(1, 50))
    with pytest.raises(MappingError, match=r"m\.md:2: l0: has an anchor \(&l0\)") as caught:
        front_matter(f"l0: &l0 lol\n{levels}")
    assert len(caught.value.complaints) == 1


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        ((HEAD + "| a.go | b.go |\n").encode("utf-16"), 1, "UTF-16"),
        ((HEAD + "| a.go | b.go |\n").encode("utf-16-be"), 1, "UTF-16"),
        ((HEAD + "| a.go | 映射.go |\n").encode("gb18030"), 3, "not UTF-8 text (byte 0x"),
        (b"\0\1\2", 1, "binary"),
    ],
)
def test_other_encodings(data: bytes, line: int, said: str) -> None:
    (found,) = complaints(data)
    assert found[0] == line
    assert said in found[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("old_path,new_path\na.go,b.go\n", [("a.go", "b.go")]),
        ("\ufeffnew_path;old_path;note\r\nb.go;a.go;x,y\r\n", [("a.go", "b.go")]),
        ("old_path\tnew_path\n\na.go\tb.go\n", [("a.go", "b.go")]),
        ('note,old_path,new_path\n"two\nlines","a,b.go","c ""d"".go"\nn,e.go,f.go\n',
         [("a,b.go", 'c "d".go'), ("e.go", "f.go")]),
    ],
)  # fmt: skip
def test_csv(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text, "m.CSV") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(0, "", "has no table")]),
        ("a,b\n1,2\n", [(1, "", "no table has the columns old_path and new_path")]),
        ('old_path,new_path\n"two\nlines.go",b.go\nc,\n',
         [(2, "old_path", "has a control character: 'two\\nlines.go'"), (4, "new_path", "is empty")]),
        ("old_path,new_path\na.go\n", [(2, "", "the row has 1 cell, the header has 2")]),
        ('old_path,new_path\na.go,"b.go\n', [(2, "", "is not CSV: unexpected end of data")]),
    ],
)  # fmt: skip
def test_malformed_csv(text: str, expected: list[tuple[int, str, str]]) -> None:
    assert complaints(text, "m.csv") == expected


def test_documents_are_merged_in_any_order() -> None:
    one = read_mapping("b.md", (HEAD + "| a.go | b.go |\n").encode())
    two = read_mapping("a.csv", b"old_path,new_path\nc.go,d.go\n")
    merged = merge_mappings([one, two])
    assert merged == merge_mappings([two, one])
    assert merged.documents == ("a.csv", "b.md")
    assert [row.old for row in merged.rows] == ["c.go", "a.go"]
    with pytest.raises(MappingError, match=r"b\.md:3: old_path: contradicts a\.md:3: a\.go moves to x\.go there"):
        merge_mappings([one, read_mapping("a.md", (HEAD + "| a.go | x.go |\n").encode())])


def test_a_hundred_thousand_rows() -> None:
    """A quadratic step would take minutes."""
    text = HEAD + "".join(f"| `a/b{n}/x.go` | `c/d/b{n}/x.go` |\n" for n in range(100_000))
    assert len(read_mapping("m.md", text.encode()).rows) == 100_000


@pytest.mark.parametrize(
    "hostile",
    [
        "| a |\n|" + "-" * 50_000 + "x|\n",
        "| a |\n| -" + " " * 50_000 + "x\n",
        "| old_path |\n|" + "-|" * 20_000 + "\n",
        HEAD + "| " + "`" * 50_000 + "/../ | b |\n",
        HEAD + "| " + "\\" * 50_000 + " | b |\n",
        HEAD + "|" * 50_000 + "\n",
        HEAD + "| " + "../" * 20_000 + " | b |\n",
        "---\na: " + "[" * 50_000 + "\n---\n",
        "---\na: [" + "a," * 50_000 + "'\n---\n",
        "---\na: \"" + "\\\\" * 50_000 + "\n---\n",
        "---\n" + " " * 50_000 + "a\n---\n",
        "---\na: " + "#'\"" * 20_000 + "\n---\n",
        "```" + "`" * 50_000 + "\n" * 10,
        "- " * 50_000 + "\n" + HEAD + "- " * 20_000,
    ],
    ids=range(14),
)  # fmt: skip
def test_hostile_text_ends_in_an_error(hostile: str) -> None:
    """It ends soon: a pattern that backtracks over such a text would take more than a day."""
    with pytest.raises(MappingError):
        read_mapping("m.md", hostile.encode())


@given(st.text(alphabet="|\\`- ab\n#~<!>:\"'[]&*,;\r\t/.", max_size=200), st.sampled_from(["m.md", "m.csv"]))
def test_any_text_gives_a_mapping_or_a_mapping_error(text: str, path: str) -> None:
    try:
        mapping = read_mapping(path, text.encode())
    except MappingError as error:
        assert error.complaints
    else:
        assert mapping.rows


@given(st.lists(st.text(alphabet="ab|c \\x", max_size=8), min_size=1, max_size=5))
def test_cells_survive_when_their_pipes_are_escaped(cells: list[str]) -> None:
    cells = [cell.replace("\\", "").strip() for cell in cells]
    line = "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    assert split_cells(line) == cells


@given(st.lists(st.text(alphabet="abc._- é`", min_size=1, max_size=6), min_size=1, max_size=4), st.booleans())
def test_a_clean_path_is_left_as_it_is(segments: list[str], folder: bool) -> None:
    segments = [segment for segment in segments if segment not in (".", "..")] or ["x"]
    path = "/".join(segments)
    assert clean_path(path + "/" * folder) == (path, folder)


@pytest.mark.parametrize("text", ["", "/", "..", "a/..", "../", "a//b", "//a", "a/.", "\\a", "c:a", "a\0b", "./../x"])
def test_no_invalid_path_is_accepted(text: str) -> None:
    with pytest.raises(PathError):
        clean_path(text)


@pytest.mark.parametrize(
    ("cell", "text"),
    [("`a`", "a"), ("`` a`b ``", "a`b"), ("`a", "`a"), ("a\\_b", "a_b"), ("a\\b", "a\\b"), ("`a\\_b`", "a\\_b")],
)
def test_unwrap(cell: str, text: str) -> None:
    assert unwrap(cell) == text
