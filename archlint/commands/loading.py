"""From options to what a check is given: the configuration, then the mapping, the tree and the baseline."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from archlint.commands.configuration import Found, find
from archlint.config.document import mapping_globs, mistakes_without_mapping, parse_document
from archlint.edge import workspace
from archlint.edge.confine import check_read
from archlint.edge.sources import Sources
from archlint.edge.symbol_reader import SymbolReader
from archlint.edge.tree import read_tree
from archlint.errors import ArchlintError, BaselineError, Complaint, ConfigError, MappingError
from archlint.pipeline.inputs import Inputs, chosen_view
from archlint.pipeline.judge import needed_tests

if TYPE_CHECKING:  # what only some runs need is imported where they need it, so that the others start at once
    from collections.abc import Callable
    from collections.abc import Mapping as ReadOnlyDict

    from archlint.commands.options import Options
    from archlint.edge.cache import Cache
    from archlint.edge.fact_store import FactStore
    from archlint.edge.git_tree import Tracked
    from archlint.model.facts import Reason, Tree
    from archlint.model.moves import Mapping
    from archlint.model.policy import Config
    from archlint.pipeline.baseline import Entry


class Loaded(NamedTuple):
    """The inputs of a check, the files that they were read from, and what reads more of these files.

    `baseline_file` is the path of the baseline on this machine, whether it is there or not. `store` remembers the facts
    of the files, if there is a cache for them.
    """

    inputs: Inputs
    sources: Sources
    reader: SymbolReader
    baseline_file: str
    store: FactStore | None = None


def load(options: Options) -> Loaded:
    """Read all that the options lead to; the mapping only where it is asked for."""
    found = find(options)
    tracked = _tracked(options, found)
    if options.wants_mapping:
        return _load(options, found, _mapping(options, found, tracked), tracked)
    globs = mapping_globs(found.document)
    if globs and not workspace.matching_files(found.root, globs):
        listed = ", ".join(f'"{glob}"' for glob in globs)
        message = f"{listed} matches no file, so there is no mapping"
        complaint = Complaint(workspace.CONFIG_NAME, message, key="mapping.files", kind="inert-mapping")
        raise ConfigError(complaint, *mistakes_without_mapping(found.document))
    return _load(options, found, None, tracked)


def load_with_mapping(options: Options) -> tuple[Loaded, Mapping]:
    """Read all that the options lead to, with the mapping, which has to be there."""
    found = find(options)
    tracked = _tracked(options, found)
    mapping = _mapping(options, found, tracked)
    return _load(options, found, mapping, tracked), mapping


def _tracked(options: Options, found: Found) -> Tracked | None:
    """The files that git tracks, where only these are asked for."""
    if not options.tracked:
        return None
    from archlint.edge.git_tree import read_tracked

    return read_tracked(found.root)


def _mapping(options: Options, found: Found, tracked: Tracked | None) -> Mapping:
    from archlint.commands.documents import read_documents

    try:
        globs = mapping_globs(found.document)
        return read_documents(options.mappings, globs, found.root, found.territory, tracked=tracked)
    except MappingError as wrong:
        raise MappingError(*wrong.complaints, *mistakes_without_mapping(found.document)) from None


def _load(options: Options, found: Found, mapping: Mapping | None, tracked: Tracked | None) -> Loaded:
    view = chosen_view(options.view, mapping)
    sources = Sources(found.root, whole=options.contents or options.base is not None or view != "today")
    reader = SymbolReader(sources, options.progress, partial(_find_cache, options, found.root))
    stores: list[FactStore] = []

    def inputs_with(config: Config) -> Inputs:
        stores[:] = _stores(options, sources, config, tracked, reader.cache)
        tree = tree_of(options, sources, config, mapping, tracked, *stores)
        left_out = partial(_left_out, sources, config, tree, tracked)
        return Inputs(tree, config, options.date, mapping, view, symbols=reader.read, left_out=left_out)

    layers = mapping.layers if mapping else ()
    if options.purpose == "map" and "layers" not in found.document.data:
        from archlint.config.classify import layers_of

        layers = (*layers, *layers_of(found.document.data.get("classify")))
    try:
        config = parse_document(found.document, layers)
    except ConfigError as wrong:
        raise ConfigError(*_all_complaints(wrong, inputs_with)) from None
    inputs = inputs_with(config)
    path = options.baseline or os.path.join(found.home, workspace.BASELINE_NAME)
    shown = workspace.relative_to(found.root, path)
    baseline = _baseline(options, found, path, shown)
    return Loaded(inputs._replace(baseline=baseline, baseline_path=shown), sources, reader, path, *stores)


def _stores(
    options: Options, sources: Sources, config: Config, tracked: Tracked | None, cache: Cache | None
) -> list[FactStore]:
    """Where the facts of these sources are remembered, as the configuration scans them; none without a cache."""
    if cache is None or config.scan.language != "go":
        return []
    from archlint.edge.fact_store import FactStore

    scan = config.scan._replace(exclude_origins=())
    return [FactStore(cache, sources, repr(scan), options.tests or needed_tests(config), str(tracked is not None))]


def tree_of(
    options: Options,
    sources: Sources,
    config: Config,
    mapping: Mapping | None,
    tracked: Tracked | None = None,
    store: FactStore | None = None,
) -> Tree:
    """The tree of these sources, as the configuration scans it. `tracked` holds it to the files that git tracks."""
    if config.scan.language == "python":
        if mapping is not None:
            message = "a mapping moves Go files; this configuration is for Python"
            raise MappingError(Complaint(mapping.documents[0], message, kind="mapping"))
        from archlint.edge.python_tree import read_python_tree

        return read_python_tree(
            sources, config.scan, options.tests or needed_tests(config), progress=options.progress, tracked=tracked
        )
    return read_tree(
        sources,
        config.scan,
        options.tests or needed_tests(config),
        everything=mapping is not None or options.purpose == "map",
        progress=options.progress,
        tracked=tracked,
        store=store,
    )


def _left_out(sources: Sources, config: Config, tree: Tree, tracked: Tracked | None) -> ReadOnlyDict[str, Reason]:
    from archlint.edge.left_out import read_left_out

    return read_left_out(sources, config.scan, tree, tracked)


def _find_cache(options: Options, root: str) -> Cache | None:
    """The user's cache, None where there is none or it is not wanted."""
    if not options.cache:
        return None
    from archlint.edge.cache import find_cache

    return find_cache(root)


def _all_complaints(wrong: ConfigError, inputs_with: Callable[[Config], Inputs]) -> tuple[Complaint, ...]:
    """All that is wrong with a configuration: its mistakes, and what of the rest and of the mapping matches nothing
    in the tree."""
    if wrong.sound is None:
        return wrong.complaints
    from archlint.config.sound import all_complaints, rows_without_source
    from archlint.pipeline.check import check

    try:
        result = check(inputs_with(wrong.sound))
    except MappingError as further:
        return (*wrong.complaints, *further.complaints)
    except ArchlintError:
        return wrong.complaints  # what is wrong with the tree is told once there is a configuration to scan it by
    return (*all_complaints(wrong.complaints, result.problems), *rows_without_source(result.findings))


def _baseline(options: Options, found: Found, path: str, shown: str) -> tuple[Entry, ...] | None:
    """The entries of the baseline; None where there is none, which is a mistake if it was named to be read."""
    if not os.path.lexists(path) and (options.baseline is None or options.purpose == "baseline"):
        return None
    from archlint.pipeline.baseline import read_baseline

    check_read(path, found.territory, "the baseline", BaselineError, shown)
    return read_baseline(shown, workspace.read_text_file(path, "the baseline", BaselineError))
