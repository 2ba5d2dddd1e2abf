"""Every kind of file, the same pixels in and out of the graph, errors that name the file."""

import struct

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tfvision.images import exif
from tfvision.images.read import ImageError, _quiet_opencv, decode, read, size_hw

HEIGHT, WIDTH = 24, 40


@pytest.fixture
def picture():
    """A smooth uint8 picture `[24, 40, 3]`, RGB, that JPEG hardly changes and no flip keeps."""
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    return np.stack([4 * x, 8 * y, 100 + 2 * x - 3 * y], -1).astype("uint8")


def encoded(image, kind):
    return cv2.imencode(kind, cv2.cvtColor(image, cv2.COLOR_RGB2BGR))[1].tobytes()


def exif_block(orientation, order):
    tags = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(order + "HHII", 0x0100, 4, 1, WIDTH)
    start = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    body = b"Exif\0\0" + start + struct.pack(order + "H", 2) + other + tags + bytes(4)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def jpeg_of_a_camera(image, orientation, order="<"):
    """Puts an Exif block behind the JFIF header, which OpenCV writes in 20 bytes."""
    data = encoded(image, ".jpg")
    return data[:20] + exif_block(orientation, order) + data[20:]


@pytest.mark.parametrize("kind", [".png", ".bmp", ".tiff"])
def test_reads_lossless_files(tmp_path, picture, kind):
    path = tmp_path / f"Straße 东京{kind}"
    path.write_bytes(encoded(picture, kind))
    np.testing.assert_array_equal(read(path), picture)
    np.testing.assert_array_equal(read(str(path)), picture)
    assert size_hw(path) == (HEIGHT, WIDTH)


@pytest.mark.parametrize("kind", [".jpg", ".webp", ".gif"])
def test_reads_lossy_files(tmp_path, picture, kind):
    path = tmp_path / f"picture{kind}"
    path.write_bytes(encoded(picture, kind))
    assert np.abs(read(path).astype(int) - picture).mean() < 20  # GIF has 256 colours.
    assert size_hw(path) == (HEIGHT, WIDTH)


@pytest.mark.parametrize("kind", [".png", ".bmp", ".jpg", ".webp", ".gif"])
def test_decodes_the_same_pixels_in_the_graph(tmp_path, picture, kind):
    path = tmp_path / f"picture{kind}"
    path.write_bytes(encoded(picture, kind))
    paths = tf.data.Dataset.from_tensors(str(path))
    image = next(iter(paths.map(lambda path: decode(tf.io.read_file(path)))))
    assert image.dtype == "uint8"
    np.testing.assert_array_equal(image, read(path))


def test_grey_transparent_and_16_bit_become_rgb(tmp_path, picture):
    grey = picture[..., 0]
    cv2.imwrite(str(tmp_path / "grey.png"), grey)
    np.testing.assert_array_equal(read(tmp_path / "grey.png"), np.stack([grey] * 3, -1))

    cv2.imwrite(str(tmp_path / "deep.png"), grey.astype("uint16") * 257)
    np.testing.assert_array_equal(read(tmp_path / "deep.png"), np.stack([grey] * 3, -1))

    transparent = np.concatenate([picture[..., ::-1], grey[..., None]], -1)
    cv2.imwrite(str(tmp_path / "transparent.png"), transparent)
    np.testing.assert_array_equal(read(tmp_path / "transparent.png"), picture)

    for name in ("grey", "deep", "transparent"):
        data = (tmp_path / f"{name}.png").read_bytes()
        np.testing.assert_array_equal(decode(data), read(tmp_path / f"{name}.png"))


@pytest.mark.parametrize("order", ["<", ">"], ids=["little", "big"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_turns_photos_upright(tmp_path, picture, orientation, order):
    data = jpeg_of_a_camera(picture, orientation, order)
    (tmp_path / "photo.jpg").write_bytes(data)
    by_opencv = cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR)[..., ::-1]
    turned = (WIDTH, HEIGHT) if orientation >= 5 else (HEIGHT, WIDTH)
    assert by_opencv.shape[:2] == turned

    assert exif.orientation(data) == orientation
    assert int(exif.orientation_in_graph(tf.constant(data))) == orientation
    np.testing.assert_array_equal(read(tmp_path / "photo.jpg"), by_opencv)
    np.testing.assert_array_equal(decode(tf.constant(data)), by_opencv)
    assert size_hw(tmp_path / "photo.jpg") == turned


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_leaves_photos_with_an_unknown_orientation(picture, orientation):
    data = jpeg_of_a_camera(picture, orientation)
    assert exif.orientation(data) == 1
    assert int(exif.orientation_in_graph(tf.constant(data))) == 1


@pytest.mark.parametrize("offset", [0, 9, 5000, 0x7FFFFFFF, 0xFFFFFFFF])
def test_survives_an_exif_block_that_points_nowhere(picture, offset):
    block = bytearray(exif_block(6, "<"))
    block[14:18] = struct.pack("<I", offset)
    data = encoded(picture, ".jpg")
    data = data[:20] + bytes(block) + data[20:]
    assert exif.orientation(data) == int(exif.orientation_in_graph(tf.constant(data))) == 1
    assert decode(tf.constant(data)).shape == (HEIGHT, WIDTH, 3)


def test_finds_the_size_behind_a_large_colour_profile(tmp_path, picture):
    data = encoded(picture, ".jpg")
    profile = b"\xff\xe2" + struct.pack(">H", 60_002) + bytes(60_000)
    (tmp_path / "photo.jpg").write_bytes(data[:20] + 3 * profile + data[20:])
    assert size_hw(tmp_path / "photo.jpg") == (HEIGHT, WIDTH)
    assert read(tmp_path / "photo.jpg").shape == (HEIGHT, WIDTH, 3)


@pytest.mark.parametrize("function", [read, size_hw])
@pytest.mark.parametrize(
    "content, message",
    [
        (None, "No such file"),
        (b"", "the file is empty"),
        (b"\xff\xd8", "a JPEG file that is cut off or damaged"),
        (b"\x89PNG\r\n", "a PNG file that is cut off or damaged"),
        (b"BM", "a BMP file that is cut off or damaged"),
        (b"<html>404</html>", "not an image that OpenCV can decode"),
    ],
    ids=["missing", "empty", "jpeg", "png", "bmp", "html"],
)
def test_errors_name_the_file(tmp_path, capfd, function, content, message):
    path = tmp_path / "Straße.jpg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ImageError, match=rf"Straße\.jpg: {message}"):
        function(path)
    assert capfd.readouterr().err == ""


def test_a_folder_is_not_an_image(tmp_path):
    with pytest.raises(ImageError, match="Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("kind", [".jpg", ".png", ".bmp", ".gif", ".webp"])
@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_a_file_that_is_cut_off_is_an_error(tmp_path, rng, kind, keep):
    data = encoded(rng.integers(0, 255, [90, 160, 3]).astype("uint8"), kind)
    path = tmp_path / f"picture{kind}"
    path.write_bytes(data[: int(keep * len(data))])
    with pytest.raises(ImageError, match=f"picture{kind}"):
        read(path)
    with pytest.raises(tf.errors.InvalidArgumentError):
        decode(tf.constant(path.read_bytes()))


def film(rng):
    """What a phone appends to a photo; by chance it holds the marks of a JPEG."""
    noise = rng.integers(0, 255, 20_000).astype("uint8").tobytes()
    return b"\0\0\0\x18ftypmp42" + bytes(12) + noise + b"\xff\xda" + bytes(50)


def test_a_motion_photo_is_a_photo(tmp_path, picture, rng):
    data = encoded(picture, ".jpg")
    (tmp_path / "still.jpg").write_bytes(data)
    (tmp_path / "motion.jpg").write_bytes(data + film(rng))
    np.testing.assert_array_equal(read(tmp_path / "motion.jpg"), read(tmp_path / "still.jpg"))
    np.testing.assert_array_equal(decode(data + film(rng)), read(tmp_path / "still.jpg"))


@pytest.mark.parametrize("keep", [0.5, 0.95])
def test_a_photo_that_is_cut_off_before_its_film_is_an_error(tmp_path, rng, keep):
    data = encoded(rng.integers(0, 255, [90, 160, 3]).astype("uint8"), ".jpg")
    (tmp_path / "motion.jpg").write_bytes(data[: int(keep * len(data))] + film(rng))
    with pytest.raises(ImageError, match=r"motion\.jpg: a JPEG file that is cut off or damaged"):
        read(tmp_path / "motion.jpg")


@pytest.mark.parametrize(
    "flags", [[cv2.IMWRITE_JPEG_PROGRESSIVE, 1], [cv2.IMWRITE_JPEG_RST_INTERVAL, 2]]
)
def test_scans_and_restarts_within_a_jpeg(tmp_path, rng, flags):
    image = rng.integers(0, 255, [90, 160, 3]).astype("uint8")
    (tmp_path / "a.jpg").write_bytes(cv2.imencode(".jpg", image, flags)[1].tobytes())
    assert read(tmp_path / "a.jpg").shape == (90, 160, 3)


def test_threads_leave_the_log_level_of_opencv_as_it_was(tmp_path, picture):
    """One thread begins while another reads, and ends after it."""
    set_level = getattr(cv2, "setLogLevel", None) or cv2.utils.logging.setLogLevel
    before = set_level(3)
    try:
        first, second = _quiet_opencv(), _quiet_opencv()
        first.__enter__()
        second.__enter__()
        first.__exit__(None, None, None)
        within = set_level(0)
        second.__exit__(None, None, None)
        assert (within, set_level(3)) == (0, 3)
    finally:
        set_level(before)
