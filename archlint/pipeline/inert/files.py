"""Globs of files: excludes, layers and slices that match none, and layers in conflict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from archlint.errors import Complaint
from archlint.globs import compile_glob
from archlint.graphs.layering import Layering
from archlint.model.policy import Globs
from archlint.pipeline.inert.seen import Seen
from archlint.text.lists import listed, quoted


def excludes(seen: Seen) -> Iterator[Complaint]:
    """Globs of [scan] exclude that leave out nothing."""
    for glob, origin in zip(seen.config.scan.exclude, seen.config.scan.exclude_origins, strict=True):
        if glob not in seen.tree.matched_excludes:
            near = seen.files_near(compile_glob(glob))
            hint = "remove it" if near.text else near.hint or "remove it, or correct the path"
            yield Complaint.at(origin, f'"{glob}" excludes nothing{near.text}', hint, kind="inert-exclude")


def layers(seen: Seen) -> Iterator[Complaint]:
    """Layers without files, globs of layers that match nothing, and globs that are equally specific."""
    config, paths = seen.config, seen.paths
    given = {item.layer for view in seen.views for item in view.files}
    layering = Layering(config.layers)
    used: set[tuple[str, str]] = set()
    conflicts: dict[tuple[tuple[str, str], tuple[str, str]], list[str]] = {}
    for path in paths:
        decision = layering.decide(path)
        used.update(decision.matched)
        if decision.rival[0]:
            pair = ((decision.layer, decision.glob), decision.rival)
            conflicts.setdefault(pair, []).append(path)
    for layer in config.layers:
        if layer.optional:
            continue
        if not layer.globs and layer.name not in given:
            yield Complaint.at(layer.origin, f"the layer {layer.name} has no files", kind="inert-layer")
        winners = _winners(layer, layering, paths) if layer.globs and layer.name not in given else ()
        if winners and layer.name not in winners:
            message = f"the layer {layer.name} has no files: more specific globs of {quoted(winners)} win all its files"
            hint = "make its globs more specific, or remove the layer"
            yield Complaint.at(layer.origin, message, hint, kind="inert-layer")
        for glob, origin in zip(layer.globs, layer.origins, strict=True):
            if (layer.name, glob) not in used:
                near = seen.files_near(compile_glob(glob))
                message = f'"{glob}" matches no scanned file, so it adds nothing to the layer {layer.name}{near.text}'
                yield Complaint.at(origin, message, near.hint, kind="inert-layer")
    origins = {layer.name: layer.origin for layer in config.layers}
    for ((name, glob), (rival, other)), files in sorted(conflicts.items()):
        both = f'"{glob}" ({name}) and "{other}" ({rival}) are equally specific and both match'
        hint = "make one of them more specific, or exclude those files from the other"
        yield Complaint.at(origins[name], f"{both} {listed(sorted(files), most=1)}", hint)


def _winners(layer: Globs, layering: Layering, paths: set[str]) -> list[str]:
    """The layers that win the files matched by a layer's globs; includes the layer itself if it ties with another."""
    decisions = (layering.decide(path) for path in paths)
    found = {
        name
        for decision in decisions
        if any(name == layer.name for name, _ in decision.matched)
        for name in (decision.layer, decision.rival[0])
    }
    return sorted(found - {""})


def emptied_layers(seen: Seen) -> Iterator[Complaint]:
    """Layers that have files today and none in the mapped tree, and the layers that their files move to."""
    layers = {item.file.path: item.layer for item in seen.views[-1].files} if seen.emptied else {}
    for layer in seen.config.layers:
        if layer.name in seen.emptied:
            goes = Counter(layers[path] for path in seen.emptied[layer.name])
            where = ", ".join(f"{number:,} to {name or 'no layer'}" for name, number in sorted(goes.items()))
            message = f"the layer {layer.name} has no files in the mapped tree; its files move: {where}"
            hint = "fine if the plan removes the layer; if not, correct the mapping or the layer's globs"
            yield Complaint.at(layer.origin, message, hint, kind="inert-layer")


def slices(seen: Seen) -> Iterator[Complaint]:
    """Families of slices whose glob matches nothing."""
    for family in seen.config.slices:
        if not any(view.slice_of(family.name, item.path) for view in seen.views for item in view.files):
            near = seen.files_near(seen.views[0].slices[family.name])
            message = f'"{family.glob}" matches no scanned file, so there are no slices{near.text}'
            yield Complaint.at(family.origin, message, near.hint, kind="inert-slices")
