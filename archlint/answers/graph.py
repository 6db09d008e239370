"""The graph as a document: nodes and edges at the level of layers, packages or files, as JSON, DOT or Mermaid."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, NamedTuple

from archlint.graphs.graph import Edge
from archlint.graphs.view import View
from archlint.languages.go.references.join import Reference
from archlint.model.location import Place
from archlint.model.policy import Tests

Level = Literal["layer", "package", "file"]
UNASSIGNED = "(unassigned)"


class Node(NamedTuple):
    """A node of the drawing; `mapped_to` is set in the mapped view if the node moves."""

    id: str
    layer: str = ""
    mapped_to: str = ""


class GraphEdge(NamedTuple):
    """`source` depends on `target` at `places`; `names` are the names used, if they are known."""

    source: str
    target: str
    kind: str
    names: tuple[str, ...]
    places: tuple[Place, ...]


class Drawing(NamedTuple):
    """Nodes sorted by id, arrows sorted by ends and kind."""

    view: str
    level: Level
    nodes: tuple[Node, ...]
    arrows: tuple[GraphEdge, ...]


def draw_packages(view: View, *, tests: Tests, external: bool) -> Drawing:
    """Draw the packages of the tree and their imports; with `external`, also imported packages from outside."""
    shown = {item.package for item in view.files_for(tests)}
    edges = [edge for edge in view.edges_for(tests) if external or edge.target.origin == "tree"]
    shown |= {edge.target.id for edge in edges}
    nodes = tuple(Node(name, " | ".join(view.packages[name].layers)) for name in sorted(shown))
    return Drawing(
        view.name,
        level="package",
        nodes=nodes,
        arrows=_arrows((edge.source.id, edge.target.id, edge) for edge in edges),
    )


def draw_layers(view: View, *, tests: Tests, external: bool) -> Drawing:
    """Draw the layers and their dependencies; with `external`, also the standard library and third parties."""
    pairs: list[tuple[str, str, Edge]] = []
    shown = set(view.layers)
    for item in view.files_for(tests):
        shown.add(item.layer or UNASSIGNED)
    for edge in view.edges_for(tests):
        if edge.target.origin != "tree":
            targets: tuple[str, ...] = (edge.target.origin,) if external else ()
        else:
            targets = edge.target.layers or (UNASSIGNED,)
        source = edge.layer or UNASSIGNED
        pairs += [(source, target, edge) for target in targets if target != source]
        shown.update((source, *targets))
    nodes = tuple(Node(name, name if name in view.layers else "") for name in sorted(shown))
    return Drawing(view.name, level="layer", nodes=nodes, arrows=_arrows(pairs))


def draw_files(view: View, references: Iterable[Reference], *, tests: Tests, external: bool) -> Drawing:
    """Draw the files of the tree, by today's paths, and their references to each other's package-level names.

    With `external`, also the imports of packages from outside the tree.
    """
    shown = {item.file.path: item for item in view.files_for(tests)}
    nodes = [Node(path, item.layer, item.path if item.path != path else "") for path, item in shown.items()]
    places: dict[tuple[str, str], dict[str, list[Place]]] = {}
    for reference in references:
        if reference.path in shown and reference.target in shown:
            names = places.setdefault((reference.path, reference.target), {})
            names.setdefault(reference.name, []).extend(
                Place(reference.path, line, column, column + len(reference.name)) for line, column in reference.spots
            )
    arrows = [
        GraphEdge(
            source,
            target,
            kind="reference",
            names=tuple(sorted(names)),
            places=tuple(sorted(p for group in names.values() for p in group)),
        )
        for (source, target), names in places.items()
    ]
    if external:
        outside = [edge for edge in view.edges_for(tests) if edge.target.origin != "tree"]
        nodes += [Node(name) for name in {edge.target.id for edge in outside}]
        uses: dict[tuple[str, str], list[Place]] = {}
        for edge in outside:
            for use in edge.uses:
                uses.setdefault((use.file.path, edge.target.id), []).append(use.place)
        arrows += [
            GraphEdge(source, target, kind="import", names=(), places=tuple(sorted(spots)))
            for (source, target), spots in uses.items()
        ]
    return Drawing(view.name, level="file", nodes=tuple(sorted(nodes)), arrows=tuple(sorted(arrows)))


def _arrows(pairs: Iterable[tuple[str, str, Edge]]) -> tuple[GraphEdge, ...]:
    merged: dict[tuple[str, str, str], list[Edge]] = {}
    for source, target, edge in pairs:
        merged.setdefault((source, target, edge.kind), []).append(edge)
    return tuple(
        GraphEdge(
            source,
            target,
            kind,
            names=tuple(sorted({name for edge in edges for name in edge.names})),
            places=tuple(sorted(use.place for edge in edges for use in edge.uses)),
        )
        for (source, target, kind), edges in sorted(merged.items())
    )


def to_json(drawing: Drawing) -> str:
    """Return the stable JSON document, with one node or edge in each line."""
    nodes = [_node(node, drawing) for node in drawing.nodes]
    edges = [
        {
            "from": _plain(arrow.source),
            "to": _plain(arrow.target),
            "kind": arrow.kind,
            "names": list(arrow.names),
            "places": [
                {"path": _plain(place.path), "line": place.line, "column": place.column} for place in arrow.places
            ],
        }
        for arrow in drawing.arrows
    ]
    head = json.dumps({"schema": 1, "view": drawing.view, "level": drawing.level})[:-1]
    return f'{head}, "nodes": {_lines(nodes)}, "edges": {_lines(edges)}}}\n'


def _node(node: Node, drawing: Drawing) -> dict[str, str]:
    record = {"id": _plain(node.id), "layer": node.layer}
    if drawing.view == "mapped" and node.mapped_to:
        record["mapped_to"] = _plain(node.mapped_to)
    return record


def _plain(text: str) -> str:
    """Return text that every JSON parser accepts: bytes that aren't UTF-8 become `\\xff`, as in the JSON of `check`."""
    return text if text.isascii() else re.sub("[\udc80-\udcff]", lambda byte: f"\\x{ord(byte[0]) - 0xDC00:02x}", text)


def _lines(records: Sequence[Mapping[str, object]]) -> str:
    if not records:
        return "[]"
    return "[\n" + ",\n".join(json.dumps(record) for record in records) + "\n]"


def _clusters(drawing: Drawing) -> list[tuple[str, list[Node]]]:
    """Return the nodes by layer, those without one first. A drawing of layers is a single cluster."""
    clusters: dict[str, list[Node]] = {}
    for node in drawing.nodes:
        clusters.setdefault("" if drawing.level == "layer" else node.layer, []).append(node)
    return sorted(clusters.items())


def to_dot(drawing: Drawing) -> str:
    """Return a Graphviz graph. Layers are clusters, and edges are labeled with their number of places."""
    lines = ["digraph archlint {", "  rankdir=LR;", "  node [shape=box];"]
    for number, (layer, nodes) in enumerate(_clusters(drawing)):
        indent = "  "
        if layer:
            lines += [f"  subgraph cluster_{number} {{", f"    label={_quote(layer)};"]
            indent = "    "
        lines += [f"{indent}{_quote(node.id)};" for node in nodes]
        if layer:
            lines.append("  }")
    lines += [
        f"  {_quote(arrow.source)} -> {_quote(arrow.target)} [label={len(arrow.places)}"
        + (", style=dashed];" if arrow.kind == "reference" else "];")
        for arrow in drawing.arrows
    ]
    return "\n".join([*lines, "}"]) + "\n"


def _quote(text: str) -> str:
    safe = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return '"' + safe.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_mermaid(drawing: Drawing) -> str:
    """Return a Mermaid flowchart with short node names; dashed arrows are references without an import."""
    names = {node.id: f"n{number}" for number, node in enumerate(drawing.nodes)}
    lines = ["flowchart LR"]
    for number, (layer, nodes) in enumerate(_clusters(drawing)):
        if layer:
            lines.append(f'  subgraph l{number}["{_entities(layer)}"]')
        lines += [f'  {"  " if layer else ""}{names[node.id]}["{_entities(node.id)}"]' for node in nodes]
        if layer:
            lines.append("  end")
    for arrow in drawing.arrows:
        line = "-." if arrow.kind == "reference" else "--"
        head = ".->" if arrow.kind == "reference" else "-->"
        lines.append(f"  {names[arrow.source]} {line} {len(arrow.places)} {head} {names[arrow.target]}")
    return "\n".join(lines) + "\n"


def _entities(text: str) -> str:
    """Escape a label: Mermaid has only entities for this."""
    return "".join(char if char.isalnum() or char in " /._-|()" else f"#{ord(char)};" for char in text)


FORMATS = {"json": to_json, "dot": to_dot, "mermaid": to_mermaid}
