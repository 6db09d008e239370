"""Hazards of splits: values whose type fits only in one package, because unexported names are part of the types.

Two packages never have the same unexported name. So after a split, a type doesn't satisfy an interface by an unexported
method of the other package any more, and structs with unexported fields can't be converted to each other.

Source: Go spec, "Uniqueness of identifiers", "Interface types", "Conversions".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from archlint.hazards.context import HazardContext, spot_place
from archlint.hazards.implementers import Implementers, hidden_methods
from archlint.hazards.same_structs import same_structs
from archlint.languages.go.types.gotypes import GoType, pointed
from archlint.languages.go.types.operands import Found
from archlint.languages.go.types.satisfying import implements
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Spot, is_exported


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
    files = [path for path in sorted(context.relocation.packages[package].files) if path in context.symbols]
    implementers, structs = Implementers(context, files), same_structs(context, files)
    apart = _Apart(context, implementers)
    implementing = implementers.types()
    if not implementing:
        files = _converting(context, files, structs)
    if not files or not (implementing or structs):
        return
    matters = _Mentions(implementing | structs)
    flows = context.flows(files)
    asserted: set[tuple[GoType, GoType]] = set()
    for path in files:
        for flow in flows.get(path, ()):
            place = Place(path, flow.line, flow.column)
            for pair in context.evaluator.fitting(path, flow, matters=matters):
                yield from apart.broken(pair.target, pair.source, place)
                if flow.kind == "assert" and pair not in asserted:
                    asserted.add(pair)
                    yield from apart.dynamic(pair.target, pair.source, place=place)


def _converting(context: HazardContext, files: list[str], structs: set[GoType]) -> list[str]:
    """The files that may convert to one of these types, by its name or an alias."""
    names = {of.name for of in structs}
    for path in files:
        names.update(each.name for each in context.symbols[path].declarations if each.kind == "alias" and names)
    return [path for path in files if not names.isdisjoint(context.symbols[path].called)]


class _Mentions:
    """Whether a type is one of some types, or composed of them, as `[]*T` is of T."""

    def __init__(self, types: set[GoType]) -> None:
        self._known = dict.fromkeys(types, True)

    def __call__(self, of: GoType) -> bool:
        waiting, passed = [of], list[GoType]()
        while waiting and not self._known.get(of):
            each = waiting.pop()
            known = self._known.get(each)
            if known is None:
                self._known[each] = False
                passed.append(each)
                waiting += each.parts
            elif known:
                self._known.update(dict.fromkeys(passed, True))  # too many, which costs time only
        return self._known[of]


class _Apart:
    """Compares types whose unexported members the mapping may put in different packages."""

    def __init__(self, context: HazardContext, implementers: Implementers) -> None:
        self._context = context
        self._evaluator = context.evaluator
        self._implementers = implementers
        self._known: dict[tuple[GoType, GoType], list[tuple[Found, Found]]] = {}

    def broken(self, target: GoType, source: GoType, place: Place) -> Iterator[_Broken]:
        """What breaks where a value of one type becomes one of the other."""
        if target is source or target.kind == "unknown" or source.kind == "unknown":
            return
        while target.kind == source.kind == "pointer":
            target, source = target.parts[0], source.parts[0]
        if (target, source) not in self._known:
            self._known[target, source] = list(self._compared(target, source))
        for wanted, given in self._known[target, source]:
            yield _Broken(wanted, given, type=_name(source, given), place=place)

    def _compared(self, target: GoType, source: GoType) -> Iterator[tuple[Found, Found]]:
        """The members that must be the same, and that are apart."""
        under, other = self._evaluator.underlying(target), self._evaluator.underlying(source)
        if under.kind == "interface":
            for wanted in hidden_methods(self._context, under):
                given = self._evaluator.find(source, wanted.member.name, wanted.home)
                if isinstance(given, Found) and self._context.is_apart(wanted.home, given.home):
                    yield wanted, given
        elif under.kind == other.kind == "struct" and under is not other:
            for one, two in zip(*map(self._evaluator.fields_in, (under, other)), strict=False):
                if one.member.name == two.member.name and not is_exported(one.member.name):
                    if self._context.is_apart(one.home, two.home):
                        yield one, two
                    return

    def dynamic(self, operand: GoType, asserted: GoType, place: Place) -> Iterator[_Broken]:
        """The types that a type assertion to an interface finds today, and won't find then.

        The operand holds only types that implement its own interface.
        """
        static = self._evaluator.underlying(operand)
        for of, wanted, given in self._implementers.of(self._evaluator.underlying(asserted)):
            possible = static.kind != "interface" or implements(self._evaluator, of, static)
            if possible and self._evaluator.underlying(of).kind != "interface":
                yield _Broken(wanted, given, type=_name(of, given), place=place, dynamic=True)


def _name(source: GoType, given: Found) -> str:
    """The name of a type for a message; for a type without a name, that of the declaration it is in."""
    source = pointed(source)
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
    advice = "Map the type and the interface to one package, or export the method before the move."
    if wanted.member.kind != "method":
        fact = f"'{broken.type}' becomes '{wanted.owner}' here; both have the unexported field '{hidden}'"
        advice = "Map the two types to one package, or copy field by field with a function of one of them."
    elif broken.dynamic:
        fact = (
            f"'{broken.type}' likely satisfies {_interface(context, wanted)} at a type assertion here, and won't any "
            f"more: '{hidden}' isn't exported"
        )
    else:
        fact = (
            f"'{broken.type}' must satisfy {_interface(context, wanted)} here, whose method '{hidden}' isn't exported"
        )
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
