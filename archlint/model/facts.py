"""Facts: what a language's front end reads from source files, before any graph is built."""

from typing import Literal, NamedTuple

ImportKind = Literal["normal", "blank", "dot", "cgo"]
Reason = Literal[
    "tests", "production", "build", "documentation", "exclude", "untracked", "ignored", "vendor", "go.mod", "language"
]
"""Why a file isn't scanned: the `tests` setting (either way), the build configuration, what Go treats as
documentation, [scan] exclude, --tracked, a name that the language's tools ignore, a vendor folder, an ignore directive
of a go.mod, or another language."""
Scope = Literal["production", "test", "external-test"]


class Import(NamedTuple):
    """An import spec. `line` and `column` (1-based, code points) locate the path literal, including its quotes.

    `alias` is "" for none, "_" for a blank import, "." for a dot import.
    """

    path: str
    line: int
    column: int
    end_column: int
    alias: str = ""

    @property
    def kind(self) -> ImportKind:
        """How the import binds names (Go spec, "Import declarations"); `C` is cgo's pseudo-package."""
        if self.path == "C":
            return "cgo"
        return "blank" if self.alias == "_" else "dot" if self.alias == "." else "normal"


class Problem(NamedTuple):
    """Why a file can't be read or parsed, e.g. a syntax error; 1-based line and column (code points)."""

    line: int
    column: int
    message: str


class Ignore(NamedTuple):
    """An `//archlint:ignore <rule> <reason>` comment, with its 1-based line and code-point column.

    `rule` and `reason` are "" if they're missing. `target` is the line of the import that it ignores, 0 for none.
    """

    line: int
    column: int
    rule: str
    reason: str
    target: int


class FileFacts(NamedTuple):
    """One source file.

    `path` is relative to the scan root. `package` is the name in the package clause, "" if it can't be read.
    `constraint` is the build constraint as one expression in `//go:build` syntax, file name and comment together,
    "" if the file always builds. `generated` means that the file has Go's "Code generated ... DO NOT EDIT." line.
    `scope` is the kind of test; an external test is compiled as a package of its own.
    """

    path: str
    package: str
    imports: tuple[Import, ...]
    constraint: str = ""
    generated: bool = False
    problems: tuple[Problem, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    scope: Scope = "production"

    @property
    def is_test(self) -> bool:
        """Whether the file is a test of any kind."""
        return self.scope != "production"


class Module(NamedTuple):
    """A Go module: the folder of its go.mod, relative to the scan root; ".." for any folder above the root.

    `replaces` holds the local replacements as (module path, folder relative to the scan root); `requires` the module
    paths of the require directives; `replaced` those that a replace directive replaces; `go` the language
    version of the go directive, "" for none.
    """

    path: str
    folder: str
    replaces: tuple[tuple[str, str], ...] = ()
    requires: tuple[str, ...] = ()
    go: str = ""
    replaced: tuple[str, ...] = ()


class Workspace(NamedTuple):
    """A go.work. `uses` are the folders of its use directives: root-relative, ".." for the module that contains the
    scan root, without other folders outside the tree. `path` is that of the file; it starts with `../` above the root.
    """

    path: str
    uses: tuple[str, ...] = ()


class Tree(NamedTuple):
    """Everything the edge read: the scanned files (sorted by path), the modules, and the files left out.

    `inside` is the scan root's folder within the module in the folder ".." (see `Module`), "" for none.
    `skipped` counts source files left out, by reason; `matched_excludes` are the exclude globs that matched something.
    `others` are the paths of all other files, complete only when a mapping is checked. `faults` are folders and
    unscanned files that can't be read or parsed, each with its problems. `left_out` has the files that were left out
    because of their contents, and untracked files where `others` is complete; each with the reason. `variants` are the
    facts of files that were left out because they belong to other build configurations. `workspace` is the go.work that
    applies to the scan root, None for none; one above the root is read only where a mapping is checked.
    """

    files: tuple[FileFacts, ...] = ()
    modules: tuple[Module, ...] = ()
    inside: str = ""
    skipped: tuple[tuple[str, int], ...] = ()
    matched_excludes: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    faults: tuple[FileFacts, ...] = ()
    left_out: tuple[tuple[str, Reason], ...] = ()
    variants: tuple[FileFacts, ...] = ()
    workspace: Workspace | None = None
