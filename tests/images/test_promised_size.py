"""A size is told without decoding, and what promises too much is refused at every door."""

import struct
import zlib

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tfvision.images import promised_size
from tfvision.images.read import ImageError, decode, read

SIZE_HW = (6, 9)


def encoded(kind, size_hw=SIZE_HW, flags=()):
    pixels = np.random.default_rng(0).integers(0, 255, [*size_hw, 3]).astype("uint8")
    return cv2.imencode(kind, pixels, flags)[1].tobytes()


def png(height, width):
    """74 bytes that promise so many pixels, of which nearly none are there."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(50))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg(height, width, before=b""):
    data = encoded(".jpg")
    at = data.index(b"\xff\xc0")
    size = struct.pack(">HH", height, width)
    return data[:at] + before + data[at : at + 5] + size + data[at + 9 :]


def gif(height, width):
    data = encoded(".gif")
    return data[:6] + struct.pack("<HH", width, height) + data[10:]


def bmp(height, width):
    data = encoded(".bmp")
    return data[:18] + struct.pack("<ii", width, height) + data[26:]


def webp(height, width):
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + bytes(4) + sizes
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def tiff(height, width):
    table = struct.pack("<HHHIIHHII", 2, 256, 4, 1, width, 257, 4, 1, height)
    return b"II*\0" + struct.pack("<I", 8) + table


CODESTREAM = bytes(20) + b"\xff\x4f\xff\x51"
BOMBS = {
    "png": png(60_000, 70_000),
    "jpeg": jpeg(30_000, 31_000),
    "jpeg after odd bytes": jpeg(30_000, 31_000, b"\x00\xff\xd0\xff\x00ab\xff\xff"),
    "gif": gif(30_000, 31_000),
    "bmp": bmp(30_000, 31_000),
    "bmp from the top": bmp(-30_000, 31_000),
    "webp": webp(16_000, 15_000),
    "tiff": tiff(30_000, 31_000),
    "pnm": b"P6 # grey\n31000 30000\n255\n",
    "jpeg 2000": CODESTREAM + struct.pack(">HHIIII", 47, 0, 31_000, 30_000, 0, 0),
    "sun": struct.pack(">IIIIIIII", 0x59A66A95, 31_000, 30_000, 24, 0, 1, 0, 0),
    "radiance": b"#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 30000 +X 31000\n",
    "avif": bytes(4) + b"ftypavif" + bytes(40) + b"ispe" + struct.pack(">III", 0, 31_000, 30_000),
}  # fmt: skip
# TensorFlow's own reader of headers refuses the JPEG with odd bytes.
IN_GRAPH = ("png", "jpeg", "gif", "bmp", "bmp from the top", "webp")


@pytest.mark.parametrize(
    "kind",
    [".png", ".jpg", ".gif", ".bmp", ".webp", ".tiff", ".ppm", ".pam", ".sr", ".jp2", ".hdr"],
)
def test_the_size_of_a_good_file_is_told(kind, tmp_path):
    for size_hw in ((48, 77), (70, 41)):  # JPEG 2000 takes no smaller ones.
        try:
            data = encoded(kind, size_hw)
        except cv2.error:
            pytest.skip(f"this OpenCV writes no {kind}")
        assert promised_size.size_hw(data) == size_hw
        if kind in (".png", ".jpg", ".gif", ".bmp", ".webp"):
            assert int(promised_size.pixels_in_graph(data)) == size_hw[0] * size_hw[1]


def test_webp_without_loss_too():
    data = encoded(".webp", (70, 41), [cv2.IMWRITE_WEBP_QUALITY, 101])
    assert data[12:16] == b"VP8L" and promised_size.size_hw(data) == (70, 41)
    assert int(promised_size.pixels_in_graph(data)) == 70 * 41


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_by_read(name, tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(BOMBS[name])
    assert len(BOMBS[name]) < 1000
    with pytest.raises(ImageError, match=r"a\.png: promises \d+ x \d+ pixels in .* most_pixels"):
        read(path)


@pytest.mark.parametrize("name", IN_GRAPH)
def test_bombs_are_refused_in_a_graph(name):
    function = tf.function(decode, input_signature=[tf.TensorSpec([], tf.string)])
    with pytest.raises(tf.errors.InvalidArgumentError, match="promises more than 200000000"):
        function(BOMBS[name])


def test_an_argument_raises_the_limit(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(encoded(".png"))
    for most, fits in ((53, False), (54, True)):
        if fits:
            assert read(path, most_pixels=most).shape == decode(path.read_bytes(), most).shape
        else:
            with pytest.raises(ImageError, match=r"promises 9 x 6 pixels .* allows 53"):
                read(path, most_pixels=most)
            with pytest.raises(tf.errors.InvalidArgumentError, match="more than 53"):
                decode(path.read_bytes(), most)


def test_a_server_can_refuse_gif():
    assert decode(encoded(".gif")).shape == (*SIZE_HW, 3)
    with pytest.raises(tf.errors.InvalidArgumentError, match="a GIF, which is not decoded"):
        decode(encoded(".gif"), gif=False)
    assert decode(encoded(".png"), gif=False).shape == (*SIZE_HW, 3)


def test_nothing_is_promised_by_what_is_no_image():
    for data in (b"", b"\xff\xd8", b"RIFF", b"BM", b"II*\0", b"P6", b"GIF8", b"no image at all"):
        assert promised_size.size_hw(data) is None
    for data in (b"", b"no image at all", b"P6 9 6"):
        assert int(promised_size.pixels_in_graph(data)) == 0
