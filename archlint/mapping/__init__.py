"""Mapping documents: reads the rows of a mapping, or reports every problem at once.

A document is Markdown (front matter and a table with at least `old_path` and `new_path`) or CSV with the same columns.
`read_mapping` reads one, `merge_mappings` combines several, and `resolve.resolve_rows` compares them with the tree.
"""

from __future__ import annotations

from collections.abc import Iterable

from archlint.errors import Complaint, MappingError
from archlint.mapping.front_matter import FrontMatterError, HeadEntry, read_front_matter, split_front_matter
from archlint.mapping.markdown import Table, tables
from archlint.mapping.rows import contradictions, pick_tables, read_rows
from archlint.model.moves import Mapping, Row

__all__ = ["merge_mappings", "read_mapping"]


def read_mapping(path: str, data: bytes) -> Mapping:
    """Read one document. `path` is its name in messages; a name in `.csv` or `.tsv` means CSV, any other Markdown.

    Raises MappingError with every problem of the document: encoding, front matter, table, columns, cells, paths, and
    rows that repeat or contradict each other.
    """
    complaints: list[Complaint] = []
    lines = _decode(path, data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if path.lower().endswith((".csv", ".tsv")):
        entries: tuple[HeadEntry, ...] = ()
        found = _csv(path, lines)
    else:
        entries, start = _front_matter(path, lines, complaints)
        found = tables(lines, start)
    rows: list[Row] = []
    for table, columns in pick_tables(path, found, complaints):
        rows.extend(read_rows(path, table, columns, complaints, markdown=not path.lower().endswith((".csv", ".tsv"))))
    complaints.extend(contradictions(rows))
    if not rows and not complaints:
        complaints.append(Complaint(path, "has no rows", "add rows to the table of old_path and new_path"))
    if complaints:
        wrong = _error(*sorted(complaints, key=lambda complaint: complaint.line))
        wrong.sound = tuple(rows)
        raise wrong
    meta = tuple((entry.key, entry.value) for entry in entries)
    id_line = next((entry.line for entry in entries if entry.key == "batch_id"), 0)
    return Mapping((path,), tuple(rows), (meta,), (id_line,))


def merge_mappings(mappings: Iterable[Mapping]) -> Mapping:
    """Combine several documents into one mapping; their order makes no difference.

    Raises MappingError if two documents have a row for the same old_path.
    """
    parts = sorted(mappings)
    rows = [row for part in parts for row in part.rows]
    complaints = contradictions(rows) if len(parts) > 1 else []
    if complaints:
        raise _error(*complaints)
    return Mapping(
        tuple(name for part in parts for name in part.documents),
        tuple(rows),
        tuple(meta for part in parts for meta in part.meta),
        tuple(line for part in parts for line in part.id_lines),
    )


def _error(*complaints: Complaint) -> MappingError:
    return MappingError(*(complaint._replace(kind="mapping") for complaint in complaints))


def _decode(path: str, data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:512]:
        raise _error(Complaint(path, "is UTF-16 or binary, not UTF-8 text", "save it as UTF-8", line=1))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8 text (byte 0x{data[error.start]:02x})"
        raise _error(Complaint(path, message, "save it as UTF-8", line=line)) from None


def _front_matter(path: str, lines: list[str], complaints: list[Complaint]) -> tuple[tuple[HeadEntry, ...], int]:
    """The entries of the front matter, and the index of the first line after it."""
    end = 0
    try:
        start, end = split_front_matter(lines)
        return read_front_matter(lines, start, end), end
    except FrontMatterError as problem:
        hint = "front matter can have scalars, lists and one level of nesting"
        complaints.append(Complaint(path, problem.message, hint, line=problem.line, key=problem.key))
        return (), end


def _csv(path: str, lines: list[str]) -> list[Table]:
    from archlint.mapping.csv_rows import CsvFormatError, csv_table

    try:
        table = csv_table(lines)
    except CsvFormatError as problem:
        raise _error(Complaint(path, problem.message, line=problem.line)) from None
    return [table] if table else []
