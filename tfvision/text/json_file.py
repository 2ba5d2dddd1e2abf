"""Characters in a JSON file: reading annotations, and writing what was found in the same form."""

import json

import numpy as np

from tfvision.images import json_content
from tfvision.images.box_checks import CORNERS
from tfvision.images.problems import DataError
from tfvision.text.character_rows import Row, samples
from tfvision.whole_file import whole_text

_COLUMNS = {
    "characters": "character",
    "scores": "score",
    "lines": "line",
    "ignored": "ignored",
    "ruby": "ruby",
    "vertical": "vertical",
    "words": "word",
    "quads": "quad_xy",
}


def save(path, pages):
    """Writes characters, whole or not at all.

    The file holds `images` (every file that was looked at, so that one without characters is known
    from one never seen) and `characters`: one row each, `{"file", "box_xyxy"}` and, where given,
    `"character"`, `"score"`, `"line"`, `"ignored"`, `"ruby"`, `"vertical"`, `"word"`, `"quad_xy"`;
    boxes in pixels of that image.

    Args:
        path: The JSON file.
        pages: Dict file name -> dict of that image: `boxes` px xyxy `[N, 4]`, and maybe
            `characters`, `scores`, `lines`, `ignored`, `ruby`, `vertical` and `words`, `[N]` each,
            and `quads` `[N, 4, 2]`.

    Raises: ValueError if a number is not finite.
    """
    rows = []
    for file, page in pages.items():
        own = {one: np.asarray(page[key]).tolist() for key, one in _COLUMNS.items() if key in page}
        for box, *values in zip(np.asarray(page["boxes"]).tolist(), *own.values(), strict=True):
            rows.append({"file": str(file), "box_xyxy": box} | dict(zip(own, values, strict=True)))
    # One row a line: a file that grep, diff and a person can read.
    lines = [json.dumps(row, ensure_ascii=False, allow_nan=False) for row in rows]
    head = json.dumps({"images": [str(file) for file in pages]}, ensure_ascii=False)[:-1]
    text = head + ', "characters": [' + ",".join("\n" + line for line in lines) + "\n]}\n"
    whole_text(path, text)


def read(file, problems, *, images=None):
    """Reads a JSON file of the form that `save` writes; what was found beside is passed over.

    Of a row, `file` and `box_xyxy` are needed. `images` need not be there, but only what stands in
    it can be an image without characters. JSON has no lines: messages name the row.

    Args:
        file: The file.
        problems: `Problems` that decides what an error does.
        images: Folder from which names count; None for the file's own, or `images` in it.

    Returns: list of `Sample`.

    Raises: DataError if it is no such file.
    """
    content = json_content.load(file)
    found = content.get("characters") if isinstance(content, dict) else None
    names = content.get("images", []) if isinstance(content, dict) else None
    if not _is_list(found, dict) or not _is_list(names, str):
        raise DataError(
            f"{file}: no list 'characters' of objects, and maybe one 'images' of names, "
            "as text.read needs"
        )
    rows = [Row(name) for name in names]
    for number, row in enumerate(found):
        about = f"characters[{number}]: "
        box, name = row.get("box_xyxy"), row.get("file")
        if not isinstance(name, str) or not name:
            problems.error(file, None, "missing_image", f"{about}file is {name!r}, not a name")
        elif not isinstance(box, list) or len(box) != 4:
            message = f"{about}box_xyxy is {box!r}, not [xmin, ymin, xmax, ymax]"
            problems.error(file, None, "no_box", message)
        else:
            own = str(row.get("character") or ""), row.get("line"), row.get("ignored")
            rows.append(Row(name, tuple(box), CORNERS, *own, about=about))
    return samples(rows, file, images, problems)


def _is_list(value, kind):
    return isinstance(value, list) and all(isinstance(item, kind) for item in value)
