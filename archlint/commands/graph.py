"""`archlint graph`: the graph of one view as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from archlint.commands.answer_cache import Held, answer_once
from archlint.commands.console import write_err
from archlint.commands.loading import load
from archlint.edge.codec import Codec

if TYPE_CHECKING:
    from archlint.commands.options import Options
    from archlint.languages.go.references.join import Reference
    from archlint.model.policy import Tests
    from archlint.pipeline.inputs import Inputs


class Drawn(NamedTuple):
    """A graph as a document, and what to say of it on standard error."""

    text: str
    said: str = ""


CODEC = Codec(Held, Drawn)


def graph(options: Options, *, level: str, form: str, external: bool) -> str:
    """Return the graph, at the level of layers, packages or files."""
    loaded = load(options._replace(purpose="graph", contents=level == "file"))

    def draw(inputs: Inputs) -> Drawn:
        return _draw(inputs, level, form, tests=options.tests or inputs.config.scan.tests, external=external)

    if loaded.store is None or not (loaded.store.is_used or level == "file"):
        drawn = draw(loaded.inputs)
    else:
        question = ("graph", level, form, str(options.tests), str(external))
        drawn = answer_once(loaded.store, loaded, question, kind=Drawn, codec=CODEC, make=draw)
    if drawn.said:
        write_err(drawn.said)
    return drawn.text


def _draw(inputs: Inputs, level: str, form: str, tests: Tests, *, external: bool) -> Drawn:
    from archlint.answers import graph as drawing  # a graph that is remembered needs none of this
    from archlint.pipeline.views import views_of
    from archlint.reports.safe import json_text, xml_document

    view, said = views_of(inputs).asked[-1], ""
    if level == "file":
        references, said = _references(inputs)
        drawn = drawing.draw_files(view, references, tests=tests, external=external)
    else:
        draw = {"layer": drawing.draw_layers, "package": drawing.draw_packages}[level]
        drawn = draw(view, tests=tests, external=external)
    text = drawing.FORMATS[form](drawn)
    if form == "json":
        text = "\n".join(map(json_text, text.split("\n")))
    return Drawn(xml_document(text) if form == "dot" else text, said)  # Graphviz reads XML's references


def _references(inputs: Inputs) -> tuple[list[Reference], str]:
    """The references between all files, and a warning for each file that can't be parsed."""
    from archlint.languages.go.build.compatible import Compatible
    from archlint.languages.go.references.join import references
    from archlint.pipeline.check import unread
    from archlint.pipeline.placing import modules_of
    from archlint.reports.safe import visible

    tree = inputs.tree
    symbols = inputs.symbols({file.path: () for file in tree.files})
    places = [(finding.place, finding.message) for finding in unread(tree, symbols)]
    said = [visible(f"{place.path}:{place.line}:{place.column}: {message}") for place, message in places]
    found = references(tree.files, symbols, folder_of=modules_of(tree).folder, compatible=Compatible())
    return found, "".join(f"archlint: warning: {line}\n" for line in said)
