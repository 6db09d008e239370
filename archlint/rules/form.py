"""What a sentence form is: the contract between the rules, the configuration that parses them and the run that asks."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.policy import Rule, Selector
from archlint.rules.exempting import Exempting
from archlint.rules.names import ANYTHING, INSIDE, Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case

Clause = TypeVar("Clause")


class Ends(NamedTuple):
    """The names in a clause: `subject` is what the rule is about and has to exist, `object` all else it speaks of.

    `target` are those names of the object without which the rule has no effect, as it bans imports of them. `folders`
    are globs of folders whose children are meant, `slices` is the family that the clause is about, "" for none.
    """

    subject: Selector = ()
    object: Selector = ()
    target: Selector = ()
    folders: Selector = ()
    slices: str = ""


class Pair(NamedTuple):
    """The clause of the forms that hold two lists of names against each other."""

    subject: Selector
    object: Selector


def pair_of(template: str) -> Callable[[Reader], Pair | None]:
    """Read a sentence in which files of A import, or don't import, packages of B; None where it is of another form."""

    def parse(reader: Reader) -> Pair | None:
        parts = reader.match(template)
        if parts is None:
            return None
        subject = reader.names_in(parts[0], INSIDE, "only files of the tree can import")
        return Pair(subject, reader.names_in(parts[1], ANYTHING, ""))

    return parse


def clause_of(rule: Rule, kind: type[Clause]) -> Clause:
    """The clause of a rule as the record that its form makes. Raises TypeError if the rule is of another form."""
    clause = rule.clause
    if not isinstance(clause, kind):
        raise TypeError(f"the clause of {rule.sentence!r} is not a {kind.__name__}")
    return clause


def ends_of(rule: Rule) -> Ends:
    """The names in a pair."""
    pair = clause_of(rule, Pair)
    return Ends(pair.subject, pair.object)


def ends_of_ban(rule: Rule) -> Ends:
    """The names in a pair whose rule bans imports of the object."""
    ends = ends_of(rule)
    return ends._replace(target=ends.object)


class Form(NamedTuple):
    """One sentence form. Its module holds all of it: words, meaning, example, check.

    `name` is its key in the registry and the kind of its findings, in kebab-case. `title` says what such a finding is,
    in one sentence; `sentence` is the template; `meaning` says when it breaks; `example` is a sentence that a user
    would write, and `breach` is what breaks it, in lines. `advice` says what to do about a finding in general, `advise`
    in a case of its own (None where `check` says that itself).

    `parse` gives the form's own clause record, or None where the sentence is of another form. `check` yields findings
    in any order (the run sorts them); it reads the view and nothing else. `subjects` names what the rule judged, as
    sorted package ids (or names of layers, slices, folders), so that reports can show what passed; an empty answer
    means that the rule is inert. `ends` gives the names in the clause, to find those that stand for nothing.

    `idle` is asked where there are subjects, and says why the rule cannot break in this view all the same, "" where it
    can: one slice alone depends on no other one. `levels` is set where the names of the subject are held against each
    other, so that two of them have to stand for something; `expects` where the sentence says that somebody imports its
    object.

    `exempted` is set where exceptions cannot simply take findings away by their two ends: `check` then honours
    `rule.exceptions` itself, and `exempted` gives the findings that one exception, by itself, takes away.
    """

    name: str
    title: str
    sentence: str
    meaning: str
    example: str
    breach: str
    advice: str
    parse: Callable[[Reader], object]
    check: Callable[[Rule, View], Iterator[Finding]]
    subjects: Callable[[Rule, View], tuple[str, ...]]
    ends: Callable[[Rule], Ends] = ends_of
    exempted: Callable[[Rule, View, Exempting], Iterator[Finding]] | None = None
    idle: Callable[[Rule, View], str] = lambda rule, view: ""  # noqa: ARG005  # the fields' names are the contract
    levels: bool = False
    expects: bool = False
    advise: Callable[["Case"], str] | None = None
