"""`archlint init`: drafts a first layers.toml for a tree, from its folders and what they import today.

Pure. The draft is valid, each of its globs matches something, and its active rules pass. A rule that doesn't pass yet
is written as a comment, with the number of its findings.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from archlint.drafting.layers_text import Layer, LayersDraft, Proposal, render
from archlint.drafting.presets import PLAIN, PRESETS, Preset, Role, guess
from archlint.globs import problem
from archlint.graphs.cycles import components
from archlint.graphs.layering import Layering
from archlint.graphs.view import View
from archlint.model.location import folders_of
from archlint.model.policy import Globs
from archlint.rules.names import problem_with_name

Count = Callable[[str], Sequence[int]]
"""Takes the text of a layers.toml and returns the number of findings of each of its rules, in order."""

_NAMED = re.compile(r"[A-Za-z0-9]+")


_LAST = (
    Proposal("packages must not form cycles", "Go rejects import cycles"),
    Proposal("layers must not form cycles", "layers that need each other are one layer"),
)
"""Rules for a tree that fails all others. The first one passes in every tree that compiles."""


def draft(view: View, count: Count, preset: str = "", module: str = "") -> str:
    """Draft the layers.toml for a tree. `view` is today's view, without layers; `preset` "" means to guess the shape.
    `module` is the module path if no go.mod has one.

    `count` checks the same tree. Raises KeyError for an unknown preset.
    """
    paths = [item.path for item in view.files]
    folders = _folders(paths)
    name = preset or guess(frozenset(folder.rpartition("/")[2].lower() for folder in folders))
    plan = _plain(view, folders) if name == PLAIN else _shaped(PRESETS[name], folders)
    if not plan.layers:
        plan = _plain(view, folders)
    plan = plan._replace(rules=(*plan.rules, *_for_all(plan, folders)), module=module)
    counts = count(render(plan, paths, [0] * len(plan.rules)))
    for rule in _LAST:
        if all(counts) and rule not in plan.rules:  # a file without an active rule checks nothing
            plan = plan._replace(rules=(*plan.rules, rule))
            counts = count(render(plan, paths, [0] * len(plan.rules)))
    return render(plan, paths, counts)


def _folders(paths: Iterable[str]) -> list[str]:
    """All folders, except the root, that contain files and whose names are valid in globs; parents first."""
    return sorted(folder for folder in folders_of(paths) if not problem(folder) and not set(folder) & set("*?"))


# --- shapes -----------------------------------------------------------------------------------------------------------


def _shaped(preset: Preset, folders: list[str]) -> LayersDraft:
    found = _roles(preset.roles, folders)
    container = _container(found)
    layers = tuple(
        (role.layer, tuple(sorted({_glob(folder, container) for folder in found if found[folder] == role.layer})))
        for role in preset.roles
        if role.layer in found.values()
    )
    known = {name for name, _ in layers}
    rules: list[Proposal] = []
    for wish in preset.wishes:
        subject = [name for name in wish.subject if name in known]
        if not wish.object:
            rules += [Proposal(" > ".join(subject), wish.because)] if len(subject) > 1 else []
            continue
        target = [name for name in wish.object if name in known or name == "third-party"]
        if subject and target:
            rules.append(Proposal(f"{', '.join(subject)} must not import {', '.join(target)}", wish.because))
    return LayersDraft(preset.title, layers, container, rules=tuple(rules))


def _roles(roles: Iterable[Role], folders: list[str]) -> dict[str, str]:
    """The folders that mean a layer, none inside another. Strong names come first; weak names count only for layers
    without a strong folder."""
    found: dict[str, str] = {}
    for weak in (False, True):
        taken = set(found.values())
        names = {name: role.layer for role in roles for name in (role.weak if weak else role.strong)}
        for folder in folders:
            layer = names.get(folder.rpartition("/")[2].lower(), "")
            free = not any(_within(folder, other) or _within(other, folder) for other in found)
            if layer and layer not in taken and free:
                found[folder] = layer
    return found


def _within(folder: str, other: str) -> bool:
    return folder == other or folder.startswith(other + "/")


def _container(found: Iterable[str]) -> str:
    """The folder that has two or more children with layers of their own: its children are contexts. "" for none."""
    contexts = {folder.rpartition("/")[0] for folder in found if folder.count("/") >= 2}
    above: dict[str, int] = {}
    for context in contexts:
        parent = context.rpartition("/")[0]
        above[parent] = above.get(parent, 0) + 1
    best = max(sorted(above), key=lambda parent: above[parent], default="")
    return best if above.get(best, 0) > 1 else ""


def _glob(folder: str, container: str) -> str:
    context, _, last = folder.rpartition("/")
    if container and context.rpartition("/")[0] == container:
        return f"{container}/*/{last}/**"
    return f"{folder}/**"


# --- the tree's own folders -------------------------------------------------------------------------------------------


def _plain(view: View, folders: list[str]) -> LayersDraft:
    """One layer for each folder of the first level that has several, ordered by their imports."""
    base = ""
    while True:
        prefix = f"{base}/" if base else ""
        children = [folder for folder in folders if folder.startswith(prefix) and "/" not in folder[len(prefix) :]]
        direct = any(item.path.rpartition("/")[0] == base for item in view.files)
        if len(children) != 1 or direct:
            break
        base = children[0]
    taken: set[str] = set()
    layers = [(_name(child, taken), (f"{child}/**",)) for child in children]
    if direct:
        layers.append((_name(base or "root", taken), (base or f"*{view.language.suffix}",)))
    return LayersDraft("the tree's own folders", tuple(layers), contexts="", rules=tuple(_order(view, tuple(layers))))


def _name(folder: str, taken: set[str]) -> str:
    """A layer name that is valid in sentences: `my-lib` becomes MyLib."""
    words = _NAMED.findall(folder.rpartition("/")[2])
    name = "".join(word[:1].upper() + word[1:] for word in words) or "Folder"
    if problem_with_name(name, slices=True):
        name += "Folder"
    unique, number = name, 2
    while unique in taken:
        unique, number = f"{name}{number}", number + 1
    taken.add(unique)
    return unique


def _order(view: View, layers: tuple[Layer, ...]) -> Iterator[Proposal]:
    """The order of the layers, if their imports have one. Otherwise, a ban for each pair with imports in only one
    direction."""
    edges = _edges(view, layers)
    names = [name for name, _ in layers]
    if len(names) < 2:
        return
    successors = {name: sorted(target for source, target in edges if source == name) for name in names}
    if any(len(members) > 1 for members in components(successors)):
        yield Proposal("layers must not form cycles", "layers that need each other are one layer")
        for name in names:
            banned = [other for other in names if (other, name) in edges and (name, other) not in edges]
            if banned:
                yield Proposal(f"{name} must not import {', '.join(banned)}", "today the imports go the other way only")
        return
    depth: dict[str, int] = {}
    while len(depth) < len(names):  # put each layer right below the lowest of those that import it
        for name in names:
            above = [source for source, target in edges if target == name]
            if name not in depth and all(source in depth for source in above):
                depth[name] = 1 + max((depth[source] for source in above), default=-1)
    levels = [[name for name in names if depth[name] == level] for level in range(max(depth.values()) + 1)]
    if len(levels) > 1:
        sentence = " > ".join(" | ".join(level) for level in levels)
        yield Proposal(sentence, "true today: no layer imports a layer above or beside it")


def _edges(view: View, layers: tuple[Layer, ...]) -> set[tuple[str, str]]:
    """The pairs of different layers where the first imports the second."""
    layering = Layering(tuple(Globs(name, globs) for name, globs in layers))
    found: set[tuple[str, str]] = set()
    for edge in view.edges_for("exclude"):
        if edge.target.origin == "tree":
            targets = {layering.decide(path).layer for path in edge.target.files}
            for use in edge.uses:
                source = layering.decide(view.path_of(use.file)).layer
                found |= {(source, target) for target in targets if source and target and source != target}
    return found


def _for_all(plan: LayersDraft, folders: list[str]) -> Iterator[Proposal]:
    """The rules that fit every tree."""
    if any(folder == f"{plan.contexts}/{folder.split('/')[-2]}/api" for folder in folders if folder.endswith("/api")):
        door = f'context must be imported through "{plan.contexts}/*/api/**"'
        yield Proposal(door, "a context can change everything except its api")
    elif plan.contexts:
        yield Proposal("context must not import each other", "a context can change without changing the others")
    tops = [plan.contexts] if plan.contexts else [top for top in ("internal", "pkg") if top in folders]
    for top in tops:
        if sum(folder.rpartition("/")[0] == top for folder in folders) > 1:
            yield Proposal(f'folders in "{top}" must not form cycles', "folders in a cycle can only change together")
    yield Proposal("every file must belong to a layer", "rules can't check code outside the layers")
