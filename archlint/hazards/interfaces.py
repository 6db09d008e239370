"""Hazards of splits: values whose type fits only in one package, because unexported names are part of the types.

Two packages never have the same unexported name. So after a split, a type doesn't satisfy an interface by an unexported
method of the other package any more, and structs with unexported fields can't be converted to each other.

Source: Go spec, "Uniqueness of identifiers", "Interface types", "Conversions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.hazards.context import HazardContext, spot_place
from archlint.languages.go.types.gotypes import GoType
from archlint.languages.go.types.members import interfaces_in
from archlint.languages.go.types.operands import Found
from archlint.languages.go.types.satisfying import methods_of
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Spot, is_exported
from archlint.model.terms import Member


class _Broken(NamedTuple):
    """A member of the expected type and one of the given type, which the mapping puts in different packages."""

    wanted: Found
    given: Found
    type: str
    place: Place
    dynamic: bool = False


def unexported_contracts(context: HazardContext) -> Iterator[Finding]:
    """unexported-use for types that must fit: one finding for each pair of declarations and each type.

    A type that only a type assertion or a type switch finds to satisfy an interface `likely` breaks: the program
    builds, and does something else.
    """
    known: dict[tuple[str, ...], _Broken] = {}
    for package in sorted(context.relocation.split):
        for broken in _of_package(context, package):
            key: tuple[str, ...] = broken.given.home, broken.wanted.home, _label(broken.wanted), broken.type
            first = known.get(key)
            if first is None or (broken.dynamic, broken.place) < (first.dynamic, first.place):
                known[key] = broken
    for key, broken in sorted(known.items()):
        yield _finding(context, key, broken)


def _label(found: Found) -> str:
    return f"{found.owner}.{found.member.name}"


def _of_package(context: HazardContext, package: str) -> Iterator[_Broken]:
    files = [path for path in context.relocation.packages[package].files if path in context.symbols]
    if not _matters(context, files):
        return
    flows = context.flows(files)
    fit = _Fit(context)
    for path in sorted(files):
        for flow in flows.get(path, ()):
            place = Place(path, flow.line, flow.column)
            for pair in context.evaluator.fitting(path, flow):
                yield from fit.broken(pair.target, pair.source, place)
                if flow.kind == "assert":
                    yield from fit.dynamic(pair.source, files, place)


def _matters(context: HazardContext, files: list[str]) -> bool:
    """Whether an interface has an unexported method, or two structs the same unexported fields, across a boundary."""
    homes = context.relocation.homes
    methods: dict[str, set[str]] = {}
    interfaces: dict[str, set[str]] = {}
    structs: dict[tuple[str, ...], set[str]] = {}
    for path in files:
        symbols = context.symbols[path]
        for declaration in symbols.declarations:
            if declaration.kind == "method" and not declaration.exported:
                methods.setdefault(declaration.name, set()).add(homes[path])
        for term in symbols.terms:
            hidden = [member.name for member in term.members if not is_exported(member.name)]
            if term.kind == "struct" and hidden:
                structs.setdefault(tuple(member.name for member in term.members), set()).add(homes[path])
            for member in term.members if term.kind == "interface" else ():
                if member.kind == "method" and not is_exported(member.name):
                    interfaces.setdefault(member.name, set()).add(homes[path])
    across = (interfaces[name] | methods.get(name, set()) for name in interfaces)
    return any(len(each) > 1 for each in (*across, *structs.values()))


class _Fit:
    """Compares types across the new boundaries."""

    def __init__(self, context: HazardContext) -> None:
        self._context = context
        self._evaluator = context.evaluator
        self._hidden: dict[GoType, list[Found]] = {}
        self._seen: set[tuple[GoType, GoType]] = set()

    def broken(self, target: GoType, source: GoType, place: Place) -> Iterator[_Broken]:
        """What breaks where a value of one type becomes one of the other."""
        if target is source or target.kind == "unknown" or source.kind == "unknown":
            return
        while target.kind == source.kind == "pointer":
            target, source = target.parts[0], source.parts[0]
        under = self._evaluator.underlying(target)
        if under.kind == "interface":
            for wanted in self._hidden_methods(under):
                given = self._evaluator.find(source, wanted.member.name, wanted.home)
                if isinstance(given, Found) and self._apart(wanted.home, given.home):
                    yield _Broken(wanted, given, type=_name(source, given), place=place)
            return
        other = self._evaluator.underlying(source)
        if under.kind == other.kind == "struct" and under is not other:
            for one, two in zip(self._fields(under), self._fields(other), strict=False):
                if one.member.name == two.member.name and not is_exported(one.member.name):
                    if self._apart(one.home, two.home):
                        yield _Broken(one, two, type=_name(source, two), place=place)
                    return

    def dynamic(self, target: GoType, files: list[str], place: Place) -> Iterator[_Broken]:
        """The types of these files that a type assertion to an interface finds today, and won't find then."""
        under = self._evaluator.underlying(target)
        wanted = self._hidden_methods(under) if under.kind == "interface" else []
        if not wanted or (under, under) in self._seen:
            return
        self._seen.add((under, under))
        first = wanted[0]
        for path in files:
            for declaration in self._context.symbols[path].declarations:
                if declaration.kind != "method" or declaration.name != first.member.name:
                    continue
                member = Member(declaration.name, "method", declaration.line, column=declaration.column)
                given = Found(path, declaration.receiver, member)
                if self._apart(first.home, path) and methods_of(self._evaluator, under, given):
                    yield _Broken(first, given, type=declaration.receiver, place=place, dynamic=True)

    def _hidden_methods(self, interface: GoType) -> list[Found]:
        """The unexported methods of an interface that the packages of the mapping's splits declare."""
        found = self._hidden.get(interface)
        if found is None:
            inside = self._evaluator.answer(interfaces_in(self._evaluator.program, interface))
            found = self._hidden[interface] = [
                Found(each.home, term.name, member, scope=each.scope)
                for each, term in inside
                for member in term.members
                if member.kind == "method" and not is_exported(member.name) and each.home in self._context.symbols
            ]
        return found

    def _fields(self, struct: GoType) -> list[Found]:
        term = self._evaluator.program.scopes.of(struct.home).symbols.terms[struct.term]
        return [Found(struct.home, term.name, member) for member in term.members]

    def _apart(self, one: str, other: str) -> bool:
        relocation = self._context.relocation
        same = relocation.package_of.get(one) == relocation.package_of.get(other)
        return same and relocation.homes[one] != relocation.homes[other]


def _name(source: GoType, given: Found) -> str:
    """The name of a type for a message; for a type without a name, that of the declaration it is in."""
    if source.kind == "pointer":
        source = source.parts[0]
    return source.name if source.kind == "named" else given.owner


def _interface(context: HazardContext, wanted: Found) -> str:
    """The name of an interface for a message; for one without a name, that of the declaration it is in."""
    named = any(
        declaration.name == wanted.owner and declaration.kind == "type" and declaration.shape == "interface"
        for declaration in context.symbols[wanted.home].declarations
    )
    return f"the interface '{wanted.owner}'" if named else f"the interface in '{wanted.owner}'"


def _finding(context: HazardContext, key: tuple[str, ...], broken: _Broken) -> Finding:
    wanted, given = broken.wanted, broken.given
    hidden, home = wanted.member.name, context.package_id(wanted.home)
    if wanted.member.kind != "method":
        fact = f"'{broken.type}' becomes '{wanted.owner}' here; both have the unexported field '{hidden}'"
        advice = "Map the two types to one package, or copy field by field with a function of one of them."
    elif broken.dynamic:
        fact = (
            f"'{broken.type}' likely satisfies {_interface(context, wanted)} at a type assertion here, and won't any "
            f"more: '{hidden}' isn't exported"
        )
        advice = "Map the type and the interface to one package, or export the method before the move."
    else:
        fact = (
            f"'{broken.type}' must satisfy {_interface(context, wanted)} here, whose method '{hidden}' isn't exported"
        )
        advice = "Map the type and the interface to one package, or export the method before the move."
    return context.hazard(
        "unexported-use",
        f"{fact}; the mapping puts their declarations in '{given.home}' and '{wanted.home}' in different packages.",
        broken.place,
        advice=advice,
        target=home,
        names=(_label(wanted),),
        related=[
            Related(spot_place(each.home, *_spot(each), hidden), f"declared here, and {context.goes(each.home)}")
            for each in (given, wanted)
        ],
        identity=key,
        severity="warning" if broken.dynamic else "error",
    )


def _spot(found: Found) -> Spot:
    return Spot(found.member.line, found.member.column)
