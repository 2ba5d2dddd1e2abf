"""An exported detector of characters answers as in memory; what all exports do is elsewhere."""

import json

import numpy as np
import pytest
import tensorflow as tf

from tests.text.tiny_craft import tiny_craft
from tests.tiny_text import Bright, lattice, page
from tfvision import serving
from tfvision.serving import verify, warm_up
from tfvision.text.codec import Codec, codec_for
from tfvision.text.predictor import CharacterDetector


@pytest.fixture(scope="module")
def detector(character_detector):
    return character_detector


@pytest.fixture(scope="module")
def folder(characters_folder):
    return characters_folder


@pytest.fixture(scope="module")
def loaded(folder):
    return serving.load(folder.parent)


def drawn(height=91, width=170):
    return page(lattice((height, width)), (height, width))


def test_the_folder_and_its_settings(folder, loaded):
    extra = {path.name for path in (folder / "assets.extra").iterdir()}
    assert extra == {"tf_serving_warmup_requests", "tfvision.json"}
    settings = json.loads((folder / "assets.extra" / "tfvision.json").read_text("utf-8"))
    assert settings == loaded.settings and loaded.task == "text" and loaded.labels == ()
    expected = {"task": "text", "outputs": 1, "scale": 1.0, "longest_side": None, "tile": 128}
    expected |= {"overlap": 32, "direction": "horizontal", "fused": False}
    assert expected.items() <= settings.items() and "image_size" not in settings
    assert len(list(tf.data.TFRecordDataset(str(folder / warm_up.PATH)))) == 4


def test_the_signatures_take_and_give_what_they_promise(loaded):
    for name in ("serving_default", "serving_bytes"):
        outputs = loaded.signatures[name].structured_outputs
        assert {key: (spec.dtype, list(spec.shape)) for key, spec in outputs.items()} == {
            "boxes": (tf.float32, [None, None, 4]),
            "scores": (tf.float32, [None, None]),
            "order": (tf.int32, [None, None]),
            "num_detections": (tf.int32, [None]),
        }
    for name, dtype in (("raw", tf.float32), ("heat_map", tf.uint8)):
        (spec,) = loaded.signatures[name].structured_input_signature[1].values()
        assert spec == tf.TensorSpec([None, None, None, 3], dtype, "images")
        (spec,) = loaded.signatures[name].structured_outputs.values()
        assert list(spec.shape)[-1] == 1


@pytest.mark.parametrize("size_hw", [(1, 1), (91, 170), (301, 400)])
def test_loaded_it_predicts_as_in_memory(detector, loaded, size_hw):
    images = np.stack([drawn(*size_hw), np.zeros([*size_hw, 3], "uint8")])
    for given in (images, images.astype("float32")):
        expected, found = detector.predict(given), loaded.predict(given)
        assert expected.keys() == found.keys()
        for name, values in expected.items():
            np.testing.assert_allclose(found[name], values, atol=1e-4)
    single = loaded.predict(images[0])
    assert single["num_detections"] == expected["num_detections"][0]
    assert loaded.predict([]) == []


def test_in_a_graph_it_answers_boxes_and_their_order(loaded):
    image = drawn()
    found, expected = loaded.answer(image[None]), loaded.predict(image)
    assert set(found) == {"boxes", "scores", "order", "num_detections"}
    np.testing.assert_allclose(found["boxes"][0], expected["box"], atol=1e-3)
    np.testing.assert_array_equal(found["order"][0], expected["order"])


def test_its_options_can_be_others(detector, loaded):
    image = drawn(160, 90)
    changed = loaded.detector(direction="vertical", scale=2.0)
    expected = CharacterDetector(detector.model, direction="vertical", scale=2.0).predict(image)
    np.testing.assert_array_equal(changed.predict(image)["order"], expected["order"])
    assert list(changed.watch([image] * 2))[1]["vertical"].all()


def test_the_graph_finds_the_characters_alone(detector, loaded):
    assert_the_graph_agrees(detector, loaded)


def test_the_graph_scales_and_leaves_out(tmp_path):
    options = {"scale": 1.5, "longest_side": 200, "score_threshold": 0.97}
    detector = CharacterDetector(Bright(), codec=Codec(split=()), **options)
    loaded = serving.load(serving.export(detector, tmp_path / "a", image=drawn()))
    assert_the_graph_agrees(detector, loaded)


def test_the_graph_sees_every_level(tmp_path):
    title = np.array([[20, 20, 110, 100]], "float32")
    image = page(np.concatenate([title, lattice((40, 170)) + [0, 110, 0, 110]]), (150, 170))
    detector = CharacterDetector(Bright(), codec=Codec(split=()), levels=2)
    loaded = serving.load(serving.export(detector, tmp_path / "a", image=image))
    assert loaded.settings["levels"] == 2
    found, expected = loaded.answer(image[None]), detector.predict(image)
    assert expected["num_detections"] == 5
    for name, singular in (("boxes", "box"), ("scores", "score"), ("order", "order")):
        np.testing.assert_allclose(found[name][0], expected[singular], atol=1e-3)
    np.testing.assert_allclose(loaded.predict(image)["box"], expected["box"], atol=1e-4)
    alone = CharacterDetector(Bright(), codec=Codec(split=()))
    assert np.abs(alone.predict(image)["box"][0] - expected["box"][-1]).max() > 1e-2


def assert_the_graph_agrees(detector, loaded):
    images = np.stack([drawn(), page(lattice((91, 170))[:3], (91, 170)), drawn() * 0])
    found = loaded.signatures["serving_default"](images=images)
    expected = detector.predict(images)
    assert 3 <= expected["num_detections"].sum() <= 11
    for name, values in found.items():
        np.testing.assert_allclose(values, expected[name], atol=1e-3)
    # Files of mixed kind and size, each in its own pixels
    pages = [images[0], drawn(60, 200), np.zeros([1, 1, 3], "uint8")]
    encoded = tf.stack([tf.io.encode_png(each) for each in pages])
    together = loaded.signatures["serving_bytes"](image_bytes=encoded)
    for row, image in enumerate(pages):
        alone = loaded.signatures["serving_default"](images=image[None])
        count = int(alone["num_detections"][0])
        assert together["num_detections"][row] == count
        np.testing.assert_allclose(together["boxes"][row, :count], alone["boxes"][0], atol=1e-4)
        assert together["order"][row].numpy().tolist()[:count] == alone["order"][0].numpy().tolist()
    empty = loaded.signatures["serving_bytes"](image_bytes=tf.zeros([0], tf.string))
    assert empty["boxes"].shape == (0, 0, 4)


@pytest.mark.parametrize("sides", [pytest.param(False, marks=pytest.mark.slow), True])
def test_a_folded_network_answers_the_same(sides, tmp_path):
    model = tiny_craft(2, sides=sides)
    codec = codec_for(model, peak=0.0) if sides else Codec(quads=True, split=())
    detector = CharacterDetector(model, codec=codec)
    serving.export(detector, tmp_path / "a")
    loaded = serving.load(tmp_path / "a")
    assert loaded.settings["fused"] and loaded.settings["outputs"] == 2 + 4 * sides
    image = drawn()[None]
    expected = detector.heat_maps(image)
    found = loaded.detector().heat_maps(image)
    np.testing.assert_allclose(found, expected, atol=1e-4 * np.abs(expected).max())
    assert ("quads" in loaded.predict(image)) != sides


# Of detectors and classifiers, which are verified by the same code, a fast test shows it.
@pytest.mark.slow
def test_a_model_that_answers_differently_is_found(folder, detector):
    verify.verify(folder, detector, drawn())
    other = Bright()
    other.set_weights([0.5 * weights for weights in other.get_weights()])
    with pytest.raises(serving.ExportError, match="raw: heat_map differs by"):
        verify.verify(folder, CharacterDetector(other), drawn())
    strict = CharacterDetector(detector.model, codec=Codec(threshold=0.6, peak=0.7, split=()))
    with pytest.raises(serving.ExportError, match="serving_default: boxes differs"):
        verify.verify(folder, strict, drawn())


def test_a_map_that_is_not_finite_is_an_error(loaded, monkeypatch):
    broken = Bright()
    broken.set_weights([weights * np.nan for weights in broken.get_weights()])
    detector = CharacterDetector(broken)
    with pytest.raises(tf.errors.InvalidArgumentError, match="region must be finite"):
        detector.answered(broken, tf.constant(drawn()[None]))
