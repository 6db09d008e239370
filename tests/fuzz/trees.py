"""Random small trees with all files that archlint reads, and the command lines to run there."""

from __future__ import annotations

import random
from typing import NamedTuple

from archlint.reports import FORMATS

from .baselines import baseline
from .config_texts import config
from .go_headers import FRAGMENTS, header
from .go_programs import program
from .mapping_texts import csv, markdown
from .mutate import HOSTILE, mutated

_FOLDERS = (
    "",
    "",
    "a",
    "a/b",
    "internal/x",
    "domain",
    "cmd/app",
    "services/s/domain",
    "vendor/v",
    "testdata",
    "_x",
    "é",
    "n",
)
_NAMES = (
    "x.go",
    "y.go",
    "x_test.go",
    "x_linux.go",
    "z.pb.go",
    "doc.go",
    "main.go",
    "A.go",
    "a.GO",
    ".hidden.go",
    "_u.go",
    "e.txt",
)
_HOSTILE_NAMES = tuple(
    text.encode("utf-8", "surrogateescape")
    for text in (
        "\x1b[31m.go", "\u202egnp.go", "a\nb.go", "\udcff.go", " .go", "-.go", "--format.go", "::error::x.go", "##[error]x.go",
        "##vso[x]y.go", "]]>.go", "&lt;.go", '"\'.go', "a`b.go", "|x|.go", "%0A.go", "\u2028.go", "x\ty.go", "\x7f.go", "a\\b.go",
        "$(x).go", "*.go", "[a].go", "{a}.go", "~.go", "é.go", "\u0065\u0301.go", "\x85.go", "C:.go", "\u200b.go", "x.go\r",
        "\udced\udca0\udc80.go", "con.go", "#.go", "?.go", ";.go", "<script>.go",
    )
)  # fmt: skip
_MODULES = (
    "example.com/m",
    "example.com/m",
    "m",
    "std",
    "example.com/m/v2",
    "",
    "é.x/y",
    '"quoted"',
    "a b",
    "\x1b[31m",
    "../x",
)

_IMPORTED = ("", "/a", "/domain", "/a/b", "/n")
_BEHIND = (
    "\n",
    "\n",
    " // c\n",
    " //archlint:ignore rule-1 why\n",
    " //archlint:ignore\n",
    " //archlint:ignore x \x1b[31m\n",
)

_AWKWARD = set(b'\n\r\t|`\\"*?,;\x7f\x1b')
"""Bytes that a row can't contain unchanged."""


class Tree(NamedTuple):
    """Files by path, and a command line to run at the root."""

    arguments: tuple[bytes, ...]
    files: dict[bytes, bytes]


def tree(source: random.Random) -> Tree:
    """Return a tree. Four of five trees are consistent, so that a run gets past its configuration."""
    files: dict[bytes, bytes] = {}
    fits = bool(source.randrange(5))
    if fits:
        _put(files, b"a/x.go", _go(source))
        _put(files, b"domain/x.go", _go(source))
        _put(files, b"go.mod", f"module {source.choice(('example.com/m', 'm'))}\n\ngo 1.22\n".encode())
        _put(files, b"layers.toml", _fitting_config(source))
    for _ in range(source.choice((0, 1, 2, 3, 5, 8))):
        name = source.choice(_NAMES).encode() if source.randrange(5) else source.choice(_HOSTILE_NAMES)
        folder = source.choice(_FOLDERS).encode()
        if not source.randrange(20):
            folder = source.choice(_HOSTILE_NAMES)
        _put(files, folder + b"/" * bool(folder) + name, _go(source))
    if source.randrange(6):
        _put(files, b"layers.toml", config(source))
    for _ in range(source.choice((0, 1, 1, 1, 2))):
        _put(files, source.choice((b"go.mod", b"go.mod", b"go.mod", b"n/go.mod", b"a/go.mod")), _mod(source))
    if not source.randrange(8):
        _put(files, b"go.work", _work(source))
    if source.randrange(2):
        name = source.choice((b"m.md", b"m.md", b"docs/m.md", b"m.csv", b"m.tsv"))
        kind = markdown if name.endswith(b".md") else csv
        _put(files, name, _fitting_mapping(source, files, name) if fits and source.randrange(8) else kind(source))
    if not source.randrange(12):
        _put(files, b"archlint-baseline.json", baseline(source))
    if not source.randrange(8):
        _put(files, source.choice((b"x.proto", b"x.s", b"x.c", b".gitignore", b"README.md")), source.choice(FRAGMENTS))
    return Tree(tuple(_arguments(source, files)), files)


def _fitting_config(source: random.Random) -> bytes:
    """A valid layers.toml for a tree with the folders a and domain."""
    rules = (
        "Domain must not import Application", "Application must not import Domain", "Application must not reach Domain, web",
        "Domain may import only std", "Application > Domain", "Domain > Application", "Domain | Application", "Rest must not import Domain",
        "packages must not form cycles", "layers must not form cycles", "every file must belong to a layer", "only Rest may import Domain",
        "Domain must not import third-party, std, web", "folders in '.' must not form cycles", "Application must import Domain",
        "'a/**' must not import 'domain/**'", "'**' must not import std", "Application must not import web", "context must not import each other",
    )  # fmt: skip
    pick = source.choice
    text = f"version = 1\n{pick(('', '[scan]' + chr(10) + 'tests = ' + chr(34) + 'include' + chr(34) + chr(10)))}"
    text += '[layers]\nDomain = "domain/**"\nApplication = "a/**"\nRest = { files = "**", optional = true }\n'
    text += '[groups]\nweb = { packages = ["net/http", "github.com/x/**"], optional = true }\n[slices]\ncontext = "{context}/**"\n'
    for number, rule in enumerate(source.sample(rules, source.randrange(1, 6)), 1):
        text += f'[[rules]]\nid = "rule-{number}"\nrule = "{rule}"\n'
        text += pick(
            ("", "", 'because = "why \\"x\\" ::error:: ##[x]"\n', 'severity = "note"\n', 'tests = "include"\n')
        )
    if not source.randrange(3):
        text += (
            '[[classify]]\npath = "{dir:**}/{file}.go"\nto = "services/x/{dir}/{file}.go"\nlayer = "Domain"\ncontext = "x"\n'
            'reason = "r"\nconfidence = "High"\n'
        )
    return text.encode()


def _fitting_mapping(source: random.Random, files: dict[bytes, bytes], document: bytes) -> bytes:
    """Rows for files and folders of the tree."""
    rows: list[list[bytes]] = [[b"old_path", b"new_path", b"target_layer"]]
    is_table = document.endswith(b".md")
    old = sorted(path for path in files if path.endswith(b".go") and not _AWKWARD & set(path))
    for path in source.sample(old, min(len(old), source.choice((1, 2, 2, 4)))):
        name = path.rpartition(b"/")[2]
        folder = source.choice(
            (b"a", b"domain", b"new", b"new/b", b"services/s/domain", b"internal/x", b"cmd/app", b"n", b"\xc3\xa9")
        )
        new = source.choice((folder + b"/" + name, folder + b"/new_" + name, folder + b"/y.go"))
        layer = source.choice((b"Domain", b"Application", b"Rest", b""))
        if b"/" in path and not source.randrange(6):
            path, new = path.rpartition(b"/")[0] + b"/", folder + b"/"
        if is_table and source.randrange(3):
            path, new = b"`%s`" % path, b"`%s`" % new
        rows.append([path, new, layer])
    if not is_table:
        return b"".join((b"\t" if document.endswith(b".tsv") else b",").join(row) + b"\n" for row in rows)
    rows.insert(1, [b"---", b"---", b"---"])
    return b"".join(b"| " + b" | ".join(row) + b" |\n" for row in rows)


def _put(files: dict[bytes, bytes], path: bytes, data: bytes) -> None:
    """Add a file, unless another file is in the way."""
    parts = path.split(b"/")
    above = {b"/".join(parts[:end]) for end in range(1, len(parts))}
    if path not in files and not above & files.keys() and not any(other.startswith(path + b"/") for other in files):
        files[path] = data


def _go(source: random.Random) -> bytes:
    chance = source.randrange(10)
    if chance < 4:
        return _plain(source)
    if chance < 6:
        return program(source)
    if chance < 7:
        return mutated(source, program(source), FRAGMENTS)
    if chance < 9:
        return header(source)
    return b"".join(source.choices(HOSTILE + FRAGMENTS, k=source.randrange(8)))


def _plain(source: random.Random) -> bytes:
    """A file that imports its neighbours, so that rules have something to check."""
    pick = source.choice
    imports = "".join(
        "\t" + pick(("", "", "_ ", ". ", "q ")) + '"' + pick(("example.com/m", "m", "example.com/n")) + pick(_IMPORTED) + '"' + pick(_BEHIND)
        for _ in range(source.randrange(4))
    )  # fmt: skip
    imports += pick(
        ('\t"fmt"\n', '\t"net/http"\n', '\t"github.com/x/y"\n', "", '\t"\u202ex"\n', '\t"::x"\n', '\t"##[x]"\n')
    )
    body = pick(
        (
            "",
            "func F() { a.G() }\n",
            "type T struct{ f int }\n\nfunc (t T) m() {}\n",
            "var X = q.T{f: 1}\n",
            "func init() {}\n",
        )
    )
    lead = pick(
        (
            "",
            "",
            "",
            "//go:build linux\n\n",
            "// Code generated by x. DO NOT EDIT.\n\n",
            "//archlint:ignore rule-1 all\n",
        )
    )
    return (
        f"{lead}package {pick(('a', 'm', 'main', 'domain', 'x_test', 'b'))}\n\nimport (\n{imports})\n\n{body}".encode()
    )


def _mod(source: random.Random) -> bytes:
    pick = source.choice
    text = f"module {pick(_MODULES)}\n\ngo {pick(('1.22', '1.25', 'x', '1.22.1', ''))}\n"
    for _ in range(source.randrange(3)):
        text += pick(
            (
                "require github.com/x/y v1.0.0\n", "require (\n\tgithub.com/x/y v1 // indirect\n)\n", "replace example.com/n => ./n\n",
                "replace example.com/n => ../../n\n", "replace x => /etc\n", "ignore ./a\n", "ignore (\n\tb\n\t./n\n)\n", "exclude x v1\n",
                "toolchain go1.25\n", "require (\n", ")\n", "/* c */\n", "// c\n", 'replace "a b" => `c`\n', "retract [v1, v2]\n", "tool x/y\n",
            )
        )  # fmt: skip
    data = text.encode()
    return data if source.randrange(4) else mutated(source, data, FRAGMENTS)


def _work(source: random.Random) -> bytes:
    pick = source.choice
    use, more = (
        pick((".", "./n", "(", "../x", "/etc", "..", "./a")),
        pick(("", "use (\n\t.\n\t./n\n)\n", "replace a => ./b\n")),
    )
    data = f"go 1.22\n\nuse {use}\n{more}".encode()
    return data if source.randrange(4) else mutated(source, data, FRAGMENTS)


def _arguments(source: random.Random, files: dict[bytes, bytes]) -> list[bytes]:  # one case for each command
    pick = source.choice
    there = [(b"-m", path) for path in files if path in (b"m.md", b"docs/m.md", b"m.csv", b"m.tsv")]
    mappings = pick(((), *there, *there, *there))
    if not source.randrange(20):
        mappings = pick(((b"-m", b"m.md"), (b"-m", b"m.md", b"-m", b"m.csv"), (b"-m", b"layers.toml")))
    views = ((), (), (b"--view", b"today"), (b"--view", b"mapped"), (b"--view", b"both"))
    view = pick(views if mappings or not source.randrange(10) else views[:3])
    cache = (b"--no-cache",) if source.randrange(8) else ()
    path = pick(((b".",), (b"a",), (b"n",), (b"nothing",))) if not source.randrange(8) else ()
    subject = pick(
        (
            b"a/x.go", b"x.go", b"a", b"a -> domain", b"a/b -> a", b"x.go -> a/x.go", b"rule-1", b"forbidden-import", b"fmt", b"Domain",
            b"a/**", b"\x1b[31m", b"", b" -> ", b"std", b"\xff", b"example.com/m -> example.com/m/a", b"Domain -> Infra", b"web", b"*",
            b"\xe2\x80\xae", b"context", b"../x", b"/etc/passwd", b"parse-error", *_HOSTILE_NAMES[:6],
        )
    )  # fmt: skip
    more: tuple[bytes, ...]
    command = source.randrange(16)
    if 10 <= command <= 12 and not mappings and source.randrange(8):
        command = 0  # there is nothing to plan
    match command:
        case 0 | 1 | 2 | 3 | 4 | 5:
            forms = source.sample(list(FORMATS), source.choice((1, 1, 1, 2)))
            wanted = [
                b"-f" + form.encode() + (b"=out." + form.encode() if place else b"") for place, form in enumerate(forms)
            ]
            more = pick(
                (
                    (),
                    (),
                    (b"-q",),
                    (b"-v",),
                    (b"-vv",),
                    (b"--strict",),
                    (b"--fail-on", b"note"),
                    (),
                    (),
                    (),
                    (b"--today", b"2026-01-01"),
                )
            )
            if not source.randrange(30):
                more = pick(((b"--baseline", b"b.json"), (b"--tracked",)))
            colour = pick(((), (), (b"--color", b"always")))
            return [b"check", *path, *mappings, *view, *wanted, *more, *colour, *cache]
        case 6 | 7:
            return [b"explain", subject, *mappings, *view, *cache]
        case 8 | 9:
            level = pick((b"layer", b"package", b"file"))
            form = pick((b"json", b"dot", b"mermaid"))
            more = pick(((), (b"--external",), (b"--tests", b"include"), (b"--tests", b"only")))
            shown = view if view != (b"--view", b"both") else ()
            return [b"graph", *path, *mappings, *shown, b"--level", level, b"-f", form, *more, *cache]
        case 10 | 11 | 12:
            more = pick(
                (
                    (),
                    (b"--output", b"batches"),
                    (b"--status",),
                    (b"-f", b"json"),
                    (b"--companions",),
                    (b"--language", b"zh", b"-o", b"o"),
                )
            )
            some = pick(
                ((), (b"--batch-size", b"1"), (b"--start", b"a"), (b"--layer", b"Domain"), (b"--context", b"x"))
            )
            return [b"plan", *path, *(mappings or (b"-m", b"m.md")), *more, *some, *cache]
        case 13:
            more = pick(
                (
                    (),
                    (b"--format", b"csv"),
                    (b"--language", b"zh"),
                    (b"--check", b"m.md"),
                    (b"-o", b"new.md"),
                    (b"--batch-id", b"\x1b"),
                )
            )
            return [b"map", *path, *more, *cache]
        case 14:
            return [b"baseline", *path, *pick(((), (b"--grow",), (b"--through", b"m.md"), (b"--through", b"m.csv")))]
    return list(
        pick(
            (
                (b"rules",), (b"rules", b"-c", b"layers.toml"), (b"init",), (b"init", b"--force"), (b"init", b"--force", b"--baseline"),
                (b"init", b"--preset", b"ddd", b"--force"), (b"--version",), (b"check", b"--help"), (b"nothing",), (b"check", b"--format", b"sraif"),
                (b"check", b"-c", b"m.md"), (b"check", b"-m", b"layers.toml"), (b"check", b"--baseline", b"go.mod"), (b"check", b"-m", b"x.go"),
            )
        )
    )  # fmt: skip
