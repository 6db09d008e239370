"""Go's scopes: the local declarations of a file, and where each of them is visible.

Go spec, "Declarations and scope". The scope of a local declaration is an interval of byte offsets: from its start (for
a variable the end of its statement, for a type its name, for a parameter the body) to the end of the innermost block.
A name is local if it is used inside one of its intervals, else it is free. Labels, fields and methods have other node
kinds and don't get here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from archlint.languages.go.syntax.parse import NAME_KINDS, Syntax, kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from archlint.languages.go.syntax.parse import Node

_INFINITY = 1 << 62
_GAP = rb"(?:\s|//[^\n]*\n|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/)*"
_COMMA = re.compile(_GAP + rb"," + _GAP)
_COMPLETE = re.compile(rb"[\w)\]}\"'`\x80-\xff]")
"""The last byte of an operand. A newline after an operand ends the statement."""
_CONST_SPEC = kind("const_spec")
_TYPE_CASES = frozenset(map(kind, ("type_case", "default_case")))


class Local(NamedTuple):
    """A local declaration, visible from byte `start` to byte `end`.

    It is name number `order` of the node, at byte `at`.
    """

    start: int
    end: int
    node: Node
    order: int = 0
    at: int = 0


class Literal(NamedTuple):
    """A literal value `{...}`, with the source of its type, and its bare keys.

    `type` is the node of T in `T{...}`. If the type is elided, the literal is an `element` or `key` (`step`) of the
    literal around it (`outer`).
    """

    node: Node
    type: Node | None
    outer: Literal | None
    step: str
    keys: list[Node]


class Scopes:
    """The scopes of one file.

    `locals` are the local declarations by name. `declared` are the offsets of names in declarations, which aren't uses.
    `top` are the specs and functions at package level, `literals` the composite literals, `literal_types` the struct
    and interface types. `switches` are the type switches by the offsets of their clauses, `repeated` the `const` specs
    whose values a spec without values repeats, by its offset. `receivers` has, by the offset of a name in the brackets
    of a receiver, the name of the receiver's type and the position in the brackets.
    """

    def __init__(self, data: bytes, syntax: Syntax) -> None:
        self.locals: dict[bytes, list[Local]] = {}
        self.declared: set[int] = set()
        self.top: list[Node] = []
        self.literals: list[Literal] = []
        self.literal_types: list[Node] = []
        self.switches: dict[int, Node] = {}
        self.repeated: dict[int, Node] = {}
        self.receivers: dict[int, tuple[Node, int]] = {}
        self._visible: dict[bytes, tuple[list[int], list[Local | None]]] = {}  # see `_innermost`
        self._data = data
        self._ends = [_INFINITY]  # the ends of the open blocks, innermost last
        self._bodies: list[tuple[int, int]] = []  # for the open functions: end of the function, start of its body
        self._unnamed: list[Node] = []  # the parameters since the last named one
        self._open: list[tuple[int, Literal]] = []
        self._types: dict[int, Node] = {}  # the types of literal values, by their start
        self._key_literals = syntax.key_literals
        self._constants: Node | None = None  # the last `const` spec with values
        ends, handlers = self._ends, self._HANDLERS
        for node in syntax.structure:
            start = node.start_byte
            while ends[-1] <= start:
                ends.pop()
            handlers[node.kind_id](self, node)
        self._assign_keys(syntax.keys)

    def find(self, name: bytes, offset: int) -> Local | None:
        """Return the local declaration of a name at an offset; None if the name is free there."""
        visible = self._visible.get(name)
        if visible is None:
            if name not in self.locals:
                return None
            visible = self._visible[name] = _innermost(self.locals[name])
        index = bisect_right(visible[0], offset) - 1
        return visible[1][index] if index >= 0 else None

    def names(self, node: Node | None) -> list[Node]:
        """Return the names in an expression list or a spec, on the left of `:=` or `=`."""
        return [] if node is None else [child for child in node.named_children if child.kind_id in NAME_KINDS]

    def _declare(self, names: list[Node], start: int, end: int, node: Node) -> None:
        for order, name in enumerate(names):
            offset = name.start_byte
            self.declared.add(offset)
            text = self._data[offset : name.end_byte]
            if text != b"_":
                self.locals.setdefault(text, []).append(Local(start, end, node, order, offset))

    # Blocks

    def _statement(self, node: Node) -> None:
        self._ends.append(node.end_byte)

    def _block(self, node: Node) -> None:
        """The body of a function has the same block as its parameters. Another block ends before its statement."""
        if not self._bodies or self._bodies[-1][1] != node.start_byte:
            self._ends.append(node.end_byte - 1)

    def _function(self, node: Node) -> None:
        """The type parameters, parameters and results of a function share the block of its body."""
        body = node.child_by_field_name("body")
        end = node.end_byte
        if len(self._ends) == 1:
            self.top.append(node)
            name = node.child_by_field_name("name")
            if name is not None:
                self.declared.add(name.start_byte)
            receiver = node.child_by_field_name("receiver")
            if receiver is not None and name is not None:
                self._receiver(receiver, name.end_byte, end)
            self._type_parameters(node, end)
        self._ends.append(end)
        self._bodies.append((end, end if body is None else body.start_byte))

    def _receiver(self, receiver: Node, start: int, end: int) -> None:
        """`func (r *T[K, V])` declares K and V. They are visible after the name of the method."""
        base, arguments = generic_receiver(receiver)
        for position, argument in enumerate(arguments):
            self._declare([argument], start, end, argument)
            if base is not None:
                self.receivers[argument.start_byte] = base, position

    def _signature(self, node: Node) -> None:
        """A function type or interface method has no body, so its parameters are visible nowhere."""
        self._bodies.append((node.end_byte, node.end_byte))

    def _parameter(self, node: Node) -> None:
        names = node.children_by_field_name("name")
        if not names:
            self._unnamed.append(node)
            return
        # The grammar takes the first names of a long list for types. But either all parameters are named, or none is.
        names.reverse()
        while self._unnamed and _COMMA.fullmatch(self._data, self._unnamed[-1].end_byte, names[-1].start_byte):
            names.append(self._unnamed.pop())
        names.reverse()
        self._unnamed.clear()
        start = node.start_byte
        while self._bodies and self._bodies[-1][0] <= start:
            self._bodies.pop()
        end, body = self._bodies[-1] if self._bodies else (0, 0)
        self._declare(names, body, end, node)

    def _type_parameters(self, node: Node, end: int) -> None:
        """A type parameter is visible in the whole list, also before its declaration."""
        parameters = node.child_by_field_name("type_parameters")
        if parameters is not None:
            start = parameters.start_byte
            for parameter in parameters.named_children:
                self._declare(parameter.children_by_field_name("name"), start, end, parameter)

    # Declarations

    def _short_var(self, node: Node) -> None:
        names = self.names(node.child_by_field_name("left"))
        self._declare(names, self._end_of_statement(node), self._ends[-1], node)

    def _define(self, node: Node) -> None:
        """`range` clauses and receive statements declare only with `:=`."""
        if any(child.type == ":=" for child in node.children):  # asking for a sibling would start at the root
            self._declare(self.names(node.child_by_field_name("left")), node.end_byte, self._ends[-1], node)

    def _value_spec(self, node: Node) -> None:
        names = spec_names(node)
        if node.kind_id == _CONST_SPEC:
            if node.child_by_field_name("value") is not None:
                self._constants = node
            elif self._constants is not None:
                self.repeated[node.start_byte] = self._constants
        if len(self._ends) == 1:
            self.top.append(node)
            self.declared.update(name.start_byte for name in names)
        else:
            self._declare(names, self._end_of_statement(node), self._ends[-1], node)

    def _end_of_statement(self, node: Node) -> int:
        """The end of a declaration: the newline that Go takes for a semicolon (Go spec, "Semicolons").

        The grammar continues after it if the next line starts with a bracket and the type before it could start a
        conversion or a literal. Code in brackets is skipped, so that no node is visited for two declarations.
        """
        if node.start_point.row == node.end_point.row:
            return node.end_byte
        before, waiting = node.start_byte, [node]
        while waiting:
            part = waiting.pop()
            if part.type == "comment":
                continue
            start = part.start_byte
            if self._data.find(b"\n", before, start) >= 0 and _COMPLETE.match(self._data, before - 1):
                return before
            outside = _outside_brackets(part.children)
            waiting.extend(reversed(outside))
            before = start if outside else part.end_byte
        return node.end_byte

    def _type_spec(self, node: Node) -> None:
        name = node.child_by_field_name("name")
        if name is None:
            return
        if len(self._ends) == 1:
            self.top.append(node)
            self.declared.add(name.start_byte)
        else:
            self._declare([name], name.start_byte, self._ends[-1], node)
        self._type_parameters(node, node.end_byte)

    def _type_switch(self, node: Node) -> None:
        """Each clause of `switch x := y.(type)` declares a new x after its colon."""
        self._ends.append(node.end_byte)
        names = self.names(node.child_by_field_name("alias"))
        self.declared.update(name.start_byte for name in names)  # even if there is no clause
        for clause in node.named_children if names else ():
            if clause.kind_id in _TYPE_CASES:
                colon = next((child.end_byte for child in clause.children if child.type == ":"), clause.end_byte)
                self._declare(names, colon, clause.end_byte, clause)
                self.switches[clause.start_byte] = node

    def _literal_type(self, node: Node) -> None:
        self.literal_types.append(node)

    # Composite literals

    def _composite(self, node: Node) -> None:
        body, literal_type = node.child_by_field_name("body"), node.child_by_field_name("type")
        if body is not None and literal_type is not None:
            self._types[body.start_byte] = literal_type

    def _literal(self, node: Node) -> None:
        opened, start = self._open, node.start_byte
        while opened and opened[-1][0] <= start:
            opened.pop()
        outer = opened[-1][1] if opened else None
        literal_type = self._types.get(start)
        step = "key" if start in self._key_literals else "element"
        literal = Literal(node, literal_type, outer=None if literal_type is not None else outer, step=step, keys=[])
        opened.append((node.end_byte, literal))
        self.literals.append(literal)

    def _assign_keys(self, keys: list[Node]) -> None:
        """Give each bare key to the innermost literal around it; both lists are in the order of the text."""
        waiting, opened = iter(self.literals), list[Literal]()
        following = next(waiting, None)
        for key in keys:
            start = key.start_byte
            while following is not None and following.node.start_byte < start:
                opened.append(following)
                following = next(waiting, None)
            while opened and opened[-1].node.end_byte <= start:
                opened.pop()
            if opened:
                opened[-1].keys.append(key)

    _HANDLERS: ClassVar[dict[int, Callable[[Scopes, Node], None]]] = {
        kind(name): handler
        for handler, names in (
            (_function, "function_declaration method_declaration func_literal"),
            (_signature, "function_type method_elem"),
            (_parameter, "parameter_declaration variadic_parameter_declaration"),
            (_block, "block"),
            (_statement, "if_statement for_statement expression_switch_statement"),
            (_statement, "expression_case default_case type_case communication_case"),
            (_type_switch, "type_switch_statement"),
            (_short_var, "short_var_declaration"),
            (_define, "range_clause receive_statement"),
            (_value_spec, "const_spec var_spec"),
            (_type_spec, "type_spec type_alias"),
            (_composite, "composite_literal"),
            (_literal, "literal_value"),
            (_literal_type, "struct_type interface_type"),
        )
        for name in names.split()
    }


def spec_names(node: Node) -> list[Node]:
    """Return the names of a `const` or `var` spec. The grammar also gives the field `name` to commas of constants."""
    return [child for child in node.children_by_field_name("name") if child.is_named]


def _outside_brackets(children: list[Node]) -> list[Node]:
    """The children of a node that aren't inside its brackets; the brackets are children too."""
    outside: list[Node] = []
    depth = 0
    for child in children:
        depth -= child.type in _CLOSING
        if not depth:
            outside.append(child)
        depth += child.type in _OPENING
    return outside


_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


def _innermost(intervals: list[Local]) -> tuple[list[int], list[Local | None]]:
    """The offsets where the visible declaration of a name changes, in order, and the declaration from there on.

    If two declarations end together, they are in one block, and the first one counts: `:=` may repeat the name.
    """
    offsets: list[int] = []
    visible: list[Local | None] = []
    opened: list[Local] = []

    def close(until: int) -> None:
        """Close the intervals that end before or at an offset, innermost first."""
        while opened and opened[-1].end <= until:
            end = opened.pop().end
            while opened and opened[-1].end <= end:
                opened.pop()
            offsets.append(end)
            visible.append(opened[-1] if opened else None)

    for local in sorted(intervals, key=attrgetter("start")):
        close(local.start)
        if local.end > local.start and not (opened and opened[-1].end == local.end):
            opened.append(local)
            offsets.append(local.start)
            visible.append(local)
    close(_INFINITY)
    return offsets, visible


def generic_receiver(receiver: Node) -> tuple[Node | None, list[Node]]:
    """Return the name of a receiver's type, and the names in the brackets after it."""
    node, base = receiver, None
    while node.type != "type_arguments":
        inner = [child for child in node.named_children if child.type in _TOWARDS_ARGUMENTS]
        if not inner:
            return base, []
        base = node.child_by_field_name("type") if node.type == "generic_type" else base
        node = inner[-1]
    return base, [name for element in node.named_children for name in (element.named_children or [element])]


_TOWARDS_ARGUMENTS = frozenset(
    ("parameter_declaration", "pointer_type", "parenthesized_type", "generic_type", "type_arguments")
)
