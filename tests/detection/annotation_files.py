"""Writes small images and annotation files, as the tools of other people leave them."""

import json

import cv2
import numpy as np


def write_image(path, size_hw=(30, 40), value=90):
    """Writes a plain image whose suffix decides its format; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = np.full([*size_hw, 3], value, np.uint8)
    path.write_bytes(cv2.imencode(path.suffix, image)[1].tobytes())
    return path


def box(name="car", corners=(5, 6, 20, 18), extra=""):
    """An `<object>`; each of its corners stands on a line of its own."""
    tags = zip(("xmin", "ymin", "xmax", "ymax"), corners, strict=True)
    rows = "".join(f"      <{tag}>{value}</{tag}>\n" for tag, value in tags)
    return (
        f"  <object>\n    <name>{name}</name>\n{extra}    <bndbox>\n{rows}    </bndbox>\n"
        "  </object>\n"
    )


SIZE = "  <size>\n    <width>40</width>\n    <height>30</height>\n  </size>\n"


def xml(*objects, filename="a.jpg", size=SIZE, extra=""):
    """An annotation whose first object starts on line 7."""
    named = f"  <filename>{filename}</filename>\n"
    return f"<annotation>\n{named}{size}{extra}{''.join(objects)}</annotation>\n"


def write_pair(folder, stem="a", content=None, suffix=".jpg", size_hw=(30, 40)):
    """Writes an image and its XML side by side; returns the folder."""
    write_image(folder / f"{stem}{suffix}", size_hw)
    content = xml(box(), filename=f"{stem}{suffix}") if content is None else content
    (folder / f"{stem}.xml").write_text(content, encoding="utf-8")
    return folder


def coco(images=None, annotations=None, categories=None):
    """A COCO dict of one image with one car, each part replaceable."""
    image = {"id": 7, "file_name": "a.jpg", "width": 40, "height": 30}
    annotation = {"id": 1, "image_id": 7, "category_id": 3, "bbox": [4, 5, 16, 13], "iscrowd": 0}
    return {
        "images": [image] if images is None else images,
        "annotations": [annotation] if annotations is None else annotations,
        "categories": [{"id": 3, "name": "car"}] if categories is None else categories,
    }


def write_coco(folder, content=None, name="instances.json"):
    """Writes a COCO file and the image `a.jpg` beside it; returns the file."""
    write_image(folder / "a.jpg")
    path = folder / name
    path.write_text(json.dumps(coco() if content is None else content), encoding="utf-8")
    return path


def annotated(**changes):
    """A COCO dict whose one annotation has `changes`."""
    content = coco()
    content["annotations"][0].update(changes)
    return content
