"""Random layers.toml documents: valid ones, almost valid ones, and garbage."""

from __future__ import annotations

import random

from archlint.rules import FORMS

from .mutate import mutated

GLOBS = (
    "a/**", "domain/**", "internal/**", "**", "*", "a", "a/*.go", "**/x.go", "services/*/domain/**", "**/*_test.go", "cmd/*", "n/**",
    "?", "a/?", "infra/**", "{x}/**", "services/{context}/**", "a/{b}/{c}", "{x:**}/a", "[a]", "a**", "../a", "/a", "a/", "a//b", "!a",
    "a\\\\b", "", " a", "...", "a/...", "é/**", "*é*", "**/**/a/**", "**/a/**/b/**/c", "a*b*c*d", "C:/x", "github.com/x/**", "net/http",
    "x.go", "fmt", "a.b", "\\u202e", "\\u001b[31m",
)  # fmt: skip
NAMES = (
    "Domain",
    "Application",
    "Interface",
    "Infra",
    "web",
    "context",
    "A",
    "B",
    "é",
    "must",
    "std",
    "a b",
    "layers",
    "x.",
    "_",
    "1",
    "\\u202e",
)
_TERMS = (
    "Domain", "Application", "Interface", "Infra", "A", "B", "web", "std", "third-party", "unassigned", "context", "Domian", "'a/**'",
    "'domain/**'", "'fmt'", "'github.com/x/**'", "'.'", "'[a'", "'a", "é", "packages", "layers", "folders", "MUST", "strictly", "''",
)  # fmt: skip
_FORMS = (
    "A must not import B", "A must not reach B", "A may import only B", "only A may import B", "A > B > C", "A > B | C", "strictly A > B",
    "A | B", "context must not import each other", "A must be imported through B", "A must import B", "packages must not form cycles",
    "packages in A must not form cycles", "layers must not form cycles", "context must not form cycles",
    "folders in A must not form cycles", "every file must belong to a layer", "A", "", "A must", "must not import", "A must not import",
    "A may import B", "A -> B", "A < B", "A must not import B.", "A,  B and C must not import std, web", "A must not import B or C",
    "tests must not import A", "A must not depend on B", "A B must not import C", *(form.example for form in FORMS.values()),
)  # fmt: skip
_ODD_VALUES = (
    "1",
    "-1",
    "1.5",
    "true",
    "[]",
    "{}",
    '""',
    "[1]",
    '["a", 1]',
    "{ a = 1 }",
    "2026-01-01",
    "inf",
    "'x'",
    '"""\nx\n"""',
    "[[]]",
    "0x7f",
)
_FRAGMENTS = tuple(
    text.encode()
    for text in (
        "[layers]\n", "[[rules]]\n", "[scan]\n", "[groups]\n", "[slices]\n", "[mapping]\n", "[[classify]]\n", "[layers.x]\n", "[rules]\n",
        "version = 1\n", "version = 2\n", "rule = ", "id = ", "=", "[", "]", "[[", "]]", "{", "}", '"', '"""', "'", "'''", "#", "\n", "\r",
        "a.b.c = 1\n", '"a".b = 1\n', "optional = true\n", "\\", "\\u0000", "1979-05-27T07:32:00Z", "files = ", "except = ", ",", "true",
        "because = ", "$schema = 'x'\n", "tests = 'only'\n", "x = [\n", "99999999999999999999999", "# c\n", "root = '..'\n", "\ufeff",
        "_" * 50, "[a.a.a.a.a.a]\n", "a = {b = {c = {d = 1}}}\n", "1_000", "nan",
    )
)  # fmt: skip


def config(source: random.Random) -> bytes:
    """Return a random document."""
    chance = source.randrange(10)
    if chance < 2:
        text = _sound(source)
        return (text if source.randrange(3) else text.replace("\n", "\r\n")).encode()
    if chance < 6:
        return _document(source).encode()
    if chance < 9:
        text = _sound(source) if source.randrange(2) else _document(source)
        return mutated(source, text.encode(), _FRAGMENTS, _document(source).encode())
    return b"".join(source.choices(_FRAGMENTS, k=source.randrange(30)))


def sentence(source: random.Random) -> str:
    """Return a sentence, or almost one."""
    words = [_list(source) if len(word) == 1 and word.isupper() else word for word in source.choice(_FORMS).split(" ")]
    if not source.randrange(8):
        words.insert(
            source.randrange(len(words) + 1), source.choice((*_TERMS, "not", "only", ",", "and", ">", "|", "'", "must"))
        )
    if not source.randrange(8):
        del words[source.randrange(len(words))]
    return source.choice((" ", " ", " ", "  ", "\t")).join(words)


def _list(source: random.Random) -> str:
    count = source.choice((1, 1, 1, 2, 3))
    return source.choice((", ", " and ", " or ", ",")).join(
        source.choices(_TERMS[:10] if source.randrange(3) else _TERMS, k=count)
    )


def _sound(source: random.Random) -> str:
    """A valid document, so that the code after parsing is tested too."""
    pick = source.choice
    text = "version = 1\n"
    if not source.randrange(3):
        text += "\n[scan]\n" + pick(
            ('tests = "include"\n', 'exclude = ["**/x.go"]\n', 'build = { goos = "linux", goarch = "amd64" }\n')
        )
    text += '\n[layers]\nDomain = ["domain/**", "services/*/domain/**"]\nApplication = { files = "a/**", optional = true }\n'
    text += pick(("", 'Infra = "**"\n', 'Infra = { files = ["n/**", "internal/**"], optional = true }\n'))
    text += '\n[groups]\nweb = { packages = ["net/http", "github.com/x/**"], optional = true }\n\n[slices]\ncontext = "services/{context}/**"\n'
    if not source.randrange(3):
        text += '\n[mapping]\nfiles = ["m.*", "docs/*.md"]\n'
    rules = (
        "Domain must not import Application", "Application must not reach web", "Domain may import only std", "only Application may import Domain",
        "Application > Domain", "packages must not form cycles", "layers must not form cycles", "every file must belong to a layer",
        "Domain must not import third-party, std", "context must not import each other", "folders in '.' must not form cycles",
        "Application must import Domain", "'**' must not import 'example.com/**'", "'a' must not import 'fmt', std and web",
    )  # fmt: skip
    for number, rule in enumerate(source.sample(rules, source.randrange(5)), 1):
        text += f'\n[[rules]]\nrule = "{rule}"\n' + pick(
            ("", f'id = "rule-{number}"\n', 'because = "x"\n', 'severity = "warning"\n', 'tests = "include"\n')
        )
        text += pick(
            (
                "",
                "",
                'except = [{ from = "a/**", to = "**", because = "#1", until = 2026-06-30 }]\n',
                "optional = true\n",
            )
        )
    if not source.randrange(4):
        text += (
            '\n[[classify]]\npath = "{dir:**}/{file}.go"\nto = "services/x/{dir}/{file}.go"\nlayer = "Domain"\ncontext = "x"\n'
            'reason = "r"\nconfidence = "High"\n'
        )
    return text


def _document(source: random.Random) -> str:
    """Random sections with random keys and values."""
    pick = source.choice
    out = [pick(("version = 1\n", "version = 1\n", "version = 1\n", "", "version = 3\n", 'version = "1"\n'))]
    for _ in range(source.randrange(6)):
        section = pick(
            (
                "scan",
                "layers",
                "layers",
                "groups",
                "slices",
                "mapping",
                "rules",
                "rules",
                "rules",
                "classify",
                "x",
                "layers.A",
            )
        )
        out.append(
            f"\n[[{section}]]\n" if section in ("rules", "classify") and source.randrange(20) else f"\n[{section}]\n"
        )
        out += [_line(source, section) for _ in range(source.randrange(4))]
    return "".join(out)


def _line(source: random.Random, section: str) -> str:
    keys = {
        "scan": ("root", "module", "language", "exclude", "tests", "build", "x"),
        "mapping": ("files", "file"),
        "rules": ("rule", "rule", "rule", "id", "because", "severity", "tests", "except", "optional", "rul"),
        "classify": ("path", "declares", "imports", "imports_only", "imported_by", "to", "layer", "context", "reason", "confidence", "x"),
    }  # fmt: skip
    key = source.choice(keys.get(section, NAMES))
    if not key.replace("_", "").isalnum() or not key.isascii():
        key = f'"{key}"'
    return f"{source.choice(('', '', ' ', chr(9)))}{key} = {_value(source, key)}{source.choice(('', '', ' # c'))}\n"


def _value(source: random.Random, key: str) -> str:
    if not source.randrange(6):
        return source.choice(_ODD_VALUES)
    if key == "rule":
        return f'"{sentence(source)}"'
    glob = source.choice(GLOBS)
    values = {
        "tests": ('"include"', '"only"', '"exlude"'), "severity": ('"error"', '"note"', '"x"'), "language": ('"go"', '"python"'),
        "optional": ("true", "false"), "build": ('"all"', '{ goos = "linux", goarch = "amd64", tags = ["a"] }', '{ goos = "x" }'),
        "except": ('[{ from = "a/**", to = "b", because = "x" }]', "[{ from = 1 }]", '[{ from = "[", to = "", until = "2026-02-30" }]'),
        "declares": ('"func F"', '"method T.m"', '"init x"', '["type *", "x"]'), "confidence": ('"High"', '"high"'),
    }  # fmt: skip
    if key in values:
        return source.choice(values[key])
    table = f'{{ files = "{glob}", optional = true }}', f'{{ packages = ["{glob}"] }}'
    return source.choice((f'"{glob}"', f'["{glob}", "{source.choice(GLOBS)}"]', f"[\n  '{glob}', # c\n]", *table))
