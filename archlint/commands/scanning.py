"""Reads the tree of any sources, the working tree's or a revision's, as a configuration scans it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from archlint.edge.sources import Sources
from archlint.edge.tree import read_tree
from archlint.errors import Complaint, MappingError
from archlint.languages import language_of
from archlint.model.language import FileLanguage
from archlint.pipeline.judge import needed_tests

if TYPE_CHECKING:
    from archlint.commands.options import Options
    from archlint.edge.fact_store import FactStore
    from archlint.edge.git_tree import Tracked
    from archlint.model.facts import Tree
    from archlint.model.moves import Mapping
    from archlint.model.policy import Config


def tree_of(
    options: Options,
    sources: Sources,
    config: Config,
    *,
    mapping: Mapping | None,
    tracked: Tracked | None = None,
    store: FactStore | None = None,
) -> Tree:
    """Read the tree of these sources as the configuration scans it, or only the files that git tracks. `store` keeps
    the facts of the files."""
    language, tests = language_of(config.scan.language), options.tests or needed_tests(config)
    if isinstance(language, FileLanguage):
        if mapping is not None:
            message = f"a mapping moves Go files, but this configuration is for {language.title}"
            raise MappingError(Complaint(mapping.documents[0], message, kind="mapping"))
        from archlint.edge.file_tree import read_file_tree

        return read_file_tree(sources, language, config.scan, tests=tests, progress=options.progress, tracked=tracked)
    return read_tree(
        sources,
        config.scan,
        tests,
        everything=mapping is not None or options.purpose == "map",
        progress=options.progress,
        tracked=tracked,
        store=store,
    )
