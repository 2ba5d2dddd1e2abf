"""What every predictor does alike: answers for one image, several, or whole folders of files."""

import collections
import dataclasses
import pathlib

import numpy as np
import tensorflow as tf
import tqdm

from tfvision.images import arrays, sources
from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read_ahead import Unread, read_ahead

SINGULAR = {
    "boxes": "box",
    "scores": "score",
    "labels": "label",
    "names": "name",
    "lines": "line",
    "quads": "quad",
}
_MOST_PIXELS = 2**24  # Of one batch: 16 photos of a megapixel, or a single one of 16.


@dataclasses.dataclass(frozen=True)
class Record:
    """The answer for one file.

    Args:
        path: The file.
        size_hw: Height and width of its image.
        prediction: Dict of NumPy arrays, as `predict` gives for one image.
        image: uint8 `[H, W, 3]`, or None.
    """

    path: pathlib.Path
    size_hw: tuple[int, int]
    prediction: dict
    image: np.ndarray | None = None


class Predictor:
    """Turns a function of one batch into `predict` and `predict_files`.

    Subclasses define `run(images)`: NumPy uint8 or float32 `[B, H, W, 3]`, any size, to a dict of
    NumPy arrays whose first axis is `B`. Where it holds `num_detections` `[B]`, an image's arrays
    are cut to that length; `labels` are named by `self.labels`.

    Args:
        labels: Names of the classes, in the order of their numbers.
        batch_size: Most images of one run.

    Attributes:
        output_name: What an export calls a lone output of the model.
        image_size: `(height, width)`, if it sees every image whole and in that size.
    """

    output_name = "logits"
    image_size = None

    def __init__(self, labels, batch_size=16):
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        self.labels = tuple(labels)
        self.batch_size = batch_size

    def input_hw(self, size_hw):
        """The size to which an image of a size is made smaller anyway, or None."""
        own = self.image_size
        smaller = own is not None and all(a <= b for a, b in zip(own, size_hw, strict=True))
        return tuple(own) if smaller else None

    def run(self, images):
        """A batch to its answers; see the class."""
        raise NotImplementedError

    def answered(self, network, images):
        """What `run` answers, inside a graph, by a network given: that of an export, say."""
        shape = tf.shape(images)
        sizes_hw = tf.tile(shape[None, 1:3], [shape[0], 1])  # [B, 2]
        return self.finish(network(self.prepare(images)), sizes_hw)

    def predict(self, images):
        """Answers for images in memory.

        Args:
            images: RGB in [0, 255], uint8 or float. One image `[H, W, 3]`; a batch `[B, H, W, 3]`;
                or a list of images of any sizes. Grey and RGBA images are converted.

        Returns: For a batch, a dict of arrays `[B, N, …]`, padded. For one image, a dict with names
            in the singular, without padding: `score`, `label` and `name`, each `[N]`, and of a
            detector `box` `[N, 4]` and `num_detections`. For a list, a list of those.

        Raises: TypeError or ValueError, naming the image, for what is no image.
        """
        if isinstance(images, list | tuple):
            named = [arrays.as_rgb(image, f"images[{i}]") for i, image in enumerate(images)]
            return self._each(named)
        if getattr(images, "ndim", 0) == 4:
            return self._batch(arrays.as_rgb(images, "images", ndim=4))
        return self._each([arrays.as_rgb(images)])[0]

    def predict_files(
        self,
        files,
        batch_size=None,
        on_error="raise",
        *,
        problems=None,
        progress=True,
        keep=False,
        most_pixels=MOST_PIXELS,
    ):
        """Answers for image files, one after the other, with a progress bar.

        Args:
            files: A file, a folder, a glob, or a list of those.
            batch_size: Most images of one run; None: that of the constructor.
            on_error: "raise" stops at the first file that cannot be read; "skip" leaves such files
                out and names them in one warning at the end.
            problems: A list to which `(path, message)` of each file left out is appended, instead
                of the warning.
            progress: Whether a bar is shown.
            keep: Whether each record keeps its image, for drawing.
            most_pixels: Files that promise more, by their first bytes, cannot be read.

        Returns: iterator of `Record`, in the order of the files.

        Raises: ImageError, naming the file, as `on_error` says.
        """
        size = self.batch_size if batch_size is None else batch_size
        if size < 1:
            raise ValueError(f"batch_size must be at least 1, got {batch_size}")
        unread = Unread(on_error, problems)
        paths = []
        for source in sources.as_list(files):
            with unread.noting(source):
                paths += sources.find(source)
        images = read_ahead(paths, unread, most_pixels)
        return self._records(images, len(paths), size, unread, progress, keep)

    def _records(self, images, count, batch_size, unread, progress, keep):
        with tqdm.tqdm(total=count, unit="image", disable=not progress) as bar:
            for group in _groups(images, batch_size):
                predictions = self._each([image for _, image in group], batch_size)
                for (path, image), prediction in zip(group, predictions, strict=True):
                    yield Record(path, image.shape[:2], prediction, image if keep else None)
                    bar.update()
            bar.update(count - bar.n)  # Those that were left out.
        unread.say()

    def _each(self, images, batch_size=None):
        """Answers of single images, run together where they have one size and type."""
        alike = collections.defaultdict(list)
        for i, image in enumerate(images):
            alike[image.shape, image.dtype].append(i)
        answers = [None] * len(images)
        for (shape, _), rows in alike.items():
            size = _most(shape, batch_size or self.batch_size)
            for start in range(0, len(rows), size):
                chosen = rows[start : start + size]
                batch = self._named(self.run(np.stack([images[i] for i in chosen])))
                for place, i in enumerate(chosen):
                    answers[i] = single(batch, place)
        return answers

    def _batch(self, images):
        if not len(images):  # Shapes and types are those of any other batch.
            zeros = np.zeros([1, *images.shape[1:]], images.dtype)
            return {name: values[:0] for name, values in self._batch(zeros).items()}
        size = _most(images.shape[1:], self.batch_size)
        parts = [self.run(images[at : at + size]) for at in range(0, len(images), size)]
        return self._named({key: np.concatenate([part[key] for part in parts]) for key in parts[0]})

    def _named(self, answer):
        if "labels" in answer:
            # The label -1 of padding is the last of these names.
            names = np.array([*self.labels, ""], object)
            answer = {**answer, "names": names[answer["labels"]]}
        return answer


def _groups(pairs, batch_size):
    """Lists of pairs that are few enough, and small enough, to be in memory together."""
    group, pixels = [], 0
    for pair in pairs:
        group.append(pair)
        pixels += pair[1].shape[0] * pair[1].shape[1]
        if len(group) == batch_size or pixels > _MOST_PIXELS:
            yield group
            group, pixels = [], 0
    if group:
        yield group


def _most(shape, batch_size):
    return max(1, min(batch_size, _MOST_PIXELS // (shape[0] * shape[1])))


def single(batch, place):
    """The answer of one image of a batch, under singular names and without padding."""
    count = batch.get("num_detections")
    count = None if count is None else int(count[place])
    answer = {
        SINGULAR.get(name, name): values[place][:count]
        for name, values in batch.items()
        if name != "num_detections"
    }
    return answer if count is None else {**answer, "num_detections": count}
