"""Random Go files that parse and test scopes: few names, declared and used everywhere that Go allows."""

from __future__ import annotations

import random

_NAMES = (*"abcxyTUFpq", "fmt", "é", "len", "any", *"abcxyTUFpq", "nil", "iota", "true", "new", "make")
_FIELDS = ("f", "G", "a", "x", "T")
_BINARY = ("+", "-", "*", "/", "&&", "||", "==", "<", "<<", "&^", "|", "%", "!=", ">=")
_UNARY = ("-", "!", "*", "&", "<-", "^", "+")
_LITERALS = ("1", '"s"', "`r`", "'c'", "1.5", "0x1F", "2i", '"\\"//"', "`/*`", "'\\''", '"é"', "'\\U0001F600'")
_DEEPEST = 5


class Program:
    """One random file, while it is written."""

    def __init__(self, source: random.Random) -> None:
        self.source = source
        self.depth = 0
        self.room = source.choice((10, 30, 30, 80))

    def pick(self, *choices: str) -> str:
        """Pick one of the texts."""
        return self.source.choice(choices)

    def chance(self, of: int) -> bool:
        """True once in `of` times."""
        return not self.source.randrange(of)

    def name(self) -> str:
        """A name."""
        return self.pick(*_NAMES)

    def names(self, most: int = 3) -> str:
        """Names with commas."""
        return ", ".join(self.name() for _ in range(self.source.randrange(most) + 1))

    def file(self) -> str:
        """The whole file."""
        out = [
            self.pick("", "", "// c\n", "\ufeff", "//go:build a\n\n"),
            f"package {self.pick('p', 'main', 'T', 'é')}\n",
        ]
        for _ in range(self.source.randrange(4)):
            alias = self.pick("", "", "", "q ", "_ ", ". ", "fmt ", "T ")
            out.append(
                f"import {alias}{self.pick(chr(34) + 'fmt' + chr(34), '`a/b`', chr(34) + 'x.org/q' + chr(34))}\n"
            )
        out += [
            self.declaration() + self.pick("\n", "\n", "\n\n", ";", " // c\n")
            for _ in range(self.source.randrange(6) + 1)
        ]
        return "".join(out)

    def declaration(self) -> str:
        """A declaration at package level."""
        if self.chance(2):
            return self.function()
        text = self.spec_declaration()
        return f"//go:embed {self.pick('x', '*.txt', chr(34) + 'a b' + chr(34))}\n{text}" if self.chance(20) else text

    def spec_declaration(self) -> str:
        """const, var or type."""
        word, spec = self.source.choice((("const", self.const), ("var", self.var), ("type", self.type_spec)))
        if self.chance(4):
            return f"{word} (\n" + "".join(f"\t{spec()}\n" for _ in range(self.source.randrange(4))) + ")"
        return f"{word} {spec()}"

    def const(self) -> str:
        if self.chance(6):
            return f"{self.name()}, {self.name()} = {self.expression()}, iota"
        return f"{self.name()} {self.pick('', '', 'int ')}= {self.expression()}"

    def var(self) -> str:
        return self.pick(
            f"{self.names()} {self.type()}",
            f"{self.names(1)} = {self.expression()}",
            f"{self.name()}, {self.name()} {self.type()} = {self.expression()}, {self.expression()}",
        )

    def type_spec(self) -> str:
        params = self.type_params() if self.chance(4) else ""
        return f"{self.name()}{params} {'= ' if self.chance(5) else ''}{self.type()}"

    def type_params(self) -> str:
        return f"[{self.name()} {self.pick('any', 'interface{ ~int | ' + self.name() + ' }', 'comparable')}" + (
            f", {self.name()}, {self.name()} any]" if self.chance(3) else "]"
        )

    def function(self) -> str:
        """A function or method declaration."""
        head = "func "
        if self.chance(3):
            base = self.name() + (f"[{self.name()}]" if self.chance(5) else "")
            star = self.pick("", "*")
            head += f"({self.name()} {star}{base}) " if self.chance(1) else f"({star}{base}) "
            head += self.source.choice(_FIELDS)
        else:
            head += self.pick("init", "F", "G", self.name()) + (self.type_params() if self.chance(5) else "")
        return head + self.signature() + (f" {self.block()}" if not self.chance(12) else "")

    def signature(self) -> str:
        """Parameters and results."""
        params = [f"{self.name()} {self.type()}" for _ in range(self.source.randrange(3))]
        if self.chance(6):
            params = [self.type() for _ in params]
        elif self.chance(6):
            params.append(f"{self.name()} ...{self.type()}")
        elif self.chance(6):
            params.append(f"{self.name()}, {self.name()} {self.type()}")
        results = self.pick(
            "", "", "", f" {self.type()}", f" ({self.type()}, {self.name()})", f" ({self.name()} {self.type()})"
        )
        return f"({', '.join(params)}){results}"

    def type(self) -> str:
        """A type."""
        if self.depth >= _DEEPEST:
            return self.name()
        self.depth += 1
        text = self._type()
        self.depth -= 1
        return text

    def _type(self) -> str:
        match self.source.randrange(16):
            case 0:
                return f"[]{self.type()}"
            case 1:
                return f"[{self.pick('3', '...', self.name())}]{self.type()}".replace("[...]", "[2]")
            case 2:
                return f"map[{self.type()}]{self.type()}"
            case 3:
                return f"*{self.type()}"
            case 4:
                return f"{self.pick('chan', '<-chan', 'chan<-')} {self.name()}"
            case 5:
                return "func" + self.signature()
            case 6 | 7:
                return self.struct()
            case 8:
                method = f"{self.source.choice(_FIELDS)}{self.signature()}; " if self.chance(2) else ""
                return f"interface{{ {method}{self.pick('', self.name(), '~int | ' + self.name(), 'q.T')} }}"
            case 9:
                return f"{self.pick('q', 'fmt', self.name())}.{self.source.choice(_FIELDS)}"
            case 10:
                return f"{self.name()}[{self.type()}]"
        return self.pick("int", "string", self.name(), self.name(), self.name())

    def struct(self) -> str:
        """A struct type."""
        fields = [
            self.pick(
                f"{self.source.choice(_FIELDS)} {self.type()}",
                f"{self.source.choice(_FIELDS)}, {self.name()} {self.type()}",
                self.pick("", "*") + self.name(),
                f"{self.pick('', '*')}q.{self.source.choice(_FIELDS)} `tag`",
            )
            for _ in range(self.source.randrange(4))
        ]
        return "struct{ " + "; ".join(fields) + " }" if self.chance(2) else "struct {\n" + "\n".join(fields) + "\n}"

    def block(self) -> str:
        """Statements in braces."""
        if self.depth >= _DEEPEST or self.room <= 0:
            return "{}"
        self.depth += 1
        count = self.source.randrange(5)
        self.room -= count
        text = "{\n" + "".join(f"\t{self.statement()}{self.pick(chr(10), chr(10), '; ')}" for _ in range(count)) + "}"
        self.depth -= 1
        return text

    def statement(self) -> str:  # one case a kind of statement
        """A statement."""
        match self.source.randrange(22):
            case 0 | 1:
                return self.spec_declaration()
            case 2 | 3 | 4:
                return f"{self.names(2)} := {self.expression()}"
            case 5:
                return f"{self.operand()} {self.pick('=', '+=', '<<=', '&^=')} {self.expression()}"
            case 6:
                start = f"{self.name()} := {self.expression()}; " if self.chance(2) else self.pick("", "", "; ")
                other = f" else {self.block()}" if self.chance(3) else ""
                return f"if {start}{self.condition()} {self.block()}{other}"
            case 7:
                return self.loop()
            case 8:
                return self.switch()
            case 9:
                return self.type_switch()
            case 10:
                return self.select()
            case 11:
                return f"return {self.pick('', self.expression())}"
            case 12:
                return f"{self.pick('go', 'defer')} {self.operand()}({self.expression()})"
            case 13:
                return f"{self.name()}:\n\tfor {{ {self.pick('break', 'continue', 'goto')} {self.name()} }}"
            case 14:
                return self.block()
            case 15:
                return f"{self.operand()} <- {self.expression()}"
            case 16:
                return f"{self.name()}{self.pick('++', '--')}"
            case 17:
                return self.pick("", "fallthrough", "break")
        return f"{self.operand()}({', '.join(self.expression() for _ in range(self.source.randrange(3)))})"

    def loop(self) -> str:
        return self.pick(
            f"for {self.name()} := {self.condition()}; {self.condition()}; {self.name()}++ {self.block()}",
            f"for {self.names(2)} := range {self.condition()} {self.block()}",
            f"for {self.name()} = range {self.condition()} {self.block()}",
            f"for range {self.condition()} {self.block()}",
            f"for {self.condition()} {self.block()}",
            f"for {self.block()}",
        )

    def switch(self) -> str:
        start = f"{self.name()} := {self.condition()}; " if self.chance(3) else self.pick("", "", "; ")
        cases = "".join(
            f"case {self.expression()}, {self.name()}:\n\t{self.statement()}\n" for _ in range(self.source.randrange(3))
        )
        return f"switch {start}{self.pick('', self.condition())} {{\n{cases}{self.pick('', 'default:' + chr(10))}}}"

    def type_switch(self) -> str:
        bind = f"{self.name()} := " if self.chance(2) else ""
        cases = "".join(
            f"case {self.type()}, {self.pick('nil', self.type())}:\n\t{self.statement()}\n"
            for _ in range(self.source.randrange(3) + 1)
        )
        return f"switch {bind}{self.name()}.(type) {{\n{cases}}}"

    def select(self) -> str:
        cases = [
            f"case {self.pick('', self.name() + ' := ', self.name() + ', ' + self.name() + ' = ')}<-{self.name()}:"
        ]
        cases += [f"case {self.name()} <- {self.expression()}:"] if self.chance(2) else []
        cases += ["default:"] if self.chance(2) else []
        return "select {\n" + "".join(f"{case}\n\t{self.statement()}\n" for case in cases) + "}"

    def condition(self) -> str:
        """An expression without a composite literal that Go could take for a block."""
        return self.pick(
            self.name(), f"({self.expression()})", f"{self.name()} {self.source.choice(_BINARY)} {self.name()}"
        )

    def expression(self) -> str:
        """An expression."""
        if self.depth >= _DEEPEST or self.room <= 0:
            return self.pick(self.name(), self.source.choice(_LITERALS))
        self.depth += 1
        self.room -= 1
        text = self._expression()
        self.depth -= 1
        return text

    def _expression(self) -> str:  # one case a kind of expression
        match self.source.randrange(16):
            case 0 | 1:
                return f"{self.expression()} {self.source.choice(_BINARY)} {self.operand()}"
            case 2:
                return f"{self.source.choice(_UNARY)}{self.operand()}"
            case 3 | 4:
                return self.literal()
            case 5:
                return f"func{self.signature()} {self.block()}"
            case 6:
                return f"{self.operand()}[{self.expression()}{self.pick('', ':', ':' + self.name())}]"
            case 7:
                return f"{self.operand()}.({self.type()})"
            case 8:
                return f"{self.pick('[]int', 'map[string]' + self.name(), '(*T)', self.name())}({self.expression()})"
            case 9:
                return f"{self.pick('new', 'make')}({self.type()})"
            case 10:
                return f"{self.operand()}({self.expression()}, {self.name()}...)"
            case 11:
                return self.source.choice(_LITERALS)
        return self.operand()

    def operand(self) -> str:
        """A name, with or without something behind it."""
        return self.pick(
            self.name(),
            self.name(),
            f"{self.name()}.{self.source.choice(_FIELDS)}",
            f"q.{self.source.choice(_FIELDS)}",
            f"{self.name()}.{self.source.choice(_FIELDS)}.{self.source.choice(_FIELDS)}",
            f"{self.name()}().{self.source.choice(_FIELDS)}",
            f"({self.name()})",
            f"{self.name()}[{self.name()}].{self.source.choice(_FIELDS)}",
        )

    def literal(self) -> str:
        """A composite literal."""
        kinds = (
            "T",
            "[]T",
            "map[string]T",
            "[...]T",
            "q.T",
            "struct{ a, f int }",
            "T[int]",
            "[]map[x]T",
            "*T",
            self.name(),
        )
        kind = self.source.choice(kinds)
        elements = [
            self.pick(
                self.expression(),
                f"{self.source.choice(_FIELDS)}: {self.expression()}",
                f"{self.name()}: {self.expression()}",
                f"{{{self.source.choice(_FIELDS)}: {self.expression()}}}",
                f"{{{self.name()}}}: {{{self.expression()}}}",
                f"{self.expression()}: {self.expression()}",
            )
            for _ in range(self.source.randrange(3))
        ]
        star = "&" if kind == "*T" else self.pick("", "", "&")
        return f"{star}{kind.lstrip('*')}{{{', '.join(elements)}}}"


def program(source: random.Random) -> bytes:
    """A random file."""
    return Program(source).file().encode()
