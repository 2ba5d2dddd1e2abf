"""Characters to targets and back: one undoes the other, whatever is ignored, linked or turned."""

import json
import pickle

import numpy as np
import pytest

from tests.text.characters import corners_of, lines_of, overlaps
from tfvision.text.codec import Codec

IMAGE_HW = (150, 230)
SIZE = np.array([230, 150, 230, 150])


@pytest.mark.parametrize("affinity", [False, True])
@pytest.mark.parametrize("size", [10, 16, 32, 64])
def test_decode_undoes_encode(rng, size, affinity):
    boxes, lines = lines_of(rng, size, IMAGE_HW)
    codec = Codec(affinity=affinity)
    target = codec.encode(boxes / SIZE, IMAGE_HW, lines=lines)
    assert target.shape == (75, 115, codec.outputs + 1) and target.dtype == np.float32
    assert (target[..., -1] == 1).all()
    (found,) = codec.decode(target)
    assert len(found["boxes"]) == len(boxes)
    assert overlaps(found["boxes"], boxes).mean() > 0.99
    assert found["scores"].min() > 0.5


@pytest.mark.parametrize("size_hw", [(151, 231), (63, 40), (1, 1), (2, 3), (1, 90)])
def test_odd_sizes_and_no_characters(size_hw):
    codec = Codec(affinity=True)
    target = codec.encode(np.zeros([0, 4]), size_hw, np.zeros([0]), np.zeros([0]))
    assert target.shape == (size_hw[0] // 2, size_hw[1] // 2, 3)
    assert not target[..., :2].any() and (target[..., 2] == 1).all()
    (found,) = codec.decode(target, size_hw)
    assert found["boxes"].shape == found["words"].shape == (0, 4) and not len(found["scores"])
    codec.encode([[0, 0, 1, 1]], size_hw, lines=[0])
    assert len(codec.decode(codec.encode([], (64, 64), lines=[]))) == 1


def test_pixels_of_odd_images_are_those_of_the_map_twice():
    boxes = np.array([[31, 21, 61.0, 50], [200, 100, 231, 131]])
    codec, size_hw = Codec(), (151, 231)
    target = codec.encode(boxes / [231, 151, 231, 151], size_hw)
    (found,) = codec.decode(target, size_hw)
    np.testing.assert_allclose(found["boxes"], boxes, atol=0.02)


def test_a_batch_is_its_images(rng):
    codec = Codec()
    targets = [codec.encode(lines_of(rng, s, IMAGE_HW)[0] / SIZE, IMAGE_HW) for s in (20, 40)]
    for one, found in zip(targets, codec.decode(np.stack(targets)), strict=True):
        for name, values in codec.decode(one)[0].items():
            np.testing.assert_array_equal(found[name], values)


def test_small_characters_weigh_more_where_balance_asks_for_it():
    boxes = np.array([[0, 0, 128, 128], [160, 20, 176, 84], [160, 110, 196, 112]], "float64")
    boxes /= [256, 128, 256, 128]
    weights = Codec(balance=16).encode(boxes, (128, 256))[..., -1]
    assert weights[32, 32] == 1  # 64 x 64 pixels of the map: larger than 16 x 16
    assert weights[30, 84] == weights[30, 79] == pytest.approx(1.0)  # 8 x 32, as large
    assert weights[55, 84] == pytest.approx(16 / np.sqrt(18))  # A dash of 18 x 1
    assert weights[54, 84] == weights[55, 84] > weights[52, 84] == 1  # The valley beside it
    tiny = Codec(balance=100).encode(boxes, (128, 256), [False, False, True])[..., -1]
    assert tiny.max() == tiny[30, 84] == pytest.approx(4.0) and tiny[55, 84] == 0
    np.testing.assert_array_equal(Codec().encode(boxes, (128, 256))[..., -1], 1)
    with pytest.raises(ValueError, match="balance must be at least 0, got -1"):
        Codec(balance=-1)


def test_ignored_characters_weigh_nothing_and_leave_no_trace():
    boxes = np.array([[20, 20, 40, 44], [40, 20, 60, 44], [101, 21, 120, 45]])
    codec = Codec()
    target = codec.encode(boxes / SIZE, IMAGE_HW, [False, True, True])
    kept = codec.encode(boxes[:1] / SIZE, IMAGE_HW)
    np.testing.assert_array_equal(target[..., 0], kept[..., 0])
    weights = target[..., 1]
    assert set(np.unique(weights)) == {0, 1}
    assert (weights[10:23, 50:60] == 0).all() and weights[10:23, 61:].all()
    assert (weights[10:22, 22:30] == 0).all() and weights[target[..., 0] > 0.1].all()
    all_ignored = codec.encode([[0, 0, 1, 1]], IMAGE_HW, [True])
    assert not all_ignored.any()


def test_links_stand_between_neighbours_of_a_line():
    boxes = np.array([[20, 20, 40, 44], [40, 20, 60, 44], [20, 60, 40, 84], [40, 60, 60, 84]])
    codec = Codec(affinity=True)
    target = codec.encode(boxes / SIZE, IMAGE_HW, lines=[3, 3, 5, -1])
    y, x = np.nonzero(target[..., 1] > 0.8)
    assert abs(x.mean() + 0.5 - 20) < 0.1 and abs(y.mean() + 0.5 - 16) < 0.1
    # Where an ignored neighbour is linked, nothing is said.
    target = codec.encode(boxes / SIZE, IMAGE_HW, [False, True, False, False], [3, 3, 5, -1])
    assert not target[..., 1].any() and (target[14:18, 18:30, 2] == 0)[:, 4:].all()


def test_words_come_back(rng):
    boxes, lines = lines_of(rng, 16, IMAGE_HW, gap=0.05)
    lines = lines * 100 + np.arange(len(lines)) // 3  # Words of three, cut at the ends of lines
    order = rng.permutation(len(boxes))
    order = order[np.lexsort((boxes[order, 0], lines[order]))]
    codec = Codec(affinity=True)
    target = codec.encode(boxes[order] / SIZE, IMAGE_HW, lines=lines[order])
    (found,) = codec.decode(target)
    words = [boxes[lines == line] for line in np.unique(lines)]
    words = np.array([[*w[:, :2].min(0), *w[:, 2:].max(0)] for w in words])
    assert len(found["words"]) == len(words)
    assert overlaps(found["words"], words).min() > 0.95
    assert found["word"].shape == (len(boxes),) and found["word"].max() == len(words) - 1


def test_quads_go_in_and_come_out():
    quad = np.array([[[40.0, 30], [80, 50], [70, 70], [30, 50]]])
    codec = Codec(quads=True)
    for turns in range(4):
        target = codec.encode(np.roll(quad, turns, 1) / [230, 150], IMAGE_HW)
        (found,) = codec.decode(target)
        np.testing.assert_allclose(found["quads"], quad, atol=0.1)
        np.testing.assert_allclose(found["boxes"], [[30, 30, 80, 70]], atol=0.1)
    upright = np.array([[0.1, 0.2, 0.3, 0.6]])
    np.testing.assert_allclose(
        codec.encode(corners_of(upright), IMAGE_HW), codec.encode(upright, IMAGE_HW), atol=1e-5
    )


def test_the_seeds_codec():
    codec = Codec("faithful", 5.0, decoder="niter")
    boxes = np.array([[20, 20, 60, 60], [100, 20, 148, 72]])
    target = codec.encode(boxes / SIZE, IMAGE_HW)
    assert target[..., 0].max() == 1
    (found,) = codec.decode(target)
    assert len(found["boxes"]) == 2
    iou = overlaps(found["boxes"], boxes)  # The seed's decoder does not undo its encoder.
    assert (0.15 < iou).all() and (iou < 0.3).all()


def test_it_runs_in_a_pipeline(rng):
    import tensorflow as tf

    boxes, _ = lines_of(rng, 16, IMAGE_HW)
    codec = pickle.loads(pickle.dumps(Codec()))
    data = tf.data.Dataset.from_tensors((boxes / SIZE).astype("float32"))
    data = data.map(lambda rows: tf.numpy_function(codec.encode, [rows, IMAGE_HW], tf.float32))
    (target,) = data
    np.testing.assert_array_equal(target, codec.encode((boxes / SIZE).astype("float32"), IMAGE_HW))


def test_config_makes_the_same():
    options = {
        "mode": "faithful",
        "dratio": 3.0,
        "threshold": 0.2,
        "peak": 0.6,
        "decoder": "unclip",
        "affinity": True,
        "least_size": 3,
        "smallest": 1.0,
        "blur": 0.2,
        "split": (0.5,),
        "quads": True,
        "balance": 8.0,
        "ksize": (32, 48),
    }
    config = Codec(**options).get_config()
    assert config == options
    assert Codec(**json.loads(json.dumps(config))).get_config() == options


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"mode": "exact"}, "mode must be one of"),
        ({"dratio": -1}, "dratio must be above 0, got -1"),
        ({"threshold": 0}, r"threshold must be in \(0, 1\), got 0"),
        ({"peak": 1.5}, r"peak must be in \[0, 1\], got 1.5"),
        ({"decoder": "best"}, "decoder must be one of"),
        ({"decoder": "niter", "quads": True}, "quads must be False"),
        ({"least_size": 0}, "least_size must be at least 1 .* got 0 and 0.0"),
        ({"blur": -1}, "blur at least 0, got 1 and -1"),
        ({"split": (0.6, 0.5)}, r"split must rise from 0.3 to 1, both left out, got \(0.6, 0.5\)"),
        ({"threshold": 0.5}, "split must rise from 0.5"),
        ({"smallest": -1}, "smallest must be at least 0, got -1"),
    ],
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=message):
        Codec(**options)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([[0, 0, 1]], IMAGE_HW), r"boxes_xyxy must be \[N, 4\] or \[N, 4, 2\], got \[1, 3\]"),
        (([[0, 0, 1, 1]], IMAGE_HW, [True, False], [0]), r"ignored must be \[1\], .*, got \[2\]"),
        (([[0, 0, 1, 1]], IMAGE_HW), "lines must be given where affinity is True, got None"),
        (([[0, 0, 1, 1]], IMAGE_HW, None, [0, 0]), r"lines must be \[1\], .* got \[2\]"),
        (([[0, 0, np.nan, 1]], IMAGE_HW, None, [0]), "must be finite"),
    ],
)
def test_bad_characters(arguments, message):
    with pytest.raises(ValueError, match=message):
        Codec(affinity=True).encode(*arguments)


def test_bad_maps():
    codec = Codec(affinity=True)
    for shape in ((20, 30), (20, 30, 1), (1, 1, 20, 30, 2)):
        with pytest.raises(ValueError, match=r"heat_maps must be .* C at least 2, got"):
            codec.decode(np.zeros(shape))
    with pytest.raises(ValueError, match="region must be finite"):
        codec.decode(np.full((20, 30, 2), np.nan))
