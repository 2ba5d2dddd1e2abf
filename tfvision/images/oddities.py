"""Images that can be read, but of which something is lost on the way."""

import pathlib

from tfvision.images import jpeg

_GIF_PICTURE = b"\x21\xf9\x04"  # The block that precedes each picture of an animation.


def find(path, size_hw):
    """Says what of an image is not used, or may not be what its author saw.

    Kinds: `cmyk` (converted without its colour profile), `sixteen_bit`, `animated` and `tiny`
    (a side of one pixel).

    Args:
        path: An image file that can be read.
        size_hw: Its size.

    Returns: `(kind, message)`, the first that applies, or None.
    """
    data = pathlib.Path(path).read_bytes()
    if data.startswith(jpeg.START) and jpeg.components(data) == 4:
        return "cmyk", "a CMYK JPEG: converted to RGB without its colour profile, colours are off"
    if data.startswith(b"\x89PNG") and data[24] == 16:
        return "sixteen_bit", "a PNG of 16 bits a channel: the upper 8 are used"
    if data.startswith(b"GIF8") and data.count(_GIF_PICTURE) > 1:
        return "animated", "an animated GIF: its first picture is used"
    if min(size_hw) < 2:
        return "tiny", f"{size_hw[1]} wide and {size_hw[0]} high: there is nothing to be seen"
    return None
