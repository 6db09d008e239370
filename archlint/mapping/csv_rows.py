"""The same columns as comma-separated values (RFC 4180), for people who keep their mapping in a spreadsheet."""

from __future__ import annotations

from archlint.errors import Complaint, MappingError
from archlint.mapping.markdown import Table, TableRow

_DELIMITERS = ",;\t"


def csv_tables(path: str, lines: list[str]) -> list[Table]:
    """The document as one table; none if it has no text.

    The delimiter is whichever of comma, semicolon and tab the first line has most of, because spreadsheets differ by
    country. A row's line is the one where it starts. Raises MappingError for a quote that is never closed.
    """
    import csv

    first = next((line for line in lines if line.strip()), "")
    if not first:
        return []
    reader = csv.reader([line + "\n" for line in lines], delimiter=max(_DELIMITERS, key=first.count), strict=True)
    rows: list[TableRow] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(TableRow(start, [cell.strip() for cell in cells], lines[start - 1]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise MappingError(Complaint(path, f"is not CSV: {error}", line=start, kind="mapping")) from None
    return [Table(rows[0], rows[1:])] if rows else []
