"""Labelled images: reading them from a folder of classes or a CSV file, splitting, examples."""

import dataclasses
import pathlib

import tensorflow as tf

from tfvision.classification import class_folders, csv_file, stratified
from tfvision.images import class_names, image_check, loading, oddities, splits
from tfvision.images.in_memory import InMemory, fits
from tfvision.images.problems import DataError, Problems
from tfvision.images.read import read as read_image


@dataclasses.dataclass(frozen=True, slots=True)
class Sample:
    """One image and what it shows.

    Args:
        path: The image file.
        label: 0 … classes-1.
    """

    path: str
    label: int


class Images:
    """Images with their labels, in the order of their files.

    Args:
        classes: Names of the classes; a label is a position among them.
        samples: Sequence of `Sample`.
        problems: What `read` found wrong, as a tuple of `Problem`.
        keep_mb: Images that take at most so many megabytes once decoded are decoded at the first
            use, which takes twice the room for a moment, and kept for as long as this object
            lives, with a warning that names images of which something is lost (`oddities.find`);
            0 decodes them anew every time.
    """

    def __init__(self, classes, samples, problems=(), *, keep_mb=512):
        self.classes = tuple(classes)
        self.samples = tuple(samples)
        self.problems = tuple(problems)
        self.keep_mb = keep_mb
        self._kept = None

    def __len__(self):
        return len(self.samples)

    def __repr__(self):
        shown = ", ".join(self.classes[:10]) + (", …" if len(self.classes) > 10 else "")
        return f"Images({len(self)} images of {len(self.classes)} classes: {shown})"

    def __add__(self, other):
        """Both, one after the other."""
        if self.classes != other.classes:
            raise ValueError(
                f"both sides of + need the same classes, but {self.classes} and {other.classes} "
                "were given."
            )
        samples, problems = self.samples + other.samples, self.problems + other.problems
        return Images(self.classes, samples, problems, keep_mb=self.keep_mb)

    def path_of(self, image_id):
        """The image file of an example's `image_id`."""
        return self.samples[int(image_id)].path

    def subset(self, indices):
        """Only the samples at `indices`, in that order, with the same classes."""
        samples = [self.samples[int(i)] for i in indices]
        return Images(self.classes, samples, self.problems, keep_mb=self.keep_mb)

    def split(self, fraction, seed=0):
        """`(rest, held out)`, with the same share of each class on both sides.

        Args:
            fraction: Share of the images to hold out.
            seed: The same seed and file names hold out the same images, on every machine.

        Raises: ValueError if one side would be empty.
        """
        labels = [sample.label for sample in self.samples]
        return splits.parted(self, stratified.held_out(self._paths(), labels, fraction, seed))

    def split_by_files(self, files):
        """`(rest, listed)`.

        Args:
            files: Names of images, with or without folder and suffix, or a text file with one
                such name a line. A name without folder means every image called so.

        Raises: ValueError naming the files that are not among the samples.
        """
        return splits.parted(self, splits.listed(self._paths(), files))

    def check_images(self):
        """Reads every image, to find those that are broken or of which something is lost.

        Returns: List of `Problem`.
        """
        return [problem for _, problem in image_check.check(self.samples)]

    def examples(self, seed=None, places=None):
        """A `tf.data.Dataset` with one example an image, in an order that only `seed` decides.

        An example is a dict: `image` uint8 `[H, W, 3]`, `label` int32, `image_id` int64, the
        position in `samples`.

        Args:
            seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
                None keeps the order of the files.
            places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
        """
        order = loading.file_order(len(self), seed, places)
        with tf.init_scope():  # Captured by the graph of an epoch, not copied into each.
            labels = tf.constant([sample.label for sample in self.samples], tf.int32)  # [S]
            if self._kept is None:
                self._kept = self._decode() if self._small() else False

        @tf.autograph.experimental.do_not_convert
        def example(i, image=None):
            image = self._kept.image(i) if image is None else image
            return {"image": image, "label": tf.gather(labels, i), "image_id": i}

        if self._kept:
            return tf.data.Dataset.from_tensor_slices(order).map(example)
        images = loading.decoded(self._paths(), order, lambda i: read_image(self.path_of(i)))
        return images.map(example)

    def _paths(self):
        return [sample.path for sample in self.samples]

    def _small(self):
        return self.keep_mb > 0 and fits(self._paths(), self.keep_mb)

    def _decode(self):
        """All images in memory; a warning says of which of them something is lost."""
        kept, said = InMemory(self._paths()), {problem.path for problem in self.problems}
        problems = Problems("skip")
        for path, size_hw in zip(self._paths(), kept.sizes_hw, strict=True):
            if path not in said and (found := oddities.find(path, size_hw)):
                problems.warning(path, None, *found)
        problems.summarise(f"{len(self)} images")
        return kept


def read(
    path,
    classes=None,
    split=None,
    *,
    on_error="raise",
    problems=None,
    keep_mb=512,
    images=None,
):
    """Reads a folder with one folder of images a class, or a CSV file of paths and labels.

    Args:
        path: The folder or the file; `class_folders.read` and `csv_file.read` say what they know.
        classes: Names in the order of their labels, or a text file with one a line. None takes
            `classes.txt` or `labels.txt` beside the data, else every name there is, sorted.
        split: The folder within `path` that is read, as `train` and `val` of ImageNet; of a CSV
            file, the rows whose column `split` says so.
        on_error: "raise" stops at the first error with a `DataError` that names its file; whether
            the images can be decoded shows in training, or in `check_images`. "skip" decodes all
            of them first, leaves out what is wrong and says so in one warning. "collect" does the
            same and says nothing: `problems` has it all.
        problems: A list to which every `Problem` is appended, those included that are no errors;
            it takes the place of the warning.
        keep_mb: As in `Images`.
        images: Of a CSV file: folder from which its paths count, and which they may not lead out
            of; None for its own.

    Returns: `Images`.

    Raises: DataError as `on_error` says; and always if there is nothing to read, or one class
        only, which "collect" too takes for an error of the caller.
    """
    root, found = pathlib.Path(path), Problems(on_error, problems)
    if not root.exists():
        raise DataError(f"{root}: no such file or folder")
    names = None if classes is None else class_names.checked(classes)
    if root.is_dir():
        if images is not None:
            raise ValueError(f"images is of a CSV file, but path is the folder {root}")
        names, rows = class_folders.read(root, names, split, found)
    else:
        names, rows = csv_file.read(root, names, split, found, images=images)
    samples = [Sample(path, label) for path, label in rows]
    if on_error != "raise":
        samples = _readable(samples, found)
    found.summarise(root)
    if not samples:
        raise DataError(f"{root}: not one image of the classes {list(names)}")
    if len(names) < 2:
        raise DataError(f"{root}: one class only, {names[0]!r}; telling apart needs two or more")
    return Images(names, samples, found.found, keep_mb=keep_mb)


def _readable(samples, problems):
    broken = set()
    for position, problem in image_check.check(samples):
        problems.records.append(problem)
        if problem.severity == "error":
            broken.add(position)
    return [sample for i, sample in enumerate(samples) if i not in broken]
