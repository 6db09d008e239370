"""layers.toml is parsed strictly: the values of a valid file, and the complaint (line, key, hint) for each mistake."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlint.config.document import MAX_LINE, mapping_globs, parse_config, parse_document, read_document, scan_root
from archlint.config.rules import slug
from archlint.errors import Complaint, ConfigError
from archlint.languages import NAMES
from archlint.model.location import Origin
from archlint.model.policy import Build, Config, Exemption, Scan
from archlint.rules.names import problem_with_name
from archlint.suggest import did_you_mean, hint_for

GOOD = """\
"$schema" = "https://example.com/layers.schema.json"
version = 1

[scan]
exclude = ["**/mocks/**", "tools/**"]
tests   = "exclude"
build   = "all"

[layers]
Domain         = ["services/*/domain/**"]
Application    = "services/*/application/**"
Infrastructure = { files = [
    "services/*/infrastructure/**",
    "pkg/**",
], optional = true }

[groups]
web = ["github.com/gin-gonic/gin/**", "net/http"]
db  = { packages = "database/sql/**", optional = true }

[slices]
context = "services/{context}/**"

[mapping]
files = ["docs/migrations/*-ddd-mapping.md"]

[[rules]]
rule    = "Domain must not import Infrastructure"
because = "the domain stays testable without a cluster"

[[rules]]
id       = "no-web"
rule     = "Domain, Application must not import web"
severity = "warning"
tests    = "include"
except   = [
    { from = "services/a/**", to = "net/http", because = "#412", until = 2026-06-30 },
    { from = "services/b/**", to = "net/http", because = "#413", until = "2026-07-01" },
]
optional = true
"""


def complaints(source: str | bytes, extra_layers: tuple[str, ...] = ()) -> tuple[Complaint, ...]:
    with pytest.raises(ConfigError) as wrong:
        parse_config(source, "layers.toml", extra_layers)
    return wrong.value.complaints


def told(text: str, extra_layers: tuple[str, ...] = ()) -> list[str]:
    """All complaints about a file that is valid except for these lines, which start on line 2."""
    return [str(complaint) for complaint in complaints("version = 1\n" + text, extra_layers)]


# --- a valid file -----------------------------------------------------------------------------------------------------


def test_origins() -> None:
    config = parse_config(GOOD, "layers.toml")
    assert config.path == "layers.toml"
    assert config.scan.exclude == ("**/mocks/**", "tools/**")
    assert config.scan.exclude_origins[1] == Origin("layers.toml", 5, "scan.exclude[1]")
    assert [layer.name for layer in config.layers] == ["Domain", "Application", "Infrastructure"]
    assert [layer.optional for layer in config.layers] == [False, False, True]
    infrastructure = config.layers[2]
    assert infrastructure.globs == ("services/*/infrastructure/**", "pkg/**")
    assert infrastructure.origin == Origin("layers.toml", 12, "layers.Infrastructure")
    assert [origin.line for origin in infrastructure.origins] == [13, 14]
    assert infrastructure.origins[0].key == "layers.Infrastructure.files[0]"
    assert config.layers[1].origins == (Origin("layers.toml", 11, "layers.Application"),)
    assert [(group.name, group.globs) for group in config.groups] == [
        ("web", ("github.com/gin-gonic/gin/**", "net/http")),
        ("db", ("database/sql/**",)),
    ]
    assert [(family.name, family.glob) for family in config.slices] == [("context", "services/{context}/**")]
    assert config.mappings == ("docs/migrations/*-ddd-mapping.md",)


def test_rules() -> None:
    first, second = parse_config(GOOD, "layers.toml").rules
    assert (first.id, first.severity, first.tests) == ("domain-must-not-import-infrastructure", "error", "exclude")
    assert first.because == "the domain stays testable without a cluster"
    assert (first.optional, second.optional) == (False, True)
    assert first.origin == Origin("layers.toml", 28, "rules[0].rule")
    assert first.form == "forbidden-import"
    assert (second.id, second.severity, second.tests) == ("no-web", "warning", "include")
    assert second.exceptions == (
        Exemption(
            "services/a/**",
            target="net/http",
            because="#412",
            until="2026-06-30",
            origin=Origin("layers.toml", 37, "rules[1].except[0]"),
        ),
        Exemption(
            "services/b/**",
            target="net/http",
            because="#413",
            until="2026-07-01",
            origin=Origin("layers.toml", 38, "rules[1].except[1]"),
        ),
    )


def test_defaults() -> None:
    assert parse_config("version = 1", "x.toml") == Config(path="x.toml", scan=Scan())


@pytest.mark.parametrize(
    ("text", "build"),
    [
        ('"all"', None),
        ('{ goos = "linux", goarch = "arm64" }', Build("linux", goarch="arm64", tags=(), cgo=True)),
        (
            '{ goos = "js", goarch = "wasm", tags = ["e2e", "x"], cgo = false }',
            Build("js", goarch="wasm", tags=("e2e", "x"), cgo=False),
        ),
    ],
)
def test_build(text: str, build: Build | None) -> None:
    assert parse_config(f"version = 1\n[scan]\nbuild = {text}", "x").scan.build == build


def test_tests_key_of_a_rule_overrides_the_scan() -> None:
    text = 'version = 1\nscan.tests = "include"\nlayers = { A = "a", B = "b" }\n'
    text += 'rules = [{ rule = "A must not import B" }, { rule = "B must not import A", tests = "only" }]\n'
    assert [rule.tests for rule in parse_config(text, "x").rules] == ["include", "only"]


def test_windows_line_ends_and_byte_order_mark_are_ignored() -> None:
    plain = parse_config(GOOD, "layers.toml")
    assert parse_config(GOOD.replace("\n", "\r\n"), "layers.toml") == plain
    assert parse_config(b"\xef\xbb\xbf" + GOOD.encode(), "layers.toml") == plain


def test_sentence_on_several_lines() -> None:
    text = 'version = 1\nlayers = { A = "a", B = "b" }\n[[rules]]\nrule = """\nA must not\n  import B"""\n'
    assert parse_config(text, "x").rules[0].sentence == "A must not import B"


def test_rule_may_name_layers_of_the_mapping() -> None:
    text = 'version = 1\n[layers]\nA = "a"\n[[rules]]\nrule = "A must not import B"\n'
    assert parse_config(text, "x", extra_layers=("A", "B")).rules[0].sentence == "A must not import B"
    assert "unknown name 'B'" in str(complaints(text)[0])


def test_mapping_globs_of_an_invalid_file() -> None:
    document = read_document('[mapping]\nfiles = ["a.md", 3, "b//c"]\n[scan]\nroot = "src"\n', "x")
    assert mapping_globs(document) == ("a.md",)
    assert scan_root(document) == "src"
    for text in ("", "mapping = 1\nscan = 2", "[mapping]\nfiles = 1\n[scan]\nroot = '/etc'"):
        document = read_document(text, "x")
        assert (mapping_globs(document), scan_root(document)) == ((), "")
    assert mapping_globs(read_document("mapping.files = 'a.md'", "x")) == ("a.md",)
    assert parse_document(read_document(GOOD, "layers.toml")) == parse_config(GOOD, "layers.toml")


# --- ids --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Domain must not import Infrastructure", "domain-must-not-import-infrastructure"),
        ("Interface > Application > Domain", "interface-above-application-above-domain"),
        ("A > B1 | B2", "a-above-b1-beside-b2"),
        ('A must be imported through "services/*/api/**"', "a-must-be-imported-through-services-api"),
        ("A may import only B, std", "a-may-import-only-b-std"),
        ("领域 must not import third-party", "领域-must-not-import-third-party"),
        ('"**" > "*"', "above"),
        ('"**"', "rule"),
        ("a " * 60, "-".join("a" * 40)),
        ("x" * 100, "x" * 80),
    ],
)
def test_default_ids(sentence: str, expected: str) -> None:
    assert slug(sentence) == expected


def test_default_ids_are_unique() -> None:
    text = 'version = 1\nlayers = { A = "a", B = "b" }\n'
    for rule in ("A must not import B", "A must not import  b", "a must not import B"):
        text += f'[[rules]]\nrule = "{rule}"\n'.replace("  b", " 'b'").replace("a must", "'a' must")
    text += "[[rules]]\nid = 'a-must-not-import-b-2'\nrule = \"'x' must not import B\"\n"
    ids = [rule.id for rule in parse_config(text, "x").rules]
    assert ids == ["a-must-not-import-b", "a-must-not-import-b-3", "a-must-not-import-b-4", "a-must-not-import-b-2"]


# --- mistakes ---------------------------------------------------------------------------------------------------------

RULE = '[layers]\nA = "a"\nB = "b"\n[[rules]]\nrule = "A must not import B"\n'

MISTAKES = {
    # unknown keys, at any level
    "layer = 1": "layers.toml:2: layer: unknown key (did you mean layers?)",
    "[baseline]": (
        "layers.toml:2: baseline: unknown key (known: $schema, classify, groups, layers, "
        "mapping, rules, scan, slices, version)"
    ),
    "[scan]\nexlude = []": "layers.toml:3: scan.exlude: unknown key (did you mean exclude?)",
    "scan.build = { goos = 'linux', goarch = 'arm', gotags = [] }": (
        "layers.toml:2: scan.build.gotags: unknown key (did you mean tags?)"
    ),
    "[layers.A]\nfiles = 'a'\noptionel = true": (
        "layers.toml:4: layers.A.optionel: unknown key (did you mean optional?)"
    ),
    "[groups]\nA = { files = 'a', packages = 'a' }": (
        "layers.toml:3: groups.A.files: unknown key (known: optional, packages)"
    ),
    "[mapping]\nfiles = 'a'\nfile = 'b'": "layers.toml:4: mapping.file: unknown key (did you mean files?)",
    RULE + "beacuse = 'x'": "layers.toml:7: rules[0].beacuse: unknown key (did you mean because?)",
    RULE + "except = [{ from = 'a', to = 'b', because = 'c', unti = 1 }]": (
        "layers.toml:7: rules[0].except[0].unti: unknown key (did you mean until?)"
    ),
    # wrong types
    "scan = 1": "layers.toml:2: scan: must be a table, not a number",
    "layers = []": "layers.toml:2: layers: must be a table, not an array",
    "[layers]\nA = 1.5": "layers.toml:3: layers.A: must be an array of strings, not a number",
    "[layers]\nA = [\n'x',\n2]": "layers.toml:5: layers.A[1]: must be a string, not a number",
    "[layers]\nA = { files = 'a', optional = 'yes' }": (
        "layers.toml:3: layers.A.optional: must be true or false, not a string"
    ),
    RULE + "optional = 'yes'": "layers.toml:7: rules[0].optional: must be true or false, not a string",
    "[slices]\nA = ['x']": "layers.toml:3: slices.A: must be a string, not an array",
    "[rules]\nrule = 'x'": "layers.toml:2: rules: must be an array of tables: write [[rules]], not a table",
    "rules = ['x']": "layers.toml:2: rules[0]: must be a table, not a string",
    RULE + "because = 2026-01-01": "layers.toml:7: rules[0].because: must be a string, not a date",
    RULE + "except = 'x'": "layers.toml:7: rules[0].except: must be an array of tables, not a string",
    # words
    "scan.tests = 'excluded'": (
        'layers.toml:2: scan.tests: "excluded" is not one of include, exclude, only (did you mean exclude?)'
    ),
    "scan.language = 'rust'": f'layers.toml:2: scan.language: "rust" is not one of {", ".join(NAMES)}',
    "scan.build = 'linux'": (
        'layers.toml:2: scan.build: must be "all" or a table (e.g. build = { goos = "linux", goarch = "amd64" })'
    ),
    "scan.build = { goos = 'linx', goarch = 'arm64' }": (
        'layers.toml:2: scan.build.goos: "linx" is not a known value (did you mean linux?)'
    ),
    "scan.build = { goos = 'linux' }": (
        "layers.toml:2: scan.build.goarch: is missing (a build configuration needs both goos and goarch)"
    ),
    RULE + "severity = 'warn'": (
        'layers.toml:7: rules[0].severity: "warn" is not one of error, warning, note (did you mean warning?)'
    ),
    "scan.root = '/srv'": (
        'layers.toml:2: scan.root: "/srv" is absolute; the root has to be relative to the folder of this file'
    ),
    "scan.module = 'example.com/a b'": (
        'layers.toml:2: scan.module: "example.com/a b" is not a module path'
        " (write it as in go.mod, e.g. example.com/shop)"
    ),
    # globs
    "scan.exclude = ['ok', 'a//b']": ('layers.toml:2: scan.exclude[1]: the glob "a//b" has an empty segment (//)'),
    "[layers]\nA = 'a/'": (
        'layers.toml:3: layers.A: the glob "a/" ends with /; write a/** for the folder and everything below it'
    ),
    "[layers]\nA = ''": "layers.toml:3: layers.A: is empty",
    "[layers]\nA = []": "layers.toml:3: layers.A: is an empty array (add strings, or remove the key)",
    "[layers.A]\noptional = true": (
        'layers.toml:2: layers.A.files: is missing (e.g. A = { files = ["..."], optional = true })'
    ),
    "[slices]\nx = 'services/*'": (
        'layers.toml:3: slices.x: the glob "services/*" needs 1 placeholder such as {context}, but has 0'
    ),
    "[mapping]": 'layers.toml:2: mapping.files: is missing (e.g. files = ["docs/*-mapping.md"])',
    "[layers]\nA = ['a', 'b', 'a']": (
        'layers.toml:3: layers.A[2]: the glob "a" is already listed on line 3 (remove one of the two)'
    ),
    "[layers]\nA = 'a'\nB = 'a'": (
        'layers.toml:4: layers.B: the glob "a" is already listed on line 3, in A (remove one of the two)'
    ),
    # names
    "[layers]\nstd = 'a'": "layers.toml:3: layers.std: 'std' is a keyword of the rule language (choose another name)",
    "[groups]\nMust = 'a'": (
        "layers.toml:3: groups.Must: 'Must' is a keyword of the rule language (choose another name)"
    ),
    "[slices]\npackages = '{x}'": (
        "layers.toml:3: slices.packages: 'packages' is a keyword of the rule language (choose another name)"
    ),
    "[layers]\n'a b' = 'a'": (f"layers.toml:3: layers.\"a b\": 'a b' {problem_with_name('a b')} (choose another name)"),
    "[layers]\n\"a\\u200b\" = 'a'": (
        "layers.toml:3: layers.\"a\\u200b\": 'a\\u200b' has an unprintable character (choose another name)"
    ),
    "[layers]\nA = 'a'\n[groups]\nA = 'b'": (
        'layers.toml:5: groups.A: "A" is also the name of a layer (give each layer, group and slice a name of its own)'
    ),
    "[groups]\nA = 'b'\n[slices]\nA = '{a}'": (
        'layers.toml:5: slices.A: "A" is also the name of a group (give each layer, group and slice a name of its own)'
    ),
    # rules
    "[[rules]]\nid = 'x'": (
        'layers.toml:2: rules[0].rule: is missing (e.g. rule = "Domain must not import Infrastructure")'
    ),
    RULE + "id = 'a b'": (
        'layers.toml:7: rules[0].id: "a b" is not a valid id'
        " (start with a letter or digit, and use letters, digits, - _ . and /)"
    ),
    RULE + "id = 'x'\n[[rules]]\nid = 'x'\nrule = 'B must not import A'": (
        'layers.toml:9: rules[1].id: the rule on line 7 already has the id "x" (give each rule an id of its own)'
    ),
    RULE + "[[rules]]\nrule = 'A  must not import B'": (
        "layers.toml:8: rules[1].rule: repeats the rule on line 6 (remove one of the two)"
    ),
    # exceptions
    RULE + "except = [{ to = 'b', because = 'c' }]": (
        "layers.toml:7: rules[0].except[0].from: is missing (the glob of the files or packages that may import)"
    ),
    RULE + "except = [{ from = 'b', because = 'c' }]": (
        "layers.toml:7: rules[0].except[0].to: is missing (the glob of what they may import)"
    ),
    RULE + "except = [{ from = 'b', to = 'c' }]": (
        "layers.toml:7: rules[0].except[0].because: is missing (say why, so that the exception can be removed one day)"
    ),
    RULE + "except = [{ from = 'b', to = 'c', because = ' ' }]": "layers.toml:7: rules[0].except[0].because: is empty",
    RULE + "[[rules.except]]\nfrom = 'b'\nto = 'c'\nbecause = 'd'\nuntil = '30.6.2026'": (
        'layers.toml:11: rules[0].except[0].until: must be a date, not "30.6.2026" (write YYYY-MM-DD, e.g. 2026-06-30)'
    ),
    RULE + "except = [{ from = 'b', to = 'c', because = 'd', until = 2026-06-30T00:00:00 }]": (
        "layers.toml:7: rules[0].except[0].until: must be a date, not a date with a time"
        " (write YYYY-MM-DD, e.g. 2026-06-30)"
    ),
    RULE + "except = [{ from = 'b', to = 'c', because = 'd', until = '2026-02-30' }]": (
        "layers.toml:7: rules[0].except[0].until: 2026-02-30 is not a valid date"
    ),
}


@pytest.mark.parametrize("text", MISTAKES)
def test_one_mistake_one_complaint(text: str) -> None:
    assert told(text) == [MISTAKES[text]]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("", "layers.toml:1: version: is missing (write version = 1 at the top of the file)"),
        (
            "version = 2",
            "layers.toml:1: version: version 2 is not supported: this archlint reads version 1 (upgrade archlint)",
        ),
        (
            "version = 0",
            "layers.toml:1: version: version 0 is not supported: this archlint reads version 1 (write version = 1)",
        ),
        ("version = true", "layers.toml:1: version: must be an integer (write version = 1)"),
        ("version = 1.0", "layers.toml:1: version: must be an integer (write version = 1)"),
        ("version = '1'", "layers.toml:1: version: must be an integer (write version = 1)"),
    ],
)
def test_version(version: str, expected: str) -> None:
    assert [str(complaint) for complaint in complaints(version)] == [expected]


def test_all_complaints_about_a_sentence() -> None:
    text = "[layers]\nDomain = 'a'\n[[rules]]\nrule = 'Domian must not import Foo, \"a//b\"'\n"
    assert told(text) == [
        'layers.toml:5: rules[0].rule: the glob "a//b" has an empty segment (//)',
        "layers.toml:5: rules[0].rule: unknown name 'Domian' (did you mean Domain?)",
        "layers.toml:5: rules[0].rule: unknown name 'Foo' (known: Domain, std, third-party, unassigned)",
    ]


def test_layer_of_the_mapping_takes_the_name() -> None:
    (said,) = told("[groups]\nDomain = 'a'", extra_layers=("Domain",))
    assert said.startswith('layers.toml:3: groups.Domain: "Domain" is also the name of a layer in the mapping')


def test_all_complaints_at_once_in_text_order() -> None:
    text = "".join(mistake + "\n" for mistake in ("sacn = 1", "[layers]", "A = []", "B = 3", "[groups]", "C = 'x/'"))
    assert [complaint.line for complaint in complaints(text)] == [1, 1, 3, 4, 6]
    assert all(complaint.kind == "config" and complaint.path == "layers.toml" for complaint in complaints(text))


# --- invalid TOML -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line", "part"),
    [
        (b"version = 1\nx = \xff", 2, "byte 0xff is not UTF-8"),
        ("version = 1\n[layers\n", 2, "is not valid TOML: "),
        ("version = 1\na = 1\na = 2\n", 3, "is not valid TOML: "),
        ("version = 1\nx = [\n", 2, "(end of the file)"),
        ("version = 1\nx\n", 2, "(column 2)"),
        ("version = 1\nx = 2026-13-01", 2, "is not valid TOML: "),
        ("a = 1\x00", 1, "is not valid TOML: "),
        ("a = 1\rb = 2", 1, "is not valid TOML: "),
        ("\ufeff\ufeffa = 1", 1, "is not valid TOML: "),
        ("version = " + "1" * 5_000, 1, f"the line is longer than {MAX_LINE} characters"),
        ("a = " + "[\n" * 20_000 + "]\n" * 20_000, 0, "nested too deeply"),
    ],
)
def test_invalid_toml(source: str | bytes, line: int, part: str) -> None:
    (complaint,) = complaints(source)
    assert (complaint.line, part in complaint.message) == (line, True), complaint


def test_hostile_file_takes_bounded_time() -> None:
    lines = [".".join("a" * 2_000) + f".b{number} = 1" for number in range(20)]
    message = complaints("version = 1\n" + "\n".join(lines))[0].message
    assert message in (
        "unknown key",
        "arrays or tables are nested too deeply",
    )  # some TOML parsers have a limit of their own


# fmt: off
pieces = st.sampled_from([
    "version = 1\n", "[scan]\n", "[layers]\n", "[[rules]]\n", "[groups]\n", "[slices]\n", "[mapping]\n", "[layers.A]\n",
    "files = ", "A = ", "rule = ", "except = ", "id = ", "until = ", "build = ", "root = ", "tests = ", "optional = ",
    '"a/**"', "'{x}'", "'A must not import std'", "'only'", "''", "2026-01-01", "1", "true",
    "[", "]", "{", "}", ",", ".", "\n",
])
# fmt: on


@given(st.text() | st.lists(pieces, max_size=30).map("".join) | st.binary())
@settings(max_examples=500, deadline=None)
def test_any_text_is_a_config_or_has_complaints(source: str | bytes) -> None:
    try:
        config = parse_config(source, "x")
    except ConfigError as wrong:
        assert wrong.complaints
        assert all(complaint.message and "\n" not in str(complaint) for complaint in wrong.complaints)
        assert len(set(wrong.complaints)) == len(wrong.complaints)
    else:
        assert len({rule.id for rule in config.rules}) == len(config.rules)


# --- suggestions ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("Domian", ["Domain", "Application"], "Domain"),
        ("third_party", ["std", "third-party"], "third-party"),
        ("DOMAIN", ["Domain", "domain"], "Domain"),
        ("infra", ["Infrastructure", "Domain"], "Infrastructure"),
        ("app", ["Application", "Apparatus"], ""),
        ("xyz", ["Domain"], ""),
        ("", ["Domain"], ""),
        ("x" * 100_000, ["y" * 100_000], ""),
        ("Domain", [], ""),
    ],
)
def test_did_you_mean(word: str, known: list[str], near: str) -> None:
    assert did_you_mean(word, known) == near
    assert did_you_mean(word, reversed(known)) == near


def test_hint_for() -> None:
    assert hint_for("Domian", ["Domain"]) == "did you mean Domain?"
    assert hint_for("xyz", ["b", "a"]) == "known: a, b"
    assert hint_for("xyz", [f"name{number}" for number in range(9)]) == ""
    assert hint_for("xyz", []) == ""


def test_valid_file_imports_no_suggestions() -> None:
    code = (
        "import sys; from archlint.config.document import parse_config;"
        f"parse_config({GOOD!r}, 'x'); sys.exit('difflib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
