"""`archlint graph`: the graph of one view as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.answers import graph as drawing
from archlint.commands.console import write_err
from archlint.commands.loading import load
from archlint.pipeline.check import unread
from archlint.pipeline.placing import modules_of
from archlint.pipeline.views import views_of
from archlint.reports.safe import json_text, visible, xml_document

if TYPE_CHECKING:
    from archlint.commands.loading import Loaded
    from archlint.commands.options import Options
    from archlint.languages.go.references.join import Reference
    from archlint.model.policy import Tests


def graph(options: Options, *, level: str, form: str, external: bool) -> str:
    """Return the graph, at the level of layers, packages or files."""
    loaded = load(options._replace(purpose="graph", contents=level == "file"))
    view = views_of(loaded.inputs).asked[-1]
    tests: Tests = options.tests or loaded.inputs.config.scan.tests
    if level == "file":
        drawn = drawing.draw_files(view, _references(loaded), tests=tests, external=external)
    else:
        draw = {"layer": drawing.draw_layers, "package": drawing.draw_packages}[level]
        drawn = draw(view, tests=tests, external=external)
    text = drawing.FORMATS[form](drawn)
    if form == "json":
        return "\n".join(map(json_text, text.split("\n")))
    return xml_document(text) if form == "dot" else text  # Graphviz reads XML's references


def _references(loaded: Loaded) -> list[Reference]:
    from archlint.languages.go.build.compatible import Compatible
    from archlint.languages.go.references.join import references

    tree = loaded.inputs.tree
    symbols = loaded.reader.read([file.path for file in tree.files])
    for finding in unread(tree, symbols):
        place = finding.place
        write_err(f"archlint: warning: {visible(f'{place.path}:{place.line}:{place.column}: {finding.message}')}\n")
    return references(tree.files, symbols, folder_of=modules_of(tree).folder, compatible=Compatible())
