"""Rendered roads as a data set: same numbers, same pictures; the protocol of a pipeline."""

import concurrent.futures

import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection import dataset, roads
from tfvision.detection.roads import Roads, render
from tfvision.geometry import boxes as box_math

_SMALL = (90, 160)


def _same(one, two):
    return one.keys() == two.keys() and all(np.array_equal(one[k], two[k]) for k in one)


def test_render_gives_what_it_says():
    example = render(seed=0, index=1, size_hw=(96, 170))
    assert example["image"].dtype == np.uint8 and example["image"].shape == (96, 170, 3)
    assert example["boxes_px"].dtype == np.float32 and example["boxes_px"].shape[1] == 4
    assert example["labels"].dtype == np.int32 and example["difficult"].dtype == bool
    assert len(example["boxes_px"]) == len(example["labels"]) == len(example["difficult"]) > 0


def test_a_scene_depends_on_nothing_but_seed_and_index():
    first = render(3, 5, _SMALL)
    render(1, 2, _SMALL)
    assert _same(first, render(3, 5, _SMALL))
    assert not np.array_equal(first["image"], render(3, 6, _SMALL)["image"])
    assert not np.array_equal(first["image"], render(4, 5, _SMALL)["image"])


def test_threads_render_the_same():
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        threaded = list(pool.map(lambda i: render(8, i % 4, _SMALL), range(12)))
    for i, example in enumerate(threaded):
        assert _same(example, render(8, i % 4, _SMALL))


def test_examples_follow_the_protocol():
    data = Roads(5, seed=4, size_hw=_SMALL)
    assert len(data) == 5 and data.classes == ("car", "plate")
    dataset_ = data.examples()
    assert dataset_.element_spec["image"].shape == (*_SMALL, 3)
    assert dataset_.element_spec["boxes_xyxy"].shape.as_list() == [None, 4]
    assert int(dataset_.cardinality()) == 5
    for i, example in enumerate(dataset_):
        drawn = render(4, i, _SMALL)
        assert int(example["image_id"]) == i and example["image_id"].dtype == tf.int64
        np.testing.assert_array_equal(example["image"], drawn["image"])
        back = box_math.to_pixels(example["boxes_xyxy"], _SMALL)
        np.testing.assert_allclose(back, drawn["boxes_px"], atol=1e-4)
        np.testing.assert_array_equal(example["labels"], drawn["labels"])
        np.testing.assert_array_equal(example["difficult"], drawn["difficult"])


def test_examples_shuffle_by_seed_alone_also_inside_flat_map():
    data = Roads(7, seed=1, size_hw=(40, 60))

    def epoch(number):
        examples = data.examples(seed=tf.stack([tf.constant(9, tf.int64), number]))
        return examples.map(lambda example: (example["image_id"], example["image"]))

    epochs = tf.data.Dataset.range(3).flat_map(epoch)
    runs = [[(int(i), image.numpy()) for i, image in epochs] for _ in range(2)]
    orders = [[i for i, _ in run] for run in runs]
    assert orders[0] == orders[1]
    parts = [orders[0][start : start + 7] for start in (0, 7, 14)]
    assert all(sorted(part) == list(range(7)) for part in parts)
    assert parts[0] != parts[1]
    for i, image in runs[0]:
        np.testing.assert_array_equal(image, render(1, i, (40, 60))["image"])


def test_a_picture_without_boxes_is_an_example():
    index = next(i for i in range(60) if not len(render(0, i, (40, 64))["boxes_px"]))
    [example] = Roads(1, seed=0, size_hw=(40, 64), start=index).examples()
    assert example["boxes_xyxy"].shape == (0, 4) and example["labels"].shape == (0,)


def test_pictures_are_kept_up_to_the_limit(monkeypatch):
    drawn = []
    monkeypatch.setattr(roads, "render", lambda *place: drawn.append(place) or render(*place))
    data = Roads(4, size_hw=(64, 128), keep_mb=2 * 64 * 128 * 3 / 2**20)
    for _ in range(2):
        for i in range(4):
            data.scene(i)
    assert [index for _, index, _ in drawn] == [0, 1, 2, 3, 2, 3]


def test_start_continues_the_series():
    later = Roads(2, seed=5, size_hw=(40, 60), start=3)
    assert _same(later.scene(1), render(5, 4, (40, 60)))
    with pytest.raises(IndexError, match="position must be 0 to 1, got 2"):
        later.scene(2)


def test_write_gives_a_folder_that_read_understands(tmp_path):
    data = Roads(6, seed=2, size_hw=(180, 320))
    folder = data.write(tmp_path / "deep" / "roads")
    assert sorted(path.name for path in folder.iterdir()) == ["Annotations", "JPEGImages"]
    assert [path.name for path in folder.parent.iterdir()] == ["roads"]
    found = dataset.read(folder, classes=data.classes)
    assert len(found) == 6 and not [p for p in found.problems if p.severity == "error"]
    for sample, position in zip(found.samples, range(6), strict=True):
        drawn = data.scene(position)
        assert sample.size_hw == (180, 320)
        np.testing.assert_array_equal(sample.labels, drawn["labels"])
        np.testing.assert_array_equal(sample.difficult, drawn["difficult"])
        assert np.abs(sample.boxes_px - drawn["boxes_px"]).max(initial=0) <= 1.5


def test_write_is_all_or_nothing(tmp_path, monkeypatch):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note").write_text("mine")
    with pytest.raises(FileExistsError, match="full: must be a new or an empty folder"):
        Roads(1, size_hw=(40, 60)).write(tmp_path / "full")

    def failing(seed, index, size_hw):
        if index == 2:
            raise OSError("disk full")
        return render(seed, index, size_hw)

    monkeypatch.setattr(roads, "render", failing)
    with pytest.raises(OSError, match="disk full"):
        Roads(4, size_hw=(40, 60)).write(tmp_path / "new")
    assert [path.name for path in tmp_path.iterdir()] == ["full"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed must be a number from 0, got -1"),
        ({"seed": 0.5}, "seed must be a whole number, got 0.5"),
        ({"index": "a"}, "index must be a number from 0, got 'a'"),
        ({"size_hw": (8, 400)}, r"size_hw must be at least 32 a side, got \(8, 400\)"),
        ({"size_hw": 300}, r"size_hw must be \(height, width\), got 300"),
    ],
)
def test_wrong_arguments_are_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        render(**({"seed": 0, "index": 0, "size_hw": _SMALL} | arguments))


def test_wrong_count_is_named():
    with pytest.raises(ValueError, match=r"count must be a whole number, got 2\.5"):
        Roads(2.5)
