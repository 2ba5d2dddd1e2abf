"""Folders of Pascal VOC XML files: as labelImg leaves them, and the VOC devkit's own tree."""

import os
import pathlib
import unicodedata

import tqdm

from tfvision.detection import record, xml_lines

IMAGE_SUFFIXES = (".jpg", ".jpeg", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff")


def folders(root):
    """`(annotation folder, image folder)` of a VOC tree at `root`, or None if it is none."""
    root = pathlib.Path(root)
    xml_folder = root / "Annotations" if (root / "Annotations").is_dir() else root
    if not any(name.lower().endswith(".xml") for name in os.listdir(xml_folder)):
        return None
    beside = [root / name for name in ("JPEGImages", "images", "Images") if (root / name).is_dir()]
    return xml_folder, beside[0] if beside else root


def read(root, problems, *, one_based=True, unlabelled="skip", split=None):
    """Reads the XML files under `root` and finds the image of each.

    Args:
        root: Folder with images and XML side by side, or with `JPEGImages/` and `Annotations/`.
        problems: `Problems` that decides what an error does.
        one_based: Whether corners count from 1 and the last pixel belongs to the box, as VOC has
            it. A box then spans the continuous edges `xmin - 1, ymin - 1, xmax, ymax`.
            False takes the four numbers as edges.
        unlabelled: What an image without XML is: "skip" leaves it out, "background" keeps it as
            an image without objects, "raise" makes it an error.
        split: Name of a list under `ImageSets/Main`, as `trainval`; None takes every file.

    Returns:
        List of `Record` in the order of the file names.
    """
    found = folders(root)
    xml_folder, image_folder = found
    images = _Images([image_folder, xml_folder])
    stems = _split_stems(root, split)
    names = sorted(n for n in os.listdir(xml_folder) if n.lower().endswith(".xml"))
    if stems is not None:
        names = [n for n in names if n[:-4] in stems]
    records = []
    for name in tqdm.tqdm(names, desc="annotations", delay=1, leave=False, unit="file"):
        path = xml_folder / name
        item = _read_file(path, images, problems, one_based)
        if item is not None:
            records.append(item)
    records += _unlabelled(images, stems, problems, unlabelled)
    return sorted(records, key=lambda item: item.path)


class _Images:
    """The image files of some folders, by name and by name without suffix."""

    def __init__(self, image_folders):
        self.by_stem, self.by_name, self.used = {}, {}, set()
        self.folders = list(dict.fromkeys(map(str, image_folders)))
        for folder in self.folders:
            for name in sorted(os.listdir(folder)):
                stem, suffix = os.path.splitext(name)
                if suffix.lower() in IMAGE_SUFFIXES:
                    path = os.path.join(folder, name)
                    self.by_name.setdefault(_key(name), path)
                    self.by_stem.setdefault(_key(stem), []).append(path)

    def find(self, stem, filename):
        """The image of an XML file: its own stem first, for labelImg pairs files so, then the
        name that the XML gives, whose folders may be those of another machine.
        """
        basename = _key(filename.replace("\\", "/").rsplit("/", 1)[-1].strip())
        same = self.by_stem.get(_key(stem), [])
        named = self.by_name.get(basename)
        if len(same) > 1 and named in same:
            return named
        if same:
            return same[0]
        if named is None:
            named = next(iter(self.by_stem.get(basename, [])), None)
        return named


def _key(name):
    return unicodedata.normalize("NFC", name)


def _split_stems(root, split):
    if split is None:
        return None
    path = pathlib.Path(root) / "ImageSets" / "Main" / f"{split}.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.split()[0] for line in lines if line.strip()}


def _unlabelled(images, stems, problems, unlabelled):
    records = []
    for paths in images.by_stem.values():
        for path in paths:
            stem = os.path.splitext(os.path.basename(path))[0]
            if path in images.used or (stems is not None and stem not in stems):
                continue
            if unlabelled == "background":
                records.append(record.Record(path, _stored_size_hw(path), (), ""))
            elif unlabelled == "raise":
                problems.error(path, None, "unlabelled", "image without an annotation file")
            else:
                problems.warning(path, None, "unlabelled", "image without an annotation file")
    return records


def _read_file(path, images, problems, one_based):
    try:
        root = xml_lines.parse(path.read_bytes())
    except xml_lines.XmlError as error:
        return problems.error(path, error.line, "bad_xml", str(error))
    if root.tag != "annotation":
        message = f"the root element is <{root.tag}>, not <annotation>"
        return problems.error(path, root.line, "bad_xml", message)
    filename = root.value("filename") or root.value("path")
    image = images.find(path.stem, filename)
    if image is None:
        message = f"no image: looked for {path.stem}.* and {filename!r} in {images.folders}"
        return problems.error(path, root.line, "missing_image", message)
    images.used.add(image)
    size_hw = _size_hw(root) or _stored_size_hw(image)
    objects = [
        _object(element, path, size_hw, problems, one_based)
        for element in root.children
        if element.tag == "object"
    ]
    return record.Record(image, size_hw, tuple(o for o in objects if o is not None), str(path))


def _size_hw(root):
    size = root.child("size")
    if size is None:
        return None
    try:
        size_hw = int(float(size.value("height"))), int(float(size.value("width")))
    except (ValueError, OverflowError):
        return None
    return size_hw if min(size_hw) > 0 else None


def _object(element, path, size_hw, problems, one_based):
    name = element.value("name")
    if not name.strip():
        return problems.error(path, element.line, "no_name", "object without a class name")
    bndbox = element.child("bndbox")
    if bndbox is None:
        return problems.error(path, element.line, "no_box", f"object {name!r} without <bndbox>")
    shown = []
    for corner in record.CORNERS:
        child = bndbox.child(corner)
        line = bndbox.line if child is None else child.line
        try:
            shown.append(record.number(bndbox.value(corner, None), corner))
        except ValueError as error:
            return problems.error(path, line, "bad_number", str(error))
    shift = 1.0 if one_based else 0.0
    box_px = (shown[0] - shift, shown[1] - shift, shown[2], shown[3])
    box_px = record.checked_box(box_px, size_hw, problems, path, bndbox.line, shown)
    if box_px is None:
        return None
    difficult = element.value("difficult").strip().lower() in ("1", "true", "yes")
    return record.Object(name, box_px, difficult, element.line)


def _stored_size_hw(path):
    from tfvision.images import read as images_read

    return images_read.size_hw(path)
