"""Rendered screens of games and apps: text detection data for who has none."""

import copy

import cv2
import numpy as np
import tensorflow as tf

from tfvision.images.loading import file_order
from tfvision.images.rendered import check_counts, checked_size
from tfvision.text.screens import faces, layouts, reading
from tfvision.text.screens.page import Page

_SIZE_HW = (512, 512)
_SIZES = (8, 96)  # pixels, the least and the largest em
_SCALED = 0.15  # of the screens
_LINED = 0.03  # of the screens, as of a tube
_TYPES = {
    "image": tf.uint8,
    "boxes_xyxy": tf.float32,
    "characters": tf.string,
    "lines": tf.int32,
    "order": tf.int32,
    "ruby": tf.bool,
    "vertical": tf.bool,
    "ignored": tf.bool,
}


def render(seed, index, size_hw=_SIZE_HW, fonts=None):
    """Renders one screen of a game or an app.

    The same arguments give the same pixels on every call; another version of OpenCV may round
    them differently.

    Args:
        seed: Whole number from 0; it names a series of screens.
        index: Whole number from 0; the place in the series.
        size_hw: `(height, width)` of the picture.
        fonts: None for the fonts that OpenCV brings; else a folder, searched with all that is in
            it, a font file, or a list of both. Only characters that a font has are drawn with it.

    Returns: dict of `image` uint8 RGB `[H, W, 3]` and, an entry for each of the N characters in the
        order of reading, `boxes_xyxy` float32 `[N, 4]` in [0, 1] around the ink of each, without
        its outline and shadow; `characters` list of str; `lines` int32 `[N]`, the number of
        the line or column; `order` int32 `[N]`, which is `0 … N-1`; `ruby` bool `[N]`, whether it
        is a reading beside a word, a line of its own after the line it explains; `vertical` bool
        `[N]`; `ignored` bool `[N]`, whether it hardly differs from what is around it. About one
        screen in twenty has no character.

    Raises: ValueError if an argument is out of its range, DataError if no font is of use.

    Example:
        >>> example = render(seed=0, index=3, size_hw=(120, 160))
        >>> example["image"].shape, example["boxes_xyxy"].shape[1]
        ((120, 160, 3), 4)
    """
    check_counts(seed=seed, index=index)
    return _render(seed, index, checked_size(size_hw), faces.find(fonts))


def _render(seed, index, size_hw, found):
    rng = np.random.default_rng([seed, index])
    page = _page(rng, size_hw, found)
    layouts.draw(page)
    characters, lines = reading.in_order(page.characters)
    image = page.image
    if image.shape[:2] != size_hw:
        kind = cv2.INTER_AREA if image.shape[0] > size_hw[0] else cv2.INTER_LINEAR
        image = cv2.resize(image, size_hw[::-1], interpolation=kind)
    if rng.random() < _LINED:
        image[:: int(rng.integers(2, 4))] //= 2
    scale = np.array([page.width, page.height] * 2, "float32")
    return {
        "image": image,
        "boxes_xyxy": np.array([c.box_px for c in characters], "float32").reshape(-1, 4) / scale,
        "characters": [c.char for c in characters],
        "lines": np.array(lines, "int32"),
        "order": np.arange(len(lines), dtype="int32"),
        "ruby": np.array([c.ruby for c in characters], bool),
        "vertical": np.array([c.vertical for c in characters], bool),
        "ignored": np.array([not c.legible for c in characters], bool),
    }


def _page(rng, size_hw, found):
    """An empty page; at times of another size, for pictures that were scaled to fit a display."""
    scale = rng.uniform(0.7, 1.4) if rng.random() < _SCALED else 1.0
    height, width = (round(side * scale) for side in size_hw)
    sizes = int(np.ceil(_SIZES[0] * scale)), int(_SIZES[1] * scale)
    return Page(rng, np.zeros((height, width, 3), np.uint8), found, sizes)


class Screens:
    """A data set of rendered screens.

    Screens of different seeds, or of the same seed and different positions, are different.
    `screens[i]` is what `render` gives, with `image_id`.

    Args:
        count: Number of screens.
        seed: Whole number from 0.
        size_hw: `(height, width)` of each picture.
        fonts: As for `render`.
        start: Position of the first screen in the series of its seed; `Screens(200)` and
            `Screens(60, start=200)` share none.
        keep_mb: Rendered pictures are kept in memory up to this many megabytes. 0 renders them
            anew every time.

    Raises: ValueError if an argument is out of its range, DataError if no font is of use.

    Example:
        >>> train, validation = Screens(200, seed=0), Screens(60, seed=1)
        >>> len(train), train[5]["image"].shape
        (200, (512, 512, 3))
    """

    def __init__(self, count, seed=0, size_hw=_SIZE_HW, *, fonts=None, start=0, keep_mb=512):
        check_counts(count=count, seed=seed, start=start, keep_mb=keep_mb)
        self.count, self.seed, self.start = int(count), int(seed), int(start)
        self.size_hw = checked_size(size_hw)
        self.fonts, self.keep_mb = fonts, keep_mb
        self._faces = faces.find(fonts)
        self._kept = {}
        self._room = int(keep_mb * 2**20) // (3 * self.size_hw[0] * self.size_hw[1])

    def __len__(self):
        return self.count

    def __repr__(self):
        return (
            f"Screens({self.count}, seed={self.seed}, size_hw={self.size_hw}, start={self.start})"
        )

    def __getstate__(self):
        return self.__dict__ | {"_kept": {}}

    def path_of(self, image_id):
        """A name for an example, as there is no file."""
        return f"screens/{self.seed}/{self.start + int(image_id)}"

    def __getitem__(self, position):
        position = int(position)
        if not 0 <= position < self.count:
            raise IndexError(f"position must be 0 to {self.count - 1}, got {position}")
        found = self._kept.get(position)
        if found is None:
            found = _render(self.seed, self.start + position, self.size_hw, self._faces)
            found["image_id"] = position
            if len(self._kept) < self._room:
                self._kept[position] = found
        return copy.deepcopy(found)  # Who asks may draw on it.

    def examples(self, seed=None, places=None):
        """A dataset of examples in an order that only `seed` decides.

        An example is a dict as `render` gives it, `characters` as UTF-8 strings, and `image_id`
        int64, the position of the screen.

        Args:
            seed: int64 `[2]`, a tensor or not, for a permutation that is a function of it alone;
                None keeps the order of the positions.
            places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
        """
        return self.drawn(file_order(self.count, seed, places))

    def drawn(self, order):
        """The dataset of the examples at the positions `order`, int64 `[N]`."""
        order = tf.data.Dataset.from_tensor_slices(order)
        return order.map(self._example, num_parallel_calls=tf.data.AUTOTUNE, deterministic=True)

    def _example(self, position):
        # Stateless, for the same position always gives the same picture.
        drawn = tf.numpy_function(self._arrays, [position], list(_TYPES.values()), stateful=False)
        example = dict(zip(_TYPES, drawn, strict=True))
        shapes = {"image": (*self.size_hw, 3), "boxes_xyxy": (None, 4)}
        example = {k: tf.ensure_shape(v, shapes.get(k, (None,))) for k, v in example.items()}
        return example | {"image_id": position}

    def _arrays(self, position):
        found = self[position]
        names = np.array([char.encode() for char in found["characters"]], object)
        return tuple(names if key == "characters" else found[key] for key in _TYPES)
