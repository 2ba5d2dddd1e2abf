"""Networks as LiteRT and ONNX files answer as the export does, and quantised ones nearly so."""

import sys

import cv2
import numpy as np
import pytest

from tests.tiny_classifier import LABELS
from tfvision import cli, serving
from tfvision.serving import conversion
from tfvision.serving.converted_predictor import ConvertedPredictor
from tfvision.serving.saved_model import generated


@pytest.fixture(scope="module")
def plates(folder):
    return serving.load(folder)


@pytest.fixture(scope="module")
def pets(classifier_folder):
    return serving.load(classifier_folder)


def pixels(height=30, width=50, seed=0):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3], "uint8")


def test_a_classifier_answers_the_same(pets, tmp_path):
    network = conversion.convert(pets, tmp_path / "pets.tflite")
    assert network.size_hw == (48, 64) and network.names == ["logits"]
    assert conversion.difference(pets, network, [pixels(), pixels(70, 20)])["logits"] < 1e-5
    converted = ConvertedPredictor(pets, tmp_path / "pets.tflite")
    images = np.stack([pixels(), pixels(seed=1)])
    found, expected = converted.predict(images), pets.predict(images)
    np.testing.assert_array_equal(found["names"], expected["names"])
    np.testing.assert_allclose(found["scores"], expected["scores"], atol=1e-4)
    assert list(tmp_path.iterdir()) == [tmp_path / "pets.tflite"]


@pytest.mark.parametrize(("quantize", "most"), [
    ("float16", 0.03), pytest.param("int8", 0.3, marks=pytest.mark.slow),
])  # fmt: skip
def test_a_quantised_detector_nearly_does(plates, tmp_path, quantize, most):
    samples = [pixels(seed=i) for i in range(4)]
    path = tmp_path / "plates.tflite"
    network = conversion.convert(plates, path, quantize=quantize, samples=samples)
    far = conversion.difference(plates, network, samples)
    assert far.keys() == {"offsets", "logits"} and 0 < max(far.values()) < most
    found = serving.RawDetector(ConvertedPredictor(plates, path)).predict(pixels())
    exact = serving.RawDetector(plates).predict(pixels())
    assert abs(found["score"][0] - exact["score"][0]) < most


def test_characters_have_the_size_that_is_asked(characters_folder, tmp_path):
    reader = serving.load(characters_folder)
    network = conversion.convert(reader, tmp_path / "a.tflite", size_hw=(32, 48))
    assert network.run(np.zeros([1, 32, 48, 3], "float32"))["heat_map"].shape == (1, 16, 24, 1)
    assert conversion.difference(reader, network, [pixels(32, 48)])["heat_map"] < 1e-5
    with pytest.raises(ValueError, match="a network of one size cannot stand in for one of any"):
        ConvertedPredictor(reader, tmp_path / "a.tflite")
    for size_hw in (None, (31, 48), (0, 2)):
        with pytest.raises(ValueError, match=r"size_hw \(--size\) must be two even numbers"):
            conversion.convert(reader, tmp_path / "b.tflite", size_hw=size_hw)


def test_onnx_answers_the_same(plates, tmp_path):
    pytest.importorskip("tf2onnx")
    pytest.importorskip("onnxruntime")
    network = conversion.convert(plates, tmp_path / "plates.onnx")
    assert network.size_hw == (48, 64) and network.names == ["logits", "offsets"]
    far = conversion.difference(plates, network, [pixels(), pixels(seed=2)])
    assert max(far.values()) < 1e-5


def test_onnx_without_its_packages_says_what_to_install(plates, tmp_path, monkeypatch):
    for package in ("tf2onnx", "onnxruntime"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(ImportError, match=r"needs tf2onnx: pip install 'tfvision\[onnx\]'"):
        conversion.convert(plates, tmp_path / "a.onnx")
    assert not list(tmp_path.iterdir())
    (tmp_path / "a.onnx").touch()
    with pytest.raises(ImportError, match=r"needs onnxruntime: pip install 'tfvision\[onnx\]'"):
        conversion.open_network(tmp_path / "a.onnx")


@pytest.mark.parametrize(("name", "options", "words"), [
    ("a.pb", {}, "path must end in .tflite or .onnx, got"),
    ("a.tflite", {"quantize": "int4"}, "quantize must be one of .* got 'int4'"),
    ("a.tflite", {"quantize": "int8"}, "quantize='int8' needs samples"),
    ("a.onnx", {"quantize": "float16"}, "quantize is for LiteRT, but .* is to be ONNX"),
    ("a.tflite", {"size_hw": (64, 64)}, r"size_hw of this model is \(48, 64\), got \(64, 64\)"),
])  # fmt: skip
def test_what_does_not_fit_is_refused(plates, tmp_path, name, options, words):
    with pytest.raises(ValueError, match=words):
        conversion.convert(plates, tmp_path / name, **options)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ValueError, match=r"expected a \.tflite or an \.onnx file"):
        conversion.open_network(tmp_path / "a.pb")
    with pytest.raises(FileNotFoundError, match=r"a\.tflite: no such file"):
        conversion.open_network(tmp_path / "a.tflite")


def test_the_commands_convert_and_measure(pets, tmp_path, capsys):
    for i, label in enumerate(LABELS):
        path = tmp_path / "data" / label / f"{i}.png"
        path.parent.mkdir(parents=True)
        path.write_bytes(cv2.imencode(".png", generated(40, 50 + i))[1].tobytes())
    model, target = str(pets.folder), str(tmp_path / "pets.tflite")
    words = ["--quantize", "dynamic", "--samples", str(tmp_path / "data" / "*" / "*.png")]
    assert cli.main(["convert", model, target, *words]) == 0
    out = capsys.readouterr().out
    assert f"written: {target}, 0.0 MB, for images of (48, 64)" in out
    assert "logits: differs by " in out and f"--network {target}" in out
    words = ["evaluate", str(tmp_path / "data"), "--model", model, "--network", target]
    assert cli.main(words) == 0
    assert "3 images\n" in capsys.readouterr().out
