"""The exact header parser. It reads the package clause and imports of a file like go/parser in ImportsOnly mode.

It follows that parser's decisions, with its error recovery, so that a broken file has the same imports and errors. It
takes about ten times as long as the fast path of `reader`.
"""

from __future__ import annotations

from archlint.languages.go.build.constraints import file_name_constraint, header_constraint, join_constraints
from archlint.languages.go.headers.ignores import find_ignores
from archlint.languages.go.headers.literals import printable, unquote
from archlint.languages.go.headers.scanner import CutShortError, Scanner
from archlint.languages.go.headers.words import is_generated_mark
from archlint.languages.go.language import scope_of
from archlint.model.facts import FileFacts, Import, Problem

MOST_PROBLEMS = 10
LONGEST_MESSAGE = 200

_LITERALS = frozenset(("IDENT", "STRING", "INT", "FLOAT", "IMAG", "CHAR"))
_STATEMENT_START = frozenset((
    "break", "const", "continue", "defer", "fallthrough", "for", "go", "goto", "if", "return", "select", "switch",
    "type", "var",
))  # fmt: skip
_DECLARATION_START = frozenset(("const", "func", "import", "type", "var", "EOF"))
_EXPRESSION_END = frozenset((",", ":", ";", ")", "]", "}"))


class _GiveUpError(Exception):
    """There are more than ten errors, so go/parser drops what it has read."""


def parse_header(path: str, text: str, *, whole: bool) -> FileFacts | None:
    """Parse the decoded text of a file (bytes that aren't UTF-8 are lone surrogates).

    Return None if the text isn't the `whole` file and ends before the header does.
    """
    parser = _Parser(Scanner(text, whole=whole))
    package, generated, clause_end = "", False, 0
    imports: list[Import] = []
    try:
        parser.next()
        if not parser.scanner.error_count:
            comments = [text[start:end] for start, end in parser.scanner.comments]
            keyword_end = parser.token.end
            name = parser.package_clause()
            if not parser.scanner.error_count:
                imports = parser.import_declarations()
                parser.check_next()
                package, generated, clause_end = name, any(map(is_generated_mark, comments)), keyword_end
    except _GiveUpError:
        imports = []
    except CutShortError:
        return None
    scanner, found = parser.scanner, tuple(imports)
    ignores = find_ignores(text, scanner.comments, scanner.position, imports=found) if "//archlint:" in text else ()
    constraint = file_name_constraint(path[path.rfind("/") + 1 :])
    constraint = join_constraints(constraint, header_constraint(text[:clause_end]))
    problems, scope = parser.problems(), scope_of(path, package)
    return FileFacts(
        path,
        package,
        found,
        constraint=constraint,
        generated=generated,
        problems=problems,
        ignores=ignores,
        scope=scope,
    )


def _shown(message: str) -> str:
    """A message without lone surrogates, cut to a readable length, because it may quote the text."""
    message = message if len(message) <= LONGEST_MESSAGE else message[:LONGEST_MESSAGE] + "…"
    return printable(message)


class _Parser:
    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self._sync_pos, self._sync_count = -1, 0

    def next(self) -> None:
        self.token = self.scanner.scan()

    def problems(self) -> tuple[Problem, ...]:
        """The first errors in the order of the text."""
        first = sorted(self.scanner.errors)[:MOST_PROBLEMS]
        return tuple(Problem(*self.scanner.position(offset), _shown(message)) for offset, message in first)

    def package_clause(self) -> str:
        self._expect("package")
        name = self.token.text if self.token.kind == "IDENT" else "_"
        self._expect("IDENT")
        self._expect_semicolon()
        return name

    def import_declarations(self) -> list[Import]:
        imports: list[Import] = []
        while self.token.kind == "import":
            self.next()
            if self.token.kind != "(":
                imports += self._spec()
                continue
            self.next()
            while self.token.kind not in (")", "EOF"):
                imports += self._spec()
            self._expect(")")
            self._expect_semicolon()
        return imports

    def check_next(self) -> None:
        """Report anything that isn't a declaration, such as a conflict marker, because imports may follow it.

        go/parser does this in every mode except ImportsOnly. One error is enough, so earlier errors suppress it.
        """
        if not self.scanner.error_count and self.token.kind not in _DECLARATION_START:
            self._error_expected("declaration")

    def _spec(self) -> list[Import]:
        """Parse one import spec. Return a list of one import, or of none if its path is invalid."""
        alias = ""
        if self.token.kind in ("IDENT", "."):
            alias = self.token.text or "."
            self.next()
        path, at, end = None, self.token.start, self.token.end
        if self.token.kind == "STRING":
            path = unquote(self.token.text)
            self.next()
        elif self.token.kind in _LITERALS:
            self._error(at, "import path must be a string")
            self.next()
        else:
            self._error(at, "missing import path")
            self._advance(_EXPRESSION_END)
        self._expect_semicolon()
        if path is None:
            return []
        line, column = self.scanner.position(at)
        return [Import(path, line, column, end_column=column + self.scanner.width(at, end), alias=alias)]

    def _error(self, offset: int, message: str) -> None:
        if not self._follows_error(offset):
            self.scanner.report(offset, message)

    def _follows_error(self, offset: int) -> bool:
        """Whether an error is on the line of the last error, and so most likely caused by it."""
        scanner = self.scanner
        if not scanner.error_count:
            return False
        if scanner.last_error_line == scanner.adjusted_line(offset):
            return True
        if scanner.error_count > 10:
            raise _GiveUpError
        return False

    def _error_expected(self, what: str) -> None:
        token = self.token
        if self._follows_error(token.start):
            return
        if token.kind == ";" and token.text == "\n":
            found = "newline"
        else:
            found = token.text if token.kind in _LITERALS else f"'{token.kind}'"
        self.scanner.report(token.start, f"expected {what}, found {found}")

    def _expect(self, kind: str) -> None:
        if self.token.kind != kind:
            self._error_expected(f"'{kind}'")
        self.next()

    def _expect_semicolon(self) -> None:
        if self.token.kind in (")", "}"):
            return
        if self.token.kind not in (",", ";"):
            self._error_expected("';'")
            self._advance(_STATEMENT_START)
            return
        if self.token.kind == ",":
            self._error_expected("';'")
        self.next()

    def _advance(self, to: frozenset[str]) -> None:
        """Skip to a token of `to`. The count prevents endless loops in callers that make no progress."""
        while self.token.kind != "EOF":
            if self.token.kind in to:
                at = self.token.start
                if at == self._sync_pos and self._sync_count < 10:
                    self._sync_count += 1
                    return
                if at > self._sync_pos:
                    self._sync_pos, self._sync_count = at, 0
                    return
            self.next()
