"""COCO's JSON of instances: one file, its images beside it or in a folder of their own."""

import math
import pathlib

import tqdm

from tfvision.detection import record
from tfvision.images import box_checks, json_content
from tfvision.images.named_file import inside, is_file, why_not
from tfvision.images.problems import DataError
from tfvision.images.read import ImageError
from tfvision.images.read import size_hw as stored_size_hw


def find(root, split=None):
    """The JSON file that `root` is or holds, or None.

    Args:
        root: The file; its folder; or COCO's own tree, with `annotations/instances_<split>.json`.
        split: Picks one of several files, as `val2017`.
    """
    root = pathlib.Path(root)
    if root.is_file():
        return root if root.suffix.lower() == ".json" else None
    files = [*root.glob("*.json"), *root.glob("annotations/*.json")]
    if split is not None:
        names = (split, f"instances_{split}", f"instances_{split}2017")
        files = [path for path in files if path.stem in names]
    elif len(files) > 1:
        instances = [path for path in files if path.stem.startswith("instances_")]
        files = instances or files
    if len(files) > 1:
        found = sorted(str(path.relative_to(root)) for path in files)
        raise DataError(f"{root}: holds {', '.join(found)}; read one of them, or name a split")
    return files[0] if files else None


def read(path, problems, *, images=None):
    """Reads a JSON file of instances.

    Boxes are `[x, y, width, height]` and count from 0; `iscrowd` and `area` are kept. Images
    without annotations stay, as images without objects. JSON has no lines: messages name the
    annotation.

    Args:
        path: The JSON file.
        problems: `Problems` that decides what an error does.
        images: Folder of the images; None looks beside the file and in the usual folders.

    Returns:
        `(records, categories)`: list of `Record` in the order of the file, and the names of the
        categories, sorted by their ids, which may have gaps.
    """
    path = pathlib.Path(path)
    data = json_content.load(path)
    categories = {item.get("id"): item.get("name") for item in _rows(data, "categories", path)}
    if not all(isinstance(key, int) and isinstance(categories[key], str) for key in categories):
        raise DataError(f"{path}: a category without a number as id or a text as name")
    objects = {}
    for item in _rows(data, "annotations", path):
        objects.setdefault(item.get("image_id"), []).append(item)
    folders = _folders(path, images)
    records = []
    rows = _rows(data, "images", path)
    for row in tqdm.tqdm(rows, desc="annotations", delay=1, leave=False, unit="image"):
        own = objects.pop(row.get("id"), ())
        image = _image(row, folders)
        if image is None:
            message = f"image {row.get('id')}: no file {row.get('file_name')!r} in "
            message += " or ".join(str(folder) for folder in folders)
            message += why_not(folders[0], str(row.get("file_name") or "-").replace("\\", "/"))
            problems.error(path, None, "missing_image", message)
            continue
        size_hw = _size_hw(row, image, problems)
        if size_hw is not None:
            found = [_object(item, categories, size_hw, problems, path) for item in own]
            found = tuple(item for item in found if item is not None)
            records.append(record.Record(image, size_hw, found, str(path)))
    for image_id, items in objects.items():
        message = f"annotation {items[0].get('id')}: there is no image {image_id!r}"
        problems.error(path, None, "missing_image", message)
    return records, tuple(name for _, name in sorted(categories.items()))


def _rows(data, name, path):
    rows = data.get(name) if isinstance(data, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise DataError(
            f"{path}: no list {name!r}, as COCO's instances have; images, annotations and "
            "categories are needed"
        )
    return rows


def _folders(path, images):
    if images is not None:
        return [pathlib.Path(images)]
    split = path.stem.removeprefix("instances_")
    parents = [path.parent] + ([path.parent.parent] if path.parent.name == "annotations" else [])
    names = ("", "images", split, f"images/{split}")
    folders = [parent / name for parent in parents for name in names]
    return [folder for folder in folders if folder.is_dir()]


def _image(row, folders):
    name = str(row.get("file_name") or "").replace("\\", "/")
    if not name:
        return None
    for wanted in dict.fromkeys((name, name.rsplit("/", 1)[-1])):
        for folder in folders:
            path = inside(folder, wanted)
            if path and is_file(path):
                folders.remove(folder)  # Where one image lies, the next will: look there first.
                folders.insert(0, folder)
                return path
    return None


def _size_hw(row, image, problems):
    try:
        size_hw = tuple(int(box_checks.number(row.get(key), key)) for key in ("height", "width"))
        if min(size_hw) > 0:
            return size_hw
    except ValueError:
        pass  # Not filled in: the image knows.
    try:
        return stored_size_hw(image)
    except ImageError as error:
        message = str(error).removeprefix(f"{image}: ")
        return problems.error(image, None, "bad_image", message)


def _object(item, categories, size_hw, problems, path):
    about = f"annotation {item.get('id')}: "
    name = categories.get(item.get("category_id"))
    if name is None:
        message = f"{about}category_id {item.get('category_id')!r} is not among the categories"
        return problems.error(path, None, "unknown_class", message)
    box = item.get("bbox")
    if not isinstance(box, list) or len(box) != 4:
        message = f"{about}bbox is {box!r}, not [x, y, width, height]"
        return problems.error(path, None, "no_box", message)
    try:
        names = ("x", "y", "width", "height")
        x, y, w, h = (box_checks.number(value, key) for value, key in zip(box, names, strict=True))
    except ValueError as error:
        return problems.error(path, None, "bad_number", f"{about}{error}")
    edges = (x, y, x + w, y + h)
    box_px = box_checks.checked_box(edges, size_hw, problems, path, None, about=about)
    if box_px is None:
        return None
    crowd, area = bool(item.get("iscrowd")), _area(item)
    return record.Object(name, box_px, False, None, crowd=crowd, area=area)


def _area(item):
    """The area of the mask; NaN where it is missing, for then the box stands in for it."""
    try:
        area = box_checks.number(item.get("area"), "area")
    except ValueError:
        return math.nan
    return area if area > 0 else math.nan
