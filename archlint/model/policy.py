"""What the user says in layers.toml, once it has been read: layers, groups, slices, rules."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from archlint.model.location import Origin

if TYPE_CHECKING:
    from archlint.model.classifying import Classification  # only `archlint map` needs it

Severity = Literal["error", "warning", "note"]
Tests = Literal["include", "exclude", "only"]
TermKind = Literal["layer", "group", "std", "third-party", "unassigned", "glob"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


class Term(NamedTuple):
    """One name in a sentence. `text` is the layer or group name, the glob without its quotes, or the word itself."""

    kind: TermKind
    text: str

    def __str__(self) -> str:
        return f'"{self.text}"' if self.kind == "glob" else self.text


Selector = tuple[Term, ...]


class Globs(NamedTuple):
    """A named list of globs: a layer (over files of the tree) or a group (over import paths from outside it).

    `optional` says that it may match nothing, e.g. a layer that is planned. `origins` has one entry a glob.
    """

    name: str
    globs: tuple[str, ...]
    origin: Origin = Origin()
    origins: tuple[Origin, ...] = ()
    optional: bool = False


class Slices(NamedTuple):
    """A family of slices: the glob's one placeholder, `{name}`, captures the slice that a file belongs to."""

    name: str
    glob: str
    origin: Origin = Origin()


class Exemption(NamedTuple):
    """An exception to a rule. `source` and `target` are globs over root-relative paths or import paths.

    `until` is an ISO date, the last day on which it holds, "" for no end.
    """

    source: str
    target: str
    because: str
    until: str = ""
    origin: Origin = Origin()


class Rule(NamedTuple):
    """One sentence. `form` names its form in the registry of rules; `clause` is what that form parsed from the text.

    `clause` is a record of the form's own module; nobody else looks inside it. `optional` says that it may judge
    nothing: it speaks of something that is still to come.
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
    """One build configuration; files whose build constraint it does not satisfy are not scanned."""

    goos: str
    goarch: str
    tags: tuple[str, ...] = ()
    cgo: bool = True


class Scan(NamedTuple):
    """What belongs to the tree. `root` is relative to the folder of layers.toml, "" where the file does not say.

    `module` is the module path to assume where no go.mod says one. `build` None means every file.
    """

    root: str = ""
    module: str = ""
    language: str = "go"
    exclude: tuple[str, ...] = ()
    exclude_origins: tuple[Origin, ...] = ()
    tests: Tests = "exclude"
    build: Build | None = None


class Config(NamedTuple):
    """The whole of layers.toml, resolved: defaults filled in, every name in a sentence known.

    `classify` holds records of `model.classifying`, which only `archlint map` looks into.
    """

    path: str = ""
    scan: Scan = Scan()
    layers: tuple[Globs, ...] = ()
    groups: tuple[Globs, ...] = ()
    slices: tuple[Slices, ...] = ()
    mappings: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    classify: tuple["Classification", ...] = ()
