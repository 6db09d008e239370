"""Every kind of finding and of configuration problem: what it means, an example, the way out.

One fixed list for `archlint explain`, for the rules of a SARIF log and for the readers of this file. Ids are promises:
alerts and baselines are keyed by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Group = Literal["rule", "mapping", "source", "configuration"]


class Kind(NamedTuple):
    """A kind: its id, what it is in one sentence, how it comes about, an example, what to do.

    `group` tells where it comes from: a sentence of the user, the mapping, the source text, or the configuration
    (whose problems stop the run and are no findings).
    """

    id: str
    title: str
    meaning: str
    example: str
    remedy: str
    group: Group

    @property
    def name(self) -> str:
        """`forbidden-import` as `ForbiddenImport`, for readers that want an identifier."""
        return "".join(word.capitalize() for word in self.id.split("-"))

    @property
    def text(self) -> str:
        """The whole entry as plain text, ending in a newline."""
        example = "".join(f"    {line}".rstrip() + "\n" for line in self.example.splitlines())
        return f"{self.id}: {self.title}\n\n{self.meaning}\n\nExample:\n\n{example}\nWay out: {self.remedy}\n"

    @property
    def markdown(self) -> str:
        """The whole entry but its title, as Markdown."""
        return f"{self.meaning}\n\n**Example**\n\n```\n{self.example}\n```\n\n**Way out**: {self.remedy}\n"


def _entries(group: Group, prose: str) -> Iterator[Kind]:
    """Read entries: `id: title`, the meaning, the example (indented), the way out; a blank line between entries."""
    for block in re.split(r"\n\n(?=\S)", prose.strip()):
        head, *lines = block.splitlines()
        name, _, title = head.partition(": ")
        code = [number for number, line in enumerate(lines) if line.startswith("    ")]
        example = "\n".join(line[4:] for line in lines[code[0] : code[-1] + 1])
        yield Kind(name, title, " ".join(lines[: code[0]]), example, " ".join(lines[code[-1] + 1 :]), group)


_RULES = """
forbidden-import: A package imports what its layer must not import.
A rule `A must not import B` forbids every direct import of B from a file of A.
    rule = "Domain must not import Infrastructure"

    package domain
    import "example.com/shop/infrastructure/db"
Let the importing side declare the interface that it needs, and pass the implementation in from a package that may
import both; or move the code to the side it belongs to. Where the target is of the standard library, have a value, a
function or an interface passed in. If the import is right after all, change the rule, or grant an exception with a
reason and a date.

forbidden-reach: A package depends, directly or through others, on what it must not reach.
A rule `A must not reach B` forbids every chain of imports from A to B. The shortest chain is shown.
    rule = "Domain must not reach web"

    domain -> shared -> net/http
Break the first hop by an interface that the first package declares; or split a package on the way that does two jobs,
so that the part that is used does not lead on.

unlisted-import: A package imports something that is not on its list.
A rule `A may import only B, std` allows A itself and what it lists, and nothing else.
    rule = "Domain may import only std"

    package domain
    import "github.com/google/uuid"
Do without the import, or put it on the list if the whole layer may have it.

protected-import: A package is imported by somebody who may not.
A rule `only A may import B` keeps B for A: everyone else must go through A.
    rule = "only Infrastructure may import database"

    package application
    import "database/sql"
Use what A offers, where you may import A; if it offers too little, extend A. Else move the code to A.

layer-order: An import runs against the order of the layers.
A rule `A > B > C` lets each layer import those below it. An import upwards, between siblings that a `|` parts, or
(with `strictly`) past the next level is a finding.
    rule = "Interface > Application > Domain"

    package domain
    import "example.com/shop/application"
Upwards: let the lower layer declare an interface and the upper one implement it, or move what is needed down. Between
siblings: move what both need to a level below. Past a level: go through the level between.

dependent-slices: One slice imports another.
A rule `context must not import each other` keeps the slices that a glob's placeholder captures apart.
    context = "services/{context}/**"
    rule = "context must not import each other"

    package order
    import "example.com/shop/services/stock"
Let the slices speak by events, or move what both need to a package that is in none of them; or merge them if they are
one slice.

bypassed-door: An outsider imports a package past its public door.
A rule `A must be imported through "glob"` names the packages by which the rest of the tree may enter A.
    rule = 'Billing must be imported through "services/billing/api/**"'

    package order
    import "example.com/shop/services/billing/internal/tax"
Import the door; if it lacks what you need, let it offer that.

missing-import: A package lacks an import that it must have.
A rule `A must import B` wants at least one import of B in every package of A.
    rule = "Handlers must import audit"

    package handlers // no import of example.com/shop/audit
Import and use it; or take the package out of what the rule speaks of. Where another rule forbids the import, one of
the two has to change.

package-cycle: Packages depend on each other in a circle.
The packages of one strongly connected set can only be built, tested and understood together. Go's compiler refuses
such a tree; in the mapped view it tells that the plan does not compile.
    rule = "packages must not form cycles"

    user -> order -> user
Make the cheapest cuts that the finding names: move what both sides need to a third package, or declare an interface
where it is used. Where only test files close the cycle, move the test to the external package.

layer-cycle: Layers depend on each other in a circle.
Each import is legal Go, but taken together the layers have no order.
    rule = "layers must not form cycles"

    Application -> Domain -> Application
Decide which layer is the lower one, and let it declare an interface instead of importing upwards.

slice-cycle: Slices depend on each other in a circle.
The slices of a family cannot be built, released or owned apart.
    rule = "context must not form cycles"

    order -> stock -> order
Let one side publish what the other listens to, or move the shared part below both.

folder-cycle: Folders beside each other depend on each other in a circle.
Each child folder counts as one node, with all packages below it. Go's compiler lets such a cycle pass.
    rule = 'folders in "pkg" must not form cycles'

    pkg/a/x -> pkg/b/y and pkg/b/z -> pkg/a/w
Move the package that points the wrong way to the folder it belongs to.

unassigned-file: A file is in no layer.
A rule `every file must belong to a layer` makes sure that new code cannot escape the rules.
    rule = "every file must belong to a layer"

    tools/gen.go
Add a glob for it in [layers], or exclude it in [scan].
"""

_MAPPING = """
split-receiver: A method is mapped to another package than its type.
Go declares methods in the package of their receiver's type; the mapped tree would not compile.
    user/user.go:     type User struct{}        -> domain/user.go
    user/save.go:     func (u *User) Save()     -> infrastructure/save.go
Map both files to one package, or turn the method into a function first.

unexported-use: An unexported name is used across a boundary that the mapping draws.
Files of one package share their unexported names, fields and methods. Once they are in two packages, they do not.
Where the type of an expression is not certain, the finding says `likely`.
    user/store.go:    func find(id string)      -> infrastructure/store.go
    user/api.go:      find(id)                  -> presentation/api.go
Export the name (in a commit of its own, before the move), or map both files to one package.

name-clash: Two files that the mapping brings together declare the same name.
A package may declare a name at package level once.
    order/id.go:      func newID()              -> domain/order_id.go
    stock/id.go:      func newID()              -> domain/stock_id.go
Rename one of them before the move, or map them to different packages.

package-name-clash: Files with different package clauses are mapped to one folder.
All Go files of a folder belong to one package (and its external test).
    api/a.go:         package api               -> presentation/a.go
    web/b.go:         package web               -> presentation/b.go
Map them to different folders, or decide on one package clause for all of them.

internal-visibility: An import reaches into an `internal` folder from outside its parent.
Go lets a package below `x/internal` be imported from within `x` alone.
    services/user/internal/db is imported by services/order
Map the package to a place that both may see, or keep its importers below the same parent.

imports-main: A package main is imported.
Go does not let a program be imported. The mapping moves a file into a package main, or a package into one.
    cmd/server/options.go is imported by services/user
Map what others need to a package that is no program.

destination-clash: Two rows lead to one path, or to two that differ by letter case alone.
One file would overwrite the other, at once or on a file system that does not tell letter case.
    api/user.go       -> presentation/user.go
    model/user.go     -> presentation/User.go
Give one of them another name.

missing-source: A row names a path that is not there.
Neither the row's old path nor its new one exists, so the row does nothing.
    | `internal/api/usr.go` | `services/user/api.go` |
Correct the path, or remove the row.

unmapped-file: A file stays behind though its package is mapped.
Some files of the package have a row and this one has none; it would be left alone in the old package.
    internal/api/user.go has a row, internal/api/user_cache.go has none
Add a row for it, even if it stays: then it is a decision.

layer-mismatch: The target_layer of a row is not the layer of its new path.
The table says one thing and [layers] another; one of them is wrong.
    | `api/user.go` | `services/user/domain/user.go` | target_layer: Interface |
Correct the row's layer or path, or the globs in [layers].

left-behind: A companion of a moved package stays where the package was.
An in-package test, an embedded file, an assembly or a cgo source works only beside the Go files that use it.
    pkg/hash/sum.go   -> shared/hash/sum.go
    pkg/hash/sum_amd64.s has no row
Add a row that takes it along.
"""

_SOURCE = """
parse-error: A file does not parse.
What the file imports is known only up to the error; everything else in the tree is still checked.
    package stock
    import (
Mend the file; or exclude it in [scan] if it is not meant to compile.

unused-ignore: An ignore comment excuses nothing.
The finding it was written for is gone, or the comment names no rule of this configuration, stands neither on an import
nor right above one, or gives no reason: an ignore without a reason is not honoured.
    //archlint:ignore domain-pure
    import "example.com/shop/infrastructure/db"
Remove the comment, or correct it: `//archlint:ignore domain-pure until #412 is done`.
"""

_CONFIGURATION = """
config: layers.toml cannot be used as it stands.
A key, name or value is unknown or wrong. All such problems are reported at once, and nothing is checked.
    [[rules]]
    rule = "Domian must not import Infrastructure"
Correct the line that the problem names.

mapping: A mapping document cannot be used as it stands.
The document has no table with `old_path` and `new_path`, or a row cannot be read.
    | old | new |
Correct the line that the problem names.

input: Something that has to be read cannot be read.
A file or folder is missing, is not what it should be, or may not be read; or nothing was found to check.
    archlint check no/such/folder
Correct the path, or the permissions.

baseline: A baseline cannot be used as it stands, or has entries that match nothing any more.
An entry whose finding is solved is reported until it is removed.
    archlint check --baseline archlint-baseline.json
Run `archlint baseline`, which removes what is solved.
"""


_SPELLING = "Correct the spelling, or remove it."
_PLANNED = "Correct the spelling, or remove it; mark it `optional` where it speaks of what is still to come."


def _inert(name: str, what: str, example: str, remedy: str = _SPELLING) -> Kind:
    return Kind(
        f"inert-{name}",
        f"{what} matches nothing.",
        "What matches nothing checks nothing, and the run would be green by accident. So it is an error; "
        "what may be a precaution is a notice.",
        example,
        remedy,
        "configuration",
    )


_INERT = (
    _inert("scan", "The scan", "no Go file under PATH", "Name the folder of the Go files; see what [scan] leaves out."),
    _inert("exclude", "A glob in `exclude`", 'exclude = ["**/mock/**"]'),
    _inert("layer", "A layer, or one of its globs,", 'Domain = ["service/*/domain/**"]', _PLANNED),
    _inert("group", "A glob of a group", 'web = ["github.com/gin-gonic/gim/**"]', _PLANNED),
    _inert("slices", "A family of slices", 'context = "service/{context}/**"'),
    _inert("rule", "The subject of a rule", "rule = '\"cmd/tool/**\" must not import Domain'", _PLANNED),
    _inert("exception", "An exception to a rule", 'except = [{ from = "a/**", to = "b", because = "#1" }]'),
    _inert("classify", "A rule of [[classify]], or one of its paths,", 'path = "internal/{context}/evnet/*.go"'),
    _inert("mapping", "`[mapping] files`", 'files = ["docs/mappings/*.md"]'),
    _inert("row", "A row of a mapping", "| `internal/gone.go` | `services/gone.go` |"),
)

_WRITTEN: dict[Group, str] = {"rule": _RULES, "mapping": _MAPPING, "source": _SOURCE, "configuration": _CONFIGURATION}
_READ = [kind for group, prose in _WRITTEN.items() for kind in _entries(group, prose)]

KINDS: tuple[Kind, ...] = tuple(sorted([*_READ, *_INERT]))
"""The whole catalogue, by id."""

_BY_ID = {kind.id: kind for kind in KINDS}


def find(kind: str) -> Kind | None:
    """The entry of a kind, None for what is no kind."""
    return _BY_ID.get(kind)
