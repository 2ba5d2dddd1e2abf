"""Images of which something is lost when they are read."""

import cv2
import numpy as np
import pytest

from tests.images.odd_files import animated_gif, cmyk_jpeg, sixteen_bit_png
from tfvision.images import oddities, read

KINDS = {
    "a.jpg": (cmyk_jpeg, "cmyk", "a CMYK JPEG: converted to RGB without its colour profile"),
    "a.png": (sixteen_bit_png, "sixteen_bit", "a PNG of 16 bits a channel: the upper 8"),
    "a.gif": (animated_gif, "animated", "an animated GIF: its first picture is used"),
}


@pytest.mark.parametrize("name", KINDS)
def test_what_is_said(tmp_path, name):
    content, kind, sentence = KINDS[name]
    (tmp_path / name).write_bytes(content())
    image = read.read(tmp_path / name)
    found = oddities.find(tmp_path / name, image.shape[:2])
    assert found[0] == kind and found[1].startswith(sentence)


@pytest.mark.parametrize("name", KINDS)
def test_they_are_read_all_the_same_and_in_both_ways(tmp_path, name):
    (tmp_path / name).write_bytes(KINDS[name][0]())
    image = read.read(tmp_path / name)
    assert image.shape == (6, 9, 3)
    decoded = read.decode((tmp_path / name).read_bytes()).numpy().astype(int)
    assert np.abs(decoded - image).max() <= 2  # Of 16 bits one drops, the other rounds.
    assert np.abs(image.mean(axis=(0, 1)) - (200, 100, 50)).max() < 12


def test_a_side_of_one_pixel(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros([1, 7, 3], "uint8"))
    kind, sentence = oddities.find(tmp_path / "a.png", (1, 7))
    assert (kind, sentence) == ("tiny", "7 wide and 1 high: there is nothing to be seen")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".gif", ".bmp"])
def test_ordinary_images(tmp_path, suffix):
    cv2.imwrite(str(tmp_path / f"a{suffix}"), np.zeros([5, 7, 3], "uint8"))
    assert oddities.find(tmp_path / f"a{suffix}", (5, 7)) is None
