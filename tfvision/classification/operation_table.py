"""Which operations a policy may choose, how strong each may be, and carrying out the chosen one.

The magnitudes are torchvision's, number for number: `bins` of them from none to the strongest.
"""

import numpy as np
import tensorflow as tf

from tfvision.classification import operations, warps

OPERATIONS = {
    "Identity": operations.identity,
    "ShearX": warps.shear_x,
    "ShearY": warps.shear_y,
    "TranslateX": warps.translate_x,
    "TranslateY": warps.translate_y,
    "Rotate": warps.rotate,
    "Brightness": operations.brightness,
    "Color": operations.color,
    "Contrast": operations.contrast,
    "Sharpness": operations.sharpness,
    "Posterize": operations.posterize,
    "Solarize": operations.solarize,
    "AutoContrast": operations.auto_contrast,
    "Equalize": operations.equalize,
    "Invert": operations.invert,
}
SIGNED = (
    *("ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate"),
    *("Brightness", "Color", "Contrast", "Sharpness"),
)


class OperationTable:
    """The operations of a policy, a row each, with their magnitudes by bin.

    Args:
        names: The operations, of `OPERATIONS`.
        bins: Number of magnitudes of each.
        shear: Largest shear, in pixels a pixel.
        translate_hw: Largest translations down and to the right, in pixels.
        rotate: Largest turn, in degrees.
        enhance: Largest departure from 1 of the four enhancements.
        bits: Most and fewest bits that posterising keeps.
    """

    def __init__(self, names, bins, *, shear, translate_hw, rotate, enhance, bits):
        self.names = tuple(names)
        ends = dict.fromkeys(("ShearX", "ShearY"), (0, shear))
        ends |= {"TranslateX": (0, translate_hw[1]), "TranslateY": (0, translate_hw[0])}
        ends |= {"Rotate": (0, rotate), "Solarize": (255, 0)}
        ends |= dict.fromkeys(("Brightness", "Color", "Contrast", "Sharpness"), (0, enhance))
        rows = {name: _even_steps(*ends.get(name, (0, 0)), bins) for name in names}
        if "Posterize" in rows:
            lost = np.arange(bins, dtype="float32") / np.float32((bins - 1) / (bits[0] - bits[1]))
            rows["Posterize"] = bits[0] - np.round(lost)
        self.magnitudes = np.stack([rows[name] for name in names]).astype("float32")  # [ops, bins]
        self.signs = np.array([-1.0 if name in SIGNED else 1.0 for name in names], "float32")

    def rows(self, draws):
        """Picks an operation by each uniform draw; `[n]` -> `[n]` int32."""
        return tf.cast(draws * len(self.names), tf.int32)

    def magnitude(self, rows, bins, sign_draws):
        """The magnitudes of some operations, negative by chance where that makes a difference.

        Args:
            rows: Operations, as `rows` gives them.
            bins: Bin of each.
            sign_draws: Uniform draws.

        Input shape: `[n]` each.
        Output shape: `[n]` float32.
        """
        magnitudes = tf.gather_nd(self.magnitudes, tf.stack([rows, bins], -1))
        return magnitudes * tf.where(sign_draws < 0.5, tf.gather(self.signs, rows), 1.0)

    def run(self, image, rows, magnitudes, count=None):
        """Applies operations one after the other; only those that were chosen are computed.

        Args:
            image: `[H, W, 3]` uint8, whose size must be known.
            rows: Operations, as `rows` gives them.
            magnitudes: Their magnitudes.
            count: How many of them are applied, scalar int32; None for all.

        Input shape: `rows` and `magnitudes` `[n]`.
        Output shape: `[H, W, 3]` uint8.
        """
        count = rows.shape[0] if count is None else count

        def step(i, image):
            functions = [OPERATIONS[name] for name in self.names]
            branches = [lambda f=f: f(image, magnitudes[i]) for f in functions]
            return i + 1, tf.switch_case(rows[i], branches)

        return tf.while_loop(lambda i, _: i < count, step, [0, image])[1]


def _even_steps(first, last, count):
    """`count` numbers from `first` to `last`, counted from both ends by a step of float32.

    Where torchvision's come out a hair below a whole number, so do these: translations drop the
    fraction, and 15.999999 pixels are 15.
    """
    first, last = float(np.float32(first)), float(np.float32(last))
    step = float(np.float32((last - first) / (count - 1)))
    steps = np.arange(count)
    return np.where(steps < count // 2, first + step * steps, last - step * (count - 1 - steps))
