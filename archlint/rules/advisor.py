"""Advice on the findings of rules. It fits the case, and never suggests an import that another rule forbids.

Nothing here decides on its own whether an import is allowed. It runs the rules on a view whose only edge is that
import. For a rule on chains of imports, it looks up what the imported package reaches today.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from archlint.globs import compile_glob
from archlint.graphs.graph import Edge, EdgeScope, Package
from archlint.graphs.view import View, ViewFile
from archlint.model.facts import Import
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Term
from archlint.rules import FORMS
from archlint.rules.case import Case, advice
from archlint.rules.chain_search import ChainSearch

DIRECT = ("forbidden-import", "unlisted-import", "protected-import", "layer-order", "dependent-slices", "bypassed-door")
"""The forms that judge each import on its own."""
_OF_IMPORTS = (*DIRECT, "forbidden-reach")


class Advisor:
    """Answers what the files of a view may import under some rules, and advises on their findings. Caches answers."""

    def __init__(self, view: View, rules: tuple[Rule, ...]) -> None:
        self._view = view
        self._rules = tuple(rule._replace(exceptions=()) for rule in rules)
        self._packages: dict[Term, tuple[Package, ...]] = {}
        self._allowed: dict[tuple[str, ...], frozenset[str]] = {}
        self._refused: dict[tuple[str, ...], bool] = {}
        self._searches: dict[int, dict[str, int]] = {}

    def advised(self, rule: Rule, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield the findings of a rule, each with advice that fits it."""
        form = FORMS[rule.form]
        ends = form.ends(rule)
        for finding in findings:
            item = self._items.get(finding.place.path)
            if form.advise is None or item is None:
                yield finding
                continue
            case = Case(
                rule,
                self._view,
                finding,
                item=item,
                subject=ends.subject,
                object=ends.object,
                allowed=self.allowed,
                refused=self._is_refused,
                packages_of=self.packages_of,
                file_of=self._first_files.get,
                arrived=self._arrived,
            )
            said = advice(case, form.advise) if rule.form in _OF_IMPORTS else form.advise(case)
            yield finding._replace(advice=said)

    def packages_of(self, term: Term) -> tuple[Package, ...]:
        """Return the importable packages that a name matches, sorted by id."""
        found = self._packages.get(term)
        if found is None:
            named = sorted(
                package.id
                for package in self._view.packages.values()
                if self._is_importable(package) and self._view.selects_package((term,), package)
            )
            found = self._packages[term] = tuple(self._view.packages[name] for name in named)
        return found

    def allowed(self, item: ViewFile, packages: Iterable[Package]) -> frozenset[str]:
        """Return the ids of the packages, among these, that the file may import under all rules."""
        asked = tuple(package for package in packages if package.import_path != self._import_path(item))
        names = tuple(package.id for package in asked)
        key = (*self._key(item), *names)
        found = self._allowed.get(key)
        if found is None:
            if not asked:
                return frozenset()
            found = frozenset(names).difference(package for _, package in self.refusals(item, asked))
            self._allowed[key] = found
        return found

    def refusals(self, item: ViewFile, packages: Iterable[Package], but: str = "") -> Iterator[tuple[Rule, str]]:
        """Yield each rule that forbids this file to import one of the packages, with the package's id.

        `but` is the id of a rule to leave out.
        """
        asked = tuple(packages)
        supposed = self._supposed(item, asked)
        for order, rule in enumerate(self._rules):
            if rule.id == but:
                continue
            if rule.form in DIRECT:
                yield from ((rule, finding.target) for finding in FORMS[rule.form].check(rule, supposed))
            elif rule.form == "forbidden-reach" and self._judges(rule, item):
                leads = self._leads_on(order, rule)
                yield from ((rule, package.id) for package in asked if package.id in leads)

    def _is_refused(self, item: ViewFile, package: Package, but: str) -> bool:
        key = (*self._key(item), package.id, but)
        if key not in self._refused:
            self._refused[key] = any(True for _ in self.refusals(item, (package,), but))
        return self._refused[key]

    def _key(self, item: ViewFile) -> tuple[str, str, str]:
        """Everything about a file that can make a difference to a rule."""
        is_test = "test" * item.file.is_test
        return (item.path if self._by_file else item.package, item.layer, is_test)

    def _supposed(self, item: ViewFile, packages: tuple[Package, ...]) -> View:
        """Return the view with these imports and no others."""
        scope: EdgeScope = "test" if item.file.is_test else "production"
        source = self._view.packages[item.package]
        edges = tuple(
            Edge(
                source,
                target,
                item.layer,
                scope=scope,
                kind="import",
                files=(item.file,),
                specs=(Import(target.import_path, line=1, column=1, end_column=1),),
            )
            for target in packages
        )
        return self._view._replace(graph=self._view.graph._replace(edges=edges))

    def _judges(self, rule: Rule, item: ViewFile) -> bool:
        """Report whether a rule judges the file's imports."""
        judged = rule.tests == "include" or (rule.tests == "only") == item.file.is_test
        path = self._import_path(item)
        return (
            judged
            and self._view.term_for_file(FORMS[rule.form].ends(rule).subject, item.path, item.layer, import_path=path)
            is not None
        )

    def _leads_on(self, order: int, rule: Rule) -> dict[str, int]:
        if order not in self._searches:
            self._searches[order] = ChainSearch(rule, self._view).leading()
        return self._searches[order]

    def _import_path(self, item: ViewFile) -> str:
        return self._view.packages[item.package].import_path

    def _is_importable(self, package: Package) -> bool:
        if package.origin != "tree":
            return True
        return not package.program and (not package.files or package.id in self._first_files)

    @cached_property
    def _by_file(self) -> bool:
        """Whether a rule can judge files of one package, layer and scope differently, through a glob of file names."""
        ends = (FORMS[rule.form].ends(rule) for rule in self._rules)
        terms = (term for end in ends for term in (*end.subject, *end.object) if term.kind == "glob")
        by_name = any(not compile_glob(term.text).folder_only for term in terms)
        return by_name or any(not glob.folder_only for glob in self._view.slices.values())

    @cached_property
    def _items(self) -> dict[str, ViewFile]:
        return {item.file.path: item for item in self._view.files}

    @cached_property
    def _first_files(self) -> dict[str, ViewFile]:
        """The first file of each package that isn't a test."""
        found: dict[str, ViewFile] = {}
        for item in self._view.files:
            if not item.file.is_test:
                found.setdefault(item.package, item)
        return found

    @cached_property
    def _arrived(self) -> frozenset[str]:
        return frozenset(self._view.moved.values())
