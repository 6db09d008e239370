"""The lines of TOML keys: samples with the keys noted on each line, and laws that compare with the standard parser."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.config.items import key_text
from archlint.config.lines import KeyPath, index

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ALL = 1000
"""A depth that no document in this module has."""

# After `#:` are the keys that start on the line. Keys without a line aren't in the index.
SAMPLES = {
    "tables and dotted keys": """\
a = 1                             #: a
b.c.d = 1                         #: b b.c b.c.d
b.c.e = 1                         #: b.c.e
[t]                               #: t
x . y = 2                         #: t.x t.x.y
[t.u.v]                           #: t.u t.u.v
k = { p = 1, q.r = { s = 2 } }    #: t.u.v.k t.u.v.k.p t.u.v.k.q t.u.v.k.q.r t.u.v.k.q.r.s
""",
    "a header that comes after a table below it wins": """\
[a.b.c]                           #: a.b a.b.c
x = 1                             #: a.b.c.x
[a]                               #: a
y = 1                             #: a.y
""",
    "quoted keys": r"""
"a/b" = 1                         #: "a/b"
'c.d'.e = 1                       #: "c.d" "c.d".e
"\u0041\t\"" = 1                  #: "A\u0009\""
[ "x]" . 'y"' ]                   #: "x]" "x]"."y\""
"" = 1                            #: "x]"."y\"".""
1.2 = 3                           #: "x]"."y\"".1 "x]"."y\"".1.2
"k=[" = '='                       #: "x]"."y\""."k=["
""",
    "arrays": """\
a = [                             #: a
  1,                              #: a[0]
  # a comment, with ] and "
  [ 2.5, 1979-05-27 07:32:00,     #: a[1] a[1][0] a[1][1]
    [],                           #: a[1][2]
    [                             #: a[1][3]
    ] ],
  { b = [ 1,                      #: a[2] a[2].b a[2].b[0]
          2 ] },                  #: a[2].b[1]
  "x", 'y'                        #: a[3] a[4]
  ,
  inf,                            #: a[5]
]
b = 1                             #: b
""",
    "arrays of tables": """\
[[r]]                             #: r r[0]
n = 1                             #: r[0].n
[r.s]                             #: r[0].s
n = 1                             #: r[0].s.n
[[r.e]]                           #: r[0].e r[0].e[0]
[[r.e]]                           #: r[0].e[1]
n.m = 1                           #: r[0].e[1].n r[0].e[1].n.m
[[r]]                             #: r[1]
[r.s]                             #: r[1].s
[[r.e]]                           #: r[1].e r[1].e[0]
[r.e.f.g]                         #: r[1].e[0].f r[1].e[0].f.g
[q]                               #: q
""",
}

# Strings over several lines, which can't have a mark.
TEXTS = '''\
a = """
[not.a.table]
x = 1 \\"""
"""
b = """"two quotes" at the end"""""
c = """x""\\
"""
e = [ \'\'\'
]
\'\'\', """"""
, "#", \'\'\'\'\'\'\']
f = 1
'''
LINES_OF_TEXTS = {"a": 1, "b": 5, "c": 6, "e": 8, "e[0]": 8, "e[1]": 10, "e[2]": 11, "e[3]": 11, "f": 12}


def paths_of(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Every key path of a document, according to the standard parser."""
    found = {path} if path else set()
    if isinstance(value, dict):
        for key, item in value.items():
            found |= paths_of(item, (*path, key))
    if isinstance(value, list):
        for position, item in enumerate(value):
            found |= paths_of(item, (*path, position))
    return found


def read(text: str) -> dict[str, object] | None:
    """The document, None if the standard parser rejects it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None


def shown(text: str) -> dict[str, int]:
    return {key_text(path): line for path, line in index(text, ALL).items()}


@pytest.mark.parametrize("name", SAMPLES)
def test_samples(name: str) -> None:
    text = SAMPLES[name]
    assert read(text) is not None
    marks = enumerate(text.split("\n"), 1)
    assert shown(text) == {key: line for line, content in marks for key in content.partition("#:")[2].split()}


def test_multiline_strings() -> None:
    assert read(TEXTS) is not None
    assert shown(TEXTS) == LINES_OF_TEXTS


def test_windows_line_ends_count_once() -> None:
    text = 'a = 1\r\nb = """\r\nx"""\r\n[c]\r\n'
    assert shown(text) == {"a": 1, "b": 2, "c": 4}


def test_an_empty_document_has_no_keys() -> None:
    assert index("") == {}
    assert index("\n# only = a comment\n") == {}


# --- laws -------------------------------------------------------------------------------------------------------------


def check_laws(text: str, document: dict[str, object]) -> None:
    """The index has exactly the keys of the document, each with the last line of the shortest valid prefix with it."""
    lines = index(text, ALL)
    assert set(lines) == paths_of(document)
    before, seen = 0, set[KeyPath]()
    for end in range(1, text.count("\n") + 2):
        prefix = read("\n".join(text.split("\n")[:end]))
        if prefix is None:
            continue
        present = paths_of(prefix)
        for path in present - seen:
            # a header can come after a key that implied its table: then the line of the header counts
            assert before < lines[path] <= end or (lines[path] > end and "[" in text.split("\n")[lines[path] - 1])
        before, seen = end, present
    for depth in (1, 2, 3):
        assert index(text, depth) == {path: line for path, line in lines.items() if len(path) <= depth}


def marked(value: object, path: KeyPath = ()) -> dict[KeyPath, int]:
    """The values of a generated document that contain their own line number."""
    if isinstance(value, dict):
        return {p: n for key, item in value.items() for p, n in marked(item, (*path, key)).items()}
    if isinstance(value, list):
        return {p: n for position, item in enumerate(value) for p, n in marked(item, (*path, position)).items()}
    said = re.match(r"\d+", str(value)) if isinstance(value, (str, int, float)) else None
    return {path: int(said[0])} if said else {}


# Below, @ is replaced by the number of its line.
keys = st.lists(
    st.sampled_from(["a", "b", "c-1", "1", '"q"', '"d.o"', "'l#t'", '"\\u0041"', '"]"', '"="', '"\\""', "''"]),
    min_size=1,
    max_size=3,
)
scalars = st.sampled_from(
    [
        *("@", "@.5", '"@"', "'@'", '"""@"""', "'''@'''", '"@ # no \\" ] }"', "'@ \\'", '"""@\n]x=1\n"""'),
        *("'''@\n[t]\n'''", '"""@ \\"""\n\'\'\' """""', "'''@''\n'''''", "true", "1979-05-27 07:32:00", "inf"),
    ]
)
gaps = st.sampled_from(["", " ", "\n", " # ] } , \" ' =\n\t", "\n\n"])


@st.composite
def arrays(draw: st.DrawFn, values: st.SearchStrategy[str]) -> str:
    items = draw(st.lists(values, max_size=3))
    text = "[" + draw(gaps)
    for position, item in enumerate(items):
        comma = "," if position < len(items) - 1 or draw(st.booleans()) else ""
        text += item + draw(gaps) + comma + draw(gaps)
    return text + "]"


def entries(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    dots = st.sampled_from([".", " . ", ".\t"])
    return st.builds(lambda parts, dot, value: f"{dot.join(parts)} = {value}", keys, dots, values)


values = st.recursive(
    scalars,
    lambda inner: (
        arrays(inner) | st.lists(entries(inner), max_size=3).map(lambda items: "{ " + ", ".join(items) + " }")
    ),
    max_leaves=5,
)
statements = (
    entries(values)
    | keys.map(lambda parts: f"[{'.'.join(parts)}]")
    | keys.map(lambda parts: f"[[ {' . '.join(parts)} ]] # [x]")
    | st.sampled_from(["", "# a = 1", "\t"])
)


def with_line_numbers(text: str) -> str:
    return "\n".join(line.replace("@", str(number)) for number, line in enumerate(text.split("\n"), 1))


@given(st.lists(statements, max_size=12))
@settings(max_examples=200, deadline=None)
def test_generated_documents(lines: list[str]) -> None:
    text = ""
    for statement in lines:  # leave out a line that contradicts an earlier one
        longer = with_line_numbers(f"{text}{statement}\n")
        if read(longer) is not None:
            text = longer
    document = read(text)
    assert document is not None
    check_laws(text, document)
    found = index(text, ALL)
    assert {path: found[path] for path in marked(document)} == marked(document)


def samples_of_the_standard_library() -> list[str]:
    """The valid documents of the standard parser's own tests, if this Python has them."""
    try:
        tests = find_spec("test.test_tomllib")
    except ModuleNotFoundError:
        return []
    if tests is None or not tests.submodule_search_locations:
        return []
    folder = os.path.join(tests.submodule_search_locations[0], "data", "valid")
    return sorted(
        os.path.join(parent, name) for parent, _, names in os.walk(folder) for name in names if name.endswith(".toml")
    )


@pytest.mark.skipif(not samples_of_the_standard_library(), reason="this Python came without the tests of tomllib")
def test_documents_of_the_standard_library() -> None:
    for path in samples_of_the_standard_library():
        with open(path, "rb") as file:
            text = file.read().decode().replace("\r\n", "\n")
        document = read(text)
        assert document is not None, path
        check_laws(text, document)


def test_depth_bounds_time_and_stack() -> None:
    deep = "a = " + "[" * 20_000 + "]" * 20_000 + "\n" + ".".join("b" * 20_000) + " = 1\nc = 1\n"
    found = index(deep, 4)
    assert found[("c",)] == 3
    assert max(map(len, found)) == 4
