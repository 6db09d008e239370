"""From the cells of a table to rows: which table counts, what its columns are called, what is wrong in which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archlint.errors import Complaint
from archlint.languages.go.language import GO
from archlint.mapping.markdown import Table, TableRow
from archlint.mapping.paths import PathError, clean_path, shortened, unwrap
from archlint.model.location import Place
from archlint.model.moves import Row

REQUIRED = ("old_path", "new_path")
COLUMNS = (*REQUIRED, "target_context", "target_layer", "responsibility", "reason", "confidence")

MOST_COLUMNS = 100
"""How many columns are looked at for a misspelt name; no table of people has so many."""

Columns = dict[str, int]


def pick_tables(path: str, found: list[Table], complaints: list[Complaint]) -> Iterator[tuple[Table, Columns]]:
    """The tables that have the columns old_path and new_path, each with the index of every known column."""
    near: list[Complaint] = []
    count = 0
    for table in found:
        names = [_column_name(cell) for cell in table.header.cells]
        columns = {name: names.index(name) for name in set(COLUMNS).intersection(names)}
        wanted = [name for name in REQUIRED if name not in columns]
        if len(wanted) < len(REQUIRED):
            complaints.extend(_header_problems(path, table.header, names))
        if wanted:
            near.extend(_missing_columns(path, table.header, names[:MOST_COLUMNS], wanted))
            continue
        count += 1
        yield table, columns
    if not count:
        hint = "a mapping is a table with at least the columns old_path and new_path"
        what = "no table has the columns old_path and new_path" if found else "has no table"
        line = found[0].header.line if found else 0
        complaints.extend(near or [Complaint(path, line, "", what, hint)])
    else:
        complaints.extend(complaint for complaint in near if complaint.key)


def read_rows(
    path: str, table: Table, columns: Columns, complaints: list[Complaint], *, markdown: bool
) -> Iterator[Row]:
    """The rows of one table; what is wrong with a row becomes a complaint, and the row is left out."""
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
            complaints.append(Complaint(path, line.line, key, bad.message, bad.hint))
            continue
        column = line.text.find(cells[old_at]) + 1 or 1
        place = Place(path, line.line, column, column + len(cells[old_at]))
        cells.append("")  # where the columns that this table does not have point to
        yield Row(
            old, new, place, is_folder,
            cells[context], unwrap(cells[layer]), cells[responsibility], cells[reason], cells[confidence],
        )  # fmt: skip


def contradictions(rows: Iterable[Row]) -> list[Complaint]:
    """Complaints about rows with the old_path of an earlier row; both places are named."""
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
            message = f"contradicts {where}: {old} goes to {there} there and to {here} here"
            hint = "keep one of the two rows"
        complaints.append(Complaint(row.place.path, row.place.line, "old_path", message, hint))
    return complaints


def _column_name(cell: str) -> str:
    return unwrap(cell).strip("*_ ").lower().replace(" ", "_").replace("-", "_")


def _header_problems(path: str, header: TableRow, names: list[str]) -> Iterator[Complaint]:
    """Columns that are there twice, and columns that look like a misspelt known one."""
    missing = [column for column in COLUMNS[2:] if column not in names]
    for name in COLUMNS:
        if names.count(name) > 1:
            yield Complaint(path, header.line, name, "is a column twice", "keep one of them")
    for name in names[:MOST_COLUMNS] if missing else ():
        if name and name not in COLUMNS:
            near = _nearest(name, missing)
            if near:
                yield Complaint(path, header.line, name, "is not a known column", f"did you mean {near}?")


def _missing_columns(path: str, header: TableRow, names: list[str], wanted: list[str]) -> Iterator[Complaint]:
    """A table with one of the two columns, or with something like one, was meant to be a mapping."""
    for name in wanted:
        near = _nearest(name, [other for other in names if other not in COLUMNS])
        if near:
            yield Complaint(path, header.line, near, f"the table has no column {name}", f"did you mean {name}?")
        elif len(wanted) < len(REQUIRED):
            yield Complaint(path, header.line, name, "the table does not have this column")


def _nearest(name: str, choices: list[str]) -> str:
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, choices, 1, 0.75)), "")


def _wrong_width(path: str, line: TableRow, width: int, *, markdown: bool) -> Complaint:
    count = len(line.cells)
    message = f"the row has {count} {'cell' if count == 1 else 'cells'}, the header has {width}"
    if count < width:
        is_text = markdown and not line.text.lstrip().startswith("|")
        hint = "put an empty line behind the table" if is_text else ""
    else:
        hint = "write \\| for a pipe inside a cell" if markdown else "put a cell with a comma in double quotes"
    return Complaint(path, line.line, "", message, hint)


def _check_source(old: str) -> None:
    if old == ".":
        raise PathError("moves the scan root itself", "name the folders and files below it")


def _check_ends(old: str, new: str, *, old_slash: bool, new_slash: bool) -> bool:
    """Whether the row is for a folder. A slash at either end says so, except behind the old path of a Go file."""
    is_go = GO.is_source(old) and not old_slash
    if is_go and (new_slash or not GO.is_source(new)):
        hint = f"write {new.rstrip('/.')}/{old.rpartition('/')[2]}".replace("write /", "write ") if new_slash else ""
        raise PathError(f"is not a Go file, but old_path is one: {new}", hint)
    if is_go:
        _check_go_file(old, new)
    if old_slash and GO.is_source(new) and not new_slash:
        raise PathError(f"is a Go file, but old_path is a folder: {new}")
    return old_slash or new_slash


def _check_go_file(old: str, new: str) -> None:
    """A move makes no test of what was none, and takes no file into the sight of Go that archlint has not read."""
    if GO.is_test(old) != GO.is_test(new):
        was = "a test file" if GO.is_test(old) else "no test file"
        raise PathError(f"changes whether Go takes the file for a test: {new}", f"old_path is {was}, so keep it one")
    if _is_ignored(old) != _is_ignored(new):
        here = "old_path" if _is_ignored(old) else "new_path"
        hint = f"{here} lies in vendor, testdata, or a folder or file whose name begins with _ or ."
        raise PathError(f"changes whether Go sees the file at all: {new}", hint)


def _is_ignored(path: str) -> bool:
    """Whether Go's `./...` passes over the file (`go help packages`)."""
    parts = path.split("/")
    return any(part.startswith(("_", ".")) for part in parts) or not {"vendor", "testdata"}.isdisjoint(parts[:-1])
