"""Finds the types that implement an interface of their package by unexported methods, across a boundary.

Types and interfaces are many in generated code, so a type is compared only with interfaces whose unexported method it
has, itself or by embedding.
"""

from __future__ import annotations

from collections.abc import Iterator

from archlint.hazards.context import HazardContext
from archlint.languages.go.types.gotypes import GoType
from archlint.languages.go.types.members import interfaces_in
from archlint.languages.go.types.operands import Found
from archlint.languages.go.types.satisfying import implements
from archlint.model.symbols import Declaration, Symbols, is_exported

Pair = tuple[GoType, Found, Found]
"""A type that implements an interface, the method of the interface, and that of the type."""

_COMPARED_PER_TYPE, _COMPARED = 2, 5_000
"""How many pairs of an interface and a type are compared at most. If there are more, every type matters."""


class Implementers:
    """The types of the files of a package that implement interfaces across a boundary."""

    def __init__(self, context: HazardContext, files: list[str]) -> None:
        self._context = context
        self._files = files
        self._pairs: dict[GoType, list[Pair]] = {}
        self._types: list[GoType] = []
        self._direct: dict[str, list[GoType]] = {}  # by the name of an unexported method
        self._embedding: dict[str, list[GoType]] = {}  # by the name of the type that is embedded or defined again
        self._all_matter = False
        interfaces = [(each, wanted) for each in self._interfaces() for wanted in hidden_methods(context, each)]
        if interfaces:
            for path in files:
                self._index(path, context.symbols[path])
            self._compare(interfaces)

    def of(self, interface: GoType) -> list[Pair]:
        """The types that implement an interface across a boundary. `interface` is an underlying type."""
        return self._pairs.get(interface, [])

    def types(self) -> set[GoType]:
        """The types that matter where they are used: these, and all interfaces, which type assertions name."""
        if self._all_matter:
            return set(self._types)
        if not self._pairs:
            return set()
        found = {each for each in self._types if self._context.evaluator.underlying(each).kind == "interface"}
        for interface, pairs in self._pairs.items():
            found.add(interface)
            found.update(of for of, _, _ in pairs)
        return found

    def _interfaces(self) -> Iterator[GoType]:
        """The interfaces that the files of the package write."""
        for path in self._files:
            for number, term in enumerate(self._context.symbols[path].terms):
                if term.kind == "interface":
                    yield self._context.evaluator.type_of(path, number)

    def _index(self, path: str, symbols: Symbols) -> None:
        make = self._context.evaluator.program.universe.make
        for each in symbols.declarations:
            if each.kind == "type":
                self._add(symbols, each, make("named", each.name, home=path))
        for number, each in enumerate(symbols.local_types):
            if each.kind == "type":
                self._add(symbols, each, make("named", each.name, home=path, term=number))
        for number, term in enumerate(symbols.terms):
            embedded = [member.name for member in term.members if member.kind == "embedded"]
            if term.kind == "struct" and embedded:
                self._enter(self._context.evaluator.type_of(path, number), embedded)
        for each in symbols.declarations:
            if each.kind == "method" and not each.exported:
                found = self._context.evaluator.program.scopes.of(path).find(each.receiver)
                for home, declared in found[:1]:
                    self._direct.setdefault(each.name, []).append(make("named", declared.name, home=home))

    def _add(self, symbols: Symbols, declaration: Declaration, of: GoType) -> None:
        term = symbols.terms[declaration.term]
        defined = symbols.terms[term.parts[0]] if term.kind == "index" else term
        embedded = [member.name for member in term.members if member.kind == "embedded"]
        self._enter(of, [defined.name] if defined.kind == "name" else embedded)
        for member in term.members if term.kind == "interface" else ():
            if member.kind == "method" and not is_exported(member.name):
                self._direct.setdefault(member.name, []).append(of)

    def _enter(self, of: GoType, embedded: list[str]) -> None:
        self._types.append(of)
        for name in embedded:
            self._embedding.setdefault(name, []).append(of)

    def _having(self, method: str) -> list[GoType]:
        """The types that may have a method, themselves or by embedding, each once."""
        found = dict.fromkeys(self._direct.get(method, ()))
        waiting = list(found)
        while waiting:
            for each in self._embedding.get(waiting.pop().name, ()):
                if each not in found:
                    found[each] = None
                    waiting.append(each)
        return list(found)

    def _compare(self, interfaces: list[tuple[GoType, Found]]) -> None:
        evaluator = self._context.evaluator
        left = _COMPARED + _COMPARED_PER_TYPE * len(self._types)
        having: dict[str, list[GoType]] = {}
        for interface, wanted in interfaces:
            name = wanted.member.name
            if name not in having:
                having[name] = self._having(name)
                left -= len(having[name])
            for each in having[name]:
                left -= 1
                if left < 0:
                    self._all_matter = True
                    return
                given = evaluator.find(each, name, wanted.home)
                apart = isinstance(given, Found) and self._context.is_apart(wanted.home, given.home)
                if isinstance(given, Found) and apart and implements(evaluator, each, interface):
                    self._pairs.setdefault(interface, []).append((each, wanted, given))


def hidden_methods(context: HazardContext, interface: GoType) -> list[Found]:
    """The unexported methods of an interface that the packages of the mapping's splits declare."""
    return [
        Found(each.home, term.name, member, scope=each.scope)
        for each, term in context.evaluator.answer(interfaces_in(context.evaluator.program, interface))
        for member in term.members
        if member.kind == "method" and not is_exported(member.name) and each.home in context.symbols
    ]
