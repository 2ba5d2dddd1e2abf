"""The detector on every kind of input that a person may hand it."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tests.tiny_detector import LABELS, tiny_detector, tiny_ssd
from tfvision.detection.codec import Codec
from tfvision.detection.predictor import Detector
from tfvision.images import ImageError
from tfvision.images.read_ahead import UnreadWarning
from tfvision.images.resize import resize


@pytest.fixture(scope="module")
def detector():
    return tiny_detector(batch_size=3)


def pixels(height=30, width=50, seed=0, dtype="uint8"):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3]).astype(dtype)


def assert_same(one, other):
    assert one.keys() == other.keys()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name])


def save(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(cv2.imencode(path.suffix, image[..., ::-1])[1].tobytes())
    return path


def test_boxes_are_those_of_the_parts_in_the_pixels_of_the_image(detector):
    image = pixels(30, 50)
    outputs = detector.model(resize(image[None], (48, 64)))
    codec = Codec(detector.model.default_boxes, score_threshold=0.3)
    expected = codec.decode(outputs)
    count = int(expected["num_detections"][0])
    assert count > 3
    found = detector.predict(image)
    assert sorted(found) == ["box", "label", "name", "num_detections", "score"]
    assert found["num_detections"] == len(found["box"]) == count
    boxes = expected["boxes"][0, :count] * [50.0, 30.0, 50.0, 30.0]
    np.testing.assert_allclose(found["box"], boxes, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(found["score"], expected["scores"][0, :count], rtol=1e-5)
    assert (found["score"] > 0.3).all()
    assert [LABELS[label] for label in found["label"]] == found["name"].tolist()
    assert found["box"].dtype == "float32" and found["label"].dtype == "int32"


def test_one_image_a_list_and_a_batch_agree(detector):
    images = [pixels(30, 50, 0), pixels(41, 23, 1), pixels(30, 50, 2), pixels(30, 50, 3)]
    listed = detector.predict(images)
    for image, answer in zip(images, listed, strict=True):
        assert_same(detector.predict(image), answer)
    batch = detector.predict(np.stack([images[0], images[2], images[3], images[0]]))  # 4 of 3
    assert batch["boxes"].shape == (4, 200, 4)
    for row, answer in ((0, listed[0]), (1, listed[2]), (2, listed[3]), (3, listed[0])):
        count = batch["num_detections"][row]
        for plural, name in (("boxes", "box"), ("scores", "score"), ("names", "name")):
            np.testing.assert_array_equal(batch[plural][row, :count], answer[name])
        assert (batch["labels"][row, count:] == -1).all()
        assert (batch["names"][row, count:] == "").all()


def test_other_forms_of_the_same_pixels_answer_the_same(detector):
    image = pixels()
    expected = detector.predict(image)
    opaque = np.dstack([image, np.full(image.shape[:2], 7, "uint8")])
    for same in (opaque, image.astype("int64"), tf.constant(image), image.astype("float64")):
        answer = detector.predict(same)
        np.testing.assert_allclose(answer["box"], expected["box"], atol=1e-3)
        assert answer["name"].tolist() == expected["name"].tolist()
    grey = image[..., 0]
    as_rgb = detector.predict(np.dstack([grey] * 3))
    assert_same(detector.predict(grey), as_rgb)
    assert_same(detector.predict(grey[..., None]), as_rgb)
    assert_same(detector.predict(image[:, ::-1]), detector.predict(image[:, ::-1].copy()))


def test_no_image_has_an_answer_of_its_shape(detector):
    assert detector.predict([]) == []
    empty = detector.predict(np.zeros([0, 30, 50, 3], "uint8"))
    assert empty["boxes"].shape == (0, 200, 4) and empty["names"].shape == (0, 200)
    assert list(detector.predict_files([])) == []


@pytest.mark.parametrize("size_hw", [(1, 1), (1, 900), (10, 10), (2000, 4000)])
def test_any_size_answers_inside_the_image(detector, size_hw):
    found = detector.predict(pixels(*size_hw))
    assert (found["box"] >= 0).all()
    assert (found["box"] <= np.tile(size_hw[::-1], 2)).all()


def test_new_sizes_do_not_trace_again(detector):
    detector.predict(pixels())
    traced = detector._traced[tf.uint8]
    count = traced.experimental_get_tracing_count()
    detector.predict([pixels(20 + i, 31 + i) for i in range(4)])
    assert traced.experimental_get_tracing_count() == count == 1


@pytest.mark.parametrize(
    ("image", "error", "words"),
    [
        (None, TypeError, "got nothing"),
        ("photo.jpg", TypeError, "use predict_files"),
        (np.zeros([4, 5, 3], bool), TypeError, "got bool values"),
        (np.array("ab"), TypeError, "must hold numbers"),
        (np.zeros([3, 40, 50], "uint8"), ValueError, "channels come last"),
        (np.zeros([40, 50, 2], "uint8"), ValueError, r"got \(40, 50, 2\)"),
        (np.zeros([40], "uint8"), ValueError, "RGBA"),
        (np.zeros([2, 2, 4, 5, 3], "uint8"), ValueError, "RGBA"),
        (np.zeros([0, 5, 3], "uint8"), ValueError, "must have pixels"),
        (np.full([4, 5, 3], np.nan), ValueError, "finite"),
        (np.full([4, 5, 3], np.inf), ValueError, "finite"),
        (np.full([4, 5, 3], -1.0), ValueError, r"\[0, 255\], got values from -1 to -1"),
        (np.full([4, 5, 3], 65535, "uint16"), ValueError, "to 65535"),
    ],
)
def test_what_is_no_image_is_refused_in_a_sentence(detector, image, error, words):
    with pytest.raises(error, match=words) as told:
        detector.predict(image)
    assert "\n" not in str(told.value)
    with pytest.raises(error, match=r"images\[1\]"):
        detector.predict([pixels(), image])


def test_pixels_from_0_to_1_are_warned_about(detector):
    with pytest.warns(UserWarning, match=r"expected is \[0, 255\]"):
        detector.predict(pixels() / 255)
    detector.predict(np.zeros([4, 5, 3]))  # Black is black.


def test_the_constructor_refuses_what_does_not_fit():
    model = tiny_ssd()
    with pytest.raises(TypeError, match="got str"):
        Detector("model")
    for labels in (["car"], "car"):
        with pytest.raises(ValueError, match="labels must name the 3 classes"):
            Detector(model, labels)
    with pytest.raises(ValueError, match="score_threshold must be in"):
        Detector(model, score_threshold=30)
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        Detector(model, batch_size=0)
    with pytest.raises(ValueError, match="codec must be made for the model's"):
        Detector(model, codec=Codec(model.default_boxes[:5]))
    assert Detector(model).labels == ("class_0", "class_1", "class_2")


def test_the_codec_keeps_its_settings_and_the_higher_threshold():
    model = tiny_ssd()
    codec = Codec(model.default_boxes, nms_iou=0.2, max_detections=7, score_threshold=0.4)
    detector = Detector(model, codec=codec)
    assert detector.codec.nms_iou == 0.2 and detector.codec.score_threshold == 0.4
    assert detector.predict(pixels()[None])["boxes"].shape == (1, 7, 4)
    assert Detector(model, codec=codec, score_threshold=0.5).codec.score_threshold == 0.5


def test_detect_scales_to_the_sizes_that_are_given(detector):
    images = tf.constant(np.stack([pixels(48, 64), pixels(48, 64, 1)]))
    sizes_hw = tf.constant([[480, 1280], [48, 64]])
    plain, scaled = detector.detect(images), detector.detect(images, sizes_hw)
    np.testing.assert_allclose(scaled["boxes"][0], plain["boxes"][0] * [20, 10, 20, 10], rtol=1e-6)
    np.testing.assert_allclose(scaled["boxes"][1], plain["boxes"][1], rtol=1e-6)


def test_new_weights_of_the_model_are_used():
    detector = tiny_detector()
    before = detector.predict(pixels())
    detector.model.set_weights(tiny_ssd(seed=5).get_weights())
    after = detector.predict(pixels())
    assert before["score"].tolist() != after["score"].tolist()


def test_files_answer_as_their_pixels_in_their_order(detector, tmp_path):
    images = {f"{i}.png": pixels(20 + i % 2, 30, i) for i in range(11)}  # Two sizes, mixed.
    images["ü 汉.png"] = pixels(9, 9)
    for name, image in images.items():
        save(tmp_path / name, image)
    records = list(detector.predict_files(tmp_path, progress=False))
    assert [record.path.name for record in records] == sorted(images)
    for record in records:
        image = images[record.path.name]
        assert record.size_hw == image.shape[:2] and record.image is None
        assert_same(record.prediction, detector.predict(image))
    kept = next(detector.predict_files(tmp_path, progress=False, keep=True))
    np.testing.assert_array_equal(kept.image, images["0.png"])


def test_a_progress_bar_counts_the_files(detector, tmp_path, capfd):
    save(tmp_path / "a.png", pixels())
    (tmp_path / "b.png").write_bytes(b"no")
    list(detector.predict_files(tmp_path, on_error="skip", problems=[]))
    assert "2/2" in capfd.readouterr().err


def test_unreadable_files_raise_or_are_named(detector, tmp_path):
    good, bad = save(tmp_path / "good.jpg", pixels()), tmp_path / "bad.jpg"
    bad.write_bytes(good.read_bytes()[:100])
    with pytest.raises(ImageError, match=r"bad\.jpg: a JPEG file that is cut off"):
        list(detector.predict_files(tmp_path, progress=False))
    problems = []
    sources = [tmp_path, "missing.jpg", tmp_path / "none"]
    found = detector.predict_files(sources, on_error="skip", problems=problems, progress=False)
    assert [record.path for record in found] == [good]
    assert [path for path, _ in problems] == ["missing.jpg", str(tmp_path / "none"), str(bad)]
    with pytest.warns(UnreadWarning, match="1 left out: .*bad.jpg"):
        assert len(list(detector.predict_files(tmp_path, on_error="skip", progress=False))) == 1
    with pytest.raises(ValueError, match="on_error must be"):
        detector.predict_files(tmp_path, on_error="ignore")
    with pytest.raises(TypeError, match="sources must be paths"):
        detector.predict_files([pixels()])
    with pytest.raises(ValueError, match="batch_size must be at least 1"):
        detector.predict_files(tmp_path, batch_size=0)
