"""What a sentence form is: the contract between the rules, the configuration that parses them and the run that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from archlint.graphs.view import View
from archlint.model.findings import Finding
from archlint.model.location import Place
from archlint.model.policy import Rule, Selector
from archlint.rules.exempting import Exempting
from archlint.rules.names import ANYTHING, INSIDE, Reader

if TYPE_CHECKING:
    from archlint.rules.case import Case


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


class Form(NamedTuple):
    """One sentence form. Its module holds all of it: words, meaning, example, check.

    `name` is its key in the registry and the kind of its findings, in kebab-case. `title` says what such a finding is,
    in one sentence; `sentence` is the template; `meaning` says when it breaks; `example` is a sentence that a user
    would write, and `breach` is what breaks it, in lines. `advice` says what to do about a finding in general, `advise`
    in one case, where the kind of the file or import calls for nothing else (None where `check` says it).

    `parse` gives the form's own clause record, or None where the sentence is of another form. `check` yields findings
    in any order (the run sorts them); it reads the view and nothing else. `subjects` names what the rule judged, as
    sorted package ids (or names of layers, slices, folders), so that reports can show what passed; an empty answer
    means that the rule is inert. `ends` gives the names in a clause, to find those that stand for nothing.

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
    parse: Callable[[Reader], Any]
    check: Callable[[Rule, View], Iterator[Finding]]
    subjects: Callable[[Rule, View], tuple[str, ...]]
    ends: Callable[[Any], Ends] = lambda clause: Ends(clause.subject, clause.object)
    exempted: Callable[[Rule, View, Exempting], Iterator[Finding]] | None = None
    idle: Callable[[Rule, View], str] = lambda rule, view: ""  # noqa: ARG005  # the fields' names are the contract
    levels: bool = False
    expects: bool = False
    advise: Callable[[Case], str] | None = None


def finding_of(rule: Rule, view: View, place: Place, message: str, *, source: str, target: str, advice: str) -> Finding:
    """A finding of the rule, with what every form says of one; its subject is the source. The form adds the rest."""
    moved = view.moved.get(place.path, "")
    return Finding(
        rule.form, rule.id, rule.severity, message, place, source, target,
        because=rule.because, advice=advice, subject=source, view=view.name, moved=moved,
    )  # fmt: skip
