"""Rows of a CSV file whose first one names the columns, with what is wrong in them."""

import csv
import pathlib

from tfvision.images.problems import DataError


def read(file, needed, optional, problems, filled=None):
    """Reads the rows of a file.

    Args:
        file: The file, in UTF-8, with commas, semicolons or tabs.
        needed: Columns that must be there.
        optional: Columns that may be there; others are passed over.
        problems: `Problems` that is told, with the line, of a row with a value too many
            (`extra_value`) or too few (`missing_value`).
        filled: Columns in which every row must have a value; None: those that are needed.

    Returns: list of `(line, row)`: the number of its line, and a dict of text, "" where there is
        nothing.

    Raises: DataError if it is no text or the columns are not there.
    """
    file, filled = pathlib.Path(file), needed if filled is None else filled
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: no text in UTF-8, and no folder: {error}") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.DictReader(text.splitlines(), delimiter=delimiter, skipinitialspace=True)
    columns = {name.strip().lower(): name for name in reader.fieldnames or ()}
    if not set(needed) <= set(columns):
        raise DataError(
            f"{file}:1: the first row must name the columns {_listed(needed)}, "
            f"got {first.strip()!r}"
        )
    rows = []
    for found in reader:
        extra = found.pop(None, ())  # What stands beyond the last column.
        row = {key: (found.get(columns.get(key)) or "").strip() for key in (*needed, *optional)}
        missing = [key for key in filled if not row[key]]
        if any(extra):
            message = (
                f"more values than columns, {extra}; a value with a {delimiter!r} needs quotes"
            )
            problems.error(file, reader.line_num, "extra_value", message)
        elif missing:
            message = f"nothing in the column {missing[0]}"
            problems.error(file, reader.line_num, "missing_value", message)
        else:
            rows.append((reader.line_num, row))
    return rows


def _listed(names):
    return ", ".join(names[:-1]) + f" and {names[-1]}"
