"""Rendered road scenes with cars and number plates: detection data for who has none."""

import tensorflow as tf

from tfvision.detection.scenery import scene, voc_folder
from tfvision.geometry import boxes as box_math
from tfvision.images.loading import file_order
from tfvision.images.rendered import check_counts, checked_size

CLASSES = ("car", "plate")
_SIZE_HW = (360, 640)


def render(seed, index, size_hw=_SIZE_HW):
    """Renders one picture of a road as a dashboard camera sees it.

    The same arguments give the same pixels on every call; another version of OpenCV may round
    them differently. Another size shows the same scene.

    Args:
        seed: Whole number from 0; it names a series of scenes.
        index: Whole number from 0; the place in the series.
        size_hw: `(height, width)` of the picture.

    Returns: dict of `image` uint8 RGB `[H, W, 3]`; `boxes_px` float32 `[N, 4]`, xyxy, around what
        is to be seen of each object; `labels` int32 `[N]`, positions in `CLASSES`; `difficult`
        bool `[N]`: what is narrower than 1/27 of the picture (12 pixels of 320), and what
        is hidden for the most part. About one picture in twelve has no box.

    Raises: ValueError if an argument is out of its range.

    Example:
        >>> example = render(seed=0, index=3, size_hw=(90, 160))
        >>> example["image"].shape, example["boxes_px"].shape[1]
        ((90, 160, 3), 4)
    """
    check_counts(seed=seed, index=index)
    painted = scene.paint_scene(int(seed), int(index), checked_size(size_hw))
    return {
        "image": painted.image,
        "boxes_px": painted.boxes_px,
        "labels": painted.labels,
        "difficult": painted.difficult,
    }


class Roads:
    """A data set of rendered road scenes.

    It offers what `Annotations` offers to a pipeline: `classes`, `len` and `examples`. Scenes
    of different seeds, or of the same seed and different positions, are different.

    Args:
        count: Number of scenes.
        seed: Whole number from 0.
        size_hw: `(height, width)` of each picture.
        start: Position of the first scene in the series of its seed; `Roads(200)` and
            `Roads(60, start=200)` share none.
        keep_mb: Rendered pictures are kept in memory up to this many megabytes, for a picture
            takes far longer to render than to copy. 0 renders it anew every time.

    Example:
        >>> train, validation = Roads(200, seed=0), Roads(60, seed=1)
        >>> len(train), train.classes
        (200, ('car', 'plate'))
    """

    def __init__(self, count, seed=0, size_hw=_SIZE_HW, *, start=0, keep_mb=512):
        check_counts(count=count, seed=seed, start=start, keep_mb=keep_mb)
        self.count = int(count)
        self.seed = int(seed)
        self.size_hw = checked_size(size_hw)
        self.start = int(start)
        self.keep_mb = keep_mb
        self.classes = CLASSES
        self._kept = {}
        self._room = int(keep_mb * 2**20) // (3 * self.size_hw[0] * self.size_hw[1])

    def __len__(self):
        return self.count

    def __repr__(self):
        return f"Roads({self.count}, seed={self.seed}, size_hw={self.size_hw}, start={self.start})"

    def scene(self, position):
        """Scene number `position` of this data set, as `render` gives it; do not write to it."""
        position = int(position)
        if not 0 <= position < self.count:
            raise IndexError(f"position must be 0 to {self.count - 1}, got {position}")
        found = self._kept.get(position)
        if found is None:
            found = render(self.seed, self.start + position, self.size_hw)
            if len(self._kept) < self._room:
                self._kept[position] = found
        return found

    def examples(self, seed=None, places=None):
        """A dataset of examples in an order that only `seed` decides.

        An example is a dict: `image` uint8 `[H, W, 3]`, `boxes_xyxy` float32 `[N, 4]` in [0, 1],
        `labels` int32 `[N]`, `difficult` bool `[N]`, `image_id` int64, the position of the scene.

        Args:
            seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
                None keeps the order of the positions.
            places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
        """
        order = tf.data.Dataset.from_tensor_slices(file_order(self.count, seed, places))
        return order.map(self._example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)

    def _example(self, position):
        types = (tf.uint8, tf.float32, tf.int32, tf.bool)
        # Stateless, for the same position always gives the same picture.
        drawn = tf.numpy_function(self._arrays, [position], types, stateful=False)
        image, boxes_px, labels, difficult = drawn
        boxes_px = tf.ensure_shape(boxes_px, (None, 4))
        return {
            "image": tf.ensure_shape(image, (*self.size_hw, 3)),  # [H, W, 3]
            "boxes_xyxy": box_math.from_pixels(boxes_px, self.size_hw),  # [N, 4]
            "labels": tf.ensure_shape(labels, (None,)),  # [N]
            "difficult": tf.ensure_shape(difficult, (None,)),  # [N]
            "image_id": position,
        }

    def _arrays(self, position):
        found = self.scene(position)
        return found["image"], found["boxes_px"], found["labels"], found["difficult"]

    def write(self, folder):
        """Writes all scenes as a folder of VOC XML files, to look at and to check.

        The folder appears under its name when all of it is there.

        Args:
            folder: Where; it must not exist yet, or be empty.

        Returns: `pathlib.Path` of the folder.

        Raises: FileExistsError if something is there.
        """
        scenes = (self.scene(position) for position in range(self.count))
        names = [f"road_{self.seed}_{self.start + i:06d}" for i in range(self.count)]
        return voc_folder.write(folder, names, scenes, self.classes)
