"""Writes rendered scenes as the folder that labelImg would leave: JPEG images and VOC XML."""

import contextlib
import os
import pathlib
import shutil
import tempfile

import cv2
import tqdm

_QUALITY = 95
_PAGE = """<annotation>
\t<folder>JPEGImages</folder>
\t<filename>{name}.jpg</filename>
\t<size>
\t\t<width>{width}</width>
\t\t<height>{height}</height>
\t\t<depth>3</depth>
\t</size>
\t<segmented>0</segmented>
{objects}</annotation>
"""
_OBJECT = """\t<object>
\t\t<name>{name}</name>
\t\t<pose>Unspecified</pose>
\t\t<truncated>{truncated:d}</truncated>
\t\t<difficult>{difficult:d}</difficult>
\t\t<bndbox>
\t\t\t<xmin>{box[0]}</xmin>
\t\t\t<ymin>{box[1]}</ymin>
\t\t\t<xmax>{box[2]}</xmax>
\t\t\t<ymax>{box[3]}</ymax>
\t\t</bndbox>
\t</object>
"""


def write(folder, names, scenes, classes):
    """Writes `JPEGImages/` and `Annotations/` under a new folder, all of it or nothing.

    Args:
        folder: Where; it must not exist yet, or be empty.
        names: List of file names without suffix.
        scenes: Iterable of dicts with `image`, `boxes_px`, `labels` and `difficult`.
        classes: Names of the classes.

    Returns: `pathlib.Path` of the folder.

    Raises: FileExistsError if something is there.
    """
    folder = pathlib.Path(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder}: must be a new or an empty folder, but it holds something")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with _made_aside(folder) as aside:
        for part in ("JPEGImages", "Annotations"):
            (aside / part).mkdir()
        for name, scene in zip(tqdm.tqdm(names, desc="road scenes", delay=1), scenes, strict=True):
            options = (cv2.IMWRITE_JPEG_QUALITY, _QUALITY)
            _, data = cv2.imencode(".jpg", scene["image"][..., ::-1], options)
            (aside / "JPEGImages" / f"{name}.jpg").write_bytes(data.tobytes())
            page = _annotation(name, scene, classes)
            (aside / "Annotations" / f"{name}.xml").write_text(page, encoding="utf-8")
    return folder


@contextlib.contextmanager
def _made_aside(folder):
    """A folder beside `folder` that takes its name at the end, or goes if anything went wrong."""
    aside = pathlib.Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        yield aside
        aside.chmod(0o755)
        if os.name == "nt" and folder.exists():
            folder.rmdir()  # Windows does not rename over an empty folder; the others do at once.
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _annotation(name, scene, classes):
    height, width = scene["image"].shape[:2]
    objects = []
    rows = zip(scene["boxes_px"], scene["labels"], scene["difficult"], strict=True)
    for box, label, difficult in rows:
        x0, x1 = _pixels(box[0], box[2], width)
        y0, y1 = _pixels(box[1], box[3], height)
        truncated = x0 == 1 or y0 == 1 or x1 == width or y1 == height
        row = {"name": classes[label], "truncated": truncated, "difficult": difficult}
        objects.append(_OBJECT.format(box=(x0, y0, x1, y1), **row))
    return _PAGE.format(name=name, width=width, height=height, objects="".join(objects))


def _pixels(low, high, size):
    """First and last pixel of an extent as VOC counts: from 1, both included, at least two."""
    first = min(max(round(float(low)), 0), size - 2)
    last = min(max(round(float(high)), first + 2), size)
    return first + 1, last
