"""Python files: bytes to facts. Small on purpose: it is here so that archlint can check itself.

A node of the graph is one module. Its import path is the dotted name with slashes, `archlint/rules/form`, so that globs
mean what they mean for Go. The scan root is the folder that import statements start from. Imports inside functions and
under `if TYPE_CHECKING:` count as all others do: what the code cannot be read without, it depends on. `from __future__`
is no import, and imports by a computed name are not seen.

`from a import b` may mean the module a/b or a name in a, which one file cannot tell. The facts say `a:b`; `resolve`
decides once all files are known.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, AnyStr, NamedTuple

from archlint.model.facts import FileFacts, Import, Problem, Scope
from archlint.model.language import Language, PackageOrigin
from archlint.model.location import folders_of

if TYPE_CHECKING:
    import ast

_GAP = r"(?:[ \t\f]|\\\n)*"
_PART = r"(?:\.|(?!import\b)\w+(?!\w))"  # so that a text is cut into parts in one way alone
_FROM = re.compile(rf"from{_GAP}(?P<module>{_PART}(?:{_GAP}{_PART})*){_GAP}import\b")
_DOTTED = re.compile(rf"\w+(?:{_GAP}\.{_GAP}\w+)*")


MOST_BYTES = 192 * 1024
"""The largest file that is read; the largest of well-known packages has two thirds of it."""

LONGEST_LINE = 10_000
"""The longest line, with those that backslashes join to it, in bytes, and in characters once it is decoded."""

MOST_BRACES = 10_000
"""The most `{` of a file; well-known packages have a quarter of it. For each `{` of an f-string, Python's parser reads
the whole string (3.11) or the rest of the file (3.12) once more."""


def module_path(path: str) -> str:
    """The import path of the file at `path`: `a/b.py` is a/b, `a/__init__.py` is a."""
    stem = path.removesuffix(".py")
    return stem.removesuffix("/__init__")


def scope_of(path: str) -> Scope:
    """The kind of test; pytest imports test modules as any others, so none is compiled apart."""
    return "test" if PYTHON.is_test(path) else "production"


def ignored_folder(name: str) -> bool:
    """Whether a folder of this name holds no code of the project: hidden folders, caches, packages of Node."""
    return name.startswith(".") or name in ("__pycache__", "node_modules")


def unread(path: str, problem: Problem) -> FileFacts:
    """The facts of a file that nothing can be read of."""
    return FileFacts(path, module_path(path).rpartition("/")[2], (), problems=(problem,), scope=scope_of(path))


def read_python(path: str, data: bytes) -> FileFacts:
    """The facts of one file; imports stand in the order of the text, each at the name of its module.

    A file that Python's own parser refuses has no imports and one problem.
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
    except (ValueError, LookupError) as wrong:  # not decodable, a NUL byte
        return unread(path, Problem(1, 1, str(wrong)))
    except (RecursionError, MemoryError):
        return unread(path, Problem(1, 1, "the code is nested too deeply"))
    source = _Source(path, text, text.split("\n"))
    imports, problems = source.read(statements)
    name = module_path(path).rpartition("/")[2]
    return FileFacts(path, name, imports, problems=problems, scope=scope_of(path))


def resolve(files: Iterable[FileFacts]) -> tuple[FileFacts, ...]:
    """Decide, knowing all files, which imports `a:b` mean the module a/b; the others mean a. Sorted by path."""
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
    """Which import paths are modules or folders of the tree, and where the others come from."""

    paths: frozenset[str]

    @classmethod
    def of(cls, files: Iterable[FileFacts]) -> Modules:
        """Index the modules of a tree."""
        paths = {module_path(file.path) for file in files}
        return cls(frozenset(paths | folders_of(paths)) - {""})

    def of_file(self, path: str) -> str:
        """The import path of the file at `path`."""
        return module_path(path)

    def origin(self, import_path: str) -> PackageOrigin:
        """Where an import path comes from. The tree wins over a module of the same name elsewhere, as in `sys.path`."""
        top = import_path.partition("/")[0]
        if top in self.paths:
            return "tree"
        return "std" if top in sys.stdlib_module_names else "third-party"

    def folder(self, import_path: str) -> str | None:
        """The folder of an import path of the tree that no file has: itself, or where it would stand; else None."""
        if self.origin(import_path) != "tree":
            return None
        return import_path if import_path in self.paths else import_path.rpartition("/")[0]


class Python(Language):
    """Python, as far as this front end goes."""

    __slots__ = ()
    name = "python"
    title = "Python"
    suffix = ".py"
    ignored = "caches, environments, names that start with ."
    tests_importable = True

    def is_test(self, path: str) -> bool:
        """Whether pytest collects the file, or reads it as a conftest.py (pytest, "python_files")."""
        name = path.rpartition("/")[2]
        return name == "conftest.py" or (name.startswith("test_") and name.endswith(".py")) or name.endswith("_test.py")

    def file_packages(self, files: Iterable[FileFacts]) -> Modules:
        """Each file is a module."""
        return Modules.of(files)


PYTHON = Python()


def _too_large(data: bytes) -> Problem | None:
    """What is not even decoded: some of Python's encodings take quadratic time on long lines."""
    if len(data) > MOST_BYTES:
        return Problem(1, 1, f"the file is larger than {MOST_BYTES // 1024} KiB")
    return _long_line(data.split(b"\n"), (b"\\", b"\\\r"), "bytes")


def _too_slow(text: str) -> Problem | None:
    """What is not given to Python's own parser, which takes quadratic time on long names and f-strings.

    The text is looked at, since an encoding such as UTF-7 may hide a character from who looks at the bytes.
    """
    if text.count("{") > MOST_BRACES:
        return Problem(1, 1, f"the file has more than {MOST_BRACES:,} braces")
    return _long_line(text.split("\n"), ("\\",), "characters")


def _long_line(lines: Iterable[AnyStr], joined: tuple[AnyStr, ...], unit: str) -> Problem | None:
    """The first line that is too long; a line that ends with one of `joined` goes on in the next."""
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
        warnings.simplefilter("ignore")  # what the compiler thinks of the code's escapes is not ours to say
        return ast.parse(text)


def _imports(module: ast.Module) -> list[ast.Import | ast.ImportFrom]:
    """All import statements, in the order of the text. Expressions hold none, so they are not looked into."""
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
    """One name of `from module import ...`; `*` binds all there are, as Go's dot import does."""
    if name.name == "*":
        return Import(module or "__init__", *place, ".")
    return Import(f"{module}:{name.name}", *place, name.asname or "")


class _Source(NamedTuple):
    """The text of one file, for columns: `ast` counts bytes, a place counts code points."""

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
                    problems.append(Problem(place[0], place[1], "this relative import leads out of the tree"))
                    continue
                module = "/".join([*base, *(node.module or "").split(".")]).strip("/")
                imports.extend(_named(module, name, place) for name in node.names)
        return tuple(imports), tuple(problems)

    def _plain(self, name: ast.alias) -> Import:
        column = self._column(name.lineno, name.col_offset)
        found = _DOTTED.match(self.lines[name.lineno - 1], column - 1)
        end = found.end() + 1 if found else column + len(name.name)
        return Import(name.name.replace(".", "/"), name.lineno, column, end, name.asname or "")

    def _module_place(self, node: ast.ImportFrom) -> tuple[int, int, int]:
        """Line, column and end column of the module in `from module import ...`, where that is on one line."""
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
        """The package a relative import of this level starts from: [] for an absolute one, None beyond the root."""
        if not level:
            return []
        packages = self.path.split("/")[
            :-1
        ]  # one dot is the package that the file stands in, be it its __init__ or not
        return packages[: len(packages) + 1 - level] if level <= len(packages) + 1 else None
