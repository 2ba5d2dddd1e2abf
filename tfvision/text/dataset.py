"""Images with a box for every character: reading them, splitting them, and their examples."""

import pathlib

import numpy as np

from tfvision.images import image_check, splits
from tfvision.images.problems import DataError, Problems
from tfvision.text import csv_file, json_file, loading, synthtext

_READERS = {
    "json": (json_file.read, "characters.json", ".json"),
    "csv": (csv_file.read, "characters.csv", ".csv"),
    "synthtext": (synthtext.read, "gt.mat", ".mat"),
}


class Pages:
    """Images with their characters, in the order of their file.

    Args:
        samples: Sequence of `Sample`.
        problems: What `read` found wrong, as a tuple of `Problem`.
    """

    def __init__(self, samples, problems=()):
        self.samples = tuple(samples)
        self.problems = tuple(problems)

    def __len__(self):
        return len(self.samples)

    def __repr__(self):
        characters = sum(len(sample.boxes_px) for sample in self.samples)
        return f"Pages({len(self)} images, {characters} characters)"

    def __add__(self, other):
        """Both, one after the other."""
        return Pages(self.samples + other.samples, self.problems + other.problems)

    @property
    def has_lines(self):
        """Whether of any two characters it is known that they stand in one line."""
        return any(
            len(known) > len(np.unique(known))
            for known in (sample.lines[sample.lines >= 0] for sample in self.samples)
        )

    def path_of(self, image_id):
        """The image file of an example's `image_id`."""
        return self.samples[int(image_id)].path

    def subset(self, indices):
        """Only the samples at `indices`, in that order."""
        return Pages([self.samples[int(i)] for i in indices], self.problems)

    def split(self, fraction, seed=0, by="file"):
        """`(rest, held out)`; `splits.held_out` states the rule of `by="neighbours"`.

        Args:
            fraction: Share of the images to hold out.
            seed: The same seed and file names hold out the same images, on every machine.
            by: "file", or "neighbours" to keep consecutive frames of a film or game on one side.

        Raises: ValueError if one side would be empty.
        """
        return splits.parted(self, splits.held_out(self._paths(), fraction, seed, by))

    def split_by_files(self, files):
        """`(rest, listed)`.

        Args:
            files: Names of images, with or without folder and suffix, or a text file with one
                such name a line.

        Raises: ValueError naming the files that are not among the samples.
        """
        return splits.parted(self, splits.listed(self._paths(), files))

    def check_images(self):
        """Reads every image, to find those that are broken or of which something is lost.

        Returns: List of `Problem`.
        """
        return [problem for _, problem in image_check.check(self.samples)]

    def examples(self, seed=None, places=None):
        """A `tf.data.Dataset` with one example an image, as `loading.examples` describes."""
        return loading.examples(self.samples, seed, places)

    def _paths(self):
        return [sample.path for sample in self.samples]


def read(path, format="auto", *, on_error="raise", problems=None, images=None):
    """Reads images with a box for every character.

    Args:
        path: A file of annotations: JSON (`json_file.read` says how it looks), CSV
            (`csv_file.read`) or SynthText's gt.mat; or a folder with one of them, the first there
            is of characters.json, characters.csv and gt.mat, or any of these suffixes if there is
            but one.
        format: "auto", "json", "csv" or "synthtext".
        on_error: "raise" stops at the first error with a `DataError` that names its file, and its
            line or row. "skip" leaves the wrong character or image out and says so in one warning.
            "collect" leaves it out and says nothing: `problems` has it all.
        problems: A list to which every `Problem` is appended, those included that are no errors;
            it takes the place of the warning.
        images: Folder of the images, if they do not lie beside the file or in `images` there.

    Returns: `Pages`.

    Raises: DataError as `on_error` says; and always if there is nothing to read, which
        "collect" too takes for an error of the caller.
    """
    if format not in ("auto", *_READERS):
        allowed = ", ".join(map(repr, ("auto", *_READERS)))
        raise ValueError(f"format must be one of {allowed}, but {format!r} was given.")
    root, found = pathlib.Path(path), Problems(on_error, problems)
    if not root.exists():
        raise DataError(f"{root}: no such file or folder")
    file, reader = _find(root, format)
    samples = reader(file, found, images=images)
    found.summarise(root)
    if not any(len(sample.boxes_px) for sample in samples):
        raise DataError(f"{root}: not one character in {len(samples)} images")
    return Pages(samples, found.found)


def _find(root, format):
    """`(file, function that reads it)`."""
    readers = [_READERS[format]] if format != "auto" else [*_READERS.values()]
    if root.is_file():
        for reader, _, suffix in readers:
            if format != "auto" or root.suffix.lower() == suffix:
                return root, reader
        raise DataError(f"{root}: must end in .json, .csv or .mat, or be read by a format=…")
    for reader, name, _ in readers:
        if (root / name).is_file():
            return root / name, reader
    files = [(f, reader) for reader, _, suffix in readers for f in sorted(root.glob(f"*{suffix}"))]
    if len(files) == 1:
        return files[0]
    if files:
        names = ", ".join(file.name for file, _ in files)
        raise DataError(f"{root}: holds {names}; read one of them")
    wanted = " or ".join(name for _, name, _ in readers)
    raise DataError(f"{root}: needs {wanted}, or another file of that suffix")
