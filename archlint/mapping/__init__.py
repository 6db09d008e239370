"""Mapping documents: reads the rows of a mapping, or reports every problem at once.

A document is Markdown (front matter and a table with at least `old_path` and `new_path`) or CSV with the same columns.
`read_mapping` reads one, `merge_mappings` combines several, and `resolve.resolve_rows` compares them with the tree.
"""

from __future__ import annotations

from collections.abc import Iterable

from archlint.errors import Complaint, MappingError
from archlint.mapping.markdown import Table, front_matter_end, tables
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
    markdown = not path.lower().endswith((".csv", ".tsv"))
    end = front_matter_end(lines) if markdown else 0
    if end is None:
        complaints.append(Complaint(path, "opens with --- but has no closing ---", line=1, key="front matter"))
    found = tables(lines, end or 0) if markdown else _csv_tables(path, lines)
    rows: list[Row] = []
    for table, columns in pick_tables(path, found, complaints):
        rows.extend(read_rows(path, table, columns, complaints=complaints, markdown=markdown))
    complaints.extend(contradictions(rows))
    if not rows and not complaints:
        complaints.append(Complaint(path, "has no rows", "add rows to the table of old_path and new_path"))
    if complaints:
        wrong = _error(*sorted(complaints, key=lambda complaint: complaint.line))
        wrong.sound = tuple(rows)
        raise wrong
    return Mapping((path,), tuple(rows), ("\n".join(lines[1:end]),))


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
        tuple(text for part in parts for text in part.front_matter),
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


def _csv_tables(path: str, lines: list[str]) -> list[Table]:
    from archlint.mapping.csv_rows import csv_tables  # loads csv

    return csv_tables(path, lines)
