"""The facts of a real tree, which examples/wukongim has instead of its code, extracted from that tree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from support.documents import Json

from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.languages.go.build.compatible import Compatible
from archlint.languages.go.build.constraints import file_name_constraint
from archlint.languages.go.references.join import Reference, references
from archlint.languages.go.syntax.symbols import extract
from archlint.model.facts import FileFacts
from archlint.model.policy import Scan
from archlint.model.symbols import Declaration, Symbols, Type, is_exported
from archlint.pipeline.placing import modules_of

_VALUES = ("variable", "select", "call", "element")


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
            members = [member.name for member in declaration.members]
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
    for declaration in symbols.declarations:
        _declare(entry, declaration)
    local = set(symbols.declared_names)
    uses = sorted({f"{each.qualifier}.{each.name}" if each.qualifier else each.name for each in found} - local)
    folder = _folder(file.path)
    members = {
        text
        for use in symbols.member_uses
        if shared.get((folder, use.name), set()) - {file.path}
        for text in [_member(use.base, use.name)]
        if text
    }
    imports = {spec.alias for spec in file.imports} | {use.partition(".")[0] for use in uses if "." in use}
    variables = {
        f"{dotted.qualifier}.{dotted.name}"
        for dotted in symbols.dotted
        if dotted.qualifier not in imports and shared.get((folder, dotted.name), set()) - {file.path}
    }
    entry["uses"] = [*uses, *sorted(members), *sorted(variables), *sorted(_filled(symbols, folder, shared, file.path))]
    return {key: value for key, value in entry.items() if value}


def _declare(entry: Json, declaration: Declaration) -> None:
    name, kind = declaration.name, declaration.kind
    parameters = f"[{', '.join(f'{each} any' for each in declaration.params)}]" if declaration.params else ""
    if kind == "init":
        entry.setdefault("funcs", []).append("init()")
    elif kind == "method":
        receiver = f"(_ *{declaration.receiver}{_bracketed(declaration.params)})"
        entry.setdefault("funcs", []).append(f"{receiver} {name}() {_results(declaration.type)}".strip())
    elif kind == "func":
        entry.setdefault("funcs", []).append(f"{name}{parameters}() {_results(declaration.type)}".strip())
    elif kind == "type" and declaration.type.kind == "struct":
        members = [
            _type(member.type) if member.kind == "embedded" else f"{member.name} {_type(member.type)}"
            for member in declaration.members
        ]
        entry.setdefault("types", {})[name + parameters] = members
    elif kind == "type" and declaration.type.kind == "interface":
        members = [
            _type(member.type) if member.kind == "embedded" else f"{member.name}() {_results(member.type)}".strip()
            for member in declaration.members
        ]
        entry.setdefault("interfaces", {})[name + parameters] = members
    elif kind in ("type", "alias"):
        sign = "= " if kind == "alias" else ""
        entry.setdefault("names", []).append(f"{name}{parameters} {sign}{_type(declaration.type)}")
    elif kind == "var":
        value = _value(declaration.type) if declaration.type.kind in _VALUES else ""
        entry.setdefault("vars", []).append(f"{name} = {value}" if value else f"{name} {_type(declaration.type)}")
    else:
        entry.setdefault("consts", []).append(name)


def _bracketed(names: tuple[str, ...]) -> str:
    return f"[{', '.join(names)}]" if names else ""


def _results(found: Type) -> str:
    if found.kind != "func" or not found.parts:
        return ""
    return f"({', '.join(_type(part) for part in found.parts)})"


def _type(found: Type) -> str:
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


def _value(found: Type) -> str:
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


def _member(base: Type, name: str) -> str:
    """A use of a member, as `v T; v.name` or as an expression; "" if the operand can't be written."""
    value, given = _expression(base)
    if not value:
        return ""
    return f"{given}; {value}.{name}" if given else f"{value}.{name}"


def _expression(base: Type) -> tuple[str, str]:
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


def _filled(symbols: Symbols, folder: str, shared: Mapping[tuple[str, str], set[str]], path: str) -> Iterator[str]:
    for filled in symbols.filled:
        if filled.literal.kind != "named" or filled.literal.name in symbols.declared_names:
            continue
        for name in filled.names:
            if shared.get((folder, name), set()) - {path}:
                yield f"{_type(filled.literal)}{{{name}:0}}"
        if filled.by_order is not None:
            yield f"{_type(filled.literal)}{{0}}"


def _folder(path: str) -> str:
    return path.rpartition("/")[0]
