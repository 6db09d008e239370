"""What a name on the command line stands for: one of the names that sentences have, or a part of the tree.

A name may stand for several things. They are found in a fixed order, names of sentences before paths, so that a word
means here what it means in a rule; `SORT:NAME` asks for one sort alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Literal, NamedTuple

from archlint.catalogue import KINDS, find
from archlint.globs import problem as glob_problem
from archlint.graphs.graph import Package
from archlint.graphs.view import View, ViewFile
from archlint.model.location import folders_of
from archlint.model.policy import Config, Term
from archlint.rules import FORMS
from archlint.rules.names import KEYWORDS
from archlint.rules.slicing import Slicing
from archlint.suggest import did_you_mean, nearest_glob
from archlint.text.lists import listed

Sort = Literal[
    "rule", "kind", "form", "layer", "group", "keyword", "slices", "file", "package", "folder", "slice", "glob"
]

WITHOUT_ENDS = ("rule", "kind", "form")
"""Sorts that stand for no part of the tree, and hence for no end of an edge."""

CALLED: dict[Sort, str] = {
    "rule": "a rule", "kind": "a kind of finding", "form": "a form of sentence", "layer": "a layer", "group": "a group",
    "keyword": "a word of the rule language", "slices": "a family of slices", "file": "a file", "package": "a package",
    "folder": "a folder", "slice": "a slice", "glob": "a glob",
}  # fmt: skip


class UnknownSubjectError(LookupError):
    """The subject names nothing. Its text says so, with the nearest name."""


class Subject(NamedTuple):
    """A name and what it stands for. `files` are those that import under this name, by today's path; `packages` those
    that are imported under it, by id; both as a rule would read the name. `family` is that of a slice."""

    sort: Sort
    name: str
    files: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    family: str = ""

    @property
    def shown(self) -> str:
        """The name as a sentence or a person would write it."""
        return f'"{self.name}"' if self.sort == "glob" else self.name


class Subjects:
    """All that can be named in one view under one configuration."""

    def __init__(self, view: View, config: Config) -> None:
        self._view, self._config = view, config

    def named(self, text: str, *, ends: bool = False) -> list[Subject]:
        """Everything that a text stands for, what is taken first. Raises UnknownSubjectError where that is nothing.

        `ends` asks for what can be an end of an edge.
        """
        asked, _, rest = text.partition(":")
        sorts = [sort for sort in CALLED if not (ends and sort in WITHOUT_ENDS)]
        only = [sort for sort in sorts if sort == asked and rest]
        if only:
            sorts, text = only, rest
        elif len(text) > 2 and text[0] == text[-1] and text[0] in "\"'":
            sorts, text = ["glob"], text[1:-1]
        elif not any(mark in text for mark in "*?"):
            sorts.remove("glob")
        readings = (self._of_sort(sort, text) for sort in sorts if text.strip())
        subjects = [subject for subject in readings if subject is not None]
        if not subjects:
            raise self._unknown(text, sorts)
        return sorted(subjects, key=lambda subject: _is_less(subject, subjects))

    def _of_sort(self, sort: Sort, name: str) -> Subject | None:
        readers: dict[Sort, Callable[[str], Subject | None]] = {
            "rule": self._rule, "kind": self._kind, "form": self._form, "layer": self._layer, "group": self._group,
            "keyword": self._keyword, "slices": self._family, "file": self._file, "package": self._package,
            "folder": self._folder, "slice": self._slice, "glob": self._glob,
        }  # fmt: skip
        return readers[sort](name)

    def _rule(self, name: str) -> Subject | None:
        words = name.split()
        rule = next((rule for rule in self._config.rules if rule.id == name or rule.sentence.split() == words), None)
        return Subject("rule", rule.id) if rule else None

    def _kind(self, name: str) -> Subject | None:
        return Subject("kind", name) if find(name) else None

    def _form(self, name: str) -> Subject | None:
        form = form_named(name)
        return Subject("form", form) if form else None

    def _layer(self, name: str) -> Subject | None:
        return self._of_term("layer", Term("layer", name)) if name in self._view.layers else None

    def _group(self, name: str) -> Subject | None:
        return self._of_term("group", Term("group", name)) if name in self._view.groups else None

    def _keyword(self, name: str) -> Subject | None:
        return next((self._of_term("keyword", Term(word, word)) for word in KEYWORDS if word == name.casefold()), None)

    def _of_term(self, sort: Sort, term: Term) -> Subject:
        view = self._view
        return self._subject(
            sort,
            term.text,
            lambda item: (
                view.term_for_file((term,), item.path, item.layer, view.packages[item.package].import_path) is not None
            ),
            lambda package: view.selects_package((term,), package),
        )

    def _subject(
        self, sort: Sort, name: str, has: Callable[[ViewFile], bool], stands_for: Callable[[Package], bool]
    ) -> Subject:
        files = frozenset(item.file.path for item in self._view.files if has(item))
        packages = frozenset(package.id for package in self._view.packages.values() if stands_for(package))
        return Subject(sort, name, files, packages)

    def _family(self, name: str) -> Subject | None:
        if name not in self._view.slices:
            return None
        slicing = Slicing(self._view, name)
        return self._subject(
            "slices",
            name,
            lambda item: bool(slicing.of_file(item.path)),
            lambda package: bool(slicing.of_package(package)),
        )

    def _slice(self, name: str) -> Subject | None:
        """A slice of the first family that has one of this name; `family/slice` names the family too."""
        wanted, _, bare = name.rpartition("/")
        for family in self._view.slices if wanted in ("", *self._view.slices) else ():
            slicing = Slicing(self._view, family)
            found = self._subject(
                "slice",
                bare,
                lambda item, slicing=slicing: slicing.of_file(item.path) == bare,  # type: ignore[misc]
                lambda package, slicing=slicing: bare in slicing.of_package(package),  # type: ignore[misc]
            )
            if bare and wanted in ("", family) and (found.files or found.packages):
                return found._replace(family=family)
        return None

    def _file(self, name: str) -> Subject | None:
        path = path_of(name)
        item = next((item for item in self._view.files if path in (item.path, item.file.path)), None)
        return item and Subject("file", item.file.path, frozenset((item.file.path,)), frozenset((item.package,)))

    def _package(self, name: str) -> Subject | None:
        found = self._subject(
            "package",
            name,
            lambda item: name in (item.package, self._view.packages[item.package].import_path),
            lambda package: name in (package.id, package.import_path),
        )
        return found if found.packages and name else None

    def _folder(self, name: str) -> Subject | None:
        """A folder with all below it, also one that import paths from outside the tree begin with."""
        path = path_of(name)
        start = path and f"{path}/"
        found = self._subject(
            "folder",
            path or ".",
            lambda item: item.path.startswith(start) or item.file.path.startswith(start),
            lambda package: (
                f"{package.folder if package.origin == 'tree' else package.import_path}/".startswith(start)
                and (bool(start) or package.origin == "tree")
            ),
        )
        return found if found.files or found.packages else None

    def _glob(self, text: str) -> Subject | None:
        if glob_problem(text):
            raise UnknownSubjectError(f'the glob "{text}" {glob_problem(text)}')
        found = self._of_term("glob", Term("glob", text))
        return found if found.files or found.packages else None

    def _unknown(self, text: str, sorts: Iterable[Sort]) -> UnknownSubjectError:
        if "glob" in sorts and any(mark in text for mark in "*?"):
            packages = (package.import_path for package in self._view.packages.values())
            near = nearest_glob(text, {*self._paths, *packages})
            said = f'the glob "{text}" matches no file and no package here'
        else:
            near = did_you_mean(text, (name for sort in sorts for name in self._names.get(sort, ())))
            said = f"{text!r} is no {_any_of(sorts)} here"
        return UnknownSubjectError(said + (f"; did you mean {near}?" if near else ""))

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(path for item in self._view.files for path in (item.path, item.file.path))

    @cached_property
    def _names(self) -> dict[str, Iterable[str]]:
        """Every name, by what it may be a name of."""
        view = self._view
        return {
            "rule": [rule.id for rule in self._config.rules],
            "kind": [kind.id for kind in KINDS],
            "layer": view.layers,
            "group": view.groups,
            "keyword": KEYWORDS,
            "slices": view.slices,
            "slice": {view.slice_of(family, path) for family in view.slices for path in self._paths} - {""},
            "file": self._paths,
            "package": view.packages,
            "folder": folders_of(self._paths),
        }


def _is_less(subject: Subject, subjects: Iterable[Subject]) -> bool:
    """Whether a package is less than the folder of the same name, which then is what is meant: nothing is left out."""
    return subject.sort == "package" and any(
        other.sort == "folder" and other.packages > subject.packages for other in subjects
    )


def form_named(name: str) -> str:
    """The form whose template this is, in any case and spacing; "" for none."""
    words = name.casefold().split()
    return next((form.name for form in FORMS.values() if form.sentence.casefold().split() == words), "")


def path_of(name: str) -> str:
    """A path as a person types it, root-relative; "." is the root."""
    return "" if name in (".", "./") else name.removeprefix("./").rstrip("/") or name


def _any_of(sorts: Iterable[Sort]) -> str:
    words = [CALLED[sort].partition(" ")[2] for sort in sorts if sort not in ("form", "keyword")]
    return listed(words, "or")
