"""Sides: encoding against a plain loop, decoding undoes it, dashes and touching characters too."""

import numpy as np
import pytest
import tensorflow as tf

from tests.text.characters import lines_of, overlaps
from tfvision.text import sides
from tfvision.text.codec import Codec

MAP_HW = (40, 64)


def encoded_by_loop(boxes, size_hw, core=1.0):
    """Each pixel tells of the box of whose core it is, of several the nearest in its size."""
    told = np.zeros([*size_hw, 5])
    owners = {}
    for y, x in np.ndindex(*size_hw):
        nearest = core
        for i, (x1, y1, x2, y2) in enumerate(boxes):
            reach_x = 0.5 * np.sqrt(((x2 - x1) / 2) ** 2 + 1.5**2)
            reach_y = 0.5 * np.sqrt(((y2 - y1) / 2) ** 2 + 1.5**2)
            way_x, way_y = (x1 + x2) / 2 - x - 0.5, (y1 + y2) / 2 - y - 0.5
            distance = (way_x / reach_x) ** 2 + (way_y / reach_y) ** 2
            if distance < nearest:
                nearest, owners[y, x] = distance, i
                width, height = max(x2 - x1, 0.5), max(y2 - y1, 0.5)
                logarithms = np.log(width / 8), np.log(height / 8)
                told[y, x, :4] = way_x / width, way_y / height, *logarithms
    counts = np.bincount(list(owners.values()), minlength=len(boxes))
    for place, i in owners.items():
        told[*place, 4] = 1 / counts[i]
    return told


def drawn(rng, count):
    corners = rng.uniform(-4, 60, [count, 2]) * [1, 0.6]
    sizes = np.exp(rng.uniform(np.log(0.2), np.log(30), [count, 2]))
    return np.concatenate([corners, corners + sizes], 1)


@pytest.mark.parametrize("count", [0, 1, 7, 40])
def test_encode_equals_the_loop(rng, count):
    boxes = drawn(rng, count)
    got = sides.encode(boxes, MAP_HW)
    assert got.shape == (*MAP_HW, 5) and got.dtype == np.float32
    np.testing.assert_allclose(got, encoded_by_loop(boxes, MAP_HW), rtol=1e-5, atol=1e-6)


def test_every_character_on_the_map_counts_once(rng):
    boxes = np.array([[3.2, 4.1, 3.5, 20], [10, 10.3, 40, 10.9], [50.1, 30.2, 50.3, 30.4]])
    told = sides.encode(boxes, MAP_HW)
    assert told[..., 4].sum() == pytest.approx(3)


@pytest.mark.parametrize("kind", ["characters", "dashes", "touching", "tiny"])
def test_decode_undoes_encode(rng, kind):
    size_hw = np.array([150, 230])
    boxes = {
        "characters": lambda: lines_of(rng, 24, size_hw)[0],
        "dashes": lambda: np.array([[10, 20.4, 34, 22.6], [50, 70, 52.2, 110], [90, 90, 93, 93]]),
        "touching": lambda: np.array([[i * 9.0, 10, i * 9 + 9, 20] for i in range(20)]),
        "tiny": lambda: np.array([[i * 6.0, 10, i * 6 + 4, 15] for i in range(30)]),
    }[kind]()
    codec = Codec(decoder="sides")
    target = codec.encode(boxes / np.tile(size_hw[::-1], 2), size_hw)
    assert target.shape == (75, 115, codec.outputs + 2)
    # A network, of which no more is asked than the cores, tells the same all around them.
    target[..., 1:5] = encoded_by_loop(boxes / 2, (75, 115), core=np.inf)[..., :4]
    (found,) = codec.decode(target, size_hw)
    assert len(found["boxes"]) == len(boxes)
    order = np.argmax(overlaps_of_all(boxes, found["boxes"]), 1)
    np.testing.assert_allclose(found["boxes"][order], boxes, atol=1e-3)


def overlaps_of_all(boxes, others):
    return np.stack([overlaps(np.tile(box, [len(others), 1]), others) for box in boxes])


def test_a_box_is_what_the_pixels_around_a_peak_agree_on(rng):
    region = rng.uniform(0.2, 0.5, [9, 11]).astype("float32")
    told = rng.uniform(-0.2, 0.2, [9, 11, 4]).astype("float32")
    told[..., 3] -= 1  # Thin: the rows above and below have no say.
    region[4, 5] = 0.9
    found, *_ = sides.decode(region[None], told[None], 0.8, (18, 22))

    def says(y, x):
        width, height = 8 * np.exp(told[y, x, 2:])
        centre = x + 0.5 + told[y, x, 0] * width, y + 0.5 + told[y, x, 1] * height
        return np.array([*centre, *told[y, x, 2:]])

    (x, y, *logarithms), total, weights = says(4, 5), np.zeros(4), []
    half = np.exp(logarithms) * 4
    for place in np.ndindex(9, 11):
        way = (np.array([place[1] + 0.5 - x, place[0] + 0.5 - y])) / np.hypot(half, 1.5) / 0.8
        if max(abs(place[0] - 4), abs(place[1] - 5)) <= 2 and (way @ way < 1 or place == (4, 5)):
            weights.append((region[place] / 0.9) ** 4)
            total += weights[-1] * says(*place)
    assert 5 < len(weights) < 25
    x, y, *logarithms = total / sum(weights)
    half = np.exp(logarithms) * 4
    expected = np.clip([x - half[0], y - half[1], x + half[0], y + half[1]], 0, [11, 9] * 2)
    np.testing.assert_allclose(found, [2 * expected], rtol=1e-5)


def test_peaks_of_one_character_are_one_box():
    region = np.full([1, 8, 12], 0.5, "float32")  # Every pixel is as high as those around it.
    boxes = np.array([[1.0, 1.0, 11.0, 7.0]])
    target = sides.encode(boxes, (8, 12))
    told = np.where(target[..., 4:] > 0, target[..., :4], 0)
    region[0][target[..., 4] == 0] = 0
    found, scores, images = sides.decode(region, told[None], 0.3, (16, 24))
    np.testing.assert_allclose(found, [[2, 2, 22, 14]], atol=1e-4)
    assert scores.numpy().tolist() == [0.5] and images.numpy().tolist() == [0]


def test_images_of_a_batch_have_boxes_of_their_own():
    region = np.zeros([3, 8, 12], "float32")
    region[0, 4, 5] = region[2, 4, 5] = 0.9
    found, _, images = sides.decode(region, np.zeros([3, 8, 12, 4], "float32"), 0.3, (16, 24))
    np.testing.assert_allclose(found, [[3, 1, 19, 16]] * 2, atol=1e-4)  # 8 pixels, clipped
    assert images.numpy().tolist() == [0, 2]


def test_wild_sides_stay_on_the_image():
    told = np.full([1, 4, 6, 4], 80, "float32")
    region = np.ones([1, 4, 6], "float32")
    found, *_ = sides.decode(region, told, 0.3, (8, 13))
    assert np.isfinite(found).all() and (np.asarray(found) <= [13, 8, 13, 8]).all()


@pytest.mark.parametrize("shape", [(1, 0, 0), (2, 0, 5), (0, 3, 4), (1, 1, 1)])
def test_maps_without_characters(shape):
    found, scores, images = sides.decode(
        tf.zeros(shape), tf.zeros([*shape, 4]), 0.3, [2 * shape[1], 2 * shape[2] + 1]
    )
    assert found.shape == (0, 4) and scores.shape == images.shape == (0,)


def test_affinity_has_its_place_before_the_sides(rng):
    size_hw = (150, 230)
    boxes, lines = lines_of(rng, 24, size_hw)
    codec = Codec(decoder="sides", affinity=True)
    target = codec.encode(boxes / np.tile(size_hw[::-1], 2), size_hw, lines=lines)
    assert target.shape[-1] == codec.outputs + 2 == 8
    (found,) = codec.decode(target, size_hw)
    assert len(found["boxes"]) == len(boxes) and len(found["words"]) == len(set(lines))


def test_turned_characters_have_upright_boxes():
    quad = np.array([[[0.3, 0.2], [0.5, 0.3], [0.4, 0.6], [0.2, 0.5]]])
    codec = Codec(decoder="sides")
    (found,) = codec.decode(codec.encode(quad, (100, 160)), (100, 160))
    np.testing.assert_allclose(found["boxes"], [[32, 20, 80, 60]], atol=1e-3)


def test_maps_that_are_not_finite_are_refused():
    maps = np.zeros([8, 9, 5], "float32")
    maps[3, 4, 2] = np.nan
    with pytest.raises(ValueError, match="sides must be finite"):
        Codec(decoder="sides").decode(maps)
    with pytest.raises(ValueError, match="quads must be False for decoder 'sides'"):
        Codec(decoder="sides", quads=True)
