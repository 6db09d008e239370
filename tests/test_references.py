"""References between files: small cases with the expected references beside the lines, and the Go type checker."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.go_oracle import NEEDS_GO, goroot
from support.headers import read_header
from support.references import Answer, Seen, ask, modules_of, read_archive, read_tree, resolve, uses_of

from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.build.constraints import Configuration, matches
from archlint.languages.go.references.join import references
from archlint.languages.go.references.package_scopes import PackageScopes, guessed_name
from archlint.languages.go.syntax.qualified import qualified_uses
from archlint.languages.go.syntax.symbols import extract
from archlint.languages.go.types.evaluator import Evaluator
from archlint.languages.go.types.foreign_literals import STANDARD
from archlint.languages.go.types.operands import Found
from archlint.model.facts import FileFacts, Problem
from archlint.model.symbols import Embed, Spot, Symbols

CASES = sorted((Path(__file__).parent / "cases" / "references").glob("*.txtar"))
WANT = re.compile(r"// want (.*)")
BUILD = re.compile(r"# build: (\w+)")

# Packages of the standard library that together use most of the language; ARCHLINT_FULL=1 uses all packages.
SOME = [
    "bytes",
    "cmp",
    "encoding/json",
    "errors",
    "fmt",
    "go/ast",
    "go/parser",
    "go/types",
    "html/template",
    "internal/poll",
    "io",
    "iter",
    "maps",
    "math/big",
    "net",
    "net/http",
    "net/url",
    "os",
    "reflect",
    "regexp",
    "regexp/syntax",
    "slices",
    "sort",
    "strconv",
    "strings",
    "sync",
    "text/template",
    "time",
    "unicode/utf8",
]


class Case:
    """An archive, as a tree in memory."""

    def __init__(self, path: Path) -> None:
        comment, files = read_archive(path.read_text(encoding="utf-8"))
        match = BUILD.search(comment)
        self.build = match[1] if match else "linux"
        self.files = {name: text.encode() for name, text in files.items()}
        self.files.setdefault("go.mod", f"module case/{path.stem}\n".encode())
        configuration = Configuration(cgo=self.build == "cgo")
        read = {name: read_header(name, data) for name, data in self.files.items() if name.endswith(".go")}
        self.facts = [each for each in read.values() if self.build == "all" or matches(each.constraint, configuration)]
        self.symbols = {each.path: extract(each.path, self.files[each.path]) for each in self.facts}
        self.modules = modules_of({name: data for name, data in self.files.items() if name.endswith("go.mod")})

    def found(self, own: bool = False) -> set[Seen]:
        return resolve(self.facts, self.symbols, self.modules, own=own)

    def wanted(self) -> Counter[tuple[str, int, str, str]]:
        known = {each.path for each in self.facts}
        wanted: Counter[tuple[str, int, str, str]] = Counter()
        for path in known:
            for number, line in enumerate(self.files[path].decode().split("\n"), 1):
                match = WANT.search(line)
                for item in match[1].split(",") if match else ():
                    name, target = item.split()
                    wanted[path, number, name, target] += 1
        return wanted


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case_gives_the_references_beside_its_lines(path: Path) -> None:
    case = Case(path)
    found = Counter((each.path, each.line, each.name, each.target) for each in case.found())
    assert not {each.path: each.problem for each in case.symbols.values() if each.problem}
    assert sorted((found - case.wanted()).items()) == [], "unexpected references"
    assert sorted((case.wanted() - found).items()) == [], "missing references"


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Answer]:
    """The type checker's answer for each case."""
    root = tmp_path_factory.mktemp("cases")
    answers = {}
    for path in CASES:
        case = Case(path)
        for name, data in case.files.items():
            target = root / path.stem / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        answers[path.stem] = ask(root / path.stem, "-all", *(["-cgo"] if case.build == "cgo" else []))
    return answers


@NEEDS_GO
@pytest.mark.parametrize("path", [path for path in CASES if Case(path).build != "all"], ids=lambda path: path.stem)
def test_type_checker_agrees_with_case(path: Path, judged: dict[str, Answer]) -> None:
    answer, case = judged[path.stem], Case(path)
    assert answer.bad == ()
    assert set(answer.files) == {each.path for each in case.facts}
    assert _differences(case.found(), {each for each in answer.uses if each.path != each.target}) == []
    assert _differences(case.found(own=True), answer.uses) == []


def _differences(found: set[Seen], wanted: set[Seen] | frozenset[Seen]) -> list[str]:
    return [f"extra {each}" for each in sorted(found - wanted)] + [f"missing {each}" for each in sorted(wanted - found)]


def _judge_tree(root: Path, *options: str) -> None:
    answer = ask(root, "-all", *options)
    assert answer.uses, "nothing to compare"
    facts, symbols, modules = read_tree(root, answer.files)
    assert [path for path, each in symbols.items() if each.problem and path not in answer.bad] == []
    between = {each for each in answer.uses if each.path != each.target}
    assert _differences(resolve(facts, symbols, modules), between)[:20] == []
    # The package `builtin` is documentation; the checker fails on `type bool bool`.
    own = {each for each in resolve(facts, symbols, modules, own=True) if not each.path.startswith("builtin/")}
    assert _differences(own, {each for each in answer.uses if not each.path.startswith("builtin/")})[:20] == []


@NEEDS_GO
def test_type_checker_agrees_on_the_standard_library() -> None:
    if os.environ.get("ARCHLINT_FULL") == "1":
        _judge_tree(goroot() / "src", "-vendor", "-skip", "cmd")
        return
    source = goroot() / "src"
    answer = ask(source, "-vendor", "-skip", "cmd", "-only", ",".join(SOME))
    paths = {each.path for each in answer.uses} | {each.target for each in answer.uses} | set(answer.files)
    facts, symbols, modules = read_tree(source, sorted(paths))
    found = {each for each in resolve(facts, symbols, modules) if each.path.rpartition("/")[0] in SOME}
    assert len(answer.uses) > 10_000
    assert _differences(found, answer.uses)[:20] == []


@NEEDS_GO
@pytest.mark.parametrize("tree", [tree for tree in os.environ.get("ARCHLINT_TREES", "").split(":") if tree])
def test_type_checker_agrees_on_tree(tree: str) -> None:
    _judge_tree(Path(tree), "-deps")


# Other results of the symbols


def _symbols(text: str, path: str = "a.go") -> Symbols:
    return extract(path, text.encode())


def test_declarations_have_kind_place_and_receiver() -> None:
    text = """package p
func F() {}
func init() {}
func (t *T[K]) m() {}
type (
	T[K any] struct { a, B int; *q.E; U }
	A = T[int]
	I interface { m() error; q.I }
)
const (
	ä, C = iota, 1
	_, d
)
var v, _ = 1, 2
"""
    found = [(each.name, each.kind, each.line, each.column, each.receiver) for each in _symbols(text).declarations]
    assert found == [
        ("F", "func", 2, 6, ""),
        ("init", "init", 3, 6, ""),
        ("m", "method", 4, 16, "T"),
        ("T", "type", 6, 2, ""),
        ("A", "alias", 7, 2, ""),
        ("I", "type", 8, 2, ""),
        ("ä", "const", 11, 2, ""),
        ("C", "const", 11, 5, ""),
        ("_", "const", 12, 2, ""),
        ("d", "const", 12, 5, ""),
        ("v", "var", 14, 5, ""),
        ("_", "var", 14, 8, ""),
    ]
    symbols = _symbols(text)
    assert symbols.declared_names == {"F", "T", "A", "I", "ä", "C", "d", "v"}
    assert symbols.has_init
    assert {each.name for each in symbols.declarations if each.exported} == {"F", "T", "A", "I", "C"}
    declared = {each.name: each for each in symbols.declarations}
    assert [(each.name, each.kind, each.line, each.column) for each in symbols.terms[declared["T"].term].members] == [
        ("a", "field", 6, 20),
        ("B", "field", 6, 23),
        ("E", "embedded", 6, 33),
        ("U", "embedded", 6, 36),
    ]
    assert [(each.name, each.kind) for each in symbols.terms[declared["I"].term].members] == [
        ("m", "method"),
        ("I", "embedded"),
    ]
    assert declared["T"].params == ("K",)
    assert declared["C"].end_column == 6


def test_embedded_files_and_missing_bodies() -> None:
    text = """package p

import _ "embed"

//go:embed a.txt "b c.txt" `d`
//go:embed *.html
var one string

var (
	//go:embed	e
	two string
)

var text = `
//go:embed no
`

func f() { //go:embed no
}
"""
    symbols = _symbols(text)
    assert symbols.embeds == (
        Embed("a.txt", 5, 12),
        Embed("b c.txt", 5, 18),
        Embed("d", 5, 28),
        Embed("*.html", 6, 12),
        Embed("e", 10, 13),
    )
    assert not symbols.bodyless
    assert _symbols("package p\nfunc f(x int)\nfunc g() {}\n").bodyless


def test_uses_of_an_import() -> None:
    symbols = _symbols('package p\nimport "q"\nvar _ = q.New(q.T{}, q.T{}, r.T{})\n')
    assert {each.name: each.spots for each in uses_of(symbols, "q")} == {
        "New": (Spot(3, 11),),
        "T": (Spot(3, 17), Spot(3, 24)),
    }


def test_uses_of_unexported_members_have_their_type() -> None:
    text = """package p
func (r *T) m(a A, b ...q.B) {
	r.x++
	a.y()
	b[0].z = a.Y
	local := &L[int]{}
	local.w()
	for _, each := range b { each.v() }
	made().u()
	unknown().X.t()
}
"""
    symbols = _symbols(text)

    def shown(number: int) -> str:
        term = symbols.terms[number]
        return f"{term.kind} {term.name}({', '.join(map(shown, term.parts))})".replace(" (", "(").replace("()", "")

    assert {each.name: shown(each.base) for each in symbols.member_uses} == {
        "x": "value(pointer(name T))",
        "y": "value(name A)",
        "z": "index(value(slice(select B(name q))), constant int)",
        "w": "address(value(index(name L, name int)))",
        "v": "ranged 1(value(slice(select B(name q))))",
        "u": "call(name made)",
        "t": "select X(call(name unknown))",
    }


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("package p\nfunc f() { x := }\n", Spot(2, 16)),
        ("package p\nvar x = = 1\nvar y = z\n", Spot(2, 9)),
        ("package p\n\nfunc f() {\n", Spot(3, 10)),
    ],
)
def test_syntax_errors_are_reported(text: str, spot: Spot) -> None:
    assert _symbols(text).problem == Problem(*spot, "there is a syntax error here")


@pytest.mark.parametrize(
    "text",
    [
        "package p\nvar _ = " + "(" * 20_000 + "x" + ")" * 20_000,
        "package p\nvar _ = " + "[]" * 20_000 + "T{}",
        "package p\nvar _ = T" + "{" * 5_000 + "a: b" + "}" * 5_000,
        "package p\nfunc f() {" + "{ x := x.a;" * 5_000 + "}" * 5_000 + "}",
        "package p\nfunc f() {" + "x = func() { x.b()" * 2_000 + "}" * 2_000 + "}",
        "package p\nvar x = x" + ".a" * 20_000,
        "package p\nfunc f() { type T map[T]T; _ = T{" + "{" * 50 + "k: v" + "}" * 50 + "} }",
        "package p\nfunc f() {" + "".join(f"x{i} := x{i - 1}.a + x{i - 1}.a;" for i in range(1, 3000)) + "}",
        "package p\nfunc f(" + "x, " * 20_000 + "x int) { x.y() }",
    ],
    ids=lambda text: text[10:40],
)
def test_hostile_text_is_read_in_bounded_time(text: str) -> None:
    assert extract("a.go", text.encode()).path == "a.go"


_PIECES = st.sampled_from(
    [
        "package",
        "p",
        "import",
        "func",
        "type",
        "var",
        "const",
        "struct",
        "interface",
        "map",
        "chan",
        "if",
        "else",
        "for",
        "range",
        "switch",
        "case",
        "default",
        "select",
        "go",
        "return",
        "T",
        "x",
        "y",
        "_",
        "iota",
        "nil",
        "new",
        "(",
        ")",
        "{",
        "}",
        "[",
        "]",
        ":=",
        "=",
        ":",
        ";",
        ",",
        ".",
        "*",
        "&",
        "<-",
        "...",
        "+",
        "\n",
        "1",
        '"s"',
        "`r`",
        "'c'",
        "//",
        "/*",
        "*/",
        "ä",
        "\x00",
        "\t",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=60).map(" ".join))
def test_any_text_is_read(text: str) -> None:
    symbols = extract("a.go", b"package p\n" + text.encode())
    lines = ("package p\n" + text).split("\n")
    for bare in symbols.bare:
        for line, column in bare.spots:
            assert lines[line - 1][column - 1 : column - 1 + len(bare.name)] == bare.name


QUALIFIED = """
q.A, x.q.B, x.
q.C, x. // comment
/* another */ q.D, "q.E", `q.F`, 'q' /* q.G */, [...]q.H, func(...q.I), q . J, q.
K, qq.L, q_.M, äq.N, q.Ö, (q.P)
"""


def test_uses_of_an_import_are_found_without_parsing() -> None:
    text = f'package q\nimport "x/q"\nfunc q2() {{ f({QUALIFIED}) }}\n'
    quick = qualified_uses("a.go", text.encode(), ["q"])
    assert quick is not None
    assert [each.name for each in quick.dotted] == ["A", "H", "I", "J", "K", "Ö", "P"]
    assert sorted(quick.dotted) == sorted(uses_of(_symbols(text), "q"))


@pytest.mark.parametrize(
    "text",
    [
        "func f(q int) { q.A() }",
        "func f(q ...int) {}",
        "func (q T) f() { q.A() }",
        "func f[q any]() {}",
        "func f() { q := 1; q.A() }",
        "func f() { q, x := 1, 2 }",
        "func f() { for q = range x {} }",
        "func f() { var q int }",
        "func f() { switch q := x.(type) {} }",
        "func f() { q: goto q }",
        "type T struct { q int }",
        "var _ = T{q: 1}",
        "func f() { _ = q }",
        "func f() { q /* so */ .A() }",
        "func q() {}",
        "var _ = x" + " " * 1000 + "q.A",
    ],
)
def test_names_that_may_hide_an_import_need_the_parser(text: str) -> None:
    assert qualified_uses("a.go", f'package p\nimport "q"\n{text}\n'.encode(), ["q"]) is None


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_uses_found_without_parsing_are_the_same(path: Path) -> None:
    case = Case(path)
    for facts in case.facts:
        for spec in facts.imports:
            name = spec.alias or guessed_name(spec.path)
            quick = qualified_uses(facts.path, case.files[facts.path], [name])
            if spec.kind == "normal" and quick is not None:
                assert sorted(quick.dotted) == sorted(uses_of(case.symbols[facts.path], name))


@NEEDS_GO
def test_uses_found_without_parsing_are_the_same_in_the_standard_library() -> None:
    checked = 0
    for folder in SOME[:12]:
        for path in sorted((goroot() / "src" / folder).glob("*.go")):
            data = path.read_bytes()
            symbols = extract(path.name, data)
            names = {each.alias or guessed_name(each.path) for each in read_header(path.name, data).imports}
            for name in names - {"_", "."}:
                quick = qualified_uses(path.name, data, [name])
                if quick is not None:
                    checked += 1
                    assert sorted(quick.dotted) == sorted(uses_of(symbols, name)), (path, name)
    assert checked > 500


@given(st.binary(max_size=200))
def test_any_bytes_are_read(data: bytes) -> None:
    assert extract("a.go", data).path == "a.go"


# A part of the tree


def test_symbols_of_a_part_of_the_tree_suffice_for_that_part() -> None:
    case = Case(next(path for path in CASES if path.stem == "literals"))
    tree = module_folders(case)
    part = {path: each for path, each in case.symbols.items() if not path.startswith("other/")}
    whole = references(case.facts, case.symbols, folder_of=tree)
    found = references(case.facts, part, folder_of=tree)
    assert [each for each in whole if each not in found and not each.target.startswith("other/")] != []
    assert {(each.name, each.target) for each in found} <= {(each.name, each.target) for each in whole}


def module_folders(case: Case) -> Callable[[str], str | None]:
    prefix = case.modules[0].path

    def folder_of(path: str) -> str | None:
        return path[len(prefix) + 1 :] if path == prefix or path.startswith(prefix + "/") else None

    return folder_of


@pytest.mark.parametrize(
    ("one", "other", "answer"),
    [
        ("", "", True),
        ("linux", "", True),
        ("linux", "windows", False),
        ("linux", "unix", True),
        ("windows", "unix", False),
        ("!windows", "unix", True),
        ("linux", "android", True),
        ("linux && amd64", "linux && !amd64", False),
        ("amd64", "arm64 || amd64", True),
        ("!linux && !windows", "darwin", True),
        ("!linux && !windows", "!darwin", True),
        ("special", "!special", False),
        ("special", "other && !linux", True),
        ("gc", "gccgo", False),
        ("ignore", "", False),
        ("ignore", "ignore", True),
        ("go1.20", "!go1.20", False),
        ("cgo", "!cgo", False),
        ("&&", "", False),
        (" || ".join(f"t{i}" for i in range(40)), "!t0", True),
    ],
)
def test_compatible_constraints(one: str, other: str, answer: bool) -> None:
    assert Compatible()(one, other) is answer
    assert Compatible()(other, one) is answer


@NEEDS_GO
def test_listed_types_of_the_standard_library_are_keyed_by_expressions() -> None:
    source = goroot() / "src"
    facts, symbols = [], {}
    for entry in sorted(STANDARD):
        folder, _, name = entry.rpartition(".")
        declares = re.compile(rb"^(?:type |\t)" + name.encode() + rb"\b", re.MULTILINE)
        for path in sorted((source / folder).glob("*.go")):
            data = path.read_bytes()
            if not path.name.endswith("_test.go") and declares.search(data):
                relative = f"{folder}/{path.name}"
                facts.append(read_header(relative, data))
                symbols[relative] = extract(relative, data)
    text = "".join(f'import p{n} "{entry.rpartition(".")[0]}"\n' for n, entry in enumerate(sorted(STANDARD)))
    uses = "".join(f"var v{n} p{n}.{entry.rpartition('.')[2]}\n" for n, entry in enumerate(sorted(STANDARD)))
    code = f"package use\n{text}{uses}".encode()
    facts.append(read_header("use/use.go", code))
    symbols["use/use.go"] = extract("use/use.go", code)
    folders = {each.path.rpartition("/")[0] for each in facts}
    scopes = PackageScopes(facts, symbols, lambda path: path if path in folders else None)
    evaluator, declared = Evaluator(scopes), symbols["use/use.go"].declarations
    found = {
        entry: evaluator.core_of(evaluator.type_of("use/use.go", each.term)).kind
        for entry, each in zip(sorted(STANDARD), declared, strict=True)
    }
    assert {entry: kind for entry, kind in found.items() if kind not in ("slice", "array", "map")} == {}


def test_members_are_found_through_embedded_types_and_calls() -> None:
    text = """package p
type T struct { *U; x int }
type U struct { Inner }
type Inner struct { y int }
func (i *Inner) get() *T { return nil }
func made() (*T, error) { return nil, nil }
var all map[string][]T
func f() {
	t, _ := made()
	t.y = 1
	all["k"][0].get().x = 2
	for _, each := range all { each[0].U.y++ }
}
"""
    scopes = PackageScopes([FileFacts("a.go", "p", ())], {"a.go": _symbols(text)}, lambda _: None)
    evaluator, found = Evaluator(scopes), set()
    for use in scopes.of("a.go").symbols.member_uses:
        member = evaluator.member("a.go", use.base, use.name)
        assert isinstance(member, Found)
        found.add((use.name, member.owner, member.member.line))
    assert found == {("y", "Inner", 4), ("get", "Inner", 5), ("x", "T", 2)}


def test_files_without_symbols_have_no_references() -> None:
    facts = [FileFacts("a.go", "p", ()), FileFacts("b.go", "p", ())]
    symbols = {"a.go": _symbols("package p\nvar x = y\n")}
    assert references(facts, symbols, folder_of=lambda _: None) == []
    symbols["b.go"] = _symbols("package p\nvar y = 1\n", "b.go")
    assert [tuple(each) for each in references(facts, symbols, folder_of=lambda _: None)] == [
        ("a.go", "b.go", "y", ((2, 9),), "")
    ]
