"""Every kind of finding and of configuration problem: what it means, an example, the way out.

One fixed list for `archlint explain` and for the rules of a SARIF log. What a sentence form finds is told by its module
in `archlint/rules/`; all other kinds are told here. Ids are promises: alerts and baselines are keyed by them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from archlint.rules import FORMS
from archlint.rules.form import Form

_CODE_IS_RIGHT = "If the code is right, change the rule, or add an exception with a reason."

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
    def advice(self) -> str:
        """The remedy, as far as it mends the code."""
        return self.remedy.removesuffix(_CODE_IS_RIGHT).rstrip()

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


def _of_form(form: Form) -> Kind:
    """The kind of a sentence form, in the form's own words."""
    sentence = f"'{form.example}'" if '"' in form.example else f'"{form.example}"'
    return Kind(
        form.name,
        form.title,
        f"The sentence is `{form.sentence}`. {form.meaning}",
        f"rule = {sentence}\n\n{form.breach}",
        f"{form.advice} {_CODE_IS_RIGHT}",
        "rule",
    )


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

_WRITTEN: dict[Group, str] = {"mapping": _MAPPING, "source": _SOURCE, "configuration": _CONFIGURATION}
_READ = [kind for group, prose in _WRITTEN.items() for kind in _entries(group, prose)]

KINDS: tuple[Kind, ...] = tuple(sorted([*map(_of_form, FORMS.values()), *_READ, *_INERT]))
"""The whole catalogue, by id."""

_BY_ID = {kind.id: kind for kind in KINDS}


def find(kind: str) -> Kind | None:
    """The entry of a kind, None for what is no kind."""
    return _BY_ID.get(kind)
