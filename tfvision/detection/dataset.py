"""Annotated images: reading them from a folder or file, splitting them, and their examples."""

import dataclasses
import pathlib

import numpy as np

from tfvision.detection import classes as classes_of
from tfvision.detection import coco, image_check, loading, voc
from tfvision.images import class_names, splits
from tfvision.images.problems import DataError, Problems


@dataclasses.dataclass(frozen=True, eq=False)
class Sample:
    """One image and what is on it.

    Args:
        path: The image file.
        size_hw: `(height, width)` in pixels, as annotated.
        boxes_px: float32 `[N, 4]`, xyxy edges in pixels.
        labels: int32 `[N]`, 0 … classes-1.
        difficult: bool `[N]`.
        source: The annotation file, or "" for an image without one.
        crowd: bool `[N]`, boxes around many objects of a class, as COCO has them: never trained
            on, and no detection within counts as wrong. None: no box is one.
        areas: float32 `[N]`, pixels that the objects themselves cover, by which COCO tells small
            from large; NaN, and None for all, takes the box.
    """

    path: str
    size_hw: tuple[int, int]
    boxes_px: np.ndarray
    labels: np.ndarray
    difficult: np.ndarray
    source: str = ""
    crowd: np.ndarray | None = None
    areas: np.ndarray | None = None

    def __post_init__(self):
        if self.crowd is None:
            object.__setattr__(self, "crowd", np.zeros(len(self.labels), bool))
        if self.areas is None:
            object.__setattr__(self, "areas", np.full(len(self.labels), np.nan, "float32"))


class Annotations:
    """Images with their boxes, in the order of their files.

    Args:
        classes: Names of the classes; a label is a position among them.
        samples: Sequence of `Sample`.
        problems: What `read` found wrong, as a tuple of `Problem`.
    """

    def __init__(self, classes, samples, problems=()):
        self.classes = tuple(classes)
        self.samples = tuple(samples)
        self.problems = tuple(problems)

    def __len__(self):
        return len(self.samples)

    def __repr__(self):
        objects = sum(len(sample.labels) for sample in self.samples)
        return f"Annotations({len(self)} images, {objects} objects, classes={self.classes})"

    def __add__(self, other):
        """Both, one after the other, as VOC 2007 and 2012 are trained on together."""
        if self.classes != other.classes:
            raise ValueError(
                f"both sides of + need the same classes, but {self.classes} and {other.classes} "
                "were given."
            )
        return Annotations(
            self.classes, self.samples + other.samples, self.problems + other.problems
        )

    def path_of(self, image_id):
        """The image file of an example's `image_id`."""
        return self.samples[int(image_id)].path

    def subset(self, indices):
        """Only the samples at `indices`, in that order, with the same classes."""
        return Annotations(self.classes, [self.samples[int(i)] for i in indices], self.problems)

    def split(self, fraction, seed=0, by="file"):
        """`(rest, held out)`; `splits.held_out` states the rule of `by="neighbours"`.

        Args:
            fraction: Share of the images to hold out.
            seed: The same seed and file names hold out the same images, on every machine.
            by: "file", or "neighbours" to keep consecutive frames of a film on one side.

        Raises: ValueError if one side would be empty.
        """
        paths = [sample.path for sample in self.samples]
        return splits.parted(self, splits.held_out(paths, fraction, seed, by))

    def split_by_files(self, files):
        """`(rest, listed)`.

        Args:
            files: Names of images, with or without folder and suffix, or a text file with one
                such name a line.

        Raises: ValueError naming the files that are not among the samples.
        """
        return splits.parted(self, splits.listed([sample.path for sample in self.samples], files))

    def check_images(self):
        """Reads every image; `image_check.check` says what it looks for.

        Returns: List of `Problem`.
        """
        return image_check.check(self.samples)

    def examples(self, seed=None, places=None):
        """A `tf.data.Dataset` with one example an image, as `loading.examples` describes."""
        return loading.examples(self.samples, seed, places)


def read(
    path,
    classes=None,
    format="auto",
    *,
    on_error="raise",
    problems=None,
    one_based=True,
    unlabelled="skip",
    split=None,
    images=None,
):
    """Reads a folder of VOC XML files, or a COCO file of instances.

    Args:
        path: The folder or the file; `voc.find` and `coco.find` say which trees are known.
        classes: Names in the order of their labels, or a text file with one a line. None takes
            `classes.txt` or `labels.txt` beside the data, else COCO's categories by their ids, or
            every name in the XML files, sorted.
        format: "auto", "voc" or "coco".
        on_error: "raise" stops at the first error with a `DataError` that names its file
            and line. "skip" leaves the wrong object or file out and says so in one warning.
            "collect" leaves it out and says nothing: `problems` has it all.
        problems: A list to which every `Problem` is appended, those included that are no errors;
            it takes the place of the warning.
        one_based: Whether VOC corners count from 1 and include the last pixel; the edges are then
            `xmin - 1, ymin - 1, xmax, ymax`. False takes the numbers as edges.
        unlabelled: What an image without XML is: "skip", "background" (an image with zero
            objects) or "raise".
        split: Name of a list in `ImageSets/Main`, as `trainval`, or of COCO's, as `val2017`.
        images: Folder of a COCO file's images, if it is an unusual one.

    Returns: `Annotations`.

    Raises: DataError as `on_error` says; and always if there is nothing to read, which
        "collect" too takes for an error of the caller.
    """
    _check_choice("format", format, ("auto", "voc", "coco"))
    _check_choice("unlabelled", unlabelled, ("skip", "background", "raise"))
    root, found = pathlib.Path(path), Problems(on_error, problems)
    if not root.exists():
        raise DataError(f"{root}: no such file or folder")
    categories = None
    if format != "coco" and voc.find(root):
        records = voc.read(root, found, one_based=one_based, unlabelled=unlabelled, split=split)
    elif format != "voc" and (file := coco.find(root, split)):
        records, categories = coco.read(file, found, images=images)
    else:
        raise DataError(f"{root}: {_nothing_there(root, format)}")
    names = classes_of.resolve(classes, root, records, categories)
    samples = [_sample(record, names, found) for record in records]
    found.summarise(root)
    if on_error != "collect" and not (samples and names):
        raise DataError(f"{root}: not one object in {len(samples)} images")
    return Annotations(names, samples, found.found)


def _check_choice(name, value, allowed):
    if value not in allowed:
        raise ValueError(f"{name} must be one of {allowed}, but {value!r} was given.")


def _nothing_there(root, format):
    known = {"voc": "XML files (here or in Annotations/)", "coco": "a COCO JSON file"}
    wanted = " or ".join(known.values()) if format == "auto" else known[format]
    inside = sorted(root.iterdir()) if root.is_dir() else []
    nested = [folder.name for folder in inside if voc.find(folder) or _has_json(folder)]
    return f"needs {wanted}" + (f"; {', '.join(nested)} in it would do" if nested else "")


def _has_json(folder):
    return folder.is_dir() and any(folder.glob("*.json"))


def _sample(record, names, problems):
    labels, objects = [], []
    for item in record.objects:
        label = class_names.label(item.name, names, problems, record.source, item.line)
        if label is not None:
            labels.append(label)
            objects.append(item)
    return Sample(
        path=record.path,
        size_hw=record.size_hw,
        boxes_px=np.array([item.box_px for item in objects], "float32").reshape(-1, 4),
        labels=np.array(labels, "int32"),
        difficult=np.array([item.difficult for item in objects], bool),
        source=record.source,
        crowd=np.array([item.crowd for item in objects], bool),
        areas=np.array([item.area for item in objects], "float32"),
    )
