"""Hazards of paths that Go files name: the patterns of `//go:embed`, and what cgo preambles include or link.

Go reads both relative to the folder of the file. Source: package embed, "Directives"; `go doc cmd/cgo`.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence

from archlint.hazards.context import HazardContext, below, folder_of, spot_place
from archlint.model.findings import Finding
from archlint.model.location import Place, Related
from archlint.model.symbols import Embed, Mention
from archlint.text.lists import FEW, count

_META = re.compile(r"[*?\\[]")


def embedded_apart(context: HazardContext) -> Iterator[Finding]:
    """left-behind: an embedded file would no longer be at the path that a pattern names, or be in another module.

    changed-embed: a pattern would also match a file that it doesn't match today.
    """
    embedding = [(path, symbols.embeds) for path, symbols in sorted(context.symbols.items()) if symbols.embeds]
    if not embedding:
        return
    ordered = sorted(context.paths)
    modules = module_folders(ordered)
    after = sorted({context.new_path(path) for path in ordered})
    new_modules = module_folders(after)
    for path, embeds in embedding:
        if path not in context.facts:
            continue
        folder, new_folder = folder_of(path), folder_of(context.new_path(path))
        for embed in embeds:
            matched = list(embedded_files(embed, folder, ordered, modules=modules))
            expected = {found: below(new_folder, rest) for found, rest in matched}
            apart = [found for found, new in expected.items() if context.new_path(found) != new]
            place = Place(path, embed.line, embed.column, end_column=embed.column + len(embed.pattern))
            if apart:
                yield _apart(context, path, embed, apart=apart, place=place)
            elif matched and (folder != new_folder or len(after) != len(ordered) or context.relocation.moves.files):
                now = {
                    below(new_folder, rest) for _, rest in embedded_files(embed, new_folder, after, modules=new_modules)
                }
                yield from _changed(context, path, embed, place=place, now=now, expected=expected)


def _apart(context: HazardContext, path: str, embed: Embed, apart: list[str], place: Place) -> Finding:
    subject = f"'{apart[0]}'" if len(apart) == 1 else f"{len(apart)} files, including '{apart[0]}',"
    return context.hazard(
        "left-behind",
        f"'{path}' embeds '{embed.pattern}' and {context.goes(path)}, "
        f"but {subject} wouldn't be at the path that the pattern names.",
        place,
        advice="Add rows that keep the Go file and the files it embeds together.",
        related=[Related(Place(found), f"{context.goes(found)}") for found in apart[:5]],
        identity=(path, embed.pattern),
    )


def _changed(
    context: HazardContext, path: str, embed: Embed, place: Place, now: set[str], expected: dict[str, str]
) -> Iterator[Finding]:
    """What a pattern would no longer match because a go.mod is between, and what it would match besides."""
    lost = [found for found, new in expected.items() if new not in now]
    if lost:
        yield context.hazard(
            "left-behind",
            f"'{path}' embeds '{embed.pattern}', but '{lost[0]}' would be in another module, and Go only embeds files "
            "of the same module.",
            place,
            advice="Keep the Go file and the files it embeds in one module.",
            related=[Related(Place(found), f"{context.goes(found)}") for found in lost[:5]],
            identity=(path, embed.pattern),
        )
    more = now - set(expected.values())
    if more:
        arriving = sorted(old for old, new in context.relocation.moves.files.items() if new in more)
        stays = sorted(more - {context.relocation.moves.files[old] for old in arriving})
        first = (arriving or stays)[0]
        others = f" and {count(len(more) - 1, 'other file')}" if len(more) > 1 else ""
        yield context.hazard(
            "changed-embed",
            f"'{path}' embeds '{embed.pattern}' and {context.goes(path)}, where the pattern also matches "
            f"'{first}'{others}.",
            place,
            advice="Map the files to different folders, or make the pattern narrower before the move.",
            related=[Related(Place(found), f"{context.goes(found)}") for found in (*arriving, *stays)[:5]],
            identity=(path, embed.pattern),
            severity="warning",
        )


def module_folders(paths: Sequence[str]) -> frozenset[str]:
    """The folders with a go.mod."""
    return frozenset(
        folder_of(path) for path in paths if path.endswith("go.mod") and path.rpartition("/")[2] == "go.mod"
    )


def embedded_files(
    embed: Embed, folder: str, ordered: Sequence[str], modules: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    """The files that a pattern matches, each with its path below `folder`. A matched folder means the files in it.

    `ordered` are all paths, sorted. Files in one of the `modules` below `folder` aren't matched.
    """
    pattern = embed.pattern.removeprefix("all:").rstrip("/")
    every = embed.pattern.startswith("all:")
    parts_of_pattern = pattern.split("/") if pattern != "." else []
    segments = [re.compile(_segment(text)) for text in parts_of_pattern]
    prefix = f"{folder}/" if folder else ""
    literal = next((number for number, text in enumerate(parts_of_pattern) if _META.search(text)), len(segments))
    start = below(folder, "/".join(parts_of_pattern[:literal])) if literal else prefix
    for path in _starting_with(ordered, start):
        rest = path[len(prefix) :]
        parts = rest.split("/")
        if len(parts) < len(segments) or not all(map(re.Pattern.fullmatch, segments, parts)):
            continue
        inner = parts[len(segments) :]
        if not every and any(part.startswith((".", "_")) for part in inner):
            continue
        if modules and any(prefix + "/".join(parts[:number]) in modules for number in range(1, len(parts))):
            continue
        yield path, rest


def _starting_with(ordered: Sequence[str], start: str) -> Iterator[str]:
    for index in range(bisect_left(ordered, start), len(ordered)):
        if not ordered[index].startswith(start):
            return
        yield ordered[index]


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


def cgo_paths(context: HazardContext) -> Iterator[Finding]:
    """left-behind: a cgo preamble includes or names a file of the tree that would be elsewhere."""
    named: dict[str, list[Mention]] = {}
    for path, symbols in sorted(context.symbols.items()):
        mentions = [each for each in symbols.mentions if each.kind in ("include", "folder")]
        if mentions and path in context.facts:
            named[path] = mentions
    if not named:
        return
    ordered = sorted(context.paths)
    homes: dict[str, set[str]] = {}
    for path, facts in context.facts.items():
        if any(spec.path == "C" for spec in facts.imports):
            homes.setdefault(folder_of(path), set()).add(folder_of(context.new_path(path)))
    for path, mentions in named.items():
        searched = any(each.kind == "folder" for each in mentions)
        for mention in mentions:
            yield from _cgo_path(context, path, mention, ordered=ordered, homes=homes, searched=searched)


def _cgo_path(
    context: HazardContext,
    path: str,
    mention: Mention,
    ordered: Sequence[str],
    homes: Mapping[str, set[str]],
    *,
    searched: bool,
) -> Iterator[Finding]:
    """The files at the path that a mention names, if they would be elsewhere. `homes` says where the Go files of each
    folder that use cgo go, `searched` that the C compiler also looks into other folders."""
    folder, new_folder = folder_of(path), folder_of(context.new_path(path))
    old, new = (posixpath.normpath(below(each, mention.target)) for each in (folder, new_folder))
    if old in (".", "..") or old.startswith(("../", "/")):
        return
    if mention.kind == "include":
        found = [old] if old in context.paths else []
        if folder_of(old) == folder and folder_of(context.new_path(old)) not in homes.get(folder, ()):
            return  # reported as a source that none of the Go files has beside it
    else:
        found = [each for each in _starting_with(ordered, old) if each == old or each.startswith(f"{old}/")]
    apart = [each for each in found if context.new_path(each) != new + each[len(old) :]]
    if not apart:
        return
    verb = "includes" if mention.kind == "include" else "needs the files at"
    is_certain = len(apart) == len(found) and not (mention.kind == "include" and searched)
    yield context.hazard(
        "left-behind",
        f"'{path}' {verb} '{mention.target}' and {context.goes(path)}, but '{apart[0]}' "
        f"{'' if is_certain else 'likely '}wouldn't be at that path.",
        spot_place(path, mention.line, mention.column, name=mention.target),
        advice="Add rows that keep them at this path from the Go file, or change the path in the commit that moves it.",
        related=[Related(Place(each), context.goes(each)) for each in apart[:FEW]],
        identity=(path, mention.kind, mention.target),
        severity="error" if is_certain else "warning",
    )
