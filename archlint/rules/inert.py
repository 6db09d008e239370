"""Names in a sentence that stand for nothing: a rule that speaks of nothing must not be green by accident."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from archlint.graphs.view import View, compile_once
from archlint.model.policy import Rule, Selector, Term
from archlint.rules import FORMS


def inert_names(rule: Rule, view: View, std: Callable[[], Iterable[str]]) -> tuple[Term, ...]:
    """The names in a rule's sentence that stand for nothing in this view, in the order of the sentence.

    A name of its subject has to stand for a file that the rule judges, a name of its object for a package. But a ban
    on something from outside the tree is a precaution: in the object, groups, `std`, `third-party`, `unassigned` and
    globs that look like import paths from outside may stand for nothing; `std` gives the standard library's packages
    where such a glob asks for them. Layers that are optional are the caller's to forgive.
    """
    ends = FORMS[rule.form].ends(rule.clause)
    asked = tuple(
        term for term in ends.object if term.kind == "layer" or (term.kind == "glob" and not _is_outside(term, std))
    )
    return (*_without_file(rule, view, ends.subject), *_without_package(view, asked))


def _is_outside(term: Term, std: Callable[[], Iterable[str]]) -> bool:
    """Whether a glob looks like an import path from outside the tree: a host name first, or the standard library's."""
    if "." in term.text.partition("/")[0]:
        return True
    glob = compile_once(term.text)
    return any(glob.matches(package) for package in std())


def _without_file(rule: Rule, view: View, selector: Selector) -> Iterator[Term]:
    waiting = dict.fromkeys(selector)
    for item in view.files_for(rule.tests):
        if not waiting:
            break
        import_path = view.packages[item.package].import_path
        while waiting and (found := view.term_for_file(tuple(waiting), item.path, item.layer, import_path)):
            del waiting[found]
    return iter(waiting)


def _without_package(view: View, selector: Selector) -> Iterator[Term]:
    waiting = dict.fromkeys(selector)
    for package in view.packages.values():
        while waiting and (found := view.term_for(tuple(waiting), package)):
            del waiting[found]
    return iter(waiting)
