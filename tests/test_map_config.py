"""`[[classify]]` in layers.toml: the values of a valid table, and the complaint (line, key, hint) for each mistake."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlint.config.classify import layers_of
from archlint.config.document import parse_config, parse_document, read_document
from archlint.config.items import Document
from archlint.errors import ConfigError
from archlint.model.classifying import Classification, Declared

HEAD = 'version = 1\n[layers]\nDomain = "new/domain/**"\n[groups]\nweb = "net/http"\n[[classify]]\n'
WHOLE = {
    "path": '"old/{rest:**}/{file}.go"',
    "to": '"new/domain/{rest}/{file}.go"',
    "layer": '"Domain"',
    "context": '"{file}"',
    "reason": '"says why"',
    "confidence": '"High"',
}
LINES = {key: 7 + index for index, key in enumerate(WHOLE)}


def read(text: str) -> tuple[Classification, ...]:
    return parse_config(text, "layers.toml").classify


def rule(**changed: str | None) -> str:
    """A valid table, with some keys changed, added or left out (None)."""
    fields = {**WHOLE, **changed}
    return HEAD + "".join(f"{key} = {value}\n" for key, value in fields.items() if value is not None)


def complaint(text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return "\n".join(str(each) for each in caught.value.complaints)


def test_whole_rule() -> None:
    (found,) = read(
        rule(
            declares='["method *Server.Start", "func New*", "interface", "init"]',
            imports='["web", "std", "nothing", "github.com/x/**"]',
            imports_only='["third-party", "internal/**"]',
            imported_by='["cmd/**", "nothing"]',
        )
    )
    assert found.paths == ("old/{rest:**}/{file}.go",)
    assert (found.to, found.layer, found.context) == ("new/domain/{rest}/{file}.go", "Domain", "{file}")
    assert (found.reason, found.confidence, found.conditions) == ("says why", "High", 4)
    assert found.declares == (
        Declared("method", "Start", "*Server"),
        Declared("func", "New*"),
        Declared("interface"),
        Declared("init"),
    )
    assert found.imports == ("web", "std", "nothing", "github.com/x/**")
    assert found.imports_only == ("third-party", "internal/**")
    assert found.imported_by == ("cmd/**", "nothing")
    assert (found.origin.line, found.origins[0].line) == (6, 7)


@pytest.mark.parametrize("key", WHOLE)
def test_keys_of_the_result_are_required(key: str) -> None:
    said = complaint(rule(**{key: None}))
    assert said.startswith(f"layers.toml:6: classify[0].{key}: is missing (")


MISTAKES = {
    "paths = 'x'": "classify[0].paths: unknown key (did you mean path?)",
    "path = '/x'": 'classify[0].path: the glob "/x" is absolute; globs are relative to the scan root',
    "path = []": "classify[0].path: is an empty array (add strings, or remove the key)",
    "path = 'old/{file}.go'": ('classify[0].to: {rest} is not a placeholder of the path "old/{file}.go" (known: file)'),
    "path = ['old/{rest:**}/{file}.go', 'old/{rest:**}/{name}.proto']": (
        'classify[0].to: {file} is not a placeholder of the path "old/{rest:**}/{name}.proto" (known: name, rest)\n'
        'layers.toml:10: classify[0].context: {file} is not a placeholder of the path "old/{rest:**}/{name}.proto" '
        "(known: name, rest)"
    ),
    "to = 'new/{fiel}.go'": (
        'classify[0].to: {fiel} is not a placeholder of the path "old/{rest:**}/{file}.go" (did you mean file?)'
    ),
    "to = 'new/*.go'": (
        'classify[0].to: "new/*.go" has a wildcard; a destination can only use the placeholders of `path`'
    ),
    "to = '/new/{file}.go'": 'classify[0].to: "/new/{file}.go" is absolute; globs are relative to the scan root',
    "to = '../{file}.go'": (
        'classify[0].to: "../{file}.go" has the segment ..; globs are relative to the scan root and can\'t leave it'
    ),
    "to = 'new/x_{rest}/{file}.go'": (
        "classify[0].to: {rest} matches any number of folders (put it alone between slashes)"
    ),
    "context = '{rest}'": "classify[0].context: {rest} matches any number of folders, but a context is one name",
    "context = 'a/b'": 'classify[0].context: "a/b" is neither a name nor a placeholder such as {context}',
    "context = '{a'": 'classify[0].context: "{a" is neither a name nor a placeholder such as {context}',
    "layer = 'Domian'": 'classify[0].layer: there is no layer "Domian" (did you mean Domain?)',
    "reason = ' '": "classify[0].reason: is empty",
    "confidence = 'high'": 'classify[0].confidence: "high" is not one of High, Medium, Low (did you mean High?)',
    "declares = 'class X'": 'classify[0].declares: "class" is not a kind of declaration (known: type, ',
    "declares = 'init x'": 'classify[0].declares: "init x" has a name, but init takes none',
    "declares = 'func a.b'": (
        'classify[0].declares: "func a.b" has a dot, but only a method has a receiver type (e.g. method Server.Start)'
    ),
    "declares = 'func New-*'": (
        'classify[0].declares: "New-*" can\'t be the name of a Go declaration (use letters, digits, _ and the wildcards'
    ),
    "declares = ['func New*', 3]": "classify[0].declares[1]: must be a string, not a number",
    "imports = 'webb'": 'classify[0].imports: there is no group "webb" (did you mean web?)',
    "imports = 'a//b'": 'classify[0].imports: the glob "a//b" has an empty segment (//)',
    "imports_only = 'nothing'": 'classify[0].imports_only: there is no group "nothing" (known: std, third-party, web)',
    "imported_by = '!cmd/**'": (
        'classify[0].imported_by: the glob "!cmd/**" starts with !; a glob can\'t be negated, so list what it '
        "should match"
    ),
}


@pytest.mark.parametrize("line", MISTAKES)
def test_mistake_has_line_key_and_hint(line: str) -> None:
    key, _, value = line.partition(" = ")
    said = complaint(rule(**{key: value}))
    want = MISTAKES[line]
    assert want in said
    first = {"path": 8}.get(key, 13) if "to: {" in want and key == "path" else LINES.get(key, 13)
    assert said.startswith(f"layers.toml:{first}: ")


def test_two_rules_for_the_same_files() -> None:
    again = rule() + rule()[len(HEAD) - len("[[classify]]\n") :]
    said = complaint(again)
    assert said == (
        "layers.toml:14: classify[1].path: matches the same files as the rule on line 6 (remove one of the two)"
    )
    assert len(read(again + "declares = 'init'\n")) == 2


def test_classify_is_an_array_of_tables() -> None:
    assert "classify: must be an array of tables: write [[classify]], not a table" in complaint(
        HEAD.replace("[[classify]]", "[classify]") + "path = 'x'\n"
    )


def test_without_layers_the_tables_name_them() -> None:
    text = rule().replace('[layers]\nDomain = "new/domain/**"\n', "")
    assert [each.layer for each in read(text)] == ["Domain"]
    document = read_document(text + "[[rules]]\nrule = 'Domain must not import std'\n", "layers.toml")
    assert layers_of(document.data["classify"]) == ("Domain",)
    assert len(parse_document(document, layers_of(document.data["classify"])).rules) == 1


@pytest.mark.parametrize("raw", [None, 1, "x", [], [1], [{}], [{"layer": 1}], [{"layer": " "}], {"layer": "x"}])
def test_layers_of_an_invalid_section(raw: object) -> None:
    assert layers_of(raw) == ()


def test_all_mistakes_at_once() -> None:
    said = complaint(rule(layer="'X'", confidence="'Y'", to="'/z'", declares="'q'"))
    assert said.count("\n") == 3


VALUES = st.recursive(
    st.one_of(
        st.sampled_from(
            ["", " ", "a/{x}.go", "{x}", "{x:**}/{x}", "Domain", "High", "std", "func New*", "a/", "..", "\n"]
        ),
        st.text(max_size=6),
        st.integers(),
        st.booleans(),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["path", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)
RULE = st.dictionaries(st.sampled_from([*WHOLE, "declares", "imports", "imports_only", "imported_by", "q"]), VALUES)


@given(st.lists(st.one_of(RULE, VALUES), max_size=3))
def test_any_value_parses_or_has_complaints(rules: list[object]) -> None:
    data = {"version": 1, "groups": {"web": "net/http"}, "classify": rules}
    try:
        config = parse_document(Document("layers.toml", data, {}))
    except ConfigError as wrong:
        assert all(each.key.startswith("classify") for each in wrong.complaints)
    else:
        assert [len(each.paths) > 0 and each.to != "" for each in config.classify] == [True] * len(rules)
