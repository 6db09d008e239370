"""The meanings of a name on the command line: a name that sentences use, or a part of the tree.

A name may have several meanings. They are found in a fixed order, names in sentences before paths, so that a name
means the same here as in a rule. `CATEGORY:NAME` selects one category.
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

Category = Literal[
    "rule", "kind", "form", "layer", "group", "keyword", "slices", "file", "package", "folder", "slice", "glob"
]

WITHOUT_ENDS = ("rule", "kind", "form")
"""Categories that aren't a part of the tree, so they can't be an end of an edge."""

CATEGORY_NAMES: dict[Category, str] = {
    "rule": "a rule", "kind": "a kind of finding", "form": "a sentence form", "layer": "a layer", "group": "a group",
    "keyword": "a keyword", "slices": "a family of slices", "file": "a file", "package": "a package",
    "folder": "a folder", "slice": "a slice", "glob": "a glob",
}  # fmt: skip


class UnknownSubjectError(LookupError):
    """The subject names nothing. The message suggests the nearest name."""


class Subject(NamedTuple):
    """A name and its meaning.

    `files` are those that it matches as importers, by today's path; `packages` those that it matches as imports, by id;
    both as in a rule. `family` is that of a slice.
    """

    category: Category
    name: str
    files: frozenset[str] = frozenset()
    packages: frozenset[str] = frozenset()
    family: str = ""

    @property
    def shown(self) -> str:
        """The name as in a sentence."""
        return f'"{self.name}"' if self.category == "glob" else self.name


class Subjects:
    """All names in one view with its configuration."""

    def __init__(self, view: View, config: Config) -> None:
        self._view, self._config = view, config

    def named(self, text: str, *, ends: bool = False) -> list[Subject]:
        """Return all meanings of a text, the preferred one first. Raises UnknownSubjectError if there is none.

        `ends` limits them to what can be an end of an edge.
        """
        asked, _, rest = text.partition(":")
        categories = [category for category in CATEGORY_NAMES if not (ends and category in WITHOUT_ENDS)]
        only = [category for category in categories if category == asked and rest]
        if only:
            categories, text = only, rest
        elif len(text) > 2 and text[0] == text[-1] and text[0] in "\"'":
            categories, text = ["glob"], text[1:-1]
        elif not any(mark in text for mark in "*?"):
            categories.remove("glob")
        readings = (self._of_category(category, text) for category in categories if text.strip())
        subjects = [subject for subject in readings if subject is not None]
        if not subjects:
            raise self._unknown(text, categories)
        return sorted(subjects, key=lambda subject: _is_less(subject, subjects))

    def _of_category(self, category: Category, name: str) -> Subject | None:
        readers: dict[Category, Callable[[str], Subject | None]] = {
            "rule": self._rule, "kind": self._kind, "form": self._form, "layer": self._layer, "group": self._group,
            "keyword": self._keyword, "slices": self._family, "file": self._file, "package": self._package,
            "folder": self._folder, "slice": self._slice, "glob": self._glob,
        }  # fmt: skip
        return readers[category](name)

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

    def _of_term(self, category: Category, term: Term) -> Subject:
        view = self._view
        return self._subject(
            category,
            term.text,
            has=lambda item: (
                view.term_for_file((term,), item.path, item.layer, import_path=view.packages[item.package].import_path)
                is not None
            ),
            matches=lambda package: view.selects_package((term,), package),
        )

    def _subject(
        self, category: Category, name: str, has: Callable[[ViewFile], bool], matches: Callable[[Package], bool]
    ) -> Subject:
        files = frozenset(item.file.path for item in self._view.files if has(item))
        packages = frozenset(package.id for package in self._view.packages.values() if matches(package))
        return Subject(category, name, files, packages=packages)

    def _family(self, name: str) -> Subject | None:
        if name not in self._view.slices:
            return None
        slicing = Slicing(self._view, name)
        return self._subject(
            "slices",
            name,
            has=lambda item: bool(slicing.of_file(item.path)),
            matches=lambda package: bool(slicing.of_package(package)),
        )

    def _slice(self, name: str) -> Subject | None:
        """Return a slice of the first family that has one of this name; `family/slice` also names the family."""
        wanted, _, bare = name.rpartition("/")
        for family in self._view.slices if wanted in ("", *self._view.slices) else ():
            slicing = Slicing(self._view, family)
            found = self._subject(
                "slice",
                bare,
                has=lambda item, slicing=slicing: slicing.of_file(item.path) == bare,  # type: ignore[misc]
                matches=lambda package, slicing=slicing: bare in slicing.of_package(package),  # type: ignore[misc]
            )
            if bare and wanted in ("", family) and (found.files or found.packages):
                return found._replace(family=family)
        return None

    def _file(self, name: str) -> Subject | None:
        path = path_of(name)
        item = next((item for item in self._view.files if path in (item.path, item.file.path)), None)
        return item and Subject(
            "file", item.file.path, frozenset((item.file.path,)), packages=frozenset((item.package,))
        )

    def _package(self, name: str) -> Subject | None:
        found = self._subject(
            "package",
            name,
            has=lambda item: name in (item.package, self._view.packages[item.package].import_path),
            matches=lambda package: name in (package.id, package.import_path),
        )
        return found if found.packages and name else None

    def _folder(self, name: str) -> Subject | None:
        """Return a folder with its subfolders; it may also be the start of import paths from outside the tree."""
        path = path_of(name)
        start = path and f"{path}/"
        found = self._subject(
            "folder",
            name=path or ".",
            has=lambda item: item.path.startswith(start) or item.file.path.startswith(start),
            matches=lambda package: (
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

    def _unknown(self, text: str, categories: Iterable[Category]) -> UnknownSubjectError:
        if "glob" in categories and any(mark in text for mark in "*?"):
            packages = (package.import_path for package in self._view.packages.values())
            near = nearest_glob(text, {*self._paths, *packages})
            message = f'the glob "{text}" matches no file and no package here'
        else:
            near = did_you_mean(text, (name for category in categories for name in self._names.get(category, ())))
            message = f"{text!r} isn't a {_any_of(categories)} here"
        return UnknownSubjectError(message + (f"; did you mean {near}?" if near else ""))

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(path for item in self._view.files for path in (item.path, item.file.path))

    @cached_property
    def _names(self) -> dict[Category, Iterable[str]]:
        """All names, by category."""
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
    """Report whether a package is only part of the folder of the same name, which is then preferred: it is complete."""
    return subject.category == "package" and any(
        other.category == "folder" and other.packages > subject.packages for other in subjects
    )


def form_named(name: str) -> str:
    """Return the sentence form with this template, ignoring case and spacing; "" for none."""
    words = name.casefold().split()
    return next((form.name for form in FORMS.values() if form.sentence.casefold().split() == words), "")


def path_of(name: str) -> str:
    """Return the root-relative path that a user typed; "." is the root."""
    return "" if name in (".", "./") else name.removeprefix("./").rstrip("/") or name


def _any_of(categories: Iterable[Category]) -> str:
    words = [
        CATEGORY_NAMES[category].partition(" ")[2] for category in categories if category not in ("form", "keyword")
    ]
    return listed(words, "or")
