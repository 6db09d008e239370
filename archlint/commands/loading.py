"""Loads the inputs of a check: the configuration, then the mapping, the tree and the baseline."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from archlint.commands.configuration import Found, find
from archlint.commands.scanning import tree_of
from archlint.config.document import mapping_globs, mistakes_without_mapping, parse_document
from archlint.edge import workspace
from archlint.edge.confine import check_read
from archlint.edge.sources import Sources
from archlint.edge.symbol_reader import SymbolReader
from archlint.errors import ArchlintError, BaselineError, Complaint, ConfigError, MappingError
from archlint.model.facts import Tree
from archlint.pipeline.inputs import Inputs, chosen_view
from archlint.pipeline.judge import needed_tests

if TYPE_CHECKING:  # modules that only some runs need are imported in functions, so that other runs start faster
    from collections.abc import Callable
    from collections.abc import Mapping as ReadOnlyDict

    from archlint.commands.options import Options
    from archlint.commands.revision_reader import RevisionReader
    from archlint.edge.cache import Cache
    from archlint.edge.fact_store import FactStore
    from archlint.edge.git_tree import Tracked
    from archlint.model.facts import Reason
    from archlint.model.moves import Mapping
    from archlint.model.policy import Config
    from archlint.pipeline.baseline import Entry


class Loaded(NamedTuple):
    """The inputs of a check, the source files, and the reader of their symbols.

    `baseline_file` is the path of the baseline on this machine, even if it doesn't exist. `tracked` are the files that
    git tracks, if only these are checked. `earlier` reads the base, if there is one. `store` keeps the facts of the
    files, if there is a cache.
    """

    inputs: Inputs
    sources: Sources
    reader: SymbolReader
    baseline_file: str
    tracked: Tracked | None = None
    earlier: RevisionReader | None = None
    store: FactStore | None = None


def load(options: Options) -> Loaded:
    """Read the inputs that the options name; the mapping only if it is needed."""
    found = find(options)
    tracked = _tracked(options, found)
    if options.wants_mapping:
        return _load(options, found, _mapping(options, found, tracked), tracked=tracked)
    globs = mapping_globs(found.document)
    if globs and not workspace.matching_files(found.root, globs):
        listed = ", ".join(f'"{glob}"' for glob in globs)
        message = f"{listed} matches no file, so there is no mapping"
        complaint = Complaint(workspace.CONFIG_NAME, message, key="mapping.files", kind="inert-mapping")
        raise ConfigError(complaint, *mistakes_without_mapping(found.document))
    return _load(options, found, mapping=None, tracked=tracked)


def load_with_mapping(options: Options) -> tuple[Loaded, Mapping]:
    """Read the inputs that the options name, including a mapping, which is required."""
    found = find(options)
    tracked = _tracked(options, found)
    mapping = _mapping(options, found, tracked)
    return _load(options, found, mapping, tracked=tracked), mapping


def _tracked(options: Options, found: Found) -> Tracked | None:
    """Return the files that git tracks, None if the run isn't limited to these."""
    if not options.tracked:
        return None
    from archlint.edge.git_tree import read_tracked

    return read_tracked(found.root)


def _mapping(options: Options, found: Found, tracked: Tracked | None) -> Mapping:
    from archlint.commands.documents import read_documents

    try:
        globs = mapping_globs(found.document)
        return read_documents(options.mappings, globs, found.root, territory=found.territory, tracked=tracked)
    except MappingError as wrong:
        raise MappingError(*wrong.complaints, *mistakes_without_mapping(found.document)) from None


def _load(options: Options, found: Found, mapping: Mapping | None, tracked: Tracked | None) -> Loaded:
    view = chosen_view(options.view, mapping)
    sources = Sources(found.root, whole=options.contents or view != "today")
    reader = SymbolReader(sources, options.progress, partial(_find_cache, options, found.root))
    stores: list[FactStore] = []

    def inputs_with(config: Config) -> Inputs:
        stores[:] = _stores(options, sources, config, tracked=tracked, cache=reader.cache)
        store = stores[0] if stores else None
        tree = tree_of(options, sources, config, mapping=mapping, tracked=tracked, store=store)
        left_out = partial(_left_out, sources, config, tree, tracked)
        return Inputs(tree, config, options.date, mapping=mapping, view=view, symbols=reader.read, left_out=left_out)

    layers = mapping.layers if mapping else ()
    if options.purpose == "map" and "layers" not in found.document.data:
        from archlint.config.classify import layers_of

        layers = (*layers, *layers_of(found.document.data.get("classify")))
    try:
        config = parse_document(found.document, layers)
    except ConfigError as wrong:
        raise ConfigError(*_all_complaints(wrong, inputs_with)) from None
    earlier = _earlier(options, found, reader)
    without_tree = Inputs(Tree(), config, options.date, mapping=mapping, view=view)
    if earlier is not None and earlier.needs_whole_files(without_tree):
        sources.want_whole_files()
    inputs = inputs_with(config)
    path = options.baseline or os.path.join(found.home, workspace.BASELINE_NAME)
    shown = workspace.relative_to(found.root, path)
    baseline = _baseline(options, found, path, shown=shown)
    return Loaded(
        inputs._replace(baseline=baseline, baseline_path=shown),
        sources,
        reader,
        baseline_file=path,
        tracked=tracked,
        earlier=earlier,
        store=stores[0] if stores else None,
    )


def _stores(
    options: Options, sources: Sources, config: Config, *, tracked: Tracked | None, cache: Cache | None
) -> list[FactStore]:
    """Return where the facts of these sources are kept, as the configuration scans them; [] without a cache."""
    if cache is None or config.scan.language != "go":
        return []
    from archlint.edge.fact_store import FactStore

    scan = config.scan._replace(exclude_origins=())
    return [FactStore(cache, sources, repr(scan), options.tests or needed_tests(config), str(tracked is not None))]


def _earlier(options: Options, found: Found, reader: SymbolReader) -> RevisionReader | None:
    """Find the base before the tree is read: if it is remembered, less of the tree has to be read."""
    if options.base is None:
        return None
    from archlint.commands.base import find_base

    return find_base(options, found.root, reader.cache)


def _left_out(sources: Sources, config: Config, tree: Tree, tracked: Tracked | None) -> ReadOnlyDict[str, Reason]:
    from archlint.edge.left_out import read_left_out

    return read_left_out(sources, config.scan, tree, tracked=tracked)


def _find_cache(options: Options, root: str) -> Cache | None:
    """Return the user's cache, None if there is none or it is turned off."""
    if not options.cache:
        return None
    from archlint.edge.cache import find_cache

    return find_cache(root)


def _all_complaints(wrong: ConfigError, inputs_with: Callable[[Config], Inputs]) -> tuple[Complaint, ...]:
    """Return all problems of a configuration.

    These are its mistakes, and whatever in its valid parts and in the mapping matches nothing in the tree.
    """
    if wrong.sound is None:
        return wrong.complaints
    from archlint.config.sound import all_complaints, rows_without_source
    from archlint.pipeline.check import check

    try:
        result = check(inputs_with(wrong.sound))
    except MappingError as further:
        return (*wrong.complaints, *further.complaints)
    except ArchlintError:
        return wrong.complaints  # problems of the tree are reported once the configuration is valid
    return (*all_complaints(wrong.complaints, result.problems), *rows_without_source(result.findings))


def _baseline(options: Options, found: Found, path: str, shown: str) -> tuple[Entry, ...] | None:
    """Return the entries of the baseline, None if it doesn't exist. A baseline named on the command line must exist."""
    if not os.path.lexists(path) and (options.baseline is None or options.purpose == "baseline"):
        return None
    from archlint.pipeline.baseline import read_baseline

    check_read(path, found.territory, what="the baseline", error=BaselineError, shown=shown)
    return read_baseline(shown, workspace.read_text_file(path, "the baseline", BaselineError))
