"""The facts of a real tree, which examples/wukongim has instead of its code, extracted from that tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from support.documents import Json

from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.build.constraints import file_name_constraint
from archlint.languages.go.references.join import Reference, references
from archlint.languages.go.syntax.symbols import extract
from archlint.model.facts import FileFacts
from archlint.model.policy import Scan
from archlint.model.symbols import Declaration, Symbols, is_exported
from archlint.model.terms import Member, Term
from archlint.pipeline.placing import modules_of


class Shape(NamedTuple):
    """A type or an expression, as far as stubs can write it."""

    kind: str
    name: str = ""
    qualifier: str = ""
    parts: tuple[Shape, ...] = ()


_UNKNOWN = Shape("unknown")
_VALUES = ("variable", "select", "call", "element")
_WRAPPERS = {"slice": "list", "array": "list", "pointer": "pointer", "chan": "chan"}


class _Shapes:
    """The shapes of the terms of one file."""

    def __init__(self, symbols: Symbols, imports: set[str]) -> None:
        self.symbols = symbols
        self._imports = imports

    def type(self, number: int) -> Shape:
        """A type expression."""
        term = self.symbols.terms[number]
        if term.kind == "name":
            return Shape("named", term.name)
        if term.kind == "select":
            return Shape("named", term.name, self.symbols.terms[term.parts[0]].name)
        if term.kind == "index":
            base = self.type(term.parts[0])
            return base._replace(parts=tuple(map(self.type, term.parts[1:]))) if base.kind == "named" else _UNKNOWN
        if term.kind in _WRAPPERS:
            return Shape(_WRAPPERS[term.kind], parts=(self.type(term.parts[0]),))
        if term.kind == "map":
            return Shape("map", parts=tuple(map(self.type, term.parts)))
        if term.kind == "func":
            return Shape("func", parts=tuple(map(self.type, self.symbols.terms[term.parts[1]].parts)))
        if term.kind == "local":
            return self.type(self.symbols.local_types[int(term.name)].term)
        if term.kind in ("element", "key"):
            return _part(self.type(term.parts[0]), term.kind)
        return Shape(term.kind, term.name) if term.kind in ("struct", "interface", "param") else _UNKNOWN

    def value(self, number: int) -> Shape:
        """The type of an expression, or what it takes to write one of that type."""
        term = self.symbols.terms[number]
        inner = self.value(term.parts[0]) if term.parts and term.kind not in ("value", "call") else _UNKNOWN
        if term.kind == "value":
            return self.type(term.parts[0])
        if term.kind == "name":
            return Shape("variable", term.name)
        if term.kind == "select":
            if inner.kind == "variable" and not inner.qualifier:
                return Shape("variable", term.name, inner.name)
            return _UNKNOWN if inner.kind == "unknown" else Shape("select", term.name, parts=(inner,))
        if term.kind == "call":
            return self._called(term)
        if term.kind == "result":
            if term.name == "0":
                return inner
            return inner._replace(name=term.name) if inner.kind == "call" else _UNKNOWN
        if term.kind == "address":
            return Shape("pointer", parts=(inner,))
        if term.kind in ("star", "receive", "index"):
            return _part(inner, "element")
        if term.kind == "ranged":
            return _part(inner, "element" if term.name == "1" else "key")
        return inner if term.kind == "slicing" else _UNKNOWN

    def _called(self, term: Term) -> Shape:
        function = self.symbols.terms[term.parts[0]]
        if function.kind in ("slice", "array", "map", "pointer", "func", "chan"):
            return self.type(term.parts[0])
        if function.kind == "name" and function.name in ("new", "make") and len(term.parts) > 1:
            made = self.type(term.parts[1])
            return made if function.name == "make" else Shape("pointer", parts=(made,))
        called = self.value(term.parts[0])
        return _UNKNOWN if called.kind == "unknown" else Shape("call", "0", parts=(called,))


def _part(whole: Shape, step: str) -> Shape:
    if whole.kind in ("list", "pointer", "chan"):
        return whole.parts[0] if step == "element" else _UNKNOWN
    if whole.kind == "map":
        return whole.parts[step == "element"]
    return _UNKNOWN if whole.kind in ("unknown", "struct") else Shape(step, parts=(whole,))


def facts_of(root: Path) -> Json:
    """Return the content of facts.json. `others` are the paths of the files that aren't Go files."""
    tree = read_tree(Sources(str(root)), Scan(tests="include"), "include", everything=True)
    modules = modules_of(tree)
    symbols = {file.path: extract(file.path, (root / file.path).read_bytes()) for file in tree.files}
    found: dict[str, list[Reference]] = {}
    for reference in references(tree.files, symbols, folder_of=modules.folder, compatible=Compatible()):
        found.setdefault(reference.path, []).append(reference)
    shared = _shared_members(tree.files, symbols)
    files = [_file(file, symbols[file.path], found.get(file.path, []), shared) for file in tree.files]
    return {"module": modules.by_folder[""].path, "others": list(tree.others), "files": files}


def text_of(facts: Json) -> str:
    """Return the text with one line for each file, for readable diffs."""
    files = ",\n".join(json.dumps(file, ensure_ascii=False, separators=(",", ":")) for file in facts["files"])
    others = ",\n".join(json.dumps(path, ensure_ascii=False) for path in facts["others"])
    return f'{{"module":{json.dumps(facts["module"])},"others":[\n{others}\n],"files":[\n{files}\n]}}\n'


def _shared_members(files: Iterable[FileFacts], symbols: Mapping[str, Symbols]) -> dict[tuple[str, str], set[str]]:
    """The files that declare an unexported member, by folder and name of the member."""
    shared: dict[tuple[str, str], set[str]] = {}
    for file in files:
        for declaration in symbols[file.path].declarations:
            members = [member.name for member in _members(symbols[file.path], declaration)]
            for name in [*members, declaration.name] if declaration.kind == "method" else members:
                if not is_exported(name):
                    shared.setdefault((_folder(file.path), name), set()).add(file.path)
    return shared


def _file(
    file: FileFacts, symbols: Symbols, found: list[Reference], shared: Mapping[tuple[str, str], set[str]]
) -> Json:
    entry: Json = {"path": file.path, "package": file.package}
    if file.constraint and file.constraint != file_name_constraint(file.path.rpartition("/")[2]):
        entry["build"] = file.constraint
    entry["imports"] = [f"{spec.alias} {spec.path}".strip() for spec in file.imports]
    entry["embeds"] = [embed.pattern for embed in symbols.embeds]
    imports = {spec.alias for spec in file.imports} | {each.qualifier for each in found if each.qualifier}
    shapes = _Shapes(symbols, imports)
    for declaration in symbols.declarations:
        _declare(entry, declaration, shapes)
    local = set(symbols.declared_names)
    uses = sorted({f"{each.qualifier}.{each.name}" if each.qualifier else each.name for each in found} - local)
    folder = _folder(file.path)
    members = {
        text
        for use in symbols.member_uses
        if shared.get((folder, use.name), set()) - {file.path}
        for text in [_member(shapes.value(use.base), use.name)]
        if text
    }
    variables = {
        f"{dotted.qualifier}.{dotted.name}"
        for dotted in symbols.dotted
        if dotted.qualifier not in imports and shared.get((folder, dotted.name), set()) - {file.path}
    }
    entry["uses"] = [*uses, *sorted(members), *sorted(variables), *sorted(_filled(shapes, folder, shared, file.path))]
    return {key: value for key, value in entry.items() if value}


def _members(symbols: Symbols, declaration: Declaration) -> tuple[Member, ...]:
    return symbols.terms[declaration.term].members if declaration.kind in ("type", "alias") else ()


def _declare(entry: Json, declaration: Declaration, shapes: _Shapes) -> None:
    name, kind = declaration.name, declaration.kind
    parameters = f"[{', '.join(f'{each} any' for each in declaration.params)}]" if declaration.params else ""
    if kind == "init":
        entry.setdefault("funcs", []).append("init()")
    elif kind == "method":
        receiver = f"(_ *{declaration.receiver}{_bracketed(declaration.params)})"
        entry.setdefault("funcs", []).append(f"{receiver} {name}() {_results(shapes.type(declaration.term))}".strip())
    elif kind == "func":
        entry.setdefault("funcs", []).append(f"{name}{parameters}() {_results(shapes.type(declaration.term))}".strip())
    elif kind == "type" and declaration.shape == "struct":
        members = [
            _type(shapes.type(member.term))
            if member.kind == "embedded"
            else f"{member.name} {_type(shapes.type(member.term))}"
            for member in _members(shapes.symbols, declaration)
        ]
        entry.setdefault("types", {})[name + parameters] = members
    elif kind == "type" and declaration.shape == "interface":
        members = [
            _type(shape) if member.kind == "embedded" else f"{member.name}() {_results(shape)}".strip()
            for member in _members(shapes.symbols, declaration)
            for shape in [shapes.type(member.term)]
        ]
        entry.setdefault("interfaces", {})[name + parameters] = members
    elif kind in ("type", "alias"):
        sign = "= " if kind == "alias" else ""
        entry.setdefault("names", []).append(f"{name}{parameters} {sign}{_type(shapes.type(declaration.term))}")
    elif kind == "var":
        shape = shapes.value(declaration.term)
        value = _value(shape) if shape.kind in _VALUES else ""
        entry.setdefault("vars", []).append(f"{name} = {value}" if value else f"{name} {_type(shape)}")
    else:
        entry.setdefault("consts", []).append(name)


def _bracketed(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]" if names else ""


def _results(found: Shape) -> str:
    if found.kind != "func" or not found.parts:
        return ""
    return f"({', '.join(_type(part) for part in found.parts)})"


def _type(found: Shape) -> str:
    """A type in Go syntax; `int` if it isn't known."""
    parts = [_type(part) for part in found.parts]
    if found.kind == "named":
        return (f"{found.qualifier}." if found.qualifier else "") + found.name + _bracketed(tuple(parts))
    if found.kind in ("list", "pointer", "chan"):
        return {"list": "[]", "pointer": "*", "chan": "chan "}[found.kind] + parts[0]
    if found.kind == "map":
        return f"map[{parts[0]}]{parts[1]}"
    if found.kind == "func":
        return f"func() {_results(found)}".strip()
    return {"struct": "struct{}", "interface": "interface{}", "param": found.name}.get(found.kind, "int")


def _value(found: Shape) -> str:
    """An expression of the type, "" if there is none."""
    if found.kind == "variable":
        return f"{found.qualifier}.{found.name}" if found.qualifier else found.name
    inner = _value(found.parts[0]) if found.parts else ""
    if not inner:
        return ""
    if found.kind == "select":
        return f"{inner}.{found.name}"
    if found.kind == "call":
        return f"{inner}()" if found.name == "0" else ""
    return f"{inner}[0]" if found.kind == "element" else ""


def _member(base: Shape, name: str) -> str:
    """A use of a member, as `v T; v.name` or as an expression; "" if the operand can't be written."""
    value, given = _expression(base)
    if not value:
        return ""
    return f"{given}; {value}.{name}" if given else f"{value}.{name}"


def _expression(base: Shape) -> tuple[str, str]:
    """An expression of a type, and the parameter that it needs, if any."""
    if base.kind in ("named", "list", "map", "pointer", "chan", "func"):
        return "v", f"v {_type(base)}"
    if base.kind == "variable":
        return _value(base), ""
    inner, given = _expression(base.parts[0]) if base.parts else ("", "")
    if not inner:
        return "", ""
    if base.kind == "select":
        return f"{inner}.{base.name}", given
    if base.kind == "call" and base.name == "0":
        return f"{inner}()", given
    return (f"{inner}[0]", given) if base.kind == "element" else ("", "")


def _filled(shapes: _Shapes, folder: str, shared: Mapping[tuple[str, str], set[str]], path: str) -> Iterator[str]:
    for filled in shapes.symbols.filled:
        literal = shapes.type(filled.literal)
        if literal.kind != "named" or literal.qualifier or literal.name in shapes.symbols.declared_names:
            continue
        for name in filled.names:
            if shared.get((folder, name), set()) - {path}:
                yield f"{_type(literal)}{{{name}:0}}"
        if filled.by_order is not None:
            yield f"{_type(literal)}{{0}}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
