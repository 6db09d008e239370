"""left-behind: files that work only beside the Go files of their package, and that don't move with them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from archlint.hazards.context import HazardContext, folder_of, folders_shown
from archlint.languages.go.language import GO
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Embed
from archlint.text.lists import count

_ASSEMBLY = (".s", ".S", ".sx")
_CGO = (
    ".c", ".h", ".cc", ".cpp", ".cxx", ".hh", ".hpp", ".hxx", ".m", ".f", ".F", ".for", ".f90", ".swig", ".swigcxx",
    ".syso",
)  # fmt: skip


def left_behind(context: HazardContext) -> Iterator[Finding]:
    """Tests, assembly and C sources, embedded files, and the testdata of tests that move."""
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
    yield from _embedded(context)
    yield from _testdata(context)


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
    cgo = [path for path in files if any(spec.path == "C" for spec in context.facts[path].imports)]
    bodyless = [path for path in files if path in context.symbols and context.symbols[path].bodyless]
    for path in companions:
        if path.endswith(_ASSEMBLY):
            owners, what = bodyless or files, "Assembly"
        elif path.endswith(_CGO) and (cgo or path.endswith((".syso", ".h"))):
            owners, what = cgo or files, "The C source"
        else:
            continue
        homes = sorted({folder_of(context.new_path(owner)) for owner in owners})
        if folder_of(context.new_path(path)) not in homes:
            yield context.hazard(
                "left-behind",
                f"{what} '{path}' {context.goes(path)}, but the Go files that need it move to {folders_shown(homes)}.",
                Place(path),
                advice="Add a row that moves it too.",
                source=context.package_id(owners[0]),
                related=[Related(Place(owner), "needs it") for owner in owners[:1]],
                identity=(path,),
            )


def _embedded(context: HazardContext) -> Iterator[Finding]:
    """Files that a `//go:embed` names. They must keep their path relative to the embedding file's folder.

    Source: package embed, "Directives".
    """
    embedding = sorted(path for path, symbols in context.symbols.items() if symbols.embeds and path in context.facts)
    paths = sorted(context.paths) if embedding else []
    for path in embedding:
        folder, new_folder = folder_of(path), folder_of(context.new_path(path))
        for embed in context.symbols[path].embeds:
            apart = [
                found
                for found, rest in embedded_files(embed, folder, paths)
                if context.new_path(found) != (f"{new_folder}/{rest}" if new_folder else rest)
            ]
            if apart:
                subject = f"'{apart[0]}'" if len(apart) == 1 else f"{len(apart)} files, including '{apart[0]}',"
                yield context.hazard(
                    "left-behind",
                    f"'{path}' embeds '{embed.pattern}' and {context.goes(path)}, "
                    f"but {subject} wouldn't be at the path that the pattern names.",
                    Place(path, embed.line, embed.column, end_column=embed.column + len(embed.pattern)),
                    advice="Add rows that keep the Go file and the files it embeds together.",
                    related=[Related(Place(found), f"{context.goes(found)}") for found in apart[:5]],
                    identity=(path, embed.pattern),
                )


def embedded_files(embed: Embed, folder: str, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The files that a pattern matches, each with its path below `folder`. A matched folder means the files in it.

    `paths` are all files of the tree, sorted.
    """
    pattern = embed.pattern.removeprefix("all:").rstrip("/")
    every = embed.pattern.startswith("all:")
    segments = [re.compile(_segment(text)) for text in pattern.split("/")] if pattern != "." else []
    prefix = f"{folder}/" if folder else ""
    for index in range(bisect_left(paths, prefix), len(paths)):
        path = paths[index]
        if not path.startswith(prefix):
            break
        rest = path[len(prefix) :]
        parts = rest.split("/")
        if len(parts) < len(segments) or not all(map(re.Pattern.fullmatch, segments, parts)):
            continue
        below = parts[len(segments) :]
        if every or not any(part.startswith((".", "_")) for part in below):
            yield path, rest


def _segment(text: str) -> str:
    """One segment of a `path.Match` pattern, as a regular expression."""
    out, index = "", 0
    while index < len(text):
        char = text[index]
        index += 1
        if char == "*":
            out += "[^/]*"
        elif char == "?":
            out += "[^/]"
        elif char == "[" and "]" in text[index:]:
            end = text.index("]", index + 1 if text[index : index + 1] == "^" else index)
            body = re.escape(text[index:end].removeprefix("^")).replace(r"\-", "-")
            out += f"[{'^' * text[index:end].startswith('^')}{body}]" if body else r"(?!)"
            index = end + 1
        elif char == "\\" and index < len(text):
            out += re.escape(text[index])
            index += 1
        else:
            out += re.escape(char)
    return out


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
