"""From rows, one a character, to samples: images found, boxes checked."""

import dataclasses
import pathlib

import numpy as np
import tqdm

from tfvision.images import box_checks
from tfvision.images.named_file import inside, is_file, why_not
from tfvision.images.read import ImageError, size_hw
from tfvision.text.sample import Sample

_NO, _YES = ("", "0", "false", "no", "none"), ("1", "true", "yes")


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """One character as a file describes it, nothing checked yet.

    Args:
        file: Name of the image, as written.
        box: Values of xmin, ymin, xmax, ymax, as written; None for an image without characters.
        names: What the file calls these four.
        character: What it is, or "".
        line: Number of its line of text, as written; None or "" where it is not known.
        ignored: Whether it is neither to be found nor wrong to find, as written.
        place: Its line in the file, or None.
        about: Words that open a message on it.
    """

    file: str
    box: tuple | None = None
    names: tuple[str, ...] = box_checks.CORNERS
    character: str = ""
    line: object = None
    ignored: object = None
    place: int | None = None
    about: str = ""


def samples(rows, source, images, problems):
    """Makes a sample of each image, in the order in which the rows name them.

    Args:
        rows: `Row`s.
        source: Their file.
        images: Folder of the images; None looks beside the file and in its folder `images`.
        problems: `Problems` that is told of `missing_image`, `bad_image`, `bad_number`, and of
            boxes as `box_checks.checked_box` does.

    Returns: list of `Sample`.
    """
    source = pathlib.Path(source)
    folders = [source.parent, source.parent / "images"] if images is None else [images]
    pages = {}
    for row in rows:
        pages.setdefault(row.file.replace("\\", "/"), []).append(row)
    found = []
    for name, own in tqdm.tqdm(pages.items(), "annotations", delay=1, leave=False, unit="image"):
        path = _image(name, folders)
        if path is None:
            message = f"{own[0].about}no file {own[0].file!r} in "
            message += " or ".join(str(folder) for folder in folders) + why_not(folders[0], name)
            problems.error(source, own[0].place, "missing_image", message)
            continue
        try:
            found.append(_sample(path, size_hw(path), own, source, problems))
        except ImageError as error:
            message = str(error).removeprefix(f"{path}: ")
            problems.error(path, None, "bad_image", message)
    return found


def _image(name, folders):
    """The path of an image, by its whole name first: another machine's folders may stand in it."""
    for wanted in dict.fromkeys((name, name.rsplit("/", 1)[-1])):
        for folder in folders:
            path = inside(folder, wanted)
            if path and is_file(path):
                return path
    return None


def _sample(path, image_hw, rows, source, problems):
    boxes, kept = [], []
    for row in rows:
        if row.box is None:
            continue
        try:
            edges = tuple(map(box_checks.number, row.box, row.names))
            values = _line(row.line), _flag(row.ignored)
        except ValueError as error:
            problems.error(source, row.place, "bad_number", f"{row.about}{error}")
            continue
        box = box_checks.checked_box(edges, image_hw, problems, source, row.place, about=row.about)
        if box is not None:
            boxes.append(box)
            kept.append((row.character, *values))
    characters, lines, ignored = zip(*kept, strict=True) if kept else ((), (), ())
    return Sample(
        path,
        np.array(boxes, "float32").reshape(-1, 4),
        characters,
        np.array(lines, "int32"),
        np.array(ignored, bool),
        str(source),
    )


def _line(value):
    if value is None or value == "":
        return -1
    line = box_checks.number(value, "line")
    if line != int(line) or abs(line) >= 1 << 31:
        raise ValueError(f"line is {value!r}, which is not a whole number")
    return int(line)


def _flag(value):
    text = str(value).lower()
    if text not in _NO + _YES:
        raise ValueError(f"ignored is {value!r}, which is neither true nor false")
    return text in _YES
