"""From the cells of tables to rows: which tables count, which columns they have, and what is wrong in each line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.languages.go.language import GO
from archlint.mapping.markdown import Table, TableRow
from archlint.mapping.paths import PathError, clean_path, shortened, unwrap
from archlint.model.location import Place
from archlint.model.moves import COLUMNS, Row
from archlint.text.lists import count

REQUIRED = COLUMNS[:2]

MOST_COLUMNS = 100
"""How many columns to check for misspelt names; no table written by people has more."""

Columns = dict[str, int]


def pick_tables(path: str, found: list[Table], complaints: list[Complaint]) -> Iterator[tuple[Table, Columns]]:
    """The tables with the columns old_path and new_path, each with the index of every known column."""
    near: list[Complaint] = []
    is_mapping = False
    for table in found:
        names = [_column_name(cell) for cell in table.header.cells]
        columns = {name: names.index(name) for name in set(COLUMNS).intersection(names)}
        wanted = [name for name in REQUIRED if name not in columns]
        if len(wanted) < len(REQUIRED):
            complaints.extend(_header_problems(path, table.header, names))
        if wanted:
            near.extend(_missing_columns(path, table.header, names[:MOST_COLUMNS], wanted=wanted))
            continue
        is_mapping = True
        yield table, columns
    if not is_mapping:
        hint = "a mapping needs a table with the columns old_path and new_path"
        what = "no table has the columns old_path and new_path" if found else "has no table"
        line = found[0].header.line if found else 0
        complaints.extend(near or [Complaint(path, what, hint, line=line)])
    else:
        complaints.extend(complaint for complaint in near if complaint.key)


def read_rows(
    path: str, table: Table, columns: Columns, complaints: list[Complaint], *, markdown: bool
) -> Iterator[Row]:
    """The rows of one table. A row with a problem becomes a complaint and is skipped."""
    width = len(table.header.cells)
    old_at, new_at = columns["old_path"], columns["new_path"]
    context, layer, responsibility, reason, confidence = (columns.get(name, width) for name in COLUMNS[2:])
    for line in table.rows:
        cells = line.cells
        if len(cells) != width:
            complaints.append(_wrong_width(path, line, width, markdown=markdown))
            continue
        try:
            key = "old_path"
            old, old_slash = clean_path(unwrap(cells[old_at]) if markdown else cells[old_at])
            _check_source(old)
            key = "new_path"
            new, new_slash = clean_path(unwrap(cells[new_at]) if markdown else cells[new_at])
            is_folder = _check_ends(old, new, old_slash=old_slash, new_slash=new_slash)
        except PathError as bad:
            complaints.append(Complaint(path, bad.message, bad.hint, line=line.line, key=key))
            continue
        column = line.text.find(cells[old_at]) + 1 or 1
        place = Place(path, line.line, column, end_column=column + len(cells[old_at]))
        cells.append("")  # the value of every column that this table doesn't have
        yield Row(
            old,
            new,
            place,
            is_folder=is_folder,
            context=cells[context],
            layer=unwrap(cells[layer]),
            responsibility=cells[responsibility],
            reason=cells[reason],
            confidence=cells[confidence],
        )


def contradictions(rows: Iterable[Row]) -> list[Complaint]:
    """Complaints about rows with the old_path of an earlier row. They name both places."""
    first: dict[str, Row] = {}
    complaints: list[Complaint] = []
    for row in rows:
        known = first.setdefault(row.old, row)
        if known is row:
            continue
        line = known.place.line
        where = f"line {line}" if known.place.path == row.place.path else f"{known.place.path}:{line}"
        if known.new == row.new:
            message = f"repeats {where}: {shortened(row.old)} -> {shortened(row.new)}"
            hint = "delete one of the two rows"
        else:
            old, there, here = map(shortened, (row.old, known.new, row.new))
            message = f"contradicts {where}: {old} moves to {there} there and to {here} here"
            hint = "keep one of the two rows"
        complaints.append(Complaint(row.place.path, message, hint, line=row.place.line, key="old_path"))
    return complaints


def _column_name(cell: str) -> str:
    return unwrap(cell).strip("*_ ").lower().replace(" ", "_").replace("-", "_")


def _header_problems(path: str, header: TableRow, names: list[str]) -> Iterator[Complaint]:
    """Columns that occur twice, and columns whose name looks like a misspelt known one."""
    missing = [column for column in COLUMNS[2:] if column not in names]
    for name in COLUMNS:
        if names.count(name) > 1:
            yield Complaint(path, "occurs twice in the header", "keep one of them", line=header.line, key=name)
    for name in names[:MOST_COLUMNS] if missing else ():
        if name and name not in COLUMNS:
            near = _nearest(name, missing)
            if near:
                yield Complaint(path, "is an unknown column", f"did you mean {near}?", line=header.line, key=name)


def _missing_columns(path: str, header: TableRow, names: list[str], wanted: list[str]) -> Iterator[Complaint]:
    """Complaints about a table that has only one of the two columns, or has a misspelt one: it's meant as a mapping."""
    for name in wanted:
        near = _nearest(name, [other for other in names if other not in COLUMNS])
        if near:
            yield Complaint(
                path, f"the table has no column {name}", f"did you mean {name}?", line=header.line, key=near
            )
        elif len(wanted) < len(REQUIRED):
            yield Complaint(path, "the table doesn't have this column", line=header.line, key=name)


def _nearest(name: str, choices: list[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, choices, 1, 0.75)), "")


def _wrong_width(path: str, line: TableRow, width: int, *, markdown: bool) -> Complaint:
    found = len(line.cells)
    message = f"the row has {count(found, 'cell')}, the header has {width}"
    if found < width:
        is_text = markdown and not line.text.lstrip().startswith("|")
        hint = "put an empty line after the table" if is_text else ""
    else:
        hint = "write \\| for a pipe inside a cell" if markdown else "put a cell with a comma in double quotes"
    return Complaint(path, message, hint, line=line.line)


def _check_source(old: str) -> None:
    if old == ".":
        raise PathError("is the scan root, which can't move", "name the folders and files below it")


def _check_ends(old: str, new: str, *, old_slash: bool, new_slash: bool) -> bool:
    """Whether the row is for a folder. A trailing slash on either path says so, unless old_path is a Go file."""
    is_go = GO.is_source(old) and not old_slash
    if is_go and (new_slash or not GO.is_source(new)):
        hint = f"write {new.rstrip('/.')}/{old.rpartition('/')[2]}".replace("write /", "write ") if new_slash else ""
        raise PathError(f"isn't a Go file, but old_path is one: {new}", hint)
    if is_go:
        _check_go_file(old, new)
    if old_slash and GO.is_source(new) and not new_slash:
        raise PathError(f"is a Go file, but old_path is a folder: {new}")
    return old_slash or new_slash


def _check_go_file(old: str, new: str) -> None:
    """Raise PathError if the move changes whether Go treats the file as a test, or whether Go ignores it."""
    if GO.is_test(old) != GO.is_test(new):
        old_is, new_must = ("is", "must") if GO.is_test(old) else ("isn't", "mustn't")
        hint = f"old_path {old_is} a test file, so new_path {new_must} be one"
        raise PathError(f"changes whether Go treats the file as a test: {new}", hint)
    if _is_ignored(old) != _is_ignored(new):
        here = "old_path" if _is_ignored(old) else "new_path"
        hint = f"{here} is in vendor or testdata, or a folder or file name in it starts with _ or ."
        raise PathError(f"changes whether Go ignores the file: {new}", hint)


def _is_ignored(path: str) -> bool:
    """Whether Go's `./...` skips the file (`go help packages`)."""
    parts = path.split("/")
    return any(part.startswith(("_", ".")) for part in parts) or not {"vendor", "testdata"}.isdisjoint(parts[:-1])
