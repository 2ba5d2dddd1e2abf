"""Which class each validation image of ImageNet shows: from XML files, or the devkit's list."""

import csv
import pathlib
import re

from tfvision import xml_lines
from tfvision.matlab_file import structs

_WNID = re.compile(r"n\d{8}")  # A synset of WordNet, which becomes the name of a folder.
_NUMBER = re.compile(r"_(\d+)$")


def from_xml(path):
    """The class in one XML file, that of its first object.

    Args:
        path: The file.

    Raises: ValueError naming the file, if it has no object or its name is no synset.
    """
    try:
        root = xml_lines.parse(pathlib.Path(path).read_bytes())
    except (OSError, xml_lines.XmlError) as error:
        raise ValueError(f"{path}: {error}") from None
    names = [child.value("name").strip() for child in root.children if child.tag == "object"]
    if not names:
        raise ValueError(f"{path}: no object, hence no class")
    return checked(names[0], path)


def from_list(path, stems, synsets=None):
    """The class of every image, from a list.

    Known are the devkit's `ILSVRC2012_validation_ground_truth.txt`, a number a line; the same with
    a synset a line; and Kaggle's `LOC_val_solution.csv`. Line 7 belongs to `…_00000007.JPEG`.

    Args:
        path: The list.
        stems: Names of the images, without suffix.
        synsets: What the numbers mean: the devkit's `meta.mat`, or a text file with a number and a
            synset a line; None looks for `meta.mat` beside the list.

    Returns: dict of stem -> synset.

    Raises: ValueError naming the file and line.
    """
    path = pathlib.Path(path)
    lines = path.read_text(encoding="utf-8-sig").rstrip().splitlines()
    if path.suffix.lower() == ".csv":
        return _from_kaggle(path, lines)
    names = None
    if lines and lines[0].strip().isdigit():
        names = _numbered(path.with_name("meta.mat") if synsets is None else pathlib.Path(synsets))
    found = {}
    for stem in stems:
        number = _NUMBER.search(stem)
        if number is None or not 1 <= int(number[1]) <= len(lines):
            raise ValueError(f"{path}: has {len(lines)} lines, none of them for the image {stem}")
        said, place = lines[int(number[1]) - 1].strip(), f"{path}:{int(number[1])}"
        if names is not None:
            if said not in names:
                raise ValueError(f"{place}: {said!r} is none of the numbers of the synsets")
            said = names[said]
        found[stem] = checked(said, place)
    if len(lines) != len(found):
        raise ValueError(f"{path}: has {len(lines)} lines, but there are {len(found)} images")
    return found


def checked(name, place):
    """`name` if it is a synset: it becomes a folder, so nothing else may pass."""
    if not _WNID.fullmatch(name):
        raise ValueError(f"{place}: {name!r} is no synset, as n01440764 would be")
    return name


def _from_kaggle(path, lines):
    found = {}
    for number, row in enumerate(csv.reader(lines), 1):
        if number > 1 and row:
            name = row[1].split()[0] if len(row) > 1 and row[1].strip() else ""
            found[row[0]] = checked(name, f"{path}:{number}")
    return found


def _numbered(path):
    """The synset of each number, which is text here."""
    if not path.is_file():
        raise ValueError(
            f"the numbers of the ground truth need a file that names them, but there is no {path}: "
            "give the devkit's meta.mat, or lines as '1 n02119789', with --synsets"
        )
    if path.suffix.lower() == ".mat":
        pairs = [(row["ILSVRC2012_ID"], row["WNID"]) for row in structs(path, "synsets")]
        pairs = [(str(int(number)), checked(name, path)) for number, name in pairs]
    else:
        pairs = [_pair(line, f"{path}:{n}") for n, line in enumerate(_lines(path), 1) if line]
    if len(dict(pairs)) != len(pairs):
        raise ValueError(f"{path}: gives a number twice")
    return dict(pairs)


def _pair(line, place):
    number, _, rest = line.partition(" ")
    if not number.isdigit():
        # A plain list would be taken in its order, and which that is, nobody can tell: the sorted
        # one of most trained models is not the devkit's.
        raise ValueError(f"{place}: must begin with a number and a blank, got {line!r}")
    return str(int(number)), checked(rest.split()[0] if rest.split() else "", place)


def _lines(path):
    return [line.strip() for line in path.read_text(encoding="utf-8-sig").splitlines()]
