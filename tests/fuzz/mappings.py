"""Mapping documents (Markdown, CSV) and baselines: each gives its records, or its own error about an existing line."""

from __future__ import annotations

import random

from archlint.errors import BaselineError, Complaint, MappingError
from archlint.mapping import merge_mappings, read_mapping
from archlint.mapping.front_matter import read_front_matter
from archlint.model.moves import Mapping
from archlint.pipeline.baseline import read_baseline, render_baseline

from .baselines import baseline
from .engine import Failure, SingleFuzzer
from .mapping_texts import csv, markdown

_NAMES = (b"m.md", b"m.csv", b"m.tsv", b"baseline.json")


class Mappings(SingleFuzzer):
    """The fuzzer of `mapping` and `pipeline.baseline`. The first line of an input is the name of the document."""

    name = "mappings"
    suffix = ".txt"
    batch = 200

    def make(self, source: random.Random) -> bytes:
        """Return a document of one of the kinds."""
        chance = source.random()
        if chance < 0.5:
            return b"m.md\n" + markdown(source)
        if chance < 0.8:
            return source.choice((b"m.csv\n", b"m.csv\n", b"m.tsv\n")) + csv(source)
        return b"baseline.json\n" + baseline(source)

    def pieces(self, data: bytes) -> list[list[bytes]]:
        """Keep the first line."""
        name, _, text = data.partition(b"\n")
        return [[name + b"\n", *cut] for cut in super().pieces(text)]

    def judge(self, data: bytes) -> Failure | None:
        """Return the failure of one input, None if there is none."""
        name, _, text = data.partition(b"\n")
        if name not in _NAMES:
            return None
        judge = _judge_baseline if name.endswith(b".json") else _judge_mapping
        found = self.guarded(lambda: judge(name.decode(), text))
        return found if isinstance(found, Failure) else None


def _judge_mapping(name: str, text: bytes) -> Failure | None:
    told = _mapping(name, text)
    if told != _mapping(name, text):
        return Failure("difference", "a document gives something else the second time", str(told))
    last = max(text.count(b"\n") + text.count(b"\r") - text.count(b"\r\n"), 0) + 1
    if isinstance(told, list):
        return _wrong_lines(told, last)
    for row in told.rows:
        if not (1 <= row.place.line <= last and row.place.column >= 1):
            return Failure("difference", "a row in a line that the document does not have", f"{row} of {last} lines")
        if row.old.startswith("/") or row.new.startswith("/") or ".." in (*row.old.split("/"), *row.new.split("/")):
            return Failure("difference", "a path that leaves the tree", str(row))
    whole = merge_mappings([told])
    try:
        read_front_matter(name, *whole.front_matter)
    except MappingError as wrong:
        return _wrong_lines(list(wrong.complaints), last)
    return None


def _mapping(name: str, text: bytes) -> Mapping | list[Complaint]:
    """The mapping, or the complaints as a list."""
    try:
        return read_mapping(name, text)
    except MappingError as wrong:
        return list(wrong.complaints)


def _wrong_lines(complaints: list[Complaint], last: int) -> Failure | None:
    for each in complaints:
        if not 0 <= each.line <= last:
            return Failure(
                "difference", "a complaint in a line that the document does not have", f"{each} of {last} lines"
            )
        if not each.message:
            return Failure("difference", "a complaint without a word", repr(each))
    return None if complaints else Failure("difference", "an error without a complaint", "")


def _judge_baseline(name: str, text: bytes) -> Failure | None:
    last = len(text.decode(errors="replace").splitlines()) + 1
    try:
        entries = read_baseline(name, text)
    except BaselineError as wrong:
        return _wrong_lines(list(wrong.complaints), last)
    if any(not 0 <= entry.line <= last for entry in entries):
        return Failure("difference", "an entry in a line that the document does not have", str(entries))
    written = render_baseline(entries)
    again = read_baseline(name, written.encode("utf-8", "surrogatepass"))
    if sorted(each._replace(line=0) for each in again) != sorted(each._replace(line=0) for each in entries):
        return Failure("difference", "a baseline that is written gives other entries", f"{entries}\n{again}")
    return None


FUZZER = Mappings
