"""Build constraints: decides which files belong to a build configuration, like go/build.

A constraint is text in `//go:build` syntax (`FileFacts.constraint`). Those of the file name and of comments are joined
by `&&`. Source: `go help buildconstraint`, and the behaviour of go/build and go/build/constraint, which the tests
compare with.
"""

import re
from typing import NamedTuple

from archlint.languages.go.build.expressions import Expression, evaluate, parse_expression, render

SYSTEMS = frozenset((
    "aix", "android", "darwin", "dragonfly", "freebsd", "hurd", "illumos", "ios", "js", "linux", "nacl", "netbsd",
    "openbsd", "plan9", "solaris", "wasip1", "windows", "zos",
))  # fmt: skip
_UNIX = SYSTEMS - {"js", "nacl", "plan9", "wasip1", "windows", "zos"}
ARCHITECTURES = frozenset((
    "386", "amd64", "amd64p32", "arm", "armbe", "arm64", "arm64be", "loong64", "mips", "mipsle", "mips64", "mips64le",
    "mips64p32", "mips64p32le", "ppc", "ppc64", "ppc64le", "riscv", "riscv64", "s390", "s390x", "sparc", "sparc64",
    "wasm",
))  # fmt: skip
_IMPLIED = {"android": "linux", "illumos": "solaris", "ios": "darwin"}
_IGNORED_FOLDERS = frozenset(("vendor", "testdata"))

# The same as Go's unicode.IsSpace; str.strip() without arguments strips more.
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_SPACES = f"[{_SPACE}]+"  # compiled when first needed, which is rare
_IGNORE = ("ignore",)
_MOST_OLD_OPERATORS = 100


class Configuration(NamedTuple):
    """One build configuration.

    `tags` are the tags of `-tags`. `release` is the N of the newest release tag go1.N that is satisfied. `compiler` is
    a tag itself. `experiments` are tags such as `goexperiment.boringcrypto`.
    """

    goos: str = "linux"
    goarch: str = "amd64"
    tags: frozenset[str] = frozenset()
    cgo: bool = True
    release: int = 26
    compiler: str = "gc"
    experiments: frozenset[str] = frozenset()

    def holds(self, tag: str) -> bool:
        """Report whether a tag is satisfied (`go help buildconstraint`)."""
        if tag in (self.goos, self.goarch, self.compiler) or (tag == "cgo" and self.cgo):
            return True
        if tag == _IMPLIED.get(self.goos) or (tag == "unix" and self.goos in _UNIX):
            return True
        if tag == "boringcrypto":
            tag = "goexperiment.boringcrypto"
        if tag in self.tags or tag in self.experiments:
            return True
        number = tag[4:] if tag.startswith("go1.") else ""
        return number.isascii() and number.isdecimal() and number[0] != "0" and int(number[:9]) <= self.release


def ignored_dir(name: str) -> bool:
    """Report whether `./...` skips folders with this name, and everything below them. It never skips the root."""
    return name in _IGNORED_FOLDERS or name.startswith(("_", "."))


def ignored_file(name: str) -> bool:
    """Report whether Go ignores files with this name."""
    return name.startswith(("_", "."))


def matches(constraint: str, configuration: Configuration) -> bool:
    """Report whether a file with this constraint belongs to the configuration.

    Raise ConstraintError if Go rejects the constraint. A file that imports "C" doesn't belong to a configuration
    without cgo either; that isn't part of its constraint.
    """
    return not constraint or evaluate(parse_expression(constraint), configuration.holds) is True


def file_name_constraint(name: str) -> str:
    """Return the constraint in a file name: `linux && arm64` for `x_linux_arm64_test.go`; "" for none."""
    before, underscore, last = name.partition(".")[0].removesuffix("_test").rpartition("_")
    if not underscore:  # linux.go has no constraint
        return ""
    if last in ARCHITECTURES:
        _, underscore, system = before.rpartition("_")
        return f"{system} && {last}" if underscore and system in SYSTEMS else last
    return last if last in SYSTEMS else ""


def join_constraints(first: str, second: str) -> str:
    """Join two constraints; "" is none. If Go rejects one of them, it rejects the result."""
    if not first or not second:
        return first or second
    return f"{first} && ({second})" if "||" in second and _is_sound(second) else f"{first} && {second}"


def header_constraint(head: str) -> str:
    """Return the constraint in the comments before the package clause; "" for none.

    This is the `//go:build` line, or else the `// +build` lines. `head` is the text up to the package clause, with the
    clause or at least its keyword. A constraint that Go rejects stays unchanged, so that `matches` rejects it too: a
    malformed line, or several `//go:build` lines, joined by a newline.
    """
    if "go:build" not in head and "+build" not in head:
        return ""
    new, old = _constraint_lines(head.removeprefix("\ufeff"))
    if new:
        return "\n//go:build ".join(new) or "//go:build"
    texts = [render(expression) for line in old if (expression := _old_expression(line))]
    return " && ".join(f"({text})" if "||" in text and len(texts) > 1 else text for text in texts)


def _is_sound(constraint: str) -> bool:
    try:
        parse_expression(constraint)
    except ValueError:
        return False
    return True


def _constraint_lines(head: str) -> tuple[list[str], list[str]]:
    """The texts after `//go:build` and after `// +build`, of the lines that Go uses.

    A `//go:build` line counts anywhere before the package clause, outside `/* */`. A `// +build` line counts if only
    `//` comments and blank lines are before it, and if a blank line follows before anything else.
    """
    new: list[str] = []
    old: list[str] = []
    waiting: list[str] = []
    leading, in_comment = True, False
    for raw in head.split("\n"):
        line = raw.strip(_SPACE)
        if leading and not line:
            old += waiting
            waiting = []
            continue
        leading = leading and line.startswith("//")
        if not in_comment and (text := _after_marker(line, "//go:build")) is not None:
            new.append(text)
        if leading and "+build" in line and (text := _after_marker(line[2:].strip(_SPACE), "+build")) is not None:
            waiting.append(text)
        in_comment = (in_comment or "/*" in line) and _comment_open_after(line, in_comment=in_comment)
    return new, old


def _after_marker(line: str, marker: str) -> str | None:
    """The trimmed text after a marker, which must be followed by a blank or by nothing; else None."""
    if not line.startswith(marker):
        return None
    rest = line[len(marker) :]
    text = rest.strip(_SPACE)
    return text if len(text) < len(rest) or not rest else None


def _comment_open_after(line: str, *, in_comment: bool) -> bool:
    """Whether a `/*` comment is still open at the end of a line of comments."""
    pos = 0
    while True:
        if in_comment:
            pos = line.find("*/", pos) + 2
            if pos < 2:
                return True
        if blanks := re.compile(_SPACES).match(line, pos):
            pos = blanks.end()
        in_comment = line.startswith("/*", pos)
        if not in_comment:
            return False
        pos += 2


def _old_expression(text: str) -> Expression:
    """Parse a `// +build` line: blanks mean or, commas mean and. Return () if it is so complex that Go ignores it."""
    items: list[str] = []
    operators = 0
    for clause in re.split(_SPACES, text) if text else ():
        first_clause = not items
        for place, literal in enumerate(clause.split(",")):
            items += (*_old_literal(literal), "&&") if place else _old_literal(literal)
            operators += bool(place)
        if not first_clause:
            items.append("||")
            operators += 1
        if operators > _MOST_OLD_OPERATORS:
            return ()
    return tuple(items) or _IGNORE


def _old_literal(literal: str) -> Expression:
    negated = literal.startswith("!")
    if literal.startswith("!!") or literal == "!":
        return _IGNORE
    tag = literal[1:] if negated else literal
    sound = tag and all(char.isalpha() or char.isdecimal() or char in "_." for char in tag)
    operand = (tag,) if sound else _IGNORE
    return (*operand, "!") if negated else operand
