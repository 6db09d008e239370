"""The type of a sentence form: what every rule module provides, for the configuration to parse and the run to check."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Rule, Selector
from archlint.rules.exception_matcher import ExceptionMatcher
from archlint.rules.names import ANYTHING, INSIDE, Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case

Clause = TypeVar("Clause")


class Ends(NamedTuple):
    """The names in a clause: `subject` is what the rule is about and has to exist, `object` holds all other names.

    `target` are the names of the object whose import the rule restricts; if none of them exists, the rule has no
    effect. `folders` are globs of the folders whose children are the nodes. `slices` is the clause's family of slices,
    "" for none.
    """

    subject: Selector = ()
    object: Selector = ()
    target: Selector = ()
    folders: Selector = ()
    slices: str = ""


class Pair(NamedTuple):
    """The clause of the forms with two lists of names."""

    subject: Selector
    object: Selector


def pair_of(template: str) -> Callable[[Reader], Pair | None]:
    """Return a parser for a template in which files of A may or must not import packages of B."""

    def parse(reader: Reader) -> Pair | None:
        parts = reader.match(template)
        if parts is None:
            return None
        subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
        return Pair(subject, reader.names_in(parts[1], ANYTHING, ""))

    return parse


def clause_of(rule: Rule, kind: type[Clause]) -> Clause:
    """Return the clause of a rule as the record of its form. Raises TypeError if the rule has another form."""
    clause = rule.clause
    if not isinstance(clause, kind):
        raise TypeError(f"the clause of {rule.sentence!r} is not a {kind.__name__}")
    return clause


def ends_of(rule: Rule) -> Ends:
    """Return the names in a pair."""
    pair = clause_of(rule, Pair)
    return Ends(pair.subject, pair.object)


def ends_of_ban(rule: Rule) -> Ends:
    """Return the names in a pair whose rule forbids imports of the object."""
    ends = ends_of(rule)
    return ends._replace(target=ends.object)


class Form(NamedTuple):
    """One sentence form. Its module has everything about it: wording, meaning, example, check.

    `name` is its key in the registry and the kind of its findings, in kebab-case. `title` says in one sentence what
    such a finding is. `sentence` is the template, and `meaning` says when it breaks. `example` is a sentence that a
    user would write, and `violation` is code that breaks it. `advice` says what to do about a finding in general;
    `advise` returns the advice for one finding, unless the kind of its file or import calls for other advice (None if
    `check` does that itself).

    `parse` returns the form's clause record, or None if the sentence has another form. `check` yields findings in any
    order (the run sorts them), and reads only the view. `subjects` returns what the rule judges, as sorted package ids
    (or names of layers, slices or folders), so that reports can show what passed; if it returns nothing, the rule is
    inert. `ends` returns the names in the clause, to find those that match nothing.

    `why_idle` is called if there are subjects. It returns why the rule still can't break in this view, "" if it can: a
    single slice, for example, can't depend on another one. `needs_two_names` is true if the rule compares the names of
    the subject with each other, so that at least two of them have to match something. `expects_importer` is true if the
    sentence says that something imports its object.

    `exempted` is set if an exception can't simply remove findings by their two ends. Then `check` applies
    `rule.exceptions` itself, and `exempted` returns the findings that a single exception would remove.
    """

    name: str
    title: str
    sentence: str
    meaning: str
    example: str
    violation: str
    advice: str
    parse: Callable[[Reader], object]
    check: Callable[[Rule, View], Iterator[Finding]]
    subjects: Callable[[Rule, View], tuple[str, ...]]
    ends: Callable[[Rule], Ends] = ends_of
    exempted: Callable[[Rule, View, ExceptionMatcher], Iterator[Finding]] | None = None
    why_idle: Callable[[Rule, View], str] = lambda rule, view: ""  # noqa: ARG005  # the fields' names are the contract
    needs_two_names: bool = False
    expects_importer: bool = False
    advise: Callable[["Case"], str] | None = None


def finding_of(rule: Rule, view: View, place: Place, message: str, *, source: str, target: str, advice: str) -> Finding:
    """Return a finding of the rule, whose subject is the source. The form adds what only its findings have."""
    moved = view.moved.get(place.path, "")
    return Finding(
        rule.form, rule.id, rule.severity, message=message, place=place, source=source, target=target,
        because=rule.because, advice=advice, subject=source, view=view.name, moved=moved,
    )  # fmt: skip
