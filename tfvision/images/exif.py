"""How a camera was held: the orientation that a JPEG notes in its Exif block, and undoing it.

Tags and their meaning: Exif 2.3, section 4.6.4 A, "Orientation". OpenCV applies it, TensorFlow
does not; a photo taken with a phone upright would then lie on its side in one of the two.
"""

import struct

import tensorflow as tf

_MARK = b"Exif\0\0"
_ORIENTATION_TAG = 0x0112
_HEAD = 4096  # Cameras put the block first, and its list of a dozen tags at its start.
_ENTRIES = 64


def orientation(data):
    """Reads the orientation that a JPEG notes.

    Args:
        data: The file's bytes, or its first 4 kB.

    Returns: int, 1 (upright) … 8; 1 where nothing valid is noted.

    Example:
        >>> orientation(b"not a photo")
        1
    """
    block = bytes(data[:_HEAD]).partition(_MARK)[2]
    order = "<" if block.startswith(b"I") else ">"
    try:
        (table,) = struct.unpack_from(order + "I", block, 4)
        (count,) = struct.unpack_from(order + "H", block, table)
        for entry in range(min(count, _ENTRIES)):
            tag, _, _, value = struct.unpack_from(order + "HHIH", block, table + 2 + 12 * entry)
            if tag == _ORIENTATION_TAG:
                return value if 1 <= value <= 8 else 1
    except struct.error:  # The block ends before what it announces.
        pass
    return 1


def orientation_in_graph(image_bytes):
    """Does the same as `orientation` for a tensor.

    Args:
        image_bytes: Scalar string.

    Returns: Scalar int32, 1 … 8.

    Example:
        >>> int(orientation_in_graph(tf.constant(b"not a photo")))
        1
    """
    head = tf.strings.substr(image_bytes, 0, _HEAD)
    # Splitting is the one way to find bytes in a string tensor: the regular expressions want UTF-8.
    parts = tf.raw_ops.StringSplitV2(input=[head], sep=_MARK, maxsplit=1).values
    return tf.cond(tf.size(parts) > 1, lambda: _orientation_in_block(parts[1]), lambda: 1)


def _orientation_in_block(block):
    size = _HEAD + 2 + 12 * _ENTRIES
    data = tf.io.decode_raw(block, tf.uint8)
    data = tf.pad(data, [[0, size - tf.shape(data)[0]]])  # No offset below leads outside.
    data = tf.cast(tf.ensure_shape(data, [size]), tf.int32)
    little = data[0] == ord("I")

    def number(digits):
        digits = tf.where(little, digits[..., ::-1], digits)
        places = tf.range(8 * digits.shape[-1] - 8, -1, -8)
        return tf.reduce_sum(tf.bitwise.left_shift(digits, places), axis=-1)

    # An offset beyond the block, or so large that int32 turns it negative, leads to zeros.
    table = number(data[4:8])
    table = tf.where((table < 0) | (table > _HEAD), _HEAD, table)
    count = number(tf.ensure_shape(data[table : table + 2], [2]))
    entries = tf.reshape(data[table + 2 : table + 2 + 12 * _ENTRIES], [_ENTRIES, 12])
    tagged = (number(entries[:, :2]) == _ORIENTATION_TAG) & (tf.range(_ENTRIES) < count)
    value = tf.reduce_max(tf.where(tagged, number(entries[:, 8:10]), 0))
    return tf.where((value >= 1) & (value <= 8), value, 1)


def upright(image, orientation):
    """Turns and mirrors an image the way its orientation asks for.

    Args:
        image: `[H, W, C]`.
        orientation: Scalar int, 1 … 8.

    Returns: `[H, W, C]`, or `[W, H, C]` for the orientations 5 … 8.

    Example:
        >>> upright(tf.zeros([2, 5, 3]), 6).shape.as_list()
        [5, 2, 3]
    """
    shape = [None, None, image.shape[-1]]

    def turn():
        turned = tf.cond(orientation >= 5, lambda: tf.transpose(image, [1, 0, 2]), lambda: image)
        mirror = tf.reduce_any(orientation == [2, 3, 6, 7])
        turned = tf.cond(mirror, lambda: turned[:, ::-1], lambda: turned)
        upset = tf.reduce_any(orientation == [3, 4, 7, 8])
        return tf.ensure_shape(tf.cond(upset, lambda: turned[::-1], lambda: turned), shape)

    orientation = tf.convert_to_tensor(orientation, tf.int32)
    return tf.cond(orientation > 1, turn, lambda: image)
