"""Rendered screens as a data set: same numbers, same pictures; the protocol of a pipeline."""

import concurrent.futures
import pickle

import numpy as np
import pytest
import tensorflow as tf

from tfvision.images.problems import DataError
from tfvision.text.screens import Screens, render, series

_SMALL = (90, 140)
_ROWS = ("lines", "order", "ruby", "vertical", "ignored")


def _same(one, two):
    return one.keys() == two.keys() and all(np.array_equal(one[k], two[k]) for k in one)


def test_render_gives_what_it_says():
    example = render(seed=0, index=1, size_hw=(120, 170))
    count = len(example["characters"])
    assert count > 3
    assert example["image"].dtype == np.uint8 and example["image"].shape == (120, 170, 3)
    assert example["boxes_xyxy"].dtype == np.float32 and example["boxes_xyxy"].shape == (count, 4)
    assert all(len(char) == 1 and not char.isspace() for char in example["characters"])
    types = {key: (example[key].dtype, example[key].shape) for key in _ROWS}
    whole, flag = (np.dtype("int32"), (count,)), (np.dtype(bool), (count,))
    assert types == dict(zip(_ROWS, [whole, whole, flag, flag, flag], strict=True))


def test_a_screen_depends_on_nothing_but_seed_and_index():
    first = render(3, 5, _SMALL)
    render(1, 2, _SMALL)
    assert _same(first, render(3, 5, _SMALL))
    assert not np.array_equal(first["image"], render(3, 6, _SMALL)["image"])
    assert not np.array_equal(first["image"], render(4, 5, _SMALL)["image"])


def test_threads_render_the_same():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        threaded = list(pool.map(lambda i: render(8, i % 6, _SMALL), range(18)))
    for i, example in enumerate(threaded):
        assert _same(example, render(8, i % 6, _SMALL))


def test_lines_are_numbered_as_they_are_read():
    seen = {"ruby": 0, "vertical": 0}
    for index in range(40):
        example = render(2, index, (240, 320))
        lines, order = example["lines"], example["order"]
        np.testing.assert_array_equal(order, np.arange(len(lines)))
        steps = np.diff(lines, prepend=-1)
        assert np.isin(steps, (0, 1)).all()
        for line in range(lines.max(initial=-1) + 1):
            for key in ("ruby", "vertical"):
                assert len(set(example[key][lines == line].tolist())) == 1
        seen = {key: count + example[key].any() for key, count in seen.items()}
    assert min(seen.values()) > 4


def test_boxes_are_sound_at_odd_sizes():
    empty = 0
    for index in range(75):
        size_hw = [(32, 200), (201, 48), (96, 161)][index % 3]
        example = render(6, index, size_hw)
        boxes = example["boxes_xyxy"]
        assert example["image"].shape == (*size_hw, 3)
        assert (boxes >= 0).all() and (boxes <= 1).all()
        sides = (boxes[:, 2:] - boxes[:, :2]) * size_hw[::-1]
        assert (sides > 0.6).all()  # a comma of 8 pixels is one pixel, or less where it was scaled
        empty += not len(boxes)
    assert empty


def test_examples_follow_the_protocol():
    data = Screens(5, seed=4, size_hw=_SMALL)
    examples = data.examples()
    assert len(data) == int(examples.cardinality()) == 5
    assert examples.element_spec["image"].shape == (*_SMALL, 3)
    assert examples.element_spec["boxes_xyxy"].shape.as_list() == [None, 4]
    for i, example in enumerate(examples):
        drawn = render(4, i, _SMALL)
        assert int(example["image_id"]) == i and example["image_id"].dtype == tf.int64
        texts = [char.decode() for char in example["characters"].numpy()]
        assert texts == drawn.pop("characters")
        assert all(np.array_equal(example[key], drawn[key]) for key in drawn)
        assert _same(data[i], render(4, i, _SMALL) | {"image_id": i})


def test_examples_shuffle_by_seed_alone_also_inside_flat_map():
    data = Screens(6, seed=1, size_hw=(40, 60))

    def epoch(number):
        examples = data.examples(seed=tf.stack([tf.constant(9, tf.int64), number]))
        return examples.map(lambda example: (example["image_id"], example["image"]))

    epochs = tf.data.Dataset.range(3).flat_map(epoch)
    orders = [[int(i) for i, _ in epochs] for _ in range(2)]
    assert orders[0] == orders[1]
    parts = [orders[0][start : start + 6] for start in (0, 6, 12)]
    assert all(sorted(part) == list(range(6)) for part in parts)
    assert parts[0] != parts[1]


def test_pictures_are_kept_up_to_the_limit(monkeypatch):
    drawn, true_render = [], series._render
    monkeypatch.setattr(series, "_render", lambda *a: drawn.append(a[1]) or true_render(*a))
    data = Screens(4, size_hw=(64, 128), keep_mb=2 * 64 * 128 * 3 / 2**20)
    for _ in range(2):
        for i in range(4):
            data[i]
    assert drawn == [0, 1, 2, 3, 2, 3]
    before = data[0]["image"].copy()
    data[0]["image"][:] = 0  # As who draws on it
    np.testing.assert_array_equal(data[0]["image"], before)


def test_start_continues_the_series_and_the_end_is_an_end():
    later = Screens(2, seed=5, size_hw=(40, 60), start=3)
    assert _same(later[1], render(5, 4, (40, 60)) | {"image_id": 1})
    assert later.path_of(1) == "screens/5/4"
    assert len(list(later)) == 2
    with pytest.raises(IndexError, match="position must be 0 to 1, got 2"):
        later[2]


def test_a_pickled_copy_draws_the_same():
    data = Screens(3, seed=5, size_hw=(60, 90), fonts=["uni"], keep_mb=0)
    assert _same(pickle.loads(pickle.dumps(data))[2], data[2])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed must be a number from 0, got -1"),
        ({"seed": 0.5}, "seed must be a whole number, got 0.5"),
        ({"index": "a"}, "index must be a number from 0, got 'a'"),
        ({"size_hw": (8, 400)}, r"size_hw must be at least 32 a side, got \(8, 400\)"),
        ({"size_hw": 300}, r"size_hw must be \(height, width\), got 300"),
        ({"fonts": "nowhere"}, "nowhere: no such font file or folder"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        render(**({"seed": 0, "index": 0, "size_hw": _SMALL} | arguments))


def test_wrong_count_is_named():
    with pytest.raises(ValueError, match=r"count must be a whole number, got 2\.5"):
        Screens(2.5)


def test_a_folder_without_fonts_is_named(tmp_path):
    with pytest.raises(DataError, match="not one of 0 fonts has kana and kanji"):
        Screens(2, fonts=tmp_path)
