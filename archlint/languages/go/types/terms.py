"""Writes the types and expressions of one file down as terms.

The work goes on demand from one node to the nodes that it depends on, and each node is done once. A node that depends
on itself, which valid Go doesn't have, is unknown. There is no recursion, so code may be nested to any depth.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, ClassVar

from archlint.languages.go.syntax.scopes import Local, spec_names
from archlint.model.symbols import Declaration
from archlint.model.terms import UNKNOWN, Member, Term, TermKind

if TYPE_CHECKING:
    from archlint.languages.go.syntax.parse import Node
    from archlint.languages.go.syntax.scopes import Literal, Scopes
    from archlint.model.symbols import Spot

Work = Generator["Node | Local", int, int]
"""The work on one node: yields the nodes and local declarations that it needs, receives their terms, returns a term."""

_WRAPPERS: dict[str, TermKind] = {
    "pointer_type": "pointer", "slice_type": "slice", "implicit_length_array_type": "array",
}  # fmt: skip
_CONSTANTS = {
    "int_literal": "int", "float_literal": "float64", "imaginary_literal": "complex128", "rune_literal": "rune",
    "interpreted_string_literal": "string", "raw_string_literal": "string", "true": "bool", "false": "bool",
    "nil": "nil", "iota": "int",
}  # fmt: skip
_COMPARISONS = frozenset(("==", "!=", "<", "<=", ">", ">=", "&&", "||"))
_SHIFTS = frozenset(("<<", ">>"))
_UNARY: dict[str, TermKind] = {"*": "star", "&": "address", "<-": "receive"}


class Terms:
    """The table of terms of one file."""

    def __init__(self, data: bytes, scopes: Scopes, spot: Callable[[int], Spot]) -> None:
        self.table: list[Term] = [UNKNOWN]
        self.local_types: list[Declaration] = []
        self._data = data
        self._scopes = scopes
        self._spot = spot
        self._numbers: dict[Term, int] = {UNKNOWN: 0}
        self._known: dict[tuple[int, ...], int] = {}
        self._literals: dict[int, int] = {}  # the type of each literal, by its offset
        self._waiting: list[Node] = []  # the specs of local types that are named, but not yet in `local_types`
        self._constraints: list[tuple[int, Node]] = []  # the same for type parameters: number of the term, constraint
        self._local_numbers: dict[int, int] = {}
        self._starts = [node.start_byte for node in scopes.top]
        self._values: dict[int, list[Node]] = {}

    def of(self, wanted: Node | Local | None) -> int:
        """Return the number of the term of a type, an expression or a local declaration."""
        if wanted is None:
            return 0
        key = _key(wanted)
        known = self._known.get(key)
        if known is not None:
            return known
        stack: list[tuple[tuple[int, ...], Work]] = []
        answer = self._begin(key, wanted, stack)
        while stack:
            key, work = stack[-1]
            try:
                following = next(work) if answer is None else work.send(answer)
            except StopIteration as done:
                answer = self._known[key] = done.value
                stack.pop()
                continue
            key = _key(following)
            answer = self._known.get(key)
            if answer is None:
                answer = self._begin(key, following, stack)
        return answer or 0

    def _begin(
        self, key: tuple[int, ...], wanted: Node | Local, stack: list[tuple[tuple[int, ...], Work]]
    ) -> int | None:
        """Return the term of a leaf; put the work on anything else on the stack."""
        made = self._work(wanted)
        if isinstance(made, int):
            self._known[key] = made
            return made
        self._known[key] = 0  # while it is in progress
        stack.append((key, made))
        return None

    def of_literal(self, literal: Literal) -> int:
        """Return the number of the type of a composite literal, also of an elided one."""
        waiting = []
        at: Literal | None = literal
        while at is not None and at.node.start_byte not in self._literals:
            waiting.append(at)
            at = at.outer
        found = 0 if at is None else self._literals[at.node.start_byte]
        for each in reversed(waiting):
            if each.outer is None:
                found = self.of(each.type)
            elif found:
                found = self.add(Term("key" if each.step == "key" else "element", parts=(found,)))
            self._literals[each.node.start_byte] = found
        return found

    def of_name(self, name: str) -> int:
        """Return the number of the term of a name that is free in the file."""
        return self.add(Term("name", name))

    def add(self, term: Term) -> int:
        """Return the number of a term, which the table gets if it doesn't have it."""
        number = self._numbers.get(term)
        if number is None:
            number = self._numbers[term] = len(self.table)
            self.table.append(term)
        return number

    def finish(self) -> None:
        """Add the structs and interfaces that nothing has asked for, the local types, and the constraints."""
        for node in self._scopes.literal_types:
            self.of(node)
        while self._waiting or self._constraints:
            if self._constraints:
                number, constraint = self._constraints.pop()
                self.table[number] = self.table[self.of(constraint)]
                continue
            spec = self._waiting.pop()
            name, declared = spec.child_by_field_name("name"), spec.child_by_field_name("type")
            term = self.of(declared)
            params, constraints = self.type_params(spec)
            self.local_types[self._local_numbers[spec.start_byte]] = Declaration(
                self.text(name) if name is not None else "",
                "alias" if spec.type == "type_alias" else "type",
                *self._spot(spec.start_byte),
                params=params,
                term=term,
                shape=self.table[term].kind,
                constraints=constraints,
            )

    def type_params(self, node: Node) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """Return the names of the type parameters that a declaration has, and the terms of their constraints."""
        names: list[str] = []
        constraints: list[int] = []
        declared = node.child_by_field_name("type_parameters")
        for parameter in () if declared is None else declared.named_children:
            each = parameter.children_by_field_name("name")
            names += map(self.text, each)
            constraints += [self.of(parameter.child_by_field_name("type"))] * len(each)
        return tuple(names), tuple(constraints)

    def text(self, node: Node) -> str:
        """Return the source of a node."""
        return self._data[node.start_byte : node.end_byte].decode(errors="surrogateescape")

    def _work(self, wanted: Node | Local) -> Work | int:
        if isinstance(wanted, Local):
            handler = self._LOCALS.get(wanted.node.type)
            return self._nothing(wanted.node) if handler is None else handler(self, wanted)
        return self._NODES.get(wanted.type, Terms._nothing)(self, wanted)

    def _nothing(self, _node: Node) -> int:
        return 0

    # Names

    def _name(self, node: Node) -> Work:
        text = self._data[node.start_byte : node.end_byte]
        local = self._scopes.find(text, node.start_byte)
        if local is None:
            return self.add(Term("name", text.decode(errors="surrogateescape")))
        return (yield local)

    def _type_name(self, local: Local) -> int:
        """A type that is declared in a function."""
        number = self._local_numbers.get(local.node.start_byte)
        if number is None:
            number = self._local_numbers[local.node.start_byte] = len(self.local_types)
            self.local_types.append(Declaration("", "type", 1, column=1))
            self._waiting.append(local.node)
        return self.add(Term("local", str(number)))

    def _type_parameter(self, local: Local) -> int:
        """A constraint may name its own parameter, so it is added later."""
        names = local.node.children_by_field_name("name")
        constraint = local.node.child_by_field_name("type")
        number = len(self.table)
        self.table.append(UNKNOWN)
        if constraint is not None:
            self._constraints.append((number, constraint))
        name = self.text(names[local.order]) if local.order < len(names) else ""
        return self.add(Term("param", name, (number,)))

    def _receiver_parameter(self, local: Local) -> int:
        """A name in the brackets of a receiver. Its constraint is that of the parameter of the receiver's type."""
        name = self.text(local.node)
        receiver, position = self._scopes.receivers.get(local.node.start_byte, (None, 0))
        constraint = 0
        if receiver is not None:
            constraint = self.add(Term("constraint", str(position), (self.of_name(self.text(receiver)),)))
        return self.add(Term("param", name, (constraint,)))

    # Type expressions

    def _qualified(self, node: Node) -> int:
        package, name = node.child_by_field_name("package"), node.child_by_field_name("name")
        if package is None or name is None:
            return 0
        return self.add(Term("select", self.text(name), (self.of_name(self.text(package)),)))

    def _generic(self, node: Node) -> Work:
        base, arguments = node.child_by_field_name("type"), node.child_by_field_name("type_arguments")
        children = [] if arguments is None else arguments.named_children
        return (yield from self._indexed(base, [child for child in children if child.type != "comment"]))

    def _instance(self, node: Node) -> Work:
        children = [child for child in node.named_children if child.type != "comment"]
        return (yield from self._indexed(children[0] if children else None, children[1:]))

    def _indexed(self, base: Node | None, arguments: list[Node]) -> Work:
        if base is None:
            return 0
        found = [(yield base)]
        for argument in arguments:
            found.append((yield argument))
        return self.add(Term("index", parts=tuple(found)))

    def _wrap(self, node: Node) -> Work:
        """`*T`, `[]T`, `[...]T`: the last child is T."""
        children = node.named_children
        inner = (yield children[-1]) if children else 0
        return self.add(Term(_WRAPPERS[node.type], parts=(inner,)))

    def _array(self, node: Node) -> Work:
        element, length = node.child_by_field_name("element"), node.child_by_field_name("length")
        inner = (yield element) if element is not None else 0
        return self.add(Term("array", self.text(length) if length is not None else "", (inner,)))

    def _channel(self, node: Node) -> Work:
        value = node.child_by_field_name("value")
        inner = (yield value) if value is not None else 0
        before = [child.type for child in node.children if not child.is_named]
        return self.add(Term("chan", "".join(before).replace("chan", "c"), (inner,)))

    def _map(self, node: Node) -> Work:
        key, value = node.child_by_field_name("key"), node.child_by_field_name("value")
        if key is None or value is None:
            return 0
        return self.add(Term("map", parts=((yield key), (yield value))))

    def _struct(self, node: Node) -> Work:
        members: list[Member] = []
        fields = [field for listed in node.named_children for field in listed.named_children]
        for field in fields:
            declared = field.child_by_field_name("type")
            if field.type != "field_declaration" or declared is None:
                continue
            names = field.children_by_field_name("name")
            term = yield declared
            if not names:
                if any(child.type == "*" for child in field.children):
                    term = self.add(Term("pointer", parts=(term,)))
                members.append(self._embedded(declared, term))
            members += [Member(self.text(name), "field", *self._spot(name.start_byte), term) for name in names]
        return self._of_members("struct", node, members)

    def _interface(self, node: Node) -> Work:
        members: list[Member] = []
        for element in node.named_children:
            name = element.child_by_field_name("name")
            if element.type == "method_elem" and name is not None:
                term = yield from self._function(element)
                members.append(Member(self.text(name), "method", *self._spot(name.start_byte), term))
            elif element.type == "type_elem":
                terms = [child for child in element.named_children if child.type != "comment"]
                if len(terms) == 1 and terms[0].type != "negated_type":
                    members.append(self._embedded(terms[0], (yield terms[0])))
                else:
                    found = []
                    for each in terms:
                        found.append((yield each))
                    term = self.add(Term("tuple", parts=tuple(found)))
                    members.append(Member("", "union", *self._spot(element.start_byte), term))
        return self._of_members("interface", node, members)

    def _of_members(self, kind: TermKind, node: Node, members: list[Member]) -> int:
        """A struct or interface is never shared, because its members have places."""
        self.table.append(Term(kind, self._owner(node), members=tuple(members)))
        return len(self.table) - 1

    def _owner(self, node: Node) -> str:
        index = bisect_right(self._starts, node.start_byte) - 1
        if index < 0:
            return ""
        top = self._scopes.top[index]
        names = spec_names(top) if top.type in ("const_spec", "var_spec") else top.children_by_field_name("name")
        return self.text(names[0]) if names else ""

    def _embedded(self, node: Node, term: int) -> Member:
        """The embedded member of `T`, `*T`, `q.T` or `T[A]`. Its name is T."""
        last = node
        while last.type in ("pointer_type", "generic_type", "qualified_type", "parenthesized_type"):
            inner = last.child_by_field_name("name") or last.child_by_field_name("type")
            children = last.named_children
            if inner is None and not children:
                break
            last = inner or children[0]
        return Member(self.text(last), "embedded", *self._spot(last.start_byte), term)

    def _first(self, node: Node) -> Work:
        """Parentheses, `~T`, and what wraps a single node."""
        inner = next((child for child in node.named_children if child.type != "comment"), None)
        return (yield inner) if inner is not None else 0

    def _constraint(self, node: Node) -> Work:
        """The constraint of a type parameter: a type, or a union, which is an interface without braces."""
        terms = [child for child in node.named_children if child.type != "comment"]
        if len(terms) == 1 and terms[0].type != "negated_type":
            return (yield terms[0])
        found = []
        for each in terms:
            found.append((yield each))
        union = self.add(Term("tuple", parts=tuple(found)))
        return self._of_members("interface", node, [Member("", "union", *self._spot(node.start_byte), union)])

    def _function_literal(self, node: Node) -> Work:
        return self.add(Term("value", parts=((yield from self._function(node)),)))

    def _function(self, node: Node) -> Work:
        """The type of a function type, literal or declaration, or of an interface method."""
        parameters, result = node.child_by_field_name("parameters"), node.child_by_field_name("result")
        given, variadic = yield from self._parameters(parameters)
        if result is None or result.type == "parameter_list":
            returned, _ = yield from self._parameters(result)
        else:
            returned = [(yield result)]
        tuples = [self.add(Term("tuple", parts=tuple(each))) for each in (given, returned)]
        return self.add(Term("func", "..." if variadic else "", tuple(tuples)))

    def _parameters(self, node: Node | None) -> Generator[Node | Local, int, tuple[list[int], bool]]:
        """The types of parameters or results. The last one of a variadic function is a slice."""
        children = [] if node is None else [each for each in node.named_children if each.type != "comment"]
        named = any(each.child_by_field_name("name") is not None for each in children)
        found: list[int] = []
        following, variadic = 0, False
        for each in reversed(children):
            declared = each.child_by_field_name("type")
            names = each.children_by_field_name("name")
            if named and not names:  # the grammar takes the first names of a long list for types
                found.append(following)
                continue
            following = (yield declared) if declared is not None else 0
            if each.type == "variadic_parameter_declaration":
                following = self.add(Term("slice", parts=(following,)))
                variadic = True
            found += [following] * max(1, len(names))
        found.reverse()
        return found, variadic

    # Expressions

    def _constant(self, node: Node) -> Work:
        if node.type in ("true", "false", "nil", "iota"):
            text = self._data[node.start_byte : node.end_byte]
            local = self._scopes.find(text, node.start_byte)
            if local is not None:
                return (yield local)
            return self.add(Term("name", text.decode(errors="surrogateescape")))
        return self.add(Term("constant", _CONSTANTS[node.type]))

    def _selector(self, node: Node) -> Work:
        operand, field = node.child_by_field_name("operand"), node.child_by_field_name("field")
        if operand is None or field is None:
            return 0
        base = yield operand
        return self.add(Term("select", self.text(field), (base,))) if base else 0

    def _call(self, node: Node) -> Work:
        function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
        types = node.child_by_field_name("type_arguments")
        if function is None:
            return 0
        found = [(yield function)]
        if types is not None:
            instance = [found[0]]
            for each in types.named_children:
                instance.append((yield each))
            found = [self.add(Term("index", parts=tuple(instance)))]
        spread = ""
        for argument in [] if arguments is None else arguments.named_children:
            if argument.type == "variadic_argument":
                spread = "..."
            if argument.type != "comment":
                found.append((yield argument))
        return self.add(Term("call", spread, tuple(found))) if found[0] else 0

    def _conversion(self, node: Node) -> Work:
        """`[]T(x)`, and `f[T](x)`, which may also be a call."""
        converted, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
        if converted is None or operand is None:
            return 0
        return self.add(Term("call", parts=((yield converted), (yield operand))))

    def _typed(self, node: Node) -> Work:
        """`T{}` and `x.(T)`."""
        declared = node.child_by_field_name("type")
        return self.add(Term("value", parts=((yield declared) if declared is not None else 0,)))

    def _unary(self, node: Node) -> Work:
        operator, operand = node.child_by_field_name("operator"), node.child_by_field_name("operand")
        if operand is None:
            return 0
        inner = yield operand
        kind = _UNARY.get("" if operator is None else operator.type)
        return inner if kind is None else self.add(Term(kind, parts=(inner,)))

    def _binary(self, node: Node) -> Work:
        operator = node.child_by_field_name("operator")
        sign = "" if operator is None else operator.type
        if sign in _COMPARISONS:
            return self.add(Term("constant", "bool"))
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return 0
        if sign in _SHIFTS:
            return (yield left)
        return self.add(Term("binary", parts=((yield left), (yield right))))

    def _slicing(self, node: Node) -> Work:
        operand = node.child_by_field_name("operand")
        return self.add(Term("slicing", parts=((yield operand),))) if operand is not None else 0

    def _index(self, node: Node) -> Work:
        """`x[i]`. The parser sees `new[x]` for the `new(x)` of Go 1.26."""
        operand, index = node.child_by_field_name("operand"), node.child_by_field_name("index")
        if operand is None or index is None:
            return 0
        kind: TermKind = "call" if self._data.startswith(b"(", operand.end_byte) else "index"
        return self.add(Term(kind, parts=((yield operand), (yield index))))

    # Local declarations

    def _parameter(self, local: Local) -> Work:
        declared = local.node.child_by_field_name("type")
        return self.add(Term("value", parts=((yield declared),))) if declared is not None else 0

    def _variadic(self, local: Local) -> Work:
        declared = local.node.child_by_field_name("type")
        inner = (yield declared) if declared is not None else 0
        return self.add(Term("value", parts=(self.add(Term("slice", parts=(inner,))),)))

    def variable(self, node: Node, order: int) -> Work:
        """The term of name number `order` of a `var` or `const` spec."""
        declared = node.child_by_field_name("type")
        if declared is not None:
            return self.add(Term("value", parts=((yield declared),)))
        if node.type == "const_spec":
            node = self._scopes.repeated.get(node.start_byte, node)
            declared = node.child_by_field_name("type")
            if declared is not None:
                return self.add(Term("value", parts=((yield declared),)))
        return (yield from self._assigned(node, "value", order))

    def _spec(self, local: Local) -> Work:
        return (yield from self.variable(local.node, local.order))

    def of_variable(self, node: Node, order: int) -> int:
        """Return the number of the term of name number `order` of a spec at package level."""
        return self.of(Local(0, 0, node, order=order))

    def _short(self, local: Local) -> Work:
        return (yield from self._assigned(local.node, "right", local.order))

    def _assigned(self, node: Node, field: str, order: int) -> Work:
        values = node.child_by_field_name(field)
        if values is None:
            return 0
        given = self._values.get(values.id)
        if given is None:
            children = values.named_children if values.type == "expression_list" else [values]
            given = self._values[values.id] = [child for child in children if child.type != "comment"]
        if len(given) == 1 and (order or self._count(node) > 1):
            return self.add(Term("result", str(order), ((yield given[0]),)))
        return (yield given[order]) if order < len(given) else 0

    def _count(self, node: Node) -> int:
        """How many names a declaration declares."""
        if node.type in ("var_spec", "const_spec"):
            return len(spec_names(node))
        left = node.child_by_field_name("left")
        return 1 if left is None else sum(child.type != "comment" for child in left.named_children)

    def _ranged(self, local: Local) -> Work:
        right = local.node.child_by_field_name("right")
        return self.add(Term("ranged", str(local.order), ((yield right),))) if right is not None else 0

    def _received(self, local: Local) -> Work:
        right = local.node.child_by_field_name("right")
        if right is None:
            return 0
        return self.add(Term("result", str(local.order), ((yield right),)))

    def _switched(self, local: Local) -> Work:
        """The variable of a clause with one type has that type; that of any other clause has the type of the switch."""
        types = local.node.children_by_field_name("type") if local.node.type == "type_case" else []
        if len(types) == 1 and types[0].type != "nil":
            return self.add(Term("value", parts=((yield types[0]),)))
        switch = self._scopes.switches.get(local.node.start_byte)
        value = None if switch is None else switch.child_by_field_name("value")
        return (yield value) if value is not None else 0

    _NODES: ClassVar[dict[str, Callable[[Terms, Node], Work | int]]] = {
        **dict.fromkeys(("type_identifier", "identifier"), _name),
        "qualified_type": _qualified,
        "generic_type": _generic,
        "type_instantiation_expression": _instance,
        **dict.fromkeys(_WRAPPERS, _wrap),
        "array_type": _array,
        "channel_type": _channel,
        "map_type": _map,
        "struct_type": _struct,
        "interface_type": _interface,
        **dict.fromkeys(("parenthesized_type", "negated_type", "type_elem", "parenthesized_expression"), _first),
        **dict.fromkeys(("variadic_argument", "literal_element"), _first),
        "type_constraint": _constraint,
        **dict.fromkeys(("function_type", "function_declaration", "method_declaration"), _function),
        "func_literal": _function_literal,
        **dict.fromkeys(_CONSTANTS, _constant),
        "selector_expression": _selector,
        "call_expression": _call,
        "type_conversion_expression": _conversion,
        **dict.fromkeys(("composite_literal", "type_assertion_expression"), _typed),
        "unary_expression": _unary,
        "binary_expression": _binary,
        "slice_expression": _slicing,
        "index_expression": _index,
    }

    _LOCALS: ClassVar[dict[str, Callable[[Terms, Local], Work | int]]] = {
        "parameter_declaration": _parameter,
        "variadic_parameter_declaration": _variadic,
        **dict.fromkeys(("var_spec", "const_spec"), _spec),
        "short_var_declaration": _short,
        "range_clause": _ranged,
        "receive_statement": _received,
        **dict.fromkeys(("type_case", "default_case"), _switched),
        **dict.fromkeys(("type_spec", "type_alias"), _type_name),
        "type_parameter_declaration": _type_parameter,
        **dict.fromkeys(("type_identifier", "identifier", "type_elem"), _receiver_parameter),
    }


def _key(wanted: Node | Local) -> tuple[int, ...]:
    if isinstance(wanted, Local):
        return wanted.node.id, wanted.order
    return (wanted.id,)
