"""Hazards that need only rows and paths: missing sources, clashing destinations, files without a row, wrong layers."""

from __future__ import annotations

from collections.abc import Iterator

from archlint.hazards.context import HazardContext, folder_of, folders_shown
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.text.lists import FEW, quoted


def missing_source(context: HazardContext) -> Iterator[Finding]:
    """missing-source: neither end of the row exists."""
    by_name: dict[str, list[str]] | None = None
    for row, state in context.relocation.moves.states:
        if state != "dangling":
            continue
        if by_name is None:
            by_name = {}
            for path in sorted(context.paths):
                by_name.setdefault(path.rpartition("/")[2], []).append(path)
        near = by_name.get(row.old.rpartition("/")[2], [])
        hint = f" Did you mean {quoted(near, most=2)}?" if near else ""
        message = f"'{row.old}' doesn't exist, and neither does '{row.new}', so the row moves nothing."
        if row.old in context.unseen:
            message = f"'{row.old}' {context.unseen[row.old]}, and '{row.new}' doesn't exist, so the row moves nothing."
        yield context.hazard(
            "missing-source",
            message,
            row.place,
            advice=f"Correct the path, or delete the row.{hint}",
            source=row.old,
            target=row.new,
            identity=(row.old, row.new),
        )


def destination_clash(context: HazardContext) -> Iterator[Finding]:
    """destination-clash: two files, or a file and a folder, would have the same path, ignoring letter case."""
    moves = context.relocation.moves.files
    arriving: dict[str, list[str]] = {}
    for old, new in moves.items():
        arriving.setdefault(new, []).append(old)
    after = {path for path in context.paths if path not in moves} | set(arriving)
    for new, olds in arriving.items():
        if len(olds) > 1:
            message = f"{quoted(olds, most=FEW)} {'all' if len(olds) > 2 else 'both'} move to '{new}'."
            yield _clash(context, olds[-1], new, message=message, others=[Place(old) for old in olds[:-1]])
        if new in context.paths and new not in moves:
            message = f"'{olds[0]}' moves to '{new}', but that file already exists."
            yield _clash(context, olds[0], new, message=message, others=[Place(new)])
    yield from _folder_clashes(context, arriving, after)
    yield from _case_clashes(context, arriving, after)


def _folder_clashes(context: HazardContext, arriving: dict[str, list[str]], after: set[str]) -> Iterator[Finding]:
    """A path that would be both a file and a folder."""
    seen: set[str] = set()
    for path in sorted(after):
        folder = folder_of(path)
        while folder and folder not in seen:
            seen.add(folder)
            if folder in after and (folder in arriving or path in arriving):
                old = arriving[folder][0] if folder in arriving else arriving[path][0]
                message = f"'{folder}' would be both a file and the folder of '{path}'."
                yield _clash(context, old, folder, message=message, others=[])
            folder = folder_of(folder)


def _case_clashes(context: HazardContext, arriving: dict[str, list[str]], after: set[str]) -> Iterator[Finding]:
    """Paths that are equal on a case-insensitive file system. Go rejects import paths that differ only by case."""
    seen: set[str] = set()
    spelt: dict[str, str] = {}
    for path in after:
        if path not in arriving:
            _spell(path, seen, spelt)
    for path in sorted(arriving):
        for at, known in _spell(path, seen, spelt):
            what = "paths" if at == path else "folders"
            message = f"The {what} '{at}' and '{known}' differ only by letter case."
            yield _clash(context, arriving[path][0], at, message=message, others=[])


def _spell(path: str, seen: set[str], spelt: dict[str, str]) -> list[tuple[str, str]]:
    """Record the spelling of a path and of the folders above it; return those already recorded with another case."""
    other: list[tuple[str, str]] = []
    while path and path not in seen:
        seen.add(path)
        known = spelt.setdefault(_fold(path), path)
        if known != path:
            other.append((path, known))
        path = folder_of(path)
    return other


def _fold(path: str) -> str:
    if path.isascii():
        return path.lower()
    import unicodedata

    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _clash(context: HazardContext, old: str, new: str, message: str, others: list[Place]) -> Finding:
    row = context.relocation.moves.row_of[old]
    return context.hazard(
        "destination-clash",
        message,
        row.place,
        advice="Map one of them to another name or folder.",
        source=old,
        target=new,
        related=[
            Related(Place(old), "this file moves"),
            *(Related(place, "this file clashes with it") for place in others),
        ],
        identity=(old, new),
    )


def unmapped_file(context: HazardContext) -> Iterator[Finding]:
    """unmapped-file: rows move some Go files of a folder, and other files there have no row. One finding per folder.

    If more files stay than move, the finding is only a note: then leaving most files in place is likely intended.
    """
    moves = context.relocation.moves
    gone: dict[str, int] = {}
    for old in moves.files:
        if GO.is_source(old) and not GO.is_test(old):
            gone[folder_of(old)] = gone.get(folder_of(old), 0) + 1
    staying: dict[str, list[str]] = {}
    for path, facts in context.facts.items():
        if path not in moves.row_of and folder_of(path) in gone and facts.scope == "production":
            staying.setdefault(folder_of(path), []).append(path)
    for folder, paths in staying.items():
        count, first = gone[folder], min(paths)
        subject = (
            f"'{first}' has no row"
            if len(paths) == 1
            else f"{len(paths)} files of {folders_shown([folder])} have no row"
        )
        yield context.hazard(
            "unmapped-file",
            f"{subject}, but {'another file there moves' if count == 1 else f'{count} other files there move'}.",
            Place(first),
            advice="Add the missing rows. To keep a file where it is, give it a row with the same path twice.",
            related=[Related(Place(path), "also has no row") for path in sorted(paths)[1:]],
            identity=(folder,),
            severity="warning" if count >= len(paths) else "note",
        )


def layer_mismatch(context: HazardContext) -> Iterator[Finding]:
    """layer-mismatch: the row's target_layer isn't the layer that the globs give to its new path."""
    known = context.known_layers
    reported: set[str] = set()
    for old, row in context.relocation.moves.row_of.items():
        if not row.layer or row.old in reported:
            continue
        given = context.layer_of(context.new_path(old))
        if given in ("", row.layer) and (row.layer in known or not known):
            continue
        reported.add(row.old)
        if given and given != row.layer:
            message = f"The row puts '{row.old}' in layer '{row.layer}', but '{row.new}' is in layer '{given}'."
            advice = "Correct the row's target_layer or new_path, or the globs in [layers]."
        else:
            message = f"The row puts '{row.old}' in layer '{row.layer}', which layers.toml doesn't define."
            advice = f"Correct the row's target_layer. The defined layers are: {', '.join(sorted(known))}."
        yield context.hazard(
            "layer-mismatch", message, row.place, advice=advice, source=row.old, target=row.new,
            identity=(row.old, row.new, row.layer),
        )  # fmt: skip
