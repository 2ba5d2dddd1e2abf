"""The detector of characters on every kind of input that a person may hand it."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tests.text.tiny_craft import tiny_craft
from tests.tiny_text import Bright, lattice, page
from tfvision import text
from tfvision.text.codec import Codec, codec_for
from tfvision.text.predictor import CharacterDetector
from tfvision.text.reading_order import reading_order

KEYS = ["box", "line", "num_detections", "order", "ruby", "score", "vertical"]


@pytest.fixture(scope="module")
def detector():
    return CharacterDetector(Bright(), tile=256, overlap=64, batch_size=3)


def drawn(height=90, width=170):
    boxes_px = lattice((height, width))
    return boxes_px, page(boxes_px, (height, width))


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


@pytest.mark.parametrize("size_hw", [(90, 170), (91, 171), (700, 1000), (61, 2001), (2001, 61)])
def test_every_character_is_found_in_the_order_of_reading(detector, size_hw):
    boxes_px, image = drawn(*size_hw)
    found = CharacterDetector(detector.model, direction="horizontal").predict(image)
    assert sorted(found) == KEYS and found["num_detections"] == len(boxes_px) > 3
    np.testing.assert_allclose(found["box"][found["order"]], boxes_px, atol=0.1)
    assert (found["score"] > 0.9).all() and (found["score"] <= 1).all()
    rows = np.unique(boxes_px[:, 1], return_inverse=True)[1].reshape(-1)
    np.testing.assert_array_equal(found["line"][found["order"]], rows)
    assert found["box"].dtype == "float32" and found["order"].dtype == "int32"
    assert not found["ruby"].any() and not found["vertical"].any()
    tiled = detector.predict(image)  # Through tiles of 256
    np.testing.assert_allclose(tiled["box"], found["box"], atol=1e-3)


def test_the_direction_is_that_of_the_reader(detector):
    image = drawn(160, 90)[1]
    for direction in ("horizontal", "vertical"):
        found = CharacterDetector(detector.model, direction=direction).predict(image)
        expected = reading_order(found["box"], direction)
        np.testing.assert_array_equal(found["order"], expected.order)
        assert (found["vertical"] == (direction == "vertical")).all()


def test_one_image_a_list_and_a_batch_agree(detector):
    boxes_px, image = drawn()
    images = [image, page(boxes_px[:2], (90, 170)), drawn(60, 400)[1], page([], (90, 170))]
    listed = detector.predict(images)
    assert [answer["num_detections"] for answer in listed] == [len(boxes_px), 2, 11, 0]
    for each, answer in zip(images, listed, strict=True):
        assert_same(detector.predict(each), answer)
    batch = detector.predict(np.stack([images[i] for i in (1, 0, 3)]))
    assert batch["boxes"].shape == (3, len(boxes_px), 4)
    for row, i in enumerate((1, 0, 3)):
        count = batch["num_detections"][row]
        for plural, name in (("boxes", "box"), ("scores", "score"), ("lines", "line")):
            np.testing.assert_allclose(batch[plural][row, :count], listed[i][name], atol=1e-4)
        assert (batch["order"][row, count:] == -1).all()
        assert (batch["lines"][row, count:] == -1).all()
        assert (batch["scores"][row, count:] == 0).all()


def test_no_image_has_an_answer_of_its_shape(detector):
    assert detector.predict([]) == []
    empty = detector.predict(np.zeros([0, 30, 50, 3], "uint8"))
    assert empty["boxes"].shape == (0, 0, 4) and empty["order"].shape == (0, 0)


def test_other_forms_of_the_same_pixels_answer_the_same(detector):
    _, image = drawn()
    expected = detector.predict(image)
    opaque = np.dstack([image, np.full(image.shape[:2], 7, "uint8")])
    for same in (opaque, image.astype("uint16"), image[..., 0], image[..., :1], tf.constant(image)):
        assert_same(detector.predict(same), expected)
    found = detector.predict(image.astype("float64"))
    np.testing.assert_allclose(found["box"], expected["box"], atol=1e-3)


@pytest.mark.parametrize("model", [Bright, lambda: text.ghost_craft(faithful=False, width=0.125)])
def test_any_page_answers_inside_the_image(model):
    detector = CharacterDetector(model())
    for size_hw in [(1, 1), (1, 700), (9, 2), (30, 50), (7, 20000)]:
        noise = np.random.default_rng(0).integers(0, 256, [*size_hw, 3], "uint8")
        for image in (noise, np.zeros_like(noise), np.full_like(noise, 255)):
            found = detector.predict(image)
            assert sorted(found) == KEYS
            assert (found["box"] >= 0).all() and (found["box"] <= np.tile(size_hw[::-1], 2)).all()
            assert sorted(found["order"]) == list(range(found["num_detections"]))
        assert model is not Bright or not detector.predict(page([], size_hw))["num_detections"]


def test_mixed_sizes_trace_one_graph_and_fill_few_shapes():
    detector = CharacterDetector(Bright())
    shapes = set()
    network = detector._together
    detector._together = lambda tiles: shapes.add(np.shape(tiles)[1:]) or network(tiles)
    random = np.random.default_rng(0)
    for height, width in random.integers(200, 700, [40, 2]):
        detector.predict(np.zeros([height, width, 3], "uint8"))
    assert detector._traced[tf.uint8].experimental_get_tracing_count() == 1
    sides = {side for shape in shapes for side in shape[:2]}
    assert len(sides) <= 13 and all(side % 32 == 0 for side in sides)


def test_images_are_scaled_and_boxes_are_not(detector):
    boxes_px, image = drawn(200, 301)
    for options, seen_hw in (
        ({"scale": 2.0}, (400, 602)),
        ({"longest_side": 150}, (100, 150)),
        ({"longest_side": 1000}, (200, 301)),
        ({"scale": 3.0, "longest_side": 602}, (400, 602)),
    ):
        scaled = CharacterDetector(detector.model, direction="horizontal", **options)
        assert scaled.seen_hw((200, 301)) == seen_hw
        found = scaled.predict(image)
        assert found["num_detections"] == len(boxes_px)
        np.testing.assert_allclose(found["box"][found["order"]], boxes_px, atol=1.5)
        assert scaled.heat_maps(scaled.resized(image[None])).shape[1:3] == (
            seen_hw[0] // 2,
            seen_hw[1] // 2,
        )


def test_a_model_with_affinity_tells_the_words():
    image = drawn()[1]
    found = CharacterDetector(Bright(outputs=2)).predict(image)
    assert sorted(found) == sorted([*KEYS, "word"]) and found["word"].shape == found["score"].shape
    turned = CharacterDetector(Bright(outputs=2), codec=Codec(quads=True)).predict(image)
    assert turned["quad"].shape == (found["num_detections"], 4, 2) and "word" not in turned


def test_a_codec_that_takes_one_map_for_another_is_refused():
    # Of 6 maps the last four are the sides; one of 5 would read affinity as the first of them.
    both = tiny_craft(2, sides=True)
    with pytest.raises(ValueError, match=r"the model's 6 map\(s\).*it reads 5, affinity=False"):
        CharacterDetector(both, codec=Codec(decoder="sides"))
    with pytest.raises(ValueError, match=r"the model's 5 map\(s\).*it reads 2, affinity=True"):
        CharacterDetector(tiny_craft(1, sides=True), codec=Codec(affinity=True))
    assert CharacterDetector(both, codec=codec_for(both)).codec.outputs == 6


def test_words_are_numbered_without_gaps_whatever_is_left_out():
    boxes_px = lattice((90, 170))
    image = page(boxes_px, (90, 170))
    image[:50] //= 2  # The first row's scores are 0.5
    detector = CharacterDetector(Bright(outputs=2), score_threshold=0.7)
    found = detector.predict(image)
    assert 0 < found["num_detections"] < len(boxes_px)
    assert sorted(set(found["word"].tolist())) == [*range(found["word"].max() + 1)]
    assert np.isfinite(text.boxes_of_words(found["box"], found["word"])).all()


def test_a_map_that_is_not_finite_is_named(detector):
    broken = Bright()
    broken.set_weights([weights * np.nan for weights in broken.get_weights()])
    with pytest.raises(ValueError, match="region must be finite, got NaN or infinity in"):
        CharacterDetector(broken).predict(drawn()[1])


@pytest.mark.parametrize(
    ("image", "error", "words"),
    [
        (None, TypeError, "got nothing"),
        ("page.png", TypeError, "use predict_files"),
        (np.zeros([3, 40, 50], "uint8"), ValueError, "channels come last"),
        (np.zeros([0, 5, 3], "uint8"), ValueError, "must have pixels"),
        (np.full([4, 5, 3], np.nan), ValueError, "finite"),
        (np.full([4, 5, 3], 65535, "uint16"), ValueError, "to 65535"),
    ],
)
def test_what_is_no_image_is_refused_in_a_sentence(detector, image, error, words):
    with pytest.raises(error, match=words) as told:
        detector.predict(image)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"codec": Codec(affinity=True)}, r"codec must be for the model's 1 map\(s\), .* reads 2"),
        ({"codec": Codec(decoder="sides")}, r"codec must be for .* reads 5, .*decoder='sides'"),
        ({"scale": 0}, "scale must be above 0, got 0"),
        ({"scale": float("nan")}, "scale must be above 0, got nan"),
        ({"levels": 0}, "levels must be 1, 2, … 5, got 0"),
        ({"levels": 2.0}, "levels must be 1, 2, … 5, got 2.0"),
        ({"longest_side": 0}, "longest_side must be at least 1, got 0"),
        ({"tile": 16}, "tile must be at least 32, got 16"),
        ({"tile": 256}, r"overlap must be in \[0, 128\], half of tile, got 192"),
        ({"direction": "down"}, "direction must be one of .*, got 'down'"),
        ({"score_threshold": 2}, r"score_threshold must be in \[0, 1\], got 2"),
        ({"batch_size": 0}, "batch_size must be at least 1"),
    ],
)
def test_the_constructor_refuses_what_does_not_fit(options, words):
    with pytest.raises(ValueError, match=words):
        CharacterDetector(Bright(), **options)
    with pytest.raises(TypeError, match=r"model must be a text.CRAFT, got str"):
        CharacterDetector("model")


def test_files_answer_as_their_pixels(detector, tmp_path):
    image = drawn()[1]
    deep = np.dstack([image[..., ::-1].astype("uint16") * 257, np.full((90, 170), 65535, "uint16")])
    for name, pixels in (("a.png", image), ("b.png", image[..., 0]), ("c ü.png", deep)):
        (tmp_path / name).write_bytes(cv2.imencode(".png", pixels)[1].tobytes())
    records = list(detector.predict_files(tmp_path, progress=False))
    assert [record.path.name for record in records] == ["a.png", "b.png", "c ü.png"]
    for record in records:
        assert_same(record.prediction, detector.predict(image))
