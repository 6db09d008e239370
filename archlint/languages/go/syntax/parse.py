"""Go syntax trees, reduced to the nodes that matter for names, in one walk. The only module that imports tree_sitter.

One walk with a cursor costs half of what a query with captures does (captures come unordered), and less than a third of
reading `children`; it is the greater part of the time that a file takes, so it stays one flat loop.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from zlib import crc32

import tree_sitter_go
from tree_sitter import Language, Parser
from tree_sitter import Node as Node  # for the modules that read what is parsed here

_LANGUAGE = Language(tree_sitter_go.language())


class Syntax(NamedTuple):
    """A parsed file. Everything is in the order of the text; offsets are bytes.

    `names` are the offsets of each identifier that may be a bare use or a local declaration. `structure` holds the
    nodes that `scopes` handles. `dotted` are the pairs (x, name) of `x.name` with an identifier x, in expressions
    and types; `selectors` the selector expressions with any other operand. `keys` are the identifiers that are keys of
    composite literals, `key_literals` the offsets of elided literals that are.
    """

    root: Node
    names: dict[bytes, list[int]]
    structure: list[Node]
    dotted: list[tuple[Node, Node]]
    selectors: list[Node]
    keys: list[Node]
    key_literals: set[int]


def kind(name: str) -> int:
    """The number of a named node kind; comparing numbers is cheaper than comparing their names."""
    number = _LANGUAGE.id_for_node_kind(name, True)  # noqa: FBT003
    if number is None:
        raise ValueError(name)
    return number


_NAMES = "identifier type_identifier true false nil iota"
_STRUCTURE = (
    "function_declaration method_declaration func_literal function_type method_elem"
    " parameter_declaration variadic_parameter_declaration block if_statement for_statement"
    " expression_switch_statement type_switch_statement expression_case default_case type_case communication_case"
    " short_var_declaration range_clause receive_statement const_spec var_spec type_spec type_alias"
    " composite_literal literal_value"
)
NAME_KINDS = frozenset(kind(name) for name in _NAMES.split())

# What to do at a node of each kind.
_DESCEND, _SKIP, _NAME, _STRUCTURAL, _DOTTED, _KEYED = range(6)
_ACTIONS = [_DESCEND] * (_LANGUAGE.node_kind_count + 1)
for _action, _kinds in {
    _SKIP: "comment import_declaration package_clause interpreted_string_literal raw_string_literal rune_literal",
    _NAME: _NAMES,
    _STRUCTURAL: _STRUCTURE,
    _DOTTED: "selector_expression qualified_type",
    _KEYED: "keyed_element",
}.items():
    for _kind in _kinds.split():
        _ACTIONS[kind(_kind)] = _action

_IDENTIFIER, _LITERAL_VALUE = kind("identifier"), kind("literal_value")
_PLAIN = frozenset(map(kind, ["identifier", "package_identifier", "nil", "true", "false", "iota"]))

STEPS, STEPS_A_BYTE, MOST_STEPS = 10_000, 4, 12_000_000
"""Steps of the parser (shifts and reductions) that a file may take: so many, so many more for each byte, and never more
than the last of these, which come to 1 GB of nodes. Go's own sources and tests need 0.5 a byte, and 2.7 at the most."""

SKIPPED = 100
"""Tokens that the parser may be seen to skip, of all that it skips to recover from errors, which takes twenty times as
long as anything else. It is looked at for `_LOOK` steps of about `_EVERY`: to look at all of them takes long too."""

READS_A_BYTE = 8
"""How often the parser may be given a byte: it goes back to look again, once or twice in Go's own sources."""

_CHUNK = 512
"""Bytes that the parser is given at once: what it reads again within them is not counted. tree-sitter's binding (0.26)
never frees what it was given: the memory of a process grows by the bytes that it has parsed."""

_LOOK = 100  # the steps between two calls of the progress callback, given by tree-sitter
_EVERY = 12_800

# What Go accepts and the grammar does not, each with something of the same length that serves as well: words that Go
# lets a program redeclare (but `make` stays before a type that is no name); `new`, whose argument may be an expression
# (Go 1.26), or a type, as between `[` and `]`; the label `_`; an empty statement before a condition, or at the start of
# a block; a group of one declaration on one line, for which the parentheses can go.
_ODDITY = re.compile(
    rb"""(?P<passed>//[^\n]*|/\*.*?(?:\*/|\Z)|`[^`]*`?|"(?:[^"\\\n]|\\[^\n])*"?|'(?:[^'\\\n]|\\[^\n])*'?)"""
    rb"|(?<!func )(?<!\))(?<!\) )(?P<new>\bnew)(?P<blank>\s*)\(|(?P<open>\()|(?P<close>\))"
    rb"|\b(?P<word>new|make(?!\s*\(\s*(?:\[|map\b|chan\b))|nil|true|false|iota)\b"
    rb"|\b(?P<label>_)(?=\s*:[^=])|(?P<statement>(?:\b(?:if|switch)|\{)\s*);"
    rb"|\b(?:const|var|type)[ \t]*(?P<group>\()(?=[^()\n;]*\))",
    re.DOTALL,
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class TooHardError(Exception):
    """A file takes more steps to parse than its length allows. `offset` is the byte up to which the parser came."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def parse(data: bytes) -> Syntax:
    """Parse a Go file. What does not parse is under ERROR nodes, see `first_error`.

    Recovery from errors is the one thing here that takes no linear time. So the steps of the parser are counted, and
    TooHardError is raised where they are too many for the file's length; the same bytes always have the same result.
    """
    text = data if data.endswith(b"\n") else data + b"\n"  # the grammar wants it after a type at the end
    if text.startswith(_BYTE_ORDER_MARK):
        text = b"   " + text[3:]
    first = _Parse(text)
    if first.root is not None and not first.root.has_error:
        return _walk(first.root, data)
    tried = {text}
    for brackets in (True, False):
        other = _without_oddities(text, brackets=brackets)
        if other in tried:
            continue
        tried.add(other)
        again = _Parse(other, recover=False).root
        if again is not None and not again.has_error:
            return _walk(again, data)  # the offsets are the same, and names are read from `data`
    if first.root is None:
        raise TooHardError(min(first.reached, len(data)))
    return _walk(first.root, data)


class _Parse:
    """One run of the parser. `root` is None where it took too many steps or, unless it may `recover`, was seen to skip
    a token; `reached` is the offset where it was then."""

    def __init__(self, text: bytes, *, recover: bool = True) -> None:
        self.reached = 0
        self._text = text
        self._steps = min(STEPS + STEPS_A_BYTE * len(text), MOST_STEPS)
        self._skips = SKIPPED if recover else 0
        self._unread = READS_A_BYTE * len(text) + 100 * _CHUNK
        # When to look is drawn from the text itself: it cannot be known beforehand, and is the same each time.
        self._draw = crc32(text)
        self._looking = False
        self._parser = Parser(_LANGUAGE)
        self.root: Node | None
        try:
            self.root = self._parser.parse(self._read, progress_callback=self._must_stop).root_node
        except ValueError:  # the callback has stopped it
            self.root = None

    def _read(self, offset: int, _point: object) -> bytes:
        self._unread -= _CHUNK
        return self._text[offset : offset + _CHUNK]

    def _must_stop(self, offset: int, _has_error: bool) -> bool:  # noqa: FBT001  # tree-sitter calls it
        self.reached = offset
        self._steps -= _LOOK
        self._draw = (self._draw * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF  # Numerical Recipes' generator
        look = self._draw < 0xFFFFFFFF // (_EVERY // _LOOK)
        if look or self._looking:
            self._parser.logger = self._hear if look else None  # type: ignore[assignment]  # None ends it
            self._looking = look
        return self._steps < 0 or self._unread < 0 or self._skips < 0

    def _hear(self, _kind: object, message: str) -> None:
        if message.startswith("skip_token"):
            self._skips -= 1


def _without_oddities(text: bytes, *, brackets: bool) -> bytes:
    """The text with the stand-ins; those of `new` with or without brackets, as it may have been redeclared."""
    out = bytearray(text)
    opened: list[str | None] = []
    for match in _ODDITY.finditer(text):
        found = match.lastgroup
        if found in ("blank", "open", "group"):
            opened.append(found)
            if found == "group":
                out[match.end() - 1] = ord(" ")
            elif found == "blank":
                out[match.start() : match.start() + 3] = b"xxx"
                if brackets:
                    out[match.end() - 1] = ord("[")
        elif found == "close":
            closes = opened.pop() if opened else None
            if closes == "group":
                out[match.start()] = ord("\n")
            elif closes == "blank" and brackets:
                out[match.start()] = ord("]")
        elif found in ("word", "label"):
            out[match.start() : match.end()] = b"x" * len(match[0])
        elif found == "statement":
            out[match.end() - 1] = ord(" ")
    return bytes(out)


def _walk(root: Node, data: bytes) -> Syntax:  # noqa: C901  # one flat loop: it is the hot one
    syntax = Syntax(root, {}, [], [], [], [], set())
    _, names, structure, dotted, selectors, keys, key_literals = syntax
    actions, known = _ACTIONS, len(_ACTIONS)
    cursor = root.walk()
    down, right, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node: Node = cursor.node  # type: ignore[assignment]  # None only for a cursor without a tree
        number = node.kind_id
        action = actions[number] if number < known else _DESCEND  # the kind ERROR lies far above the grammar's
        if action == _DESCEND:
            if down():
                continue
        elif action == _NAME:
            start = node.start_byte
            name = data[start : node.end_byte]
            if not name:
                pass  # the parser has put it in, where a name is missing
            elif name in names:
                names[name].append(start)
            else:
                names[name] = [start]
        elif action == _STRUCTURAL:
            structure.append(node)
            if down():
                continue
        elif action == _DOTTED:
            if down():
                operand: Node = cursor.node  # type: ignore[assignment]
                if operand.kind_id in _PLAIN:
                    while right():
                        pass
                    field: Node = cursor.node  # type: ignore[assignment]
                    if operand.start_byte < operand.end_byte and field.start_byte < field.end_byte:
                        dotted.append((operand, field))
                else:
                    selectors.append(node)
                    continue
        elif action == _KEYED and down():
            if down():
                key: Node = cursor.node  # type: ignore[assignment]
                if key.kind_id == _IDENTIFIER:
                    keys.append(key)
                elif key.kind_id == _LITERAL_VALUE:
                    key_literals.add(key.start_byte)
            continue
        while not right():
            if not up():
                return syntax


def first_error(root: Node) -> int | None:
    """Byte offset of the first thing that does not parse; None where everything does."""
    node = root
    while node.has_error and not node.is_error and not node.is_missing:
        child = next((child for child in node.children if child.has_error or child.is_missing), None)
        if child is None:
            break
        node = child
    return node.start_byte if root.has_error else None
