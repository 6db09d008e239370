"""The import graph: packages, and edges with every place in the source that causes them.

`build` is the same for both views: the paths of its files are already those of the view.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Literal, NamedTuple

from archlint.model.facts import FileFacts, Import
from archlint.model.language import Language, PackageOrigin
from archlint.model.location import Place

EdgeKind = Literal["import", "reference"]
EdgeScope = Literal["production", "test"]


class Package(NamedTuple):
    """A node of the graph.

    `id` is the import path. An external test package has the suffix `_test`; a second package clause in one folder has
    the suffix " [name]", as Go's own tools write such variants.

    `folder` is root-relative, in the view ("" for the root and for packages from outside the tree). `name` is
    the package clause, "" for packages from outside. `layers` are the layers that importers see: those of its
    production files, or of all files if it has only tests; sorted. A `program` can't be imported.
    """

    id: str
    import_path: str
    folder: str = ""
    name: str = ""
    origin: PackageOrigin = "tree"
    layers: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    program: bool = False


class Use(NamedTuple):
    """One place that causes an edge: an import spec, or a use of a name that another package of the view declares.

    `file` is today's file; `spec` has the place, and the import path as written ("" for a use without an import).
    """

    file: FileFacts
    spec: Import
    names: tuple[str, ...] = ()

    @property
    def place(self) -> Place:
        """Today's file, line and columns."""
        return Place(self.file.path, self.spec.line, self.spec.column, end_column=self.spec.end_column)


class Edge(NamedTuple):
    """`source` depends on `target`: all uses in the source package's files of one layer and scope.

    `layer` is the layer of these files, "" for none. `uses` are sorted by place. A large tree has millions of them, so
    they are stored as parallel tuples: `files`, `specs`, and `used`, the names of each, () if no use has names.
    """

    source: Package
    target: Package
    layer: str
    scope: EdgeScope
    kind: EdgeKind
    files: tuple[FileFacts, ...]
    specs: tuple[Import, ...]
    used: tuple[tuple[str, ...], ...] = ()

    @property
    def uses(self) -> tuple[Use, ...]:
        """Every place that causes this edge."""
        return tuple(map(Use, self.files, self.specs, self.used or repeat(())))

    @property
    def names(self) -> tuple[str, ...]:
        """The names used through this edge, as far as they are known; sorted."""
        return tuple(sorted({name for names in self.used for name in names}))


class Placed(NamedTuple):
    """A file in a view: today's facts, its path in the view, the import path of its folder there, its layer.

    `redirected` are its dependencies if the view has others than its imports; None if it hasn't.
    """

    file: FileFacts
    path: str
    import_path: str
    layer: str
    redirected: tuple[tuple[str, Use], ...] | None = None

    @property
    def links(self) -> Iterable[tuple[str, Use]]:
        """The dependencies as (target import path, use)."""
        if self.redirected is not None:
            return self.redirected
        return [(spec.path, Use(self.file, spec)) for spec in self.file.imports]

    def dependencies(self) -> list[tuple[str, Import, tuple[str, ...]]]:
        """The dependencies as (target import path, place, names)."""
        if self.redirected is not None:
            return [(path, use.spec, use.names) for path, use in self.redirected]
        return [(spec.path, spec, ()) for spec in self.file.imports]


class Graph(NamedTuple):
    """`packages` by id, `edges` sorted by (source id, target id, layer, scope, kind), `package_of` by today's path."""

    packages: Mapping[str, Package]
    edges: tuple[Edge, ...]
    package_of: Mapping[str, str]


def build(
    placed: Iterable[Placed],
    *,
    language: Language,
    origin_of: Callable[[str], PackageOrigin],
    folder_of: Callable[[str], str],
    layer_of_folder: Callable[[str], str],
) -> Graph:
    """Build the graph of the files; their order doesn't matter.

    `origin_of` returns where an import path comes from; `folder_of` the root-relative folder of an import path of
    the tree; `layer_of_folder` the layer of a folder of the tree that has no scanned file.
    """
    files = sorted(placed, key=lambda item: item.path)
    packages, package_of, importable = packages_of(files, language)
    members: dict[str, list[Placed]] = {}
    for item in files:
        members.setdefault(package_of[item.file.path], []).append(item)

    others: dict[str, Package] = {}

    def target_of(import_path: str) -> Package:
        package_id = importable.get(import_path)
        if package_id is not None:
            return packages[package_id]
        if import_path not in others:
            other = _without_files(import_path, origin_of, folder_of, layer_of_folder=layer_of_folder)
            if import_path in packages:  # it can't be imported: it is the name of a test package
                other = other._replace(id=f"{import_path} [no file]")
            others[import_path] = other
        return others[import_path]

    edges = tuple(
        edge for source in sorted(members) for edge in _edges_from(packages[source], members[source], target_of)
    )
    packages.update((other.id, other) for other in others.values())
    return Graph(packages, edges, package_of)


def _edges_from(source: Package, files: list[Placed], target_of: Callable[[str], Package]) -> Iterator[Edge]:
    """Yield the edges from one package, in order. A reference within the package isn't an edge."""
    groups: dict[tuple[str, EdgeScope, EdgeKind], dict[str, list[tuple[FileFacts, Import, tuple[str, ...]]]]] = {}
    for item in files:
        file, layer = item.file, item.layer
        scope: EdgeScope = "production" if file.scope == "production" else "test"
        imported = groups.setdefault((layer, scope, "import"), {})
        referred = groups.setdefault((layer, scope, "reference"), {})
        for import_path, spec, names in item.dependencies():
            group = imported if spec.path else referred
            uses = group.get(import_path)
            if uses is None:
                group[import_path] = [(file, spec, names)]
            else:
                uses.append((file, spec, names))
    order = sorted((path, layer, scope, kind) for (layer, scope, kind), group in groups.items() for path in group)
    for path, layer, scope, kind in order:
        target = target_of(path)
        if target is not source or kind == "import":
            using, specs, used = zip(*groups[layer, scope, kind][path], strict=True)
            yield Edge(source, target, layer, scope, kind, using, specs, used if any(used) else ())


def packages_of(
    files: Iterable[Placed], language: Language
) -> tuple[dict[str, Package], dict[str, str], dict[str, str]]:
    """Group files into packages. Return packages by id, package ids by today's path, and package ids by import path."""
    folders: dict[str, dict[str, list[Placed]]] = {}
    for item in files:
        folders.setdefault(item.import_path, {}).setdefault(item.file.package, []).append(item)
    packages: dict[str, Package] = {}
    package_of: dict[str, str] = {}
    importable: dict[str, str] = {}
    for import_path, clauses in folders.items():
        main_clause = _importable_clause(clauses, language)
        if "" in clauses and main_clause:  # a file whose clause can't be read counts as part of the package
            members = clauses.get(main_clause, []) + clauses.pop("")
            clauses[main_clause] = sorted(members, key=lambda item: item.path)
        for clause, members in clauses.items():
            if clause == main_clause:
                package_id = importable[import_path] = import_path
            else:
                package_id = f"{import_path} [{clause}]"
                test_id = import_path + language.external
                outside_test = all(item.file.scope == "external-test" for item in members)
                # A folder may really be called x_test, next to the package x_test of the folder x.
                if outside_test and test_id not in folders and test_id not in packages:
                    package_id = test_id
            seen = [item for item in members if item.file.scope == "production"] or members
            packages[package_id] = Package(
                package_id,
                import_path,
                members[0].path.rpartition("/")[0],
                name=clause,
                origin="tree",
                layers=tuple(sorted({item.layer for item in seen if item.layer})),
                files=tuple(item.path for item in members),
                program=bool(clause) and clause == language.program,
            )
            for item in members:
                package_of[item.file.path] = package_id
    return packages, package_of, importable


def _importable_clause(clauses: dict[str, list[Placed]], language: Language) -> str:
    """Return the package clause that an import of the folder means.

    That is the clause of the most files, but preferably not of tests or a program. Go allows one package in a folder; a
    second clause is a `//go:build ignore` program, an `x_test` package, or a mistake.
    """

    def rank(clause: str) -> tuple[bool, bool, bool, int, str]:
        members = clauses[clause]
        tests_only = all(item.file.scope != "production" for item in members)
        return (not clause, tests_only, clause == language.program, -len(members), clause)

    best = min(clauses, key=rank)
    if all(item.file.scope == "external-test" for item in clauses[best]):
        return best.removesuffix(language.external)  # only an external test: there is nothing to import
    return best


def _without_files(
    import_path: str,
    origin_of: Callable[[str], PackageOrigin],
    folder_of: Callable[[str], str],
    layer_of_folder: Callable[[str], str],
) -> Package:
    origin = origin_of(import_path)
    if origin != "tree":
        return Package(import_path, import_path, origin=origin)
    folder = folder_of(import_path)
    layer = layer_of_folder(folder) if folder else ""
    return Package(import_path, import_path, folder, layers=(layer,) if layer else ())
