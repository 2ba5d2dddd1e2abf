"""Frames of a film: the boxes of a full computation, from the tiles that changed alone."""

import numpy as np
import pytest

from tests.tiny_text import Bright, lattice, page
from tfvision import text
from tfvision.text.predictor import CharacterDetector

SIZE_HW = (300, 500)


def detector(model=None, **options):
    return CharacterDetector(model or Bright(), tile=128, overlap=32, **options)


def film(seed=0):
    """A page, the same again, three with a character less each, another size, and the first."""
    boxes_px = lattice(SIZE_HW)
    kept = np.random.default_rng(seed).permutation(len(boxes_px))
    frames = [page(boxes_px, SIZE_HW)] * 2
    frames += [page(boxes_px[kept[count:]], SIZE_HW) for count in (1, 2, 3)]
    return [*frames, page(boxes_px[:4], (90, 170)), frames[0]]


@pytest.mark.parametrize(
    ("model", "options"),
    [
        (Bright, {}),
        (Bright, {"scale": 1.5}),
        (Bright, {"scale": 2.0, "levels": 2}),
        (lambda: text.ghost_craft(1, False, width=0.125), {"longest_side": 300}),
    ],
    ids=["plain", "enlarged", "levels", "ghost"],
)
def test_answers_are_those_of_the_whole_frames(model, options):
    whole = detector(model(), **options)
    watch = whole.watch(film(), tile=128)
    for frame, found in zip(film(), watch, strict=True):
        expected = whole.predict(frame)
        assert found.keys() == expected.keys()
        assert found["num_detections"] == expected["num_detections"]
        np.testing.assert_allclose(found["box"], expected["box"], atol=1e-2)
        np.testing.assert_array_equal(found["order"], expected["order"])


def test_only_the_tiles_that_changed_are_computed():
    watch = detector().watch(film(), tile=128)
    counts = []
    for _ in watch:
        counts.append((watch.tiles, watch.computed))
    tiles, computed = np.diff([(0, 0), *counts], axis=0).T
    assert tiles.tolist() == [15] * 5 + [2, 15]
    assert computed[0] == 15 and computed[1] == 0
    assert all(1 <= count <= 4 for count in computed[2:5])
    assert computed[5:].tolist() == [2, 15]


def test_where_most_has_changed_larger_tiles_are_computed():
    whole = CharacterDetector(Bright(), overlap=32)  # Its own tile takes the frame whole.
    watch = whole.watch(film(), tile=128)
    counts = [watch.computed for _ in watch]
    assert np.diff([0, *counts]).tolist()[:2] == [15, 0]
    assert 1 <= counts[2] - counts[1] <= 4  # Alone: these are fewer pixels than the frame.
    seen = []
    run_tiles = whole.run_tiles
    whole.run_tiles = lambda tiles, tile_hw: seen.append(tile_hw) or run_tiles(tiles, tile_hw)
    first = next(whole.watch(film(), tile=128))
    assert seen == [(320, 512)]
    np.testing.assert_array_equal(first["box"], whole.predict(film()[0])["box"])


def test_small_differences_can_be_passed_over():
    first, *_ = film()
    noisy = [np.clip(first.astype("int") + i, 0, 255).astype("uint8") for i in (0, 2, 4, 6, 8)]
    strict, tolerant = (detector().watch(noisy, 128, tolerance) for tolerance in (0, 4))
    assert len([*strict]) == len([*tolerant]) == 5
    assert strict.computed == 5 * 15
    assert tolerant.computed == 2 * 15  # What is compared is what was computed: no creeping.


def test_no_frame_has_no_answer_and_a_frame_that_is_none_is_named():
    assert list(detector().watch([], 128)) == []
    with pytest.raises(ValueError, match="frame 1 must be"):
        list(detector().watch([film()[0], np.zeros([4, 5])[None, None]], 128))


def test_the_frame_that_was_given_may_be_written_into_again():
    frame = film()[0]

    def frames():
        yield frame
        frame[:] = 0
        yield frame

    first, second = detector().watch(frames(), 128)
    assert first["num_detections"] > 50 and second["num_detections"] == 0


def test_the_answer_may_be_written_into_and_large_overlaps_have_large_tiles():
    wide = CharacterDetector(Bright(), tile=800, overlap=400)
    watch = wide.watch([film()[0]] * 2)
    assert watch.tile == 800 and wide.watch([]).tile == 800 and detector().watch([]).tile == 512
    first = next(watch)
    expected = {name: np.copy(values) for name, values in first.items()}
    first["box"] += 1000
    np.testing.assert_array_equal(next(watch)["box"], expected["box"])
    assert watch.computed == 1


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"overlap must be in \[0, 20\], half of tile, got 32"):
        detector().watch([], 40)
    with pytest.raises(ValueError, match=r"tolerance must be in \[0, 255\], got -1"):
        detector().watch([], 128, -1)
