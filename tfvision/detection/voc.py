"""Folders of Pascal VOC XML files: as labelImg leaves them, and the VOC devkit's own tree."""

import pathlib
import re

import tqdm

from tfvision import xml_lines
from tfvision.detection import record
from tfvision.detection.image_files import ImageFiles
from tfvision.images import box_checks
from tfvision.images.named_file import is_file
from tfvision.images.problems import DataError
from tfvision.images.read import ImageError
from tfvision.images.read import size_hw as stored_size_hw
from tfvision.images.sources import composed

_XML_FOLDERS = ("Annotations", "annotations", "annotations/xmls", "xml", "labels", ".")
_IMAGE_FOLDERS = ("JPEGImages", "images", "Images", ".")


def find(root):
    """`(tree, folder of the XML files, folder of the images)`, or None if `root` is no VOC tree.

    The tree is `root`, or the one `VOC20xx` folder in it.
    """
    root = pathlib.Path(root)
    if not root.is_dir():
        return None
    years = sorted(folder for folder in root.glob("VOC20*") if folder.is_dir())
    if len(years) > 1:
        raise DataError(f"{root}: holds {', '.join(year.name for year in years)}; read one of them")
    for tree in [root, *years]:
        for name in _XML_FOLDERS:
            if (tree / name).is_dir() and any(_xml_files(tree / name)):
                images = next(tree / name for name in _IMAGE_FOLDERS if (tree / name).is_dir())
                return tree, tree / name, images
    return None


def read(root, problems, *, one_based=True, unlabelled="skip", split=None):
    """Reads the XML files under `root` and finds the image of each.

    Args:
        root: Folder with images and XML side by side, or with `JPEGImages/` and `Annotations/`.
        problems: `Problems` that decides what an error does.
        one_based: Whether corners count from 1 and the last pixel belongs to the box, as VOC has
            it. A box then spans the continuous edges `xmin - 1, ymin - 1, xmax, ymax`.
            False takes the four numbers as edges.
        unlabelled: What an image without XML is: "skip", "background" or "raise".
        split: Name of a list under `ImageSets/Main`, as `trainval`; None takes every file.

    Returns:
        List of `Record` in the order of the image files.
    """
    tree, xml_folder, image_folder = find(root)
    images = ImageFiles([image_folder, xml_folder])
    listed = _listed(tree, split)
    records, stems = {}, set()
    files = sorted(_xml_files(xml_folder))
    for path in tqdm.tqdm(files, desc="annotations", delay=1, leave=False, unit="file"):
        stem = composed(path.stem)
        if listed is not None and stem not in listed:
            continue
        stems.add(stem)
        item = _record(path, images, problems, one_based)
        if item is not None and item.path in records:
            message = f"the image {item.path} already belongs to {records[item.path].source}"
            problems.error(path, None, "duplicate_image", message)
        elif item is not None:
            records[item.path] = item
    known = stems | {stem for stem, _ in images}
    for stem, line in (listed or {}).items():
        if stem not in known:
            place = tree / "ImageSets" / "Main" / f"{split}.txt"
            problems.error(place, line, "missing_file", f"neither image nor XML of {stem!r}")
    for stem, path in images:
        if stem not in stems and path not in records and (listed is None or stem in listed):
            item = _unlabelled(path, problems, unlabelled)
            if item is not None:
                records[path] = item
    return [records[path] for path in sorted(records)]


def _xml_files(folder):
    return (path for path in folder.iterdir() if path.suffix.lower() == ".xml")


def _listed(tree, split):
    """`{stem: line}` of a list, whose lines may end in the 1, 0 or -1 of one class."""
    if split is None:
        return None
    path = tree / "ImageSets" / "Main" / f"{split}.txt"
    if not is_file(path):
        lists = sorted(file.stem for file in path.parent.glob("*.txt"))
        raise DataError(f"split={split!r}: no file {path}; lists there: {lists}")
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    stems = (re.sub(r"\s+(-1|0|1)\s*$", "", line).strip() for line in lines)
    return {composed(stem): number for number, stem in enumerate(stems, 1) if stem}


def _unlabelled(path, problems, unlabelled):
    if unlabelled == "background":
        size_hw = _stored_size_hw(path, problems)
        return size_hw and record.Record(path, size_hw, (), "")
    note = problems.error if unlabelled == "raise" else problems.warning
    return note(path, None, "unlabelled", "image without an annotation file")


def _record(path, images, problems, one_based):
    try:
        root = xml_lines.parse(path.read_bytes())
    except OSError as error:
        return problems.error(path, None, "unreadable", f"{error.strerror or error}")
    except xml_lines.XmlError as error:
        return problems.error(path, error.line, "bad_xml", str(error))
    if root.tag != "annotation":
        message = f"the root element is <{root.tag}>, but VOC has <annotation>"
        return problems.error(path, root.line, "bad_xml", message)
    name = root.value("filename") or root.value("path")
    image = images.find(path.stem, name)
    if image is None:
        named = f" or of the name {name!r}" if name else ""
        message = f"no image {path.stem}.*{named} in {' or '.join(images.folders)}"
        return problems.error(path, root.line, "missing_image", message)
    size_hw = _size_hw(root) or _stored_size_hw(image, problems)
    if size_hw is None:
        return None
    elements = (child for child in root.children if child.tag == "object")
    objects = (_object(element, path, size_hw, problems, one_based) for element in elements)
    return record.Record(image, size_hw, tuple(o for o in objects if o is not None), str(path))


def _size_hw(root):
    """`<size>`, or None where it is missing, zero or no number: some tools do not fill it in."""
    size = root.child("size")
    if size is None:
        return None
    try:
        size_hw = tuple(int(box_checks.number(size.value(k), k)) for k in ("height", "width"))
    except ValueError:
        return None
    return size_hw if min(size_hw) > 0 else None


def _stored_size_hw(path, problems):
    try:
        return stored_size_hw(path)
    except ImageError as error:
        message = str(error).removeprefix(f"{path}: ")
        return problems.error(path, None, "bad_image", message)


def _object(element, path, size_hw, problems, one_based):
    name = element.value("name")
    if not name.strip():
        return problems.error(path, element.line, "no_name", "object without a class name")
    bndbox = element.child("bndbox")
    if bndbox is None:
        return problems.error(path, element.line, "no_box", f"object {name!r} without <bndbox>")
    shown = []
    for corner in box_checks.CORNERS:
        child = bndbox.child(corner)
        if child is None:
            return problems.error(path, bndbox.line, "no_box", f"<bndbox> without <{corner}>")
        try:
            shown.append(box_checks.number(child.text.strip(), corner))
        except ValueError as error:
            return problems.error(path, child.line, "bad_number", str(error))
    if one_based:
        box_px = (shown[0] - 1.0, shown[1] - 1.0, shown[2], shown[3])
        if min(shown[:2]) == 0.0:
            message = "a corner at 0, but VOC counts from 1: one_based=False if this data does not"
            problems.warning(path, bndbox.line, "zero_corner", message)
            box_px = (max(box_px[0], 0.0), max(box_px[1], 0.0), *box_px[2:])
    else:
        box_px = tuple(shown)
    box_px = box_checks.checked_box(box_px, size_hw, problems, path, bndbox.line, shown)
    if box_px is None:
        return None
    difficult = element.value("difficult").strip().lower() in ("1", "true", "yes")
    return record.Object(name, box_px, difficult, element.line)
