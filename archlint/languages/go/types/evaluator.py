"""Evaluates terms: what a name, a type or an expression of a file is, once the declarations of all files are known.

The work goes on demand from one term to the terms that it depends on, and each term is evaluated once for the type
arguments in scope. A term that depends on itself, which valid Go doesn't have, is unknown. There is no recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, TypeVar

from archlint.languages.go.types import calls, expressions, names, type_expressions
from archlint.languages.go.types.fitting import Matters, Pair, pairs
from archlint.languages.go.types.gotypes import GoType, pointed
from archlint.languages.go.types.members import lookup
from archlint.languages.go.types.operands import NOTHING, Asked, Found, Operand, Work
from archlint.languages.go.types.program import Program
from archlint.model.terms import Flow, Term, TermKind

if TYPE_CHECKING:
    from archlint.languages.go.references.package_scopes import PackageScopes

Answer = TypeVar("Answer")

_TERMS: dict[TermKind, Callable[[Program, Asked, Term], Work | Operand]] = {
    "name": names.name,
    "local": names.local,
    "param": names.param,
    "constraint": names.constraint,
    "index": type_expressions.index,
    "pointer": type_expressions.composed,
    "slice": type_expressions.composed,
    "array": type_expressions.composed,
    "map": type_expressions.composed,
    "chan": type_expressions.composed,
    "func": type_expressions.composed,
    "tuple": type_expressions.composed,
    "struct": type_expressions.with_members,
    "interface": type_expressions.with_members,
    "element": type_expressions.element,
    "key": type_expressions.element,
    "value": expressions.value,
    "constant": expressions.constant,
    "select": expressions.select,
    "result": expressions.result,
    "star": expressions.star,
    "address": expressions.address,
    "receive": expressions.receive,
    "slicing": expressions.slicing,
    "binary": expressions.binary,
    "ranged": expressions.ranged,
    "call": calls.call,
}
"""How a term of each kind is evaluated; an unknown one isn't."""


class Evaluator:
    """Evaluates the terms of the files in `scopes`."""

    def __init__(self, scopes: PackageScopes) -> None:
        self.program = Program(scopes)
        self._known: dict[Asked, Operand] = {}

    def type_of(self, path: str, term: int) -> GoType:
        """The type that a term of a file is, or has."""
        return self.type_in(Asked(path, term))

    def type_in(self, asked: Asked) -> GoType:
        """The same with type arguments in scope."""
        return self._operand(asked).type

    def underlying(self, of: GoType) -> GoType:
        """The underlying type of a type."""
        return self.answer(self.program.under(of))

    def core_of(self, of: GoType) -> GoType:
        """The underlying type; for a type parameter, that of its type set, if all its types share one."""
        return self.answer(self.program.core(of))

    def core_read(self, path: str, term: int) -> GoType:
        """The same for the type that a term of a file is. The packages of the tree that it names are read."""
        return self._read(lambda: self.core_of(self.type_of(path, term)))

    def built(self, path: str, term: int) -> GoType:
        """The type of what a composite literal of this type builds: an element `{...}` of a `[]*T` builds a `T`."""
        return pointed(self.type_of(path, term))

    def built_read(self, path: str, term: int) -> GoType:
        """The same. The packages of the tree that the type and its core type name are read."""
        self._read(lambda: self.core_of(self.built(path, term)))
        return self.built(path, term)

    def _read(self, core: Callable[[], GoType]) -> GoType:
        while True:
            found = core()
            folder = self.program.scopes.folder_of(found.name.rpartition(".")[0]) if found.kind == "unknown" else None
            if folder is None or not self.program.scopes.read_package(folder, "whole"):
                return found
            self._known.clear()  # what was unknown may be known now
            self.program.forget()

    def member(self, path: str, term: int, name: str) -> Found | GoType | None:
        """The field or method that `x.name` means in a file, for x the term.

        A type of kind unknown says what isn't known; None means that x has no such member.
        """
        return self.find(self.type_of(path, term), name, path)

    def find(self, of: GoType, name: str, path: str) -> Found | GoType | None:
        """The same for a type."""
        return self.answer(lookup(self.program, of, name, path=path))

    def fields(self, path: str, term: int) -> list[Found]:
        """The fields of the struct that a composite literal of this type builds; none for anything else."""
        struct = self.core_of(self.built(path, term))
        return self.fields_in(struct) if struct.kind == "struct" else []

    def fields_in(self, struct: GoType) -> list[Found]:
        """The fields of a struct."""
        declared = self.program.scopes.of(struct.home).symbols.terms[struct.term]
        return [Found(struct.home, declared.name, member, scope=struct.scope) for member in declared.members]

    def field(self, path: str, term: int, name: str) -> Found | GoType | None:
        """The field that a key of a composite literal sets; since Go 1.27 also a promoted one."""
        if self.core_of(self.type_of(path, term)).kind != "struct":
            return None
        return self.member(path, term, name)

    def fitting(self, path: str, flow: Flow, matters: Matters) -> list[Pair]:
        """The types that must fit at a flow of a file, if one that comes there matters."""
        return self.answer(pairs(self.program, path, flow, matters=matters))

    def answer(self, work: Generator[Asked, Operand, Answer]) -> Answer:
        """The answer of work that asks for terms."""
        try:
            asked = next(work)
            while True:
                asked = work.send(self._operand(asked))
        except StopIteration as done:
            answer: Answer = done.value
            return answer

    def _operand(self, asked: Asked) -> Operand:
        """What a term is. The terms that it needs are on a stack, so that there is no recursion."""
        known, stack = self._known, list[tuple[Asked, Work]]()
        answer = known.get(asked) or self._begin(asked, stack)
        while stack:
            at, work = stack[-1]
            try:
                following = next(work) if answer is None else work.send(answer)
            except StopIteration as done:
                answer = known[at] = done.value
                stack.pop()
                continue
            answer = known.get(following) or self._begin(following, stack)
        return answer or NOTHING

    def _begin(self, asked: Asked, stack: list[tuple[Asked, Work]]) -> Operand | None:
        """Return what a leaf is; put the work on any other term on the stack."""
        term = self.program.scopes.of(asked.path).symbols.terms[asked.term]
        handler = _TERMS.get(term.kind)
        made = NOTHING if handler is None else handler(self.program, asked, term)
        if isinstance(made, Operand):
            self._known[asked] = made
            return made
        self._known[asked] = NOTHING  # while it is in progress
        stack.append((asked, made))
        return None
