"""Parses Go files, and collects the nodes that matter for names in one walk. Only this module imports tree_sitter.

The walk takes most of the time of a file, so it is one flat loop with a cursor. A query with captures takes twice as
long (and captures are unordered), reading `children` more than three times as long.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple
from zlib import crc32

import tree_sitter_go
from tree_sitter import Language, Parser
from tree_sitter import Node as Node  # for the modules that read what is parsed here

_LANGUAGE = Language(tree_sitter_go.language())


class Syntax(NamedTuple):
    """A parsed file. All lists are in the order of the text; offsets are bytes.

    `names` are the offsets of each identifier that may be a bare use or a local declaration. `structure` are the nodes
    that `scopes` needs. `dotted` are the pairs (x, name) of `x.name` in expressions and types, if x is an identifier;
    `selectors` are the other selector expressions. `keys` are the identifiers that are keys of composite literals, and
    `key_literals` the offsets of elided literals that are keys.
    """

    root: Node
    names: dict[bytes, list[int]]
    structure: list[Node]
    dotted: list[tuple[Node, Node]]
    selectors: list[Node]
    keys: list[Node]
    key_literals: set[int]


def kind(name: str) -> int:
    """Return the number of a node kind. Comparing numbers is faster than comparing names."""
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
    " composite_literal literal_value struct_type interface_type"
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

STEPS, STEPS_PER_BYTE, MOST_STEPS = 10_000, 4, 12_000_000
"""The steps of the parser (shifts and reductions) that a file may take are STEPS + STEPS_PER_BYTE x its length, but at
most MOST_STEPS, which makes 1 GB of nodes. Go's own sources and tests take 0.5 steps per byte, and at most 2.7."""

MOST_SKIPS = 100
"""The most tokens that the parser may skip in the sampled steps. It skips tokens to recover from errors, which takes
twenty times as long as anything else. Sampled are `_CALLBACK_STEPS` of about `_SAMPLE_STEPS` steps, because the log
that shows the skips is slow too."""

READS_PER_BYTE = 8
"""How often the parser may read a byte on average. It may go back; for Go's own sources it does so once or twice."""

_CHUNK = 512
"""The bytes that the parser gets at once. Reading them again isn't counted. tree-sitter's binding (0.26) never frees
them, so the memory of a process grows by the bytes that it has parsed."""

_CALLBACK_STEPS = 100  # tree-sitter calls the progress callback after this many steps
_SAMPLE_STEPS = 12_800

# Code that Go accepts and the grammar rejects. Each is replaced by something of the same length that parses: words that
# Go lets a program redeclare (but not `make` before a type that isn't a name); `new`, whose argument may be an
# expression (Go 1.26), or a type, which parses between `[` and `]`; the label `_`; an empty statement before a
# condition or at the start of a block; the parentheses of a group with one declaration on one line.
_UNSUPPORTED = re.compile(
    rb"""(?P<passed>//[^\n]*|/\*.*?(?:\*/|\Z)|`[^`]*`?|"(?:[^"\\\n]|\\[^\n])*"?|'(?:[^'\\\n]|\\[^\n])*'?)"""
    rb"|(?<!func )(?<!\))(?<!\) )(?P<new>\bnew)(?P<blank>\s*)\(|(?P<open>\()|(?P<close>\))"
    rb"|\b(?P<word>new|make(?!\s*\(\s*(?:\[|map\b|chan\b))|nil|true|false|iota)\b"
    rb"|\b(?P<label>_)(?=\s*:[^=])|(?P<statement>(?:\b(?:if|switch)|\{)\s*);"
    rb"|\b(?:const|var|type)[ \t]*(?P<group>\()(?=[^()\n;]*\))",
    re.DOTALL,
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class TooManyStepsError(Exception):
    """A file takes more steps to parse than its length allows. `offset` is the byte that the parser has reached."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


def parse(data: bytes) -> Syntax:
    """Parse a Go file. Code that doesn't parse is under ERROR nodes; see `first_error`.

    Error recovery can take more than linear time. So the steps of the parser are counted, and TooManyStepsError is
    raised if there are too many for the length of the file. The same bytes always have the same result.
    """
    text = data if data.endswith(b"\n") else data + b"\n"  # the grammar needs it after a type at the end
    if text.startswith(_BYTE_ORDER_MARK):
        text = b"   " + text[3:]
    first = _Parse(text)
    if first.root is not None and not first.root.has_error:
        return _walk(first.root, data)
    tried = {text}
    for brackets in (True, False):
        other = _with_replacements(text, brackets=brackets)
        if other in tried:
            continue
        tried.add(other)
        again = _Parse(other, recover=False).root
        if again is not None and not again.has_error:
            return _walk(again, data)  # the offsets are the same, and names are read from `data`
    if first.root is None:
        raise TooManyStepsError(min(first.reached, len(data)))
    return _walk(first.root, data)


class _Parse:
    """One run of the parser.

    `root` is None if the run took too many steps, or if it skipped a token and may not `recover`. `reached` is the
    offset where the run stopped.
    """

    def __init__(self, text: bytes, *, recover: bool = True) -> None:
        self.reached = 0
        self._text = text
        self._steps = min(STEPS + STEPS_PER_BYTE * len(text), MOST_STEPS)
        self._skips = MOST_SKIPS if recover else 0
        self._unread = READS_PER_BYTE * len(text) + 100 * _CHUNK
        # The sampled steps depend on the text, so that they can't be predicted easily and are the same in each run.
        self._random = crc32(text)
        self._sampling = False
        self._parser = Parser(_LANGUAGE)
        self.root: Node | None
        try:
            self.root = self._parser.parse(self._read, progress_callback=self._must_stop).root_node
        except ValueError:  # the callback has stopped the parser
            self.root = None

    def _read(self, offset: int, _point: object) -> bytes:
        self._unread -= _CHUNK
        return self._text[offset : offset + _CHUNK]

    def _must_stop(self, offset: int, _has_error: bool) -> bool:  # noqa: FBT001  # tree-sitter calls it
        self.reached = offset
        self._steps -= _CALLBACK_STEPS
        self._random = (self._random * 1_664_525 + 1_013_904_223) & 0xFFFFFFFF  # the generator of Numerical Recipes
        sample = self._random < 0xFFFFFFFF // (_SAMPLE_STEPS // _CALLBACK_STEPS)
        if sample or self._sampling:
            self._parser.logger = self._count_skip if sample else None  # type: ignore[assignment]  # None turns it off
            self._sampling = sample
        return self._steps < 0 or self._unread < 0 or self._skips < 0

    def _count_skip(self, _kind: object, message: str) -> None:
        if message.startswith("skip_token"):
            self._skips -= 1


def _with_replacements(text: bytes, *, brackets: bool) -> bytes:
    """Replace the code that the grammar rejects. `new` may be redeclared, so its brackets are optional."""
    out = bytearray(text)
    opened: list[str | None] = []
    for match in _UNSUPPORTED.finditer(text):
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


def _walk(root: Node, data: bytes) -> Syntax:  # noqa: C901  # one flat loop is faster, see the module docstring
    syntax = Syntax(root, names={}, structure=[], dotted=[], selectors=[], keys=[], key_literals=set())
    _, names, structure, dotted, selectors, keys, key_literals = syntax
    actions, known = _ACTIONS, len(_ACTIONS)
    cursor = root.walk()
    down, right, up = cursor.goto_first_child, cursor.goto_next_sibling, cursor.goto_parent
    while True:
        node: Node = cursor.node  # type: ignore[assignment]  # None only for a cursor without a tree
        number = node.kind_id
        action = actions[number] if number < known else _DESCEND  # the number of ERROR is above those of the grammar
        if action == _DESCEND:
            if down():
                continue
        elif action == _NAME:
            start = node.start_byte
            name = data[start : node.end_byte]
            if not name:
                pass  # the parser has inserted it for a missing name
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


def nodes_of(root: Node, closed: Collection[int] = ()) -> Iterator[Node]:
    """Yield a node and all nodes in it, each before its children, but not those in nodes of the kinds `closed`.

    The cursor goes through a tree of any depth.
    """
    cursor = root.walk()
    while True:
        node: Node = cursor.node  # type: ignore[assignment]  # None only for a cursor without a tree
        yield node
        if node.kind_id not in closed and cursor.goto_first_child():
            continue
        while not cursor.goto_next_sibling():
            if not cursor.goto_parent():
                return


def first_error(root: Node) -> int | None:
    """Return the byte offset of the first syntax error; None if there is none."""
    node = root
    while node.has_error and not node.is_error and not node.is_missing:
        child = next((child for child in node.children if child.has_error or child.is_missing), None)
        if child is None:
            break
        node = child
    return node.start_byte if root.has_error else None
