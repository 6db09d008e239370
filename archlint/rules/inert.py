"""Find rules that judge nothing, and names in a sentence that match nothing. Neither must pass by accident."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from archlint.globs import compile_glob
from archlint.graphs.view import View
from archlint.model.policy import Rule, Selector, Term
from archlint.rules import FORMS
from archlint.rules.import_findings import named
from archlint.rules.names import ROOT

Outside = Callable[[str], bool]
"""Reports whether a glob is about packages outside the tree."""


class Missing(NamedTuple):
    """The names in one sentence that match nothing in a view, in the order of the sentence.

    A name in the subject has to match a file that the rule judges, a name in the object a package, and a glob of
    folders a folder that contains a folder. Groups, `std`, `third-party` and, in the object, `unassigned` are never
    listed: that nothing imports them may be intended. The caller knows which layers are optional, and which globs of
    packages outside the tree are a precaution.
    """

    subject: Selector = ()
    object: Selector = ()
    folders: Selector = ()


def missing_names(rule: Rule, view: View, outside: Outside) -> Missing:
    """Return the names in a rule's sentence that match nothing in this view."""
    ends = FORMS[rule.form].ends(rule)
    asked = tuple(term for term in ends.object if term.kind in ("layer", "glob"))
    return Missing(
        tuple(_without_file(rule, view, ends.subject)),
        tuple(_without_package(view, asked, outside)),
        tuple(_without_child(view, ends.folders)),
    )


def why_inert(rule: Rule, view: View, subjects: tuple[str, ...], missing: Missing, outside: Outside) -> str:
    """Return why a rule judges nothing in this view, as a clause; "" if it judges something. `subjects` comes from the
    rule's form, and `missing` from `missing_names`."""
    form = FORMS[rule.form]
    ends = form.ends(rule)
    if not subjects:
        return _nothing_judged(rule, view)
    if form.needs_two_names and len(ends.subject) - len(missing.subject) < 2:  # an order needs two
        matched = [term for term in ends.subject if term not in missing.subject]
        imported = [term for term in missing.subject if any(map(_selects(view, term), view.packages.values()))]
        if len(matched) + len(imported) < 2:
            return f"no file is in {named(missing.subject, 'or')}"
    if (
        ends.target
        and set(ends.target) <= set(missing.object)
        and not any(_is_outside(t, outside) for t in ends.target)
    ):
        return f"no package is in {named(ends.target, 'or')}"
    return form.why_idle(rule, view)


def _is_outside(term: Term, outside: Outside) -> bool:
    return term.kind == "glob" and outside(term.text)


def _selects(view: View, term: Term) -> Callable[..., bool]:
    return lambda package: view.selects_package((term,), package)


def _nothing_judged(rule: Rule, view: View) -> str:
    ends = FORMS[rule.form].ends(rule)
    where = f"in {named(ends.subject, 'or')}"
    if ends.slices:
        where = f"in a slice of '{ends.slices}'"
    elif ends.folders:
        where = f"in a child folder of {named(ends.folders, 'or')}"
    elif not ends.subject:
        where = "scanned"
    everything = rule._replace(tests="include")
    if rule.tests == "include" or not FORMS[rule.form].subjects(everything, view):
        return f"no file is {where}"
    return f"only test files are {where}" if rule.tests == "exclude" else f"no test file is {where}"


def _without_file(rule: Rule, view: View, selector: Selector) -> Iterator[Term]:
    waiting = dict.fromkeys(selector)
    layers = {term.text: term for term in waiting if term.kind == "layer"}
    for item in view.files_for(rule.tests) if layers else ():
        if item.layer in layers:
            del waiting[layers.pop(item.layer)]
            if not layers:
                break
    for item in view.files_for(rule.tests) if any(term.kind != "layer" for term in waiting) else ():
        if not waiting:
            break
        import_path = view.packages[item.package].import_path
        while waiting and (found := view.term_for_file(tuple(waiting), item.path, item.layer, import_path=import_path)):
            del waiting[found]
    return iter(waiting)


def _without_package(view: View, selector: Selector, outside: Outside) -> Iterator[Term]:
    """A glob of packages outside the tree is matched only against import paths: there are many packages to try."""
    waiting = dict.fromkeys(selector)
    foreign = {term for term in waiting if _is_outside(term, outside)}
    for package in view.packages.values():
        if not waiting:
            break
        for term in tuple(waiting):
            if (
                compile_glob(term.text).matches(package.import_path)
                if term in foreign
                else view.selects_package((term,), package)
            ):
                del waiting[term]
    return iter(waiting)


def _without_child(view: View, selector: Selector) -> Iterator[Term]:
    globs = {term: compile_glob(term.text) for term in selector if term != ROOT}
    if not globs:
        return iter(())
    folders = {package.folder for package in view.packages.values() if package.origin == "tree"}
    parents = {parent for folder in folders for parent in _above(folder)}
    return (term for term, glob in globs.items() if not glob.matches_any(parents))


def _above(folder: str) -> Iterator[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder
