"""The catalogue of all kinds of findings and configuration problems: what they mean, an example, how to fix them.

`archlint explain` and SARIF reports use it. The text for a sentence form comes from its module in `archlint/rules/`;
the text for all other kinds is here. An id never changes: alerts and baselines depend on it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archlint.rules import FORMS
from archlint.rules.form import Form

_CODE_IS_RIGHT = "If the code is right, change the rule or add an exception with a reason."

Group = Literal["rule", "mapping", "source", "configuration"]


class Kind(NamedTuple):
    """A kind: its id, what it is (one sentence), how it comes about, an example, what to do.

    `group` is its origin: a rule, the mapping, the source code, or the configuration (such a problem isn't a finding;
    it stops the run).
    """

    id: str
    title: str
    meaning: str
    example: str
    advice: str
    group: Group

    @property
    def name(self) -> str:
        """The id as an identifier, for formats that require one: `ForbiddenImport` for `forbidden-import`."""
        return "".join(word.capitalize() for word in self.id.split("-"))

    @property
    def fix(self) -> str:
        """The advice without the hint to change the rule."""
        return self.advice.removesuffix(_CODE_IS_RIGHT).rstrip()

    @property
    def text(self) -> str:
        """The whole entry as plain text, with a newline at the end."""
        example = "".join(f"    {line}".rstrip() + "\n" for line in self.example.splitlines())
        return f"{self.id}: {self.title}\n\n{self.meaning}\n\nExample:\n\n{example}\nTo fix: {self.advice}\n"

    @property
    def markdown(self) -> str:
        """The entry without its title, as Markdown."""
        return f"{self.meaning}\n\n**Example**\n\n```\n{self.example}\n```\n\n**To fix**: {self.advice}\n"


def _entries(group: Group, prose: str) -> Iterator[Kind]:
    """Parse entries: `id: title`, the meaning, the example (indented), the advice; a blank line between entries."""
    for block in re.split(r"\n\n(?=\S)", prose.strip()):
        head, *lines = block.splitlines()
        name, _, title = head.partition(": ")
        code = [number for number, line in enumerate(lines) if line.startswith("    ")]
        example = "\n".join(line[4:] for line in lines[code[0] : code[-1] + 1])
        yield Kind(
            name,
            title,
            " ".join(lines[: code[0]]),
            example=example,
            advice=" ".join(lines[code[-1] + 1 :]),
            group=group,
        )


def _of_form(form: Form) -> Kind:
    """Return the kind of a sentence form, with the form's own text."""
    sentence = f"'{form.example}'" if '"' in form.example else f'"{form.example}"'
    return Kind(
        form.name,
        form.title,
        meaning=f"The sentence is `{form.sentence}`. {form.meaning}",
        example=f"rule = {sentence}\n\n{form.violation}",
        advice=f"{form.advice} {_CODE_IS_RIGHT}",
        group="rule",
    )


_MAPPING = """
split-receiver: A method is mapped to another package than its type.
Go requires a method to be in the same package as its receiver's type, so the mapped tree wouldn't compile.
    user/user.go:     type User struct{}        -> domain/user.go
    user/save.go:     func (u *User) Save()     -> infrastructure/save.go
Map both files to one package, or turn the method into a function first.

unexported-use: The mapping puts an unexported name and a file that uses it in different packages.
Files of one package share their unexported names, fields and methods. Files in different packages don't.
If the type of an expression isn't certain, the finding says `likely`.
    user/store.go:    func find(id string)      -> infrastructure/store.go
    user/api.go:      find(id)                  -> presentation/api.go
Export the name (in a commit of its own, before the move), or map both files to one package.

unkeyed-literal: A struct literal without keys ends up in another package than its struct.
`go vet` refuses such literals, because they break when the other package adds a field. The code still compiles. An
external test (package x_test) may have them only while it's in the folder of the package that it tests.
    shape/point.go:   type Point struct { X, Y int }  -> geometry/point.go
    shape/draw.go:    p := Point{1, 2}                -> drawing/draw.go
Add the names of the fields in a commit of its own, before the move, or map both files to one package.

split-variants: The mapping puts files that declare a name for different builds in different packages.
A file that is built with more than one of them can name only one package: an import is the same in every build.
A part of a package that has no file in some builds can't be imported by a file that is in these builds.
    fs/sync_linux.go: func Sync()               -> linux/sync_linux.go
    fs/sync_other.go: func Sync()               -> other/sync_other.go
Map all files that declare the name to one package.

name-clash: After a merge, one name would have two meanings.
A package can declare a name only once at package level, and no file of it can import a package under that name.
An import of a package that is merged into the file's own disappears: `stock.ID` becomes `ID`. If a local declaration of
`ID` is visible there, the use means that one, and Go may build it without an error.
    order/id.go:      func newID()              -> domain/order_id.go
    stock/id.go:      func newID()              -> domain/stock_id.go
Rename one of them before the move, or map them to different packages.

package-name-clash: Files with different package clauses are mapped to one folder.
All Go files in a folder belong to one package (and its external test package).
    api/a.go:         package api               -> presentation/a.go
    web/b.go:         package web               -> presentation/b.go
Map them to different folders, or give all of them the same package clause.

internal-visibility: A package in an `internal` folder is imported from outside the folder's parent.
Go allows imports of a package below `x/internal` only from within `x`.
    services/user/internal/db is imported by services/order
Map the package to a folder outside `internal`, or map its importers below the same parent.

imports-main: A package main is imported.
Go doesn't allow imports of package main. The mapping moves a file into a package main, or an imported package to one.
    cmd/server/options.go is imported by services/user
Map the code that others need to a package that isn't main.

missing-main: A file of a program ends up in a package main without the function `main`.
Every program needs a function `main`, in each build that has a file of it. `go build` fails when it links the program;
`go vet` doesn't see it. A package main that has no `main` today isn't reported.
    cmd/shop/main.go: func main()               stays
    cmd/shop/flags.go -> cmd/admin/flags.go
Map the file to the folder of the file with `main`, or give it another package clause before the move.

destination-clash: Two files are mapped to one path, or to paths that differ only by letter case.
One file would overwrite the other, everywhere or on a case-insensitive file system.
    api/user.go       -> presentation/user.go
    model/user.go     -> presentation/User.go
Give one of them another name.

missing-source: A row names a path that doesn't exist.
Neither the row's old path nor its new path exists, so the row moves nothing.
    | `internal/api/usr.go` | `services/user/api.go` |
Correct the path, or delete the row.

unmapped-file: A file has no row, but other files of its package do.
The file would stay in the old package when the other files move.
    internal/api/user.go has a row, internal/api/user_cache.go has none
Add a row for it. If it should stay, map it to its own path.

layer-mismatch: The target_layer of a row isn't the layer of its new path.
The table and [layers] disagree; one of them is wrong.
    | `api/user.go` | `services/user/domain/user.go` | target_layer: Interface |
Correct the row's layer or path, or the globs in [layers].

left-behind: A file that belongs to a moved package stays behind.
An in-package test, an embedded file, an assembly file or a cgo source only works next to the Go files that use it. A
go.sum only works next to its go.mod.
    pkg/hash/sum.go   -> shared/hash/sum.go
    pkg/hash/sum_amd64.s has no row
Add a row that moves it too.

changed-embed: A `//go:embed` pattern would also match files that it doesn't match today.
The mapping brings the Go file, or other files, to a folder where the pattern matches more. The build passes, and the
program contains the new files too.
    web/embed.go:     //go:embed *.html         -> site/embed.go
    site/index.html stays
Map the files to different folders, or make the pattern narrower before the move.

unresolved-module: Go finds no module for an import of the mapped tree.
A move takes a file, or a package that it imports, to another module of the tree. The go.mod there must require the
module of each import, and replace it by its folder, unless a go.work uses both. A vendor folder must have the package.
The finding is a warning if only the workspace connects the modules, or if it depends on a published version. It's also
an error if a module moves and a `replace` or `use` no longer leads to it, or if Go files end up in no module, or in
another one without a row that moves them.
    a/a.go            -> tools/a/a.go           tools/ is a module of its own
    tools/go.mod doesn't require example.com/shop
Before the move, add the `require` and `replace` lines that the message names, or `use` the module in go.work.

lost-init: A program no longer links what an `init` function, a variable or a blank import does.
Go initializes every package that a program imports, directly or through others. If a split puts an `init` in a package
that nothing imports, it no longer runs, and neither does a registration in `var _ = register(...)`.
    drivers/mysql.go: func init() { Register("mysql") }   -> drivers/mysql/mysql.go
    main.go imports drivers only
Add the blank import that the message shows, or map the file to a package that is imported.

stale-symbol: A linkname directive or an assembly file names a symbol by an import path that changes.
The linker looks for the old name. It rejects the program if it finds no function of that name. A variable is silently
another one.
    b/b.go:           //go:linkname now example.com/shop/clock.now
    clock/            -> shared/clock/
Change the name in the commit that moves the package. In assembly, `·name` always means the file's own package.
"""

_SOURCE = """
parse-error: A file doesn't parse.
archlint knows only the imports before the error. It still checks everything else in the tree.
    package stock
    import (
Fix the file, or exclude it in [scan] if it isn't meant to compile.

unused-ignore: An ignore comment has no effect.
Its finding is gone, it names no rule of this configuration, it isn't on an import or on the line above one, or it gives
no reason: an ignore needs a reason.
    //archlint:ignore domain-pure
    import "example.com/shop/infrastructure/db"
Remove the comment, or correct it: `//archlint:ignore domain-pure until #412 is done`.
"""

_CONFIGURATION = """
config: layers.toml is invalid.
A key, name or value is unknown or wrong. All such problems are reported at once, and nothing is checked.
    [[rules]]
    rule = "Domian must not import Infrastructure"
Correct the line that the message names.

mapping: A mapping document is invalid.
The document has no table with `old_path` and `new_path`, or a row is invalid.
    | old | new |
Correct the line that the message names.

input: An input can't be read.
A file or folder is missing, has the wrong type or isn't readable, or there is nothing to check.
    archlint check no/such/folder
Correct the path or the permissions.

baseline: A baseline is invalid, or has entries that no longer match a finding.
An entry whose finding is fixed is reported until it's removed.
    archlint check --baseline archlint-baseline.json
Run `archlint baseline` to remove the fixed entries.
"""


_SPELLING = "Correct the spelling, or remove it."
_PLANNED = "Correct the spelling, or remove it. Mark it `optional` if its code doesn't exist yet."


def _inert(name: str, what: str, example: str, advice: str = _SPELLING) -> Kind:
    return Kind(
        f"inert-{name}",
        title=f"{what} matches nothing.",
        meaning="What matches nothing checks nothing, and the run would pass by accident. That's why it's an error; "
        "if it may be a precaution, it's only a notice.",
        example=example,
        advice=advice,
        group="configuration",
    )


_INERT = (
    _inert(
        "scan",
        what="The scan",
        example="no Go file under PATH",
        advice="Name the folder of the Go files; see what [scan] excludes.",
    ),
    _inert("exclude", "A glob in `exclude`", 'exclude = ["**/mock/**"]'),
    _inert("layer", what="A layer, or one of its globs,", example='Domain = ["service/*/domain/**"]', advice=_PLANNED),
    _inert("group", what="A glob of a group", example='web = ["github.com/gin-gonic/gim/**"]', advice=_PLANNED),
    _inert("slices", "A family of slices", 'context = "service/{context}/**"'),
    _inert(
        "rule", what="The subject of a rule", example="rule = '\"cmd/tool/**\" must not import Domain'", advice=_PLANNED
    ),
    _inert("exception", "An exception to a rule", 'except = [{ from = "a/**", to = "b", because = "#1" }]'),
    _inert("classify", "A rule of [[classify]], or one of its paths,", 'path = "internal/{context}/evnet/*.go"'),
    _inert("mapping", "`[mapping] files`", 'files = ["docs/mappings/*.md"]'),
    _inert("row", "A row of a mapping", "| `internal/gone.go` | `services/gone.go` |"),
)

_WRITTEN: dict[Group, str] = {"mapping": _MAPPING, "source": _SOURCE, "configuration": _CONFIGURATION}
_READ = [kind for group, prose in _WRITTEN.items() for kind in _entries(group, prose)]

KINDS: tuple[Kind, ...] = tuple(sorted([*map(_of_form, FORMS.values()), *_READ, *_INERT]))
"""All kinds, sorted by id."""

_BY_ID = {kind.id: kind for kind in KINDS}


def find(kind: str) -> Kind | None:
    """Return the entry with this id, None if there is none."""
    return _BY_ID.get(kind)
