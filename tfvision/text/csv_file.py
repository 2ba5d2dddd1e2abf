"""Characters in a CSV file, a row each."""

from tfvision.images import csv_rows
from tfvision.text.character_rows import Row, samples

_BOX = ("x_min", "y_min", "x_max", "y_max")


def read(file, problems, *, images=None):
    """Reads a CSV file with a row a character.

    The first row names the columns: `path`, `x_min`, `y_min`, `x_max`, `y_max` are needed, edges in
    pixels from the upper left corner of the image; `character`, `line` (a whole number: those of
    one line of text share it, and stand in the order of reading) and `ignored` (true or false) are
    used, others passed over. A row with nothing but a path is an image without characters.

    Args:
        file: The file, in UTF-8, with commas, semicolons or tabs.
        problems: `Problems` that decides what an error does.
        images: Folder from which paths count; None for the file's own, or `images` in it.

    Returns: list of `Sample`.

    Raises: DataError if the columns are not there.
    """
    optional = ("character", "line", "ignored")
    found = csv_rows.read(file, ("path", *_BOX), optional, problems, filled=("path",))
    return samples([_row(line, row) for line, row in found], file, images, problems)


def _row(line, row):
    box = tuple(row[key] for key in _BOX)
    extra = row["character"], row["line"], row["ignored"]
    return Row(row["path"], box if any(box) else None, _BOX, *extra, place=line)
