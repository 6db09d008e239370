"""The contents of layers.toml: layers, groups, slices, rules."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.model.location import Origin

if TYPE_CHECKING:
    from archlint.model.classifying import Classification  # only `archlint map` needs it

Severity = Literal["error", "warning", "note"]
Tests = Literal["include", "exclude", "only"]
TermKind = Literal["layer", "group", "std", "third-party", "unassigned", "glob"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Term(NamedTuple):
    """One name in a sentence. `text` is the layer or group name, the glob without its quotes, or the keyword."""

    kind: TermKind
    text: str

    def __str__(self) -> str:
        return f'"{self.text}"' if self.kind == "glob" else self.text


Selector = tuple[Term, ...]


class Globs(NamedTuple):
    """A named list of globs: a layer (over files of the tree) or a group (over import paths from outside it).

    `optional` says that it may match nothing, e.g. a planned layer. `origins` has one entry for each glob.
    """

    name: str
    globs: tuple[str, ...]
    origin: Origin = Origin()
    origins: tuple[Origin, ...] = ()
    optional: bool = False


class Slices(NamedTuple):
    """A family of slices: the placeholder in the glob, `{name}`, captures the slice that a file belongs to."""

    name: str
    glob: str
    origin: Origin = Origin()


class Exemption(NamedTuple):
    """An exception to a rule. `source` and `target` are globs over root-relative paths or import paths.

    `until` is an ISO date, the last day of the exception, "" for no end.
    """

    source: str
    target: str
    because: str
    until: str = ""
    origin: Origin = Origin()


class Rule(NamedTuple):
    """One sentence. `form` names its form in the registry of rules; `clause` is the parsed sentence.

    `clause` is a record that only the module of the form uses. `optional` says that the rule may match nothing, e.g.
    because it is about code that doesn't exist yet.
    """

    id: str
    sentence: str
    form: str
    clause: object
    severity: Severity = "error"
    because: str = ""
    tests: Tests = "exclude"
    exceptions: tuple[Exemption, ...] = ()
    origin: Origin = Origin()
    optional: bool = False


class Build(NamedTuple):
    """One build configuration; files whose build constraint it doesn't satisfy aren't scanned."""

    goos: str
    goarch: str
    tags: tuple[str, ...] = ()
    cgo: bool = True


class Scan(NamedTuple):
    """Which files belong to the tree. `root` is relative to the folder of layers.toml, "" if it isn't set.

    `module` is the module path to use where there is no go.mod. `build` None means every file.
    """

    root: str = ""
    module: str = ""
    language: str = "go"
    exclude: tuple[str, ...] = ()
    exclude_origins: tuple[Origin, ...] = ()
    tests: Tests = "exclude"
    build: Build | None = None


class Config(NamedTuple):
    """All of layers.toml: defaults are filled in, and every name in a sentence is known.

    `classify` holds records of `model.classifying`, which only `archlint map` uses.
    """

    path: str = ""
    scan: Scan = Scan()
    layers: tuple[Globs, ...] = ()
    groups: tuple[Globs, ...] = ()
    slices: tuple[Slices, ...] = ()
    mappings: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    classify: tuple["Classification", ...] = ()
