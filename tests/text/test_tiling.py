"""Tiles: where they lie, and that their maps make the map of the whole image."""

import itertools

import numpy as np
import pytest

from tests.text.tiny_craft import tiny_craft
from tests.tiny_text import Bright
from tfvision import text
from tfvision.text.predictor import CharacterDetector
from tfvision.text.tiling import LADDER, Grid, bucket


def test_sides_are_filled_up_to_few_lengths():
    lengths = [bucket(side) for side in range(1, 4001)]
    assert len(set(lengths)) == 40 and all(length % 32 == 0 for length in lengths)
    for side, length in enumerate(lengths, 1):
        assert side <= length < side + max(32, side / 8 + 1)
    assert bucket(LADDER[-1]) == LADDER[-1] == 2**17
    with pytest.raises(ValueError, match="at most 131072 pixels, got 131073"):
        bucket(2**17 + 1)


@pytest.mark.parametrize("size_hw", [(1, 1), (33, 700), (257, 1999), (512, 513), (3, 20000)])
@pytest.mark.parametrize(("tile", "overlap"), [(256, 64), (320, 0), (300, 150), (4000, 192)])
def test_each_pixel_comes_once_and_from_the_middle_of_its_tile(size_hw, tile, overlap):
    grid = Grid(size_hw, tile, overlap)
    assert max(grid.tile_hw) <= bucket(tile)
    random = np.random.default_rng(0)
    image = random.integers(1, 256, [*size_hw, 3], "uint8")
    whole, covered = grid.empty(1), grid.empty(1)
    for i in range(len(grid)):
        cut = grid.cut(image, i)
        assert cut.shape == (*grid.tile_hw, 3) and cut.dtype == np.uint8
        (top, *rows), (left, *columns) = grid._windows[i]
        for start, length, side, (low, high) in zip(
            (top, left), grid.tile_hw, size_hw, (rows, columns), strict=True
        ):
            assert start % 32 == 0
            assert start == 0 or 2 * low - start >= overlap // 2 - 1
            assert high == side // 2 or start + length - 2 * high >= overlap // 2
        part = cut[::2, ::2, :1].astype("float32")
        grid.place(whole, i, part)
        grid.place(covered, i, grid_part := np.ones_like(part))
        assert grid_part.size
    even = image[: size_hw[0] // 2 * 2, : size_hw[1] // 2 * 2]
    np.testing.assert_array_equal(whole, even[::2, ::2, :1])
    assert (covered == 1).all()


def test_tiles_are_few_and_of_one_size():
    assert Grid((1080, 1920), 1280, 192).tile_hw == (1152, 1152)
    assert len(Grid((1080, 1920), 1280, 192)) == 2
    assert len(Grid((64, 20000), 1280, 192)) == 19
    sizes = {Grid(hw, 512, 64).tile_hw for hw in itertools.product(range(400, 4000, 97), [700])}
    assert len(sizes) < 12


def difference(model, length, tile, overlap):
    """Of the map by tiles from that of the whole image, as a share of its largest value."""
    image = np.random.default_rng(0).integers(0, 256, [1, 64, length, 3], "uint8")
    whole = model(image).numpy()
    tiled = CharacterDetector(model, tile=tile, overlap=overlap).heat_maps(image)
    return np.abs(tiled - whole).max() / np.abs(whole).max()


def test_with_enough_overlap_tiles_make_the_map_of_the_whole_image():
    model = tiny_craft(2)
    assert difference(model, 416, 192, 64) < 1e-5 < 1e-3 < difference(model, 416, 192, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    "model",
    [lambda: text.craft(1, width=0.125), lambda: text.ghost_craft(2, False, width=0.125)],
    ids=["craft", "ghost"],
)
def test_half_of_1024_pixels_is_enough_overlap_for_a_vgg(model):
    model = model()
    shares = [difference(model, 1216, 1024, overlap) for overlap in (512, 192, 32)]
    assert shares[0] < 1e-5 and shares == sorted(shares)


def test_a_batch_of_many_tiles_goes_through_few_at_a_time():
    detector = CharacterDetector(Bright(), tile=64, overlap=0)
    images = np.random.default_rng(0).integers(0, 256, [3, 70, 250, 3], "uint8")
    sizes = []
    network = detector._together
    detector._together = lambda tiles: sizes.append(len(tiles)) or network(tiles)
    found = detector.heat_maps(images)
    assert sizes == [1] * 24  # 2 x 4 each
    np.testing.assert_allclose(found, Bright()(images), atol=1e-6)


@pytest.mark.parametrize(
    ("tile", "overlap", "words"),
    [(31, 0, "tile must be at least 32, got 31"), (64, 33, r"overlap must be in \[0, 32\], .* 33")],
)
def test_sizes_that_make_no_grid_are_refused(tile, overlap, words):
    with pytest.raises(ValueError, match=words):
        Grid((50, 60), tile, overlap)
