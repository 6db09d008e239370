"""Views from a few lines of text, and rules from a sentence, for tests of the rules.

    domain/order -> infra/store, fmt          a package imports two: file domain/order/x.go, imports on lines 3 and 4
    app/a.go, app/b_test.go -> domain/order   files by name
    lonely                                    a package without imports

The tree is the module `m`: a name is in it, as `m/...`, unless its first part has a dot or it is a standard package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypedDict

from archlint.graphs.graph import Placed, Use
from archlint.graphs.layering import Layering
from archlint.graphs.modules import module_map
from archlint.graphs.view import View
from archlint.languages.go.language import scope_of
from archlint.languages.go.modules.std import STD_PACKAGES
from archlint.model.facts import FileFacts, Import, Module
from archlint.model.findings import Finding
from archlint.model.policy import Config, Exemption, Globs, Rule, Severity, Slices, Tests
from archlint.pipeline.placing import view_of
from archlint.rules import FORMS
from archlint.rules.sentence import Names, parse_sentence

if TYPE_CHECKING:
    from typing_extensions import Unpack

MODULE = "m"


class Around(TypedDict, total=False):
    """Other arguments of `view`: globs by name, moved files, and uses without an import."""

    layers: Mapping[str, str | Iterable[str]]
    groups: Mapping[str, str | Iterable[str]]
    slices: Mapping[str, str]
    moved: Mapping[str, str]
    uses: str


class Fields(TypedDict, total=False):
    """Fields of a rule besides its sentence."""

    id: str
    severity: Severity
    because: str
    tests: Tests
    optional: bool


def view(
    text: str,
    *,
    layers: Mapping[str, str | Iterable[str]] | None = None,
    groups: Mapping[str, str | Iterable[str]] | None = None,
    slices: Mapping[str, str] | None = None,
    moved: Mapping[str, str] | None = None,
    uses: str = "",
) -> View:
    """Build a view. `layers` and `groups` have one or several globs by name. `moved` puts files elsewhere (links are
    those of the view). `uses` are edges without an import, as `file.go: Name -> package`, on line 9."""
    links = _links(text)
    config = Config(
        layers=tuple(Globs(name, _globs(globs)) for name, globs in (layers or {}).items()),
        groups=tuple(Globs(name, _globs(globs)) for name, globs in (groups or {}).items()),
        slices=tuple(Slices(name, glob) for name, glob in (slices or {}).items()),
    )
    layering = Layering(config.layers)
    folders = {path.rpartition("/")[0] for path in links}
    modules = module_map([Module(MODULE, "")], folders=folders, is_std=STD_PACKAGES.__contains__)
    placed = []
    for path, targets in links.items():
        clause, specs = _clause(path), tuple(_spec(index, name) for index, name in enumerate(targets))
        file = FileFacts(path, clause, specs, scope=scope_of(path, clause))
        place = (moved or {}).get(path, path)
        found = [(spec.path, Use(file, spec)) for spec in file.imports]
        found += [
            (import_path(target), Use(file, Import("", line=9, column=5, end_column=9), (name,)))
            for name, target in _uses(uses, path)
        ]
        import_of = modules.import_path(place.rpartition("/")[0])
        placed.append(Placed(file, place, import_of, layer=layering.decide(place).layer, redirected=tuple(found)))
    return view_of("mapped" if moved else "today", placed, modules, config=config, layering=layering)


def import_path(name: str) -> str:
    """Return the import path for a name in the text."""
    if name in STD_PACKAGES or "." in name.partition("/")[0]:
        return name
    return f"{MODULE}/{name}"


def rule(sentence: str, seen: View | None = None, *, excepting: Iterable[str] = (), **fields: Unpack[Fields]) -> Rule:
    """Return a rule with the id `r`. `excepting` are exceptions as `from -> to` or `from -> to until 2026-06-30`."""
    names = Names(seen.layers, tuple(seen.groups), tuple(seen.slices)) if seen else Names()
    form, clause = parse_sentence(sentence, names)
    exemptions = tuple(exemption(text) for text in excepting)
    return Rule("r", sentence, form, clause=clause, exceptions=exemptions)._replace(**fields)


def exemption(text: str) -> Exemption:
    """Return an exception from `from -> to` or `from -> to until DAY`."""
    ends, _, until = text.partition(" until ")
    source, _, target = ends.partition(" -> ")
    return Exemption(source, target, because="agreed", until=until)


def findings(sentence: str, seen: View, **fields: Unpack[Fields]) -> list[Finding]:
    """Return the findings of a rule in a view, in the order of reports, before exceptions."""
    judged = rule(sentence, seen, **fields)
    return sorted(FORMS[judged.form].check(judged, seen), key=lambda finding: finding.sort_key)


def broken(sentence: str, seen: View, **fields: Unpack[Fields]) -> list[str]:
    """Return the same in short: `file:line source -> target`, without the module."""
    return [short(finding) for finding in findings(sentence, seen, **fields)]


def short(finding: Finding) -> str:
    """Return a finding as `file:line source -> target`, without the module."""
    source, target = (end.removeprefix(f"{MODULE}/") for end in (finding.source, finding.target))
    return f"{finding.place.path}:{finding.place.line} {source} -> {target}"


def messages(sentence: str, seen: View, **fields: Unpack[Fields]) -> list[str]:
    """Return the messages of the findings of a rule."""
    return [finding.message for finding in findings(sentence, seen, **fields)]


def _links(text: str) -> dict[str, list[str]]:
    links: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        left, _, right = line.partition("->")
        targets = [import_path(name.strip()) for name in right.split(",") if name.strip()]
        for name in left.split(","):
            path = name.strip()
            links.setdefault(path if path.endswith(".go") else f"{path}/x.go", []).extend(targets)
    return links


def _uses(text: str, path: str) -> list[tuple[str, str]]:
    found = []
    for line in filter(str.strip, text.splitlines()):
        file, _, rest = line.partition(":")
        name, _, target = rest.partition("->")
        if file.strip() == path:
            found.append((name.strip(), target.strip()))
    return found


def _clause(path: str) -> str:
    """The package clause: the name of the folder, and `x_test` for files that end in `_x_test.go` (external tests)."""
    folder = path.rpartition("/")[0].rpartition("/")[2] or "main"
    return f"{folder}_test" if path.endswith("_x_test.go") else folder


def _spec(index: int, path: str) -> Import:
    return Import(path, line=3 + index, column=8, end_column=10 + len(path))


def _globs(globs: str | Iterable[str]) -> tuple[str, ...]:
    return (globs,) if isinstance(globs, str) else tuple(globs)
