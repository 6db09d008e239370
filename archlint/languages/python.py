"""Reads Python files. It is small on purpose: it exists so that archlint can check itself.

Each module is a node of the graph. Its import path is the dotted name with slashes, `archlint/rules/form`, so that
globs work as they do for Go. Absolute imports start at the scan root. Imports in functions and under
`if TYPE_CHECKING:` count like all others. `from __future__` doesn't count, and imports of a computed name aren't found.

`from a import b` may import the module a/b or a name of the module a. One file isn't enough to decide that, so the
facts have `a:b`, and `resolve` decides once all files are known.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, AnyStr, NamedTuple

from archlint.model.facts import FileFacts, Import, Problem, Scope
from archlint.model.language import FileLanguage, PackageOrigin
from archlint.model.location import folders_of

if TYPE_CHECKING:
    import ast

_GAP = r"(?:[ \t\f]|\\\n)*"
_PART = r"(?:\.|(?!import\b)\w+(?!\w))"  # there is only one way to split a text into parts
_FROM = re.compile(rf"from{_GAP}(?P<module>{_PART}(?:{_GAP}{_PART})*){_GAP}import\b")
_DOTTED = re.compile(rf"\w+(?:{_GAP}\.{_GAP}\w+)*")


MOST_BYTES = 192 * 1024
"""The largest file that is read. The largest file of well-known packages is two thirds of this."""

LONGEST_LINE = 10_000
"""The longest line that is read, with lines that backslashes join to it: in bytes, and in characters once decoded."""

MOST_BRACES = 10_000
"""The most `{` that a file may have. Well-known packages have at most a quarter of this. For each `{` of an f-string,
Python's parser reads the whole string (3.11) or the rest of the file (3.12) again."""


def module_path(path: str) -> str:
    """Return the import path of a file: a/b for `a/b.py`, a for `a/__init__.py`."""
    stem = path.removesuffix(".py")
    return stem.removesuffix("/__init__")


def scope_of(path: str) -> Scope:
    """Return whether the file is a test. Python has no external tests: pytest imports test modules like others."""
    return "test" if PYTHON.is_test(path) else "production"


def unread(path: str, problem: Problem) -> FileFacts:
    """Return the facts of a file that can't be read."""
    return FileFacts(path, module_path(path).rpartition("/")[2], (), problems=(problem,), scope=scope_of(path))


def read_python(path: str, data: bytes) -> FileFacts:
    """Return the facts of one file. Imports are in the order of the text; their place is the name of the module.

    A file that Python's parser rejects has no imports and one problem.
    """
    from importlib.util import decode_source

    too_large = _too_large(data)
    if too_large is not None:
        return unread(path, too_large)
    try:
        text = decode_source(data)
        too_large = _too_slow(text)
        if too_large is not None:
            return unread(path, too_large)
        statements = _imports(_parse(text))
    except SyntaxError as wrong:
        return unread(path, Problem(wrong.lineno or 1, max(wrong.offset or 1, 1), wrong.msg))
    except (ValueError, LookupError) as wrong:  # an unknown encoding, an invalid byte, or a NUL byte
        return unread(path, Problem(1, 1, str(wrong)))
    except (RecursionError, MemoryError):
        return unread(path, Problem(1, 1, "the code is nested too deeply"))
    source = _Source(path, text, text.split("\n"))
    imports, problems = source.read(statements)
    name = module_path(path).rpartition("/")[2]
    return FileFacts(path, name, imports, problems=problems, scope=scope_of(path))


def resolve(files: Iterable[FileFacts]) -> tuple[FileFacts, ...]:
    """Replace each import `a:b` with a/b if that is a module, else with a. Return the files sorted by path."""
    ordered = sorted(files, key=lambda file: file.path)
    known = set(Modules.of(ordered).paths)
    return tuple(file._replace(imports=tuple(_resolved(file.imports, known))) for file in ordered)


def _resolved(imports: Iterable[Import], known: set[str]) -> Iterator[Import]:
    seen: set[Import] = set()
    for spec in imports:
        module, _, name = spec.path.partition(":")
        inner = f"{module}/{name}" if module else name
        found = spec._replace(path=inner if name and (inner in known or not module) else module)
        bare = found._replace(alias="")
        if bare not in seen:  # `from a import b, c` is one import of a
            seen.add(bare)
            yield found


class Modules(NamedTuple):
    """The import paths of the modules and folders of a tree."""

    paths: frozenset[str]

    @classmethod
    def of(cls, files: Iterable[FileFacts]) -> Modules:
        """Collect the modules of a tree."""
        paths = {module_path(file.path) for file in files}
        return cls(frozenset(paths | folders_of(paths)) - {""})

    def of_file(self, path: str) -> str:
        """Return the import path of a file."""
        return module_path(path)

    def origin(self, import_path: str) -> PackageOrigin:
        """Return where an import path comes from. The tree comes first, as the scan root does in `sys.path`."""
        top = import_path.partition("/")[0]
        if top in self.paths:
            return "tree"
        return "std" if top in sys.stdlib_module_names else "third-party"

    def folder(self, import_path: str) -> str | None:
        """Return the folder of an import path that has no file: the path itself if that is a folder of the tree, else
        its parent. Return None outside the tree."""
        if self.origin(import_path) != "tree":
            return None
        return import_path if import_path in self.paths else import_path.rpartition("/")[0]


class Python(FileLanguage):
    """Python, as far as archlint supports it."""

    __slots__ = ()
    name = "python"
    title = "Python"
    suffix = ".py"
    ignored = "caches, environments, names that start with ."
    tests_importable = True
    environment = "pyvenv.cfg"

    def ignores_folder(self, name: str) -> bool:
        """Whether the folder is hidden, a cache, or holds packages of Node."""
        return name.startswith(".") or name in ("__pycache__", "node_modules")

    def read(self, path: str, data: bytes) -> FileFacts:
        """Imports stand in the order of the text."""
        return read_python(path, data)

    def unread(self, path: str, problem: Problem) -> FileFacts:
        """No imports, and the problem."""
        return unread(path, problem)

    def resolve(self, files: Iterable[FileFacts]) -> tuple[FileFacts, ...]:
        """Decide which imports `a:b` mean the module a/b."""
        return resolve(files)

    def is_test(self, path: str) -> bool:
        """Report whether pytest collects the file, or loads it as a conftest.py (pytest, "python_files")."""
        name = path.rpartition("/")[2]
        return name == "conftest.py" or (name.startswith("test_") and name.endswith(".py")) or name.endswith("_test.py")

    def file_packages(self, files: Iterable[FileFacts]) -> Modules:
        """Return the module of each file."""
        return Modules.of(files)


PYTHON = Python()


def _too_large(data: bytes) -> Problem | None:
    """Check the size before decoding, because some of Python's codecs take quadratic time on long lines."""
    if len(data) > MOST_BYTES:
        return Problem(1, 1, f"the file is larger than {MOST_BYTES // 1024} KiB")
    return _long_line(data.split(b"\n"), (b"\\", b"\\\r"), "bytes")


def _too_slow(text: str) -> Problem | None:
    """Check the text before parsing, because Python's parser takes quadratic time on long names and f-strings.

    This checks the text again, not the bytes, because an encoding such as UTF-7 may hide characters.
    """
    if text.count("{") > MOST_BRACES:
        return Problem(1, 1, f"the file has more than {MOST_BRACES:,} braces")
    return _long_line(text.split("\n"), ("\\",), "characters")


def _long_line(lines: Iterable[AnyStr], joined: tuple[AnyStr, ...], unit: str) -> Problem | None:
    """The problem of the first line that is too long. A line that ends with one of `joined` continues on the next."""
    length = 0
    for number, line in enumerate(lines, 1):
        length = length + len(line) if length and line else len(line)
        if length > LONGEST_LINE:
            return Problem(number, 1, f"the line is longer than {LONGEST_LINE:,} {unit}")
        if not line.endswith(joined):
            length = 0
    return None


def _parse(text: str) -> ast.Module:
    import ast
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the compiler's warnings about the code aren't archlint's to report
        return ast.parse(text)


def _imports(module: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """All import statements in the order of the text. Expressions can't contain any, so they are skipped."""
    import ast

    found: list[ast.Import | ast.ImportFrom] = []
    waiting: list[ast.AST] = [*module.body]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found.append(node)
        for block in ("body", "orelse", "finalbody", "handlers", "cases"):
            waiting.extend(getattr(node, block, ()))
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def _named(module: str, name: ast.alias, place: tuple[int, int, int]) -> Import:
    """One name of `from module import ...`. `*` binds all names, like a dot import in Go."""
    if name.name == "*":
        return Import(module or "__init__", *place, ".")
    return Import(f"{module}:{name.name}", *place, name.asname or "")


class _Source(NamedTuple):
    """The text of one file. It converts columns, because `ast` counts bytes and a place counts code points."""

    path: str
    text: str
    lines: list[str]

    def read(self, statements: Iterable[ast.Import | ast.ImportFrom]) -> tuple[tuple[Import, ...], tuple[Problem, ...]]:
        import ast

        imports: list[Import] = []
        problems: list[Problem] = []
        for node in statements:
            if isinstance(node, ast.Import):
                imports.extend(self._plain(name) for name in node.names)
            elif node.module != "__future__" or node.level:
                place = self._module_place(node)
                base = self._base(node.level)
                if base is None:
                    problems.append(Problem(place[0], place[1], "this relative import points outside the tree"))
                    continue
                module = "/".join([*base, *(node.module or "").split(".")]).strip("/")
                imports.extend(_named(module, name, place) for name in node.names)
        return tuple(imports), tuple(problems)

    def _plain(self, name: ast.alias) -> Import:
        column = self._column(name.lineno, name.col_offset)
        found = _DOTTED.match(self.lines[name.lineno - 1], column - 1)
        end = found.end() + 1 if found else column + len(name.name)
        return Import(name.name.replace(".", "/"), name.lineno, column, end_column=end, alias=name.asname or "")

    def _module_place(self, node: ast.ImportFrom) -> tuple[int, int, int]:
        """Line, column and end column of the module in `from module import ...`; the end is on the same line."""
        rest = "\n".join(self.lines[node.lineno - 1 : node.end_lineno])
        column = self._column(node.lineno, node.col_offset)
        found = _FROM.match(rest, column - 1)
        if found is None:
            return node.lineno, column, column + len("from")
        before = rest[: found.start("module")]
        column = len(before) - (before.rfind("\n") + 1) + 1
        return node.lineno + before.count("\n"), column, column + len(found["module"].partition("\\\n")[0].rstrip())

    def _column(self, line: int, offset: int) -> int:
        text = self.lines[line - 1]
        return offset + 1 if text.isascii() else len(text.encode()[:offset].decode()) + 1

    def _base(self, level: int) -> list[str] | None:
        """The package that a relative import of this level starts from: [] for an absolute import, None outside the
        tree."""
        if not level:
            return []
        packages = self.path.split("/")[:-1]  # one dot is the package that contains the file, also for its __init__
        return packages[: len(packages) + 1 - level] if level <= len(packages) + 1 else None
