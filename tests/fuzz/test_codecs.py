"""One half of each codec undoes the other: boxes, classes, heat maps, and files of answers."""

import pathlib
import tempfile

import numpy as np
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.tries import tries
from tfvision import classification, detection, text
from tfvision.detection.geometries import published
from tfvision.detection.predictions_file import load_predictions, save_predictions
from tfvision.text import json_file

FEW = 25
SHARE = st.floats(0, 1, width=32)
DEFAULT = published("qfgaohao_mb2_lite").default_boxes()
NAMES = st.lists(st.text(min_size=1, max_size=8), min_size=1, max_size=4, unique=True)


@st.composite
def objects(draw):
    """`(boxes_xyxy [N, 4], labels [N])`, from 1/200 of the image to larger than it."""
    count = draw(st.integers(0, 12))
    rows = [draw(st.tuples(SHARE, SHARE, SHARE, SHARE)) for _ in range(count)]
    center, size = np.split(np.array(rows, "float32").reshape(-1, 4), 2, axis=1)
    size = 0.005 + 1.2 * size**2
    boxes = np.concatenate([center - size / 2, center + size / 2], -1)
    labels = draw(st.lists(st.integers(0, 19), min_size=count, max_size=count))
    return boxes, np.array(labels, "int32")


@tries(FEW)
@given(objects())
def test_what_the_detector_should_say_is_what_is_there(given_objects):
    boxes, labels = given_objects
    codec = detection.Codec(DEFAULT)
    targets = codec.encode(boxes, labels)
    matched = targets["offsets"][:, 4].numpy() == 1
    assert matched.any() == bool(len(boxes))  # Nothing gets lost that touches a default box.
    classes = targets["logits"].numpy()
    np.testing.assert_array_equal(matched, classes > 0)
    decoded = codec.decode_boxes(tf.cast(targets["offsets"][:, :4], tf.float64)).numpy()[matched]
    apart = np.abs(decoded[:, None] - boxes[None]).max(-1)  # [M, N]
    assert (apart.min(1, initial=np.inf) < 1e-5).all()
    for row, found in zip(apart, classes[matched], strict=True):
        assert found - 1 in labels[row < 1e-5]


@tries(FEW)
@given(st.integers(2, 40), st.data())
def test_the_class_that_is_encoded_is_the_first_that_is_decoded(classes, data):
    labels = data.draw(st.lists(st.integers(0, classes - 1), min_size=1, max_size=8))
    codec = classification.Codec(classes, label_smoothing=data.draw(st.floats(0, 0.9)))
    targets = codec.encode(labels)
    np.testing.assert_allclose(tf.reduce_sum(targets, -1), 1, rtol=1e-5)
    assert codec.decode(targets)["labels"][:, 0].numpy().tolist() == labels


@tries(FEW)
@given(st.integers(40, 200), st.integers(40, 200), st.data())
def test_characters_that_stand_apart_are_found_again(height, width, data):
    step = data.draw(st.integers(24, 40))
    boxes = []
    for top in range(2, height - step, step):
        for left in range(2, width - step, step):
            if data.draw(st.booleans()):
                w, h = (data.draw(st.integers(10, step - 8)) for _ in "wh")
                boxes.append([left, top, left + w, top + h])
    even_hw = (height // 2 * 2, width // 2 * 2)
    boxes = np.array(boxes, "float32").reshape(-1, 4)
    codec = text.Codec()
    maps = codec.encode(boxes / np.tile(even_hw[::-1], 2), even_hw)
    (found,) = codec.decode(maps[..., :1])
    scores = text.character_scores(
        [{"boxes": found["boxes"], "scores": found["scores"]}], [{"boxes": boxes}], 0.5
    )
    assert (scores["missed"], scores["false"], scores["total"]) == (0, 0, len(boxes))


@st.composite
def answers(draw):
    """`(names of classes, answers by file)`."""
    classes = tuple(draw(NAMES))
    found = {}
    for file in draw(NAMES):
        count = draw(st.integers(0, 3))
        numbers = st.floats(-1e6, 1e6, width=32)
        rows = draw(st.lists(st.tuples(*[numbers] * 4), min_size=count, max_size=count))
        labels = st.lists(st.integers(0, len(classes) - 1), min_size=count, max_size=count)
        found[file] = {
            "boxes": np.array(rows, "float32").reshape(-1, 4),
            "scores": np.array(draw(st.lists(SHARE, min_size=count, max_size=count)), "float32"),
            "labels": np.array(draw(labels), "int32"),
        }
    return classes, found


@tries(FEW)
@given(answers())
def test_files_of_answers_give_back_what_was_written(written):
    classes, expected = written
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "found.json"
        save_predictions(path, expected, classes)
        found, names = load_predictions(path)
    assert names == classes and list(found) == list(expected)
    for file, each in expected.items():
        for key, values in each.items():
            np.testing.assert_allclose(found[file][key], values, rtol=1e-6)


@tries(FEW)
@given(answers())
def test_files_of_characters_are_whole_json(written):
    _, pages = written
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "characters.json"
        json_file.save(path, pages)
        content = json_file.json_content.load(path)
    assert content["images"] == list(pages)
    assert len(content["characters"]) == sum(len(page["boxes"]) for page in pages.values())
