"""An exported detector answers as it did in memory, wherever its folder goes."""

import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import numpy as np
import pytest
import tensorflow as tf

from tests.images.test_promised_size import BOMBS, IN_GRAPH
from tests.tiny_detector import LABELS, tiny_detector, tiny_ssd
from tfvision import serving
from tfvision.detection.predictor import Detector
from tfvision.serving import saved_model, verify

ANSWER = ["boxes", "labels", "names", "num_detections", "scores"]


def pixels(height=30, width=50, seed=0):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3], "uint8")


def read(answer):
    return {name: values.numpy() for name, values in answer.items()}


@pytest.fixture(scope="module")
def loaded(folder):
    return serving.load(folder.parent)


@pytest.fixture(scope="module")
def unfused(detector, tmp_path_factory):
    folder = tmp_path_factory.mktemp("models") / "unfused"
    serving.export(detector, folder, fuse=False)
    return serving.load(folder)


def test_the_folder_is_as_tf_serving_wants_it(folder):
    assert folder.name == "1"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {
        "saved_model.pb",
        "fingerprint.pb",
        "variables/variables.index",
        "variables/variables.data-00000-of-00001",
        "assets/labels.txt",
        "assets.extra/tf_serving_warmup_requests",
        "assets.extra/tfvision.json",
        "assets.extra/default_boxes.npy",
    }
    assert (folder / "assets/labels.txt").read_bytes() == "\n".join([*LABELS, ""]).encode()
    assert [path.name for path in folder.parent.iterdir()] == ["1"]
    # The folder in which it was made is nobody's business.
    assert tempfile.gettempdir().encode() not in (folder / "saved_model.pb").read_bytes()
    assert folder.stat().st_mode & 0o777 == folder.parent.stat().st_mode & 0o777


def test_the_signatures_take_and_give_what_they_promise(loaded):
    assert set(loaded.signatures) == {"serving_default", "serving_bytes", "raw"}
    specs = {name: one.structured_input_signature[1] for name, one in loaded.signatures.items()}
    assert specs["serving_default"] == {
        "images": tf.TensorSpec([None] * 3 + [3], tf.uint8, "images")
    }
    assert specs["serving_bytes"] == {
        "image_bytes": tf.TensorSpec([None], tf.string, "image_bytes")
    }
    assert specs["raw"] == {"images": tf.TensorSpec([None, 48, 64, 3], tf.float32, "images")}
    for name in ("serving_default", "serving_bytes"):
        assert sorted(loaded.signatures[name].structured_outputs) == ANSWER
    assert sorted(loaded.signatures["raw"].structured_outputs) == ["logits", "offsets"]


@pytest.mark.parametrize("size_hw", [(30, 50), (48, 64), (7, 300)])
def test_unfused_it_answers_exactly_as_in_memory(detector, unfused, size_hw):
    assert not unfused.settings["fused"]
    image = pixels(*size_hw)
    expected, found = detector.predict(image), unfused.predict(image)
    assert expected["num_detections"] > 3 and found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)


def test_fused_it_answers_the_same_up_to_rounding(detector, loaded):
    assert loaded.settings["fused"]
    for seed in range(3):
        images = np.stack([pixels(60, 40, seed), pixels(60, 40, seed + 10)])
        expected, found = detector.predict(images), loaded.predict(images)
        np.testing.assert_array_equal(found["num_detections"], expected["num_detections"])
        np.testing.assert_array_equal(found["names"], expected["names"])
        np.testing.assert_allclose(found["scores"], expected["scores"], atol=1e-4)
        np.testing.assert_allclose(found["boxes"], expected["boxes"], atol=60 * 1e-4)


def test_raw_is_the_model(detector, loaded):
    images = np.stack([pixels(48, 64), pixels(48, 64, 1)]).astype("float32")
    found = loaded.signatures["raw"](images=images)
    for name, values in detector.model(images).items():
        np.testing.assert_allclose(found[name], values, atol=1e-4 * np.abs(values).max())


def test_files_of_mixed_kind_and_size_answer_in_their_own_pixels(loaded):
    images = [pixels(30, 50), pixels(91, 20, 1), pixels(48, 64, 2)]
    encoded = [
        tf.io.encode_png(images[0]),
        tf.io.encode_jpeg(images[1]),
        tf.io.encode_png(images[2]),
    ]
    images[1] = tf.io.decode_jpeg(encoded[1], dct_method="INTEGER_ACCURATE").numpy()
    together = read(loaded.signatures["serving_bytes"](image_bytes=tf.stack(encoded)))
    for row, image in enumerate(images):
        alone = read(loaded.signatures["serving_default"](images=image[None]))
        np.testing.assert_array_equal(together["names"][row], alone["names"][0])
        np.testing.assert_allclose(together["boxes"][row], alone["boxes"][0], atol=1e-3)
        np.testing.assert_allclose(together["scores"][row], alone["scores"][0], atol=1e-5)
    count = together["num_detections"][0]
    assert 0 < count < 200 and set(together["names"][0, count:]) == {b""}
    names = [LABELS[label].encode() for label in together["labels"][0, :count]]
    assert together["names"][0, :count].tolist() == names


@pytest.mark.parametrize("kind", IN_GRAPH)
def test_a_server_refuses_what_promises_too_much(loaded, kind):
    bomb = tf.constant([BOMBS[kind], tf.io.encode_png(pixels()).numpy()])
    with pytest.raises(tf.errors.InvalidArgumentError, match="promises more than 200000000 pixels"):
        loaded.signatures["serving_bytes"](image_bytes=bomb)


def test_loaded_it_predicts_as_a_detector_does(detector, unfused, tmp_path):
    assert unfused.labels == LABELS and unfused.settings["score_threshold"] == 0.3
    images = [pixels(30, 50), pixels(20, 90, 1)]
    for expected, found in zip(detector.predict(images), unfused.predict(images), strict=True):
        for name in expected:
            np.testing.assert_array_equal(found[name], expected[name])
    floats = unfused.predict(np.minimum(pixels() + 0.4, 255))  # Pixels are rounded.
    np.testing.assert_array_equal(floats["box"], detector.predict(pixels())["box"])
    assert unfused.predict([]) == []
    assert unfused.predict(np.zeros([0, 4, 5, 3], "uint8"))["boxes"].shape == (0, 200, 4)
    (tmp_path / "a.png").write_bytes(tf.io.encode_png(pixels()).numpy())
    (record,) = unfused.predict_files(tmp_path, progress=False)
    np.testing.assert_array_equal(record.prediction["box"], detector.predict(pixels())["box"])


ONLY_TENSORFLOW = """
import sys
import numpy as np
import tensorflow as tf
loaded = tf.saved_model.load(sys.argv[1])
image = np.load(sys.argv[2])
answer = loaded.signatures["serving_default"](images=image[None])
np.savez(sys.argv[3], **{name: values.numpy() for name, values in answer.items()})
assert not any(name.split(".")[0] == "tfvision" for name in sys.modules)
"""


def test_moved_it_needs_nothing_but_tensorflow(detector, folder, tmp_path):
    written = shutil.copytree(folder, tmp_path / "first")
    moved = written.rename(tmp_path / "elsewhere ü")
    np.save(tmp_path / "image.npy", pixels())
    command = [sys.executable, "-c", ONLY_TENSORFLOW, moved, "image.npy", "answer.npz"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    expected = detector.predict(pixels()[None])
    with np.load(tmp_path / "answer.npz", allow_pickle=True) as found:
        np.testing.assert_allclose(found["scores"], expected["scores"], atol=1e-4)
        assert found["names"].tolist() == [[name.encode() for name in expected["names"][0]]]


def test_each_export_is_the_next_version(folder, tmp_path):
    plates = shutil.copytree(folder.parent, tmp_path / "plates")
    (plates / "9").mkdir()  # Someone else's, not complete.
    second = serving.export(Detector(tiny_ssd(seed=3)), plates, image=pixels(40, 40))
    assert second.name == "10" and serving.load(second).labels == ("class_0", "class_1", "class_2")
    assert serving.load(plates, version=1).labels == LABELS
    assert serving.load(plates).folder == second


def test_a_model_that_answers_differently_is_not_exported(detector, tmp_path, monkeypatch):
    other = tiny_ssd(seed=4)
    monkeypatch.setattr(detector.model, "fuse", lambda: other)
    with pytest.raises(serving.ExportError, match=r"raw: .* differs by .* nothing was exported"):
        serving.export(detector, tmp_path / "plates")
    assert list((tmp_path / "plates").iterdir()) == []


def test_an_answer_that_differs_is_found(folder, detector):
    strict = tiny_detector(score_threshold=0.9)
    verify.verify(folder, detector, pixels())
    with pytest.raises(serving.ExportError, match="serving_default: "):
        verify.verify(folder, strict, pixels())
    renamed = Detector(detector.model, ["car", "van", "plate"])
    with pytest.raises(serving.ExportError, match="serving_default: names differs"):
        verify.verify(folder, renamed, pixels())


@pytest.mark.parametrize("label", ["", "two\nlines", " spaces ", "carriage\rreturn"])
def test_labels_that_are_no_lines_are_refused(label, tmp_path):
    with pytest.raises(ValueError, match="labels must be single lines"):
        serving.export(Detector(tiny_ssd(), ["a", label, "c"]), tmp_path / "plates")
    assert not list(tmp_path.rglob("*.pb"))


KILLED = """
import os, sys
from tests.tiny_detector import tiny_detector
from tfvision import serving
from tfvision.serving import saved_model
saved_model.verify = lambda *arguments, **options: os.kill(os.getpid(), 9)
serving.export(tiny_detector(), sys.argv[1])
"""


def test_a_killed_export_leaves_no_version(tmp_path):
    here = pathlib.Path(__file__).parents[2]
    command = [sys.executable, "-c", KILLED, tmp_path / "plates"]
    done = subprocess.run(command, cwd=here, capture_output=True)
    assert done.returncode == -signal.SIGKILL
    (left,) = (tmp_path / "plates").iterdir()
    assert left.suffix == ".partial"
    with pytest.raises(FileNotFoundError, match="no saved model in it"):
        serving.load(tmp_path / "plates")


def test_a_stopped_export_leaves_nothing(detector, tmp_path, monkeypatch):
    def stop(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(saved_model.warm_up, "write", stop)
    with pytest.raises(KeyboardInterrupt):
        serving.export(detector, tmp_path / "plates")
    assert list((tmp_path / "plates").iterdir()) == []
