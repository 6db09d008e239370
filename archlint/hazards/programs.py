"""missing-main: files of a program that end up in a folder, or in a build of it, without the function `main`.

Source: Go spec, "Program execution": the package main must declare a function `main`. The linker checks it, so
`go build` fails and `go vet` is silent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.graphs.graph import Placed
from archlint.hazards.context import ORDINARY_BUILD, HazardContext, declaration_place, folder_of, folders_shown
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Declaration
from archlint.text.lists import FEW, count


def missing_main(context: HazardContext) -> Iterator[Finding]:
    """One finding for each new folder and program of today whose `main` some build of the folder loses.

    A program that has no `main` today isn't reported, nor is a folder that Go rejects for its package clauses.
    """
    split = context.relocation.split
    homes: dict[str, list[Placed]] = {}
    for item in context.placed if any(context.relocation.packages[name].program for name in split) else ():
        if item.file.scope == "production":
            homes.setdefault(item.import_path, []).append(item)
    for items in homes.values():
        programs: dict[str, list[Placed]] = {}
        for item in items:
            package = context.relocation.package_of[item.file.path]
            if item.file.package == GO.program and package in split:
                programs.setdefault(package, []).append(item)
        without = _without_main(context, items) if programs else None
        if without is not None and not _has_other_clause(context, items):
            for package, files in programs.items():
                yield from _missing(context, package, files, without=without)


def _missing(context: HazardContext, package: str, files: list[Placed], without: str) -> Iterator[Finding]:
    """The finding for these files of a program. `without` is the constraint of the builds that lack a `main`."""
    lacking = [item for item in files if context.compatible(_all(item.file.constraint, ORDINARY_BUILD), without)]
    here = {item.file.path for item in files}
    for path in context.relocation.packages[package].files if lacking else ():
        declared = None if path in here else _main_in(context, path)
        if declared is None:
            continue
        having = _all(context.facts[path].constraint, ORDINARY_BUILD)
        lost = [item for item in lacking if context.compatible(_all(item.file.constraint, without), having)]
        if lost:
            yield _finding(context, [item.file.path for item in lost], path, declared=declared, is_certain=not without)
            return


def _without_main(context: HazardContext, items: list[Placed]) -> str | None:
    """The constraint of the builds in which none of these files declares `main`; None if a file always does.

    A file that doesn't parse may declare it.
    """
    constraints = {item.file.constraint: None for item in items if _may_have_main(context, item.file.path)}
    return None if "" in constraints else _all(*(f"!({constraint})" for constraint in constraints))


def _may_have_main(context: HazardContext, path: str) -> bool:
    symbols = context.symbols.get(path)
    return symbols is None or symbols.problem is not None or _main_in(context, path) is not None


def _main_in(context: HazardContext, path: str) -> Declaration | None:
    """The declaration of the function `main` of a program in a production file."""
    if context.facts[path].scope != "production" or path not in context.symbols:
        return None
    declarations = context.symbols[path].declarations
    return next((each for each in declarations if each.name == GO.program and each.kind == "func"), None)


def _has_other_clause(context: HazardContext, items: Iterable[Placed]) -> bool:
    """Whether an ordinary build has files of another package in the folder."""
    others = {item.file.constraint for item in items if item.file.package not in (GO.program, "")}
    return any(context.compatible(constraint, ORDINARY_BUILD) for constraint in others)


def _all(*constraints: str) -> str:
    return " && ".join(f"({constraint})" for constraint in constraints if constraint)


def _finding(
    context: HazardContext, files: list[str], main: str, *, declared: Declaration, is_certain: bool
) -> Finding:
    files = sorted(files, key=lambda path: (path not in context.relocation.moves.files, path))
    first, *others = files
    also = f" (and {count(len(others), 'other file')})" if others else ""
    where = "" if is_certain else " in some builds"
    return context.hazard(
        "missing-main",
        f"'{first}'{also} {context.goes(first)}, where the package main has no function `main`{where}, so "
        "`go build` can't link the program.",
        Place(first),
        advice=f"Map it to the folder of '{main}', {folders_shown([folder_of(context.new_path(main))])}, or give it "
        "another package clause before the move.",
        related=[
            Related(declaration_place(main, declared), f"`main` is declared here, and {context.goes(main)}"),
            *(Related(Place(path), f"{context.goes(path)} too") for path in others[:FEW]),
        ],
        identity=(first, main),
    )
