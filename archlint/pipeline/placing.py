"""Building views from placed files, and the placing of today's view: every file and import as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from archlint.globs import compile_glob
from archlint.graphs.graph import Placed, Use, build
from archlint.graphs.layering import Layering
from archlint.graphs.modules import ModuleMap, module_map
from archlint.graphs.view import View, ViewFile, compile_slices
from archlint.languages import language_of
from archlint.model.facts import Tree
from archlint.model.findings import ViewName
from archlint.model.language import Language
from archlint.model.policy import Config

if TYPE_CHECKING:
    from archlint.model.language import FilePackages, ImportPaths

LayerOf = Callable[[str, str], str]
"""Returns the layer of a file for its path today and its path in the view; "" for none."""


def place_today(tree: Tree, modules: ModuleMap, layer_of: LayerOf) -> list[Placed]:
    """Place each file at its own path; its dependencies are its imports."""
    import_paths: dict[str, str] = {}
    placed: list[Placed] = []
    for file in tree.files:
        folder = file.path.rpartition("/")[0]
        import_path = import_paths.get(folder)
        if import_path is None:
            import_path = import_paths[folder] = modules.import_path(folder)
        redirected = None
        if modules.twins:
            redirected = tuple((modules.meant(spec.path, folder), Use(file, spec)) for spec in file.imports)
        placed.append(Placed(file, file.path, import_path, layer_of(file.path, file.path), redirected))
    return placed


def place_files(tree: Tree, packages: FilePackages, layer_of: LayerOf) -> list[Placed]:
    """The same for a language where each file is a package."""
    return [Placed(file, file.path, packages.of_file(file.path), layer_of(file.path, file.path)) for file in tree.files]


def view_of(
    name: ViewName,
    placed: list[Placed],
    modules: ImportPaths,
    config: Config,
    layering: Layering,
    extra_layers: tuple[str, ...] = (),
    language: Language | None = None,
) -> View:
    """Build a view from placed files. `extra_layers` are layers that only the mapping names. `language` defaults to
    that of the configuration."""
    language = language or language_of(config.scan.language)
    graph = build(
        placed,
        language=language,
        origin_of=modules.origin,
        folder_of=lambda path: modules.folder(path) or "",
        layer_of_folder=layering.layer_of_folder,
    )
    files = sorted(
        (ViewFile(item.file, item.path, item.layer, graph.package_of[item.file.path]) for item in placed),
        key=lambda item: item.path,
    )
    return View(
        name,
        language,
        tuple(files),
        graph=graph,
        layers=tuple(dict.fromkeys((*(layer.name for layer in config.layers), *extra_layers))),
        groups={group.name: tuple(compile_glob(glob) for glob in group.globs) for group in config.groups},
        slices=compile_slices(config.slices),
        moved={item.file.path: item.path for item in placed if item.path != item.file.path},
    )


def modules_of(tree: Tree, language: Language | None = None) -> ModuleMap:
    """The module map of a tree, of Go where no `language` is given."""
    folders = {file.path.rpartition("/")[0] for file in tree.files}
    std = (language or language_of("go")).std
    return module_map(tree.modules, folders=folders, is_std=std.__contains__, inside=tree.inside)


def today_view(tree: Tree, config: Config, language: Language | None = None) -> View:
    """The view of the tree as it is. `language` is that of the configuration, unless it is given."""
    language = language or language_of(config.scan.language)
    layering = Layering(config.layers)

    def layer_of(_: str, path: str) -> str:
        return layering.decide(path).layer

    packages = language.file_packages(tree.files)
    if packages is not None:
        placed = place_files(tree, packages, layer_of)
        return view_of("today", placed, packages, config=config, layering=layering, language=language)
    modules = modules_of(tree, language)
    return view_of(
        "today", place_today(tree, modules, layer_of), modules, config=config, layering=layering, language=language
    )
