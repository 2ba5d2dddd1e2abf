"""Where the box of a character lies, as four maps beside the hill on it: targets, and back."""

import numpy as np
import tensorflow as tf

from tfvision.text.analytic_gaussian import softened
from tfvision.text.region import SMALLEST, STRIDE

MAPS = 4  # Way to the centre, across and down, in widths and heights; logarithms of both
_CORE = 0.5  # Of half a box, from its centre: the pixels there know the box.
_THINNEST = 0.5  # Pixels of the map; no box is taught thinner.
_USUAL = 8.0  # Pixels of the map; of boxes as large, the logarithms are 0.
_LONGEST = 5.0  # Logarithm beyond which an untrained network's boxes do not grow.
_SAME = 0.3  # IoU from which on two peaks are of one character.
_WITHIN = 0.8  # Of half a box: the pixels around a peak that are asked for it, too.
_AROUND = np.stack(np.mgrid[-2:3, -2:3], -1).reshape(-1, 2)  # (y, x) of those, from the peak


def encode(boxes_xyxy, size_hw):
    """What the pixels near the centre of each character should say of its box.

    A hill of the region map says where a character is, but not how thin: below three pixels of the
    map all hills look alike. Here its size is said in numbers, relative to itself, so that an
    error of a tenth of its size costs as much in a dash as in a title.

    Args:
        boxes_xyxy: `[N, 4]` float64, pixels of the map, each with an area; may reach over the edge.
        size_hw: Height and width of the map.

    Returns: `[h, w, 5]` float32: the four maps, and how much each pixel counts: the pixels of a
        character sum up to 1, those of none are 0.

    Example:
        >>> target = encode(np.array([[2.0, 1.0, 10.0, 5.0]]), (6, 12))
        >>> target[2, 5].round(2).tolist()  # Half a pixel left of and above the centre
        [0.06, 0.12, 0.0, -0.69, 0.12]
    """
    low, high = boxes_xyxy[:, :2], boxes_xyxy[:, 2:]
    centres, sizes = (low + high) / 2, np.maximum(high - low, _THINNEST)
    reaches = _CORE * softened((high - low) / 2, SMALLEST)  # At least 0.75, so a pixel's centre
    owners = np.full(size_hw, -1)
    nearest = np.ones(size_hw)
    limits = np.array(size_hw)[::-1]
    first = np.clip(np.ceil(centres - reaches - 0.5), 0, limits).astype(int)
    last = np.clip(np.floor(centres + reaches + 0.5), 0, limits).astype(int)
    for i in range(len(boxes_xyxy)):
        (x1, y1), (x2, y2) = first[i], last[i]
        across = (np.arange(x1, x2) + 0.5 - centres[i, 0]) / reaches[i, 0]
        down = (np.arange(y1, y2) + 0.5 - centres[i, 1]) / reaches[i, 1]
        squared = across**2 + down[:, None] ** 2
        closer = squared < nearest[y1:y2, x1:x2]
        nearest[y1:y2, x1:x2][closer] = squared[closer]
        owners[y1:y2, x1:x2][closer] = i
    target = np.zeros([*size_hw, MAPS + 1], "float32")
    y, x = np.nonzero(owners >= 0)
    owner = owners[y, x]
    size = sizes[owner]
    ways = (centres[owner] - np.stack([x, y], 1) - 0.5) / size
    counts = np.bincount(owner, minlength=len(boxes_xyxy))[owner]
    target[y, x] = np.concatenate([ways, np.log(size / _USUAL), 1 / counts[:, None]], 1)
    return target


def decode(region, sides, least_peak, size_hw):
    """Boxes of the characters at the peaks of region maps; in a graph or not.

    A box is the mean of what the pixels in the middle of it say, those counting most where the
    region is high: they err apart from each other. Of peaks whose boxes are nearly the same the
    highest is kept.

    Args:
        region: `[B, h, w]` float32.
        sides: `[B, h, w, 4]` float32, as `encode` makes them.
        least_peak: Peaks are at least as high.
        size_hw: `[2]`, size of the images, to which boxes are clipped.

    Returns: boxes `[N, 4]` float32 px xyxy, scores `[N]` float32, and the image `[N]` int64 that
        each is in, image by image and in the order of the map's rows.

    Example:
        >>> boxes = np.array([[2.0, 1.0, 10.0, 5.0]])
        >>> target = tf.constant(encode(boxes, (6, 12)))[None]
        >>> decode(target[..., 4], target[..., :4], 0.1, (12, 24))[0].numpy().round(3).tolist()
        [[4.0, 2.0, 20.0, 10.0]]
    """
    # One more row and column, for the kernel does not take maps without a pixel.
    around = tf.pad(region, [[0, 0], [0, 1], [0, 1]], constant_values=tf.float32.min)[..., None]
    highest = tf.nn.max_pool2d(around, 3, 1, "SAME")[:, :-1, :-1, 0]
    places = tf.where((region >= highest) & (region >= least_peak))  # [P, 3] image, y, x
    scores = tf.gather_nd(region, places)
    centres, sizes = _agreed(region, sides, places)  # [P, 2] xy each
    boxes = STRIDE * tf.concat([centres - sizes / 2, centres + sizes / 2], 1)
    limits = tf.cast(tf.gather(tf.convert_to_tensor(size_hw), [1, 0, 1, 0]), tf.float32)
    boxes = tf.clip_by_value(boxes, 0.0, limits)  # [P, 4]
    # Side by side, so that boxes of different images share nothing.
    apart = tf.cast(places[:, :1], tf.float32) * (tf.reduce_max(limits) + 1)
    kept = tf.image.non_max_suppression(boxes + apart, scores, tf.size(scores), _SAME)
    kept = tf.sort(kept)
    return tuple(tf.gather(rows, kept) for rows in (boxes, scores, places[:, 0]))


def _agreed(region, sides, places):
    """Centres and sizes, in pixels of the map, that the pixels around each peak agree on."""
    reach, own = int(_AROUND.max()), len(_AROUND) // 2  # The peak itself is in the middle.
    margin = [[0, 0], [reach, reach], [reach, reach], [0, 0]]
    maps = tf.pad(tf.concat([region[..., None], sides], -1), margin)
    steps = np.insert(_AROUND + reach, 0, 0, axis=1)  # Image, y, x
    told = tf.gather_nd(maps, places[:, None] + steps)  # [P, 25, 5]
    logarithms = tf.minimum(told[..., 3:], _LONGEST)
    sizes = _USUAL * tf.exp(logarithms)
    pixels = tf.gather(places, [2, 1], axis=1)[:, None] + _AROUND[:, ::-1]
    pixels = tf.cast(pixels, tf.float32) + 0.5  # [P, 25, 2] xy
    centres = pixels + told[..., 1:3] * sizes
    core = _WITHIN * tf.sqrt((sizes[:, own] / 2) ** 2 + SMALLEST**2)
    ways = (pixels - centres[:, own, None]) / core[:, None]
    heights = tf.math.divide_no_nan(told[..., 0], told[:, own, None, 0])
    weights = tf.where(tf.reduce_sum(ways**2, axis=2) < 1, tf.clip_by_value(heights, 0, 1) ** 4, 0)
    weights = tf.where(np.arange(len(_AROUND)) == own, 1.0, weights)[..., None]
    agreed = weights * tf.concat([centres, logarithms], 2) / tf.reduce_sum(weights, 1, True)
    agreed = tf.reduce_sum(agreed, axis=1)  # [P, 4]
    return agreed[:, :2], _USUAL * tf.exp(agreed[:, 2:])
