"""left-behind: files that work only beside the Go files of their package, and that don't move with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from archlint.hazards.context import HazardContext, below, folder_of, folders_shown
from archlint.languages.go.build.constraints import file_name_constraint
from archlint.languages.go.language import GO
from archlint.languages.go.syntax.mentions import ASSEMBLY
from archlint.model.facts import FileFacts
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Symbols
from archlint.text.lists import FEW, count, quoted

C_SOURCES = (
    ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".f", ".F", ".for", ".f90", ".swig", ".swigcxx",
    ".syso",
)  # fmt: skip
"""How the names of files end that cgo compiles or links with the Go files of their folder (`go help packages`)."""


def left_behind(context: HazardContext) -> Iterator[Finding]:
    """Tests, assembly and C sources, and the testdata of tests that move."""
    folders: dict[str, list[str]] = {}
    for path, facts in context.facts.items():
        if facts.scope == "production":
            folders.setdefault(folder_of(path), []).append(path)
    moved = {
        folder for folder, files in folders.items() if any(path in context.relocation.moves.files for path in files)
    }
    companions: dict[str, list[str]] = {}
    for path in sorted(context.paths):
        folder = folder_of(path)
        if folder in moved:
            companions.setdefault(folder, []).append(path)
    for folder in sorted(companions):
        yield from _tests(context, folder, folders[folder], companions=companions[folder])
        yield from _sources(context, folders[folder], companions[folder])
    yield from _testdata(context)
    yield from _sums(context)


def _tests(context: HazardContext, folder: str, files: list[str], companions: list[str]) -> Iterator[Finding]:
    """Test files that stay in a folder when all its other Go files leave.

    An external test would still compile there on its own, so this is a warning.
    """
    if any(folder_of(context.new_path(path)) == folder for path in files):
        return
    tests = [path for path in companions if GO.is_test(path) and folder_of(context.new_path(path)) == folder]
    if not tests:
        return
    homes = sorted({folder_of(context.new_path(path)) for path in files})
    verb = "stays" if len(tests) == 1 else "stay"
    yield context.hazard(
        "left-behind",
        f"{count(len(tests), 'test file')} {verb} in {folders_shown([folder])}, "
        f"but the package moves to {folders_shown(homes)}.",
        Place(tests[0]),
        advice="Add rows that move the tests too.",
        source=context.package_id(files[0]),
        related=[Related(Place(path), "stays too") for path in tests[1:]],
        identity=(folder, "tests"),
        severity="warning",
    )


def _sources(context: HazardContext, files: list[str], companions: list[str]) -> Iterator[Finding]:
    """Assembly and C sources that end up in another folder than the Go files that need them."""
    owned = source_owners(context.facts, context.symbols, files, companions=companions, compatible=context.compatible)
    for path, owners, needed in owned:
        home = folder_of(context.new_path(path))
        away = [owner for owner in owners if folder_of(context.new_path(owner)) != home]
        if not away or needed == "by none" or (len(away) < len(owners) and needed != "by all"):
            continue
        what = "Assembly" if path.endswith(ASSEMBLY) else "The C source"
        homes = sorted({folder_of(context.new_path(owner)) for owner in away})
        apart = len(away) < len(owners)
        moves = any(owner in context.relocation.moves.files for owner in away)
        noun = f"the Go files that need it {'move to' if moves else 'stay in'}"
        if apart:
            noun = f"{quoted(away, most=FEW)} {'needs' if len(away) == 1 else 'need'} it in"
        yield context.hazard(
            "left-behind",
            f"{what} '{path}' {context.goes(path)}, but {noun} {folders_shown(homes)}.",
            Place(path),
            advice="Map it and the Go files that need it to one folder, or divide it before the move."
            if apart or len(homes) > 1
            else "Add a row that moves it too.",
            source=context.package_id(away[0]),
            related=[Related(Place(owner), "needs it") for owner in away[:FEW]],
            identity=(path,),
        )


class Owned(NamedTuple):
    """A source of another language, the Go files of its folder that it belongs to, and which of them need it."""

    path: str
    owners: list[str]
    needed: Literal["by all", "by some", "by none"]


def source_owners(
    facts: Mapping[str, FileFacts],
    symbols: Mapping[str, Symbols],
    files: list[str],
    companions: Iterable[str],
    compatible: Callable[[str, str], bool],
) -> Iterator[Owned]:
    """The assembly and C sources among the `companions`, with the Go files (of `files`) that need each of them.

    `files` and `companions` are those of one folder. Assembly belongs to the files that declare the names in it, if
    both have been parsed. Nobody needs assembly without any text: it only lets functions have no body.
    """
    cgo = [path for path in files if any(spec.path == "C" for spec in facts[path].imports)]
    bodyless = [path for path in files if path in symbols and symbols[path].bodyless]
    declared: dict[str, list[str]] = {}
    for path in files if any(path.endswith(ASSEMBLY) for path in companions) else ():
        for declaration in symbols[path].declarations if path in symbols else ():
            if declaration.in_scope:
                declared.setdefault(declaration.name, []).append(path)
    for path in companions:
        if path.endswith(ASSEMBLY):
            mentions = symbols[path].mentions if path in symbols else None
            if mentions == ():
                yield Owned(path, files, "by none")
                continue
            constraint = file_name_constraint(path.rpartition("/")[2])
            named = {
                owner
                for mention in mentions or ()
                for owner in declared.get(mention.target[1:] if mention.target.startswith(".") else "", ())
                if compatible(constraint, facts[owner].constraint)
            }
            yield Owned(path, sorted(named) or bodyless or files, "by all" if named else "by some")
        elif path.endswith(C_SOURCES) and (cgo or path.endswith((".syso", ".h"))):
            yield Owned(path, cgo or files, "by some")


def _testdata(context: HazardContext) -> Iterator[Finding]:
    """The testdata folder beside tests that move."""
    moves = context.relocation.moves
    homes: dict[str, set[str]] = {}
    tests: dict[str, str] = {}
    for old, new in moves.files.items():
        folder = folder_of(old)
        if GO.is_test(old) and folder != folder_of(new):
            homes.setdefault(folder, set()).add(folder_of(new))
            tests[folder] = min(old, tests.get(folder, old))
    staying: dict[str, list[str]] = {}
    for path in context.paths if homes else ():
        if path not in moves.files:
            for folder in beside_testdata(path):
                if folder in homes:
                    staying.setdefault(folder, []).append(path)
    for folder in sorted(homes):
        stays = sorted(staying.get(folder, ()))
        if stays:
            prefix, test = f"{folder}/testdata/" if folder else "testdata/", tests[folder]
            yield context.hazard(
                "left-behind",
                f"Tests of {folders_shown([folder])} move to {folders_shown(sorted(homes[folder]))}, "
                f"but '{prefix[:-1]}' stays with {count(len(stays), 'file')}.",
                Place(test),
                advice="If these tests read it, add a row that moves testdata too.",
                source=folder,
                related=[Related(Place(path), "stays") for path in stays[:1]],
                identity=(folder, "testdata"),
                severity="warning",
            )


def beside_testdata(path: str) -> Iterator[str]:
    """The folders that have the path in their `testdata`."""
    parts = path.split("/")
    for index, part in enumerate(parts[:-1]):
        if part == "testdata":
            yield "/".join(parts[:index])


def _sums(context: HazardContext) -> Iterator[Finding]:
    """A go.sum that parts from its go.mod.

    Go then has no checksums for the requirements that aren't folders, and refuses to build. A vendor folder needs none.
    """
    for mod, total in module_sums(sorted(context.paths)):
        folder, wanted = folder_of(mod), beside(context.new_path(mod), "go.sum")
        module = context.relocation.today.by_folder.get(folder)
        new_mod = context.new_path(mod)
        if module is None or context.new_path(total) == wanted or new_mod.rpartition("/")[2] != "go.mod":
            continue
        local = {path for path, _ in module.replaces}
        is_needed = not local.issuperset(module.requires) and beside(mod, "vendor/modules.txt") not in context.paths
        yield context.hazard(
            "left-behind",
            f"'{total}' {context.goes(total)}, but '{mod}' {context.goes(mod)}, where Go "
            f"{'refuses' if is_needed else 'may refuse'} to build without the checksums of its requirements.",
            Place(total),
            advice=f"Add a row that moves it to '{wanted}'."
            if mod in context.relocation.moves.files
            else "Leave it beside its go.mod.",
            source=folder,
            related=[Related(Place(mod), context.goes(mod))],
            identity=(total, mod),
            severity="error" if is_needed else "warning",
        )


def module_sums(paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each go.mod that has a go.sum beside it, and that go.sum."""
    every = set(paths)
    for path in sorted(every):
        if path.rpartition("/")[2] == "go.mod" and (total := beside(path, "go.sum")) in every:
            yield path, total


def beside(path: str, name: str) -> str:
    """The path of another file in the folder of a file."""
    return below(folder_of(path), name)
