"""A model behind a server answers as it does here, whatever the way there; and what goes wrong."""

import concurrent.futures
import http.server
import socket
import sys
import threading

import numpy as np
import pytest
import tensorflow as tf

from tests.serving import server_double
from tests.tiny_detector import LABELS
from tests.tiny_text import lattice, page
from tfvision import cli, serving

pytest.importorskip("tensorflow_serving")

WAYS = ("grpc", "http")


def pixels(height=30, width=50, seed=0):
    return np.random.default_rng(seed).integers(0, 256, [height, width, 3], "uint8")


def connect(*arguments, **options):
    """With the patience that a busy machine asks for."""
    return serving.connect(*arguments, **{"timeout": 300.0} | options)


@pytest.fixture(scope="module")
def models(folder, classifier_folder, characters_folder):
    """One exported model of each task, by name."""
    return {"plates": folder, "pets": classifier_folder, "reader": characters_folder}


@pytest.fixture(scope="module")
def running(models):
    """The double, and its addresses by the way of asking."""
    double = server_double.Double(models)
    with server_double.by_grpc(double) as grpc, server_double.by_rest(double) as rest:
        yield double, {"grpc": grpc, "http": rest}


@pytest.fixture
def double(running):
    double, _ = running
    double.asked.clear()
    yield double
    double.troubles.clear()
    double.delay = 0.0


@pytest.fixture
def addresses(running):
    return running[1]


def assert_equal(found, expected):
    assert found.keys() == expected.keys()
    for name, values in expected.items():
        np.testing.assert_array_equal(found[name], values)
        assert getattr(found[name], "dtype", None) == getattr(values, "dtype", None)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["plates", "pets"])
def test_it_answers_as_the_model_here(models, double, addresses, name, way):
    here = serving.load(models[name])
    there = connect(addresses[way], name)
    assert there.task == here.task
    images = [pixels(), pixels(20, 90, 1), pixels(seed=2)]
    for found, expected in zip(there.predict(images), here.predict(images), strict=True):
        assert_equal(found, expected)
    batch = np.stack(images[::2])
    assert_equal(there.predict(batch), here.predict(batch))
    assert_equal(there.predict(images[0] / 255.0 * 254.7), here.predict(images[0] / 255.0 * 254.7))
    assert there.predict([]) == []
    assert len(there.predict(batch[:0])["scores"]) == 0


@pytest.mark.parametrize("way", WAYS)
def test_characters_are_decoded_here(models, double, addresses, way):
    image = page(lattice((91, 130)), (91, 130))
    here = serving.load(models["reader"])
    there = connect(addresses[way], models["reader"].parent)
    found, expected = there.predict([image, image[:60]]), here.predict([image, image[:60]])
    assert expected[0]["num_detections"] > 3
    for one, other in zip(found, expected, strict=True):
        for key, values in other.items():
            np.testing.assert_allclose(one[key], values, atol=1e-4)
    vertical = there.detector(direction="vertical").predict(image.astype("float32"))
    assert vertical["vertical"].all() and double.asked[-1][1] == "raw"
    with pytest.raises(ValueError, match="model must be the folder of the export for characters"):
        connect(addresses[way], "reader")


def test_images_of_one_size_go_together(double, addresses):
    there = connect(addresses["grpc"], "plates", batch_size=2)
    there.predict([pixels(seed=i) for i in range(5)] + [pixels(8, 9)])
    shapes = [shapes["images"] for _, _, shapes in double.asked]
    assert shapes == [(2, 30, 50, 3), (2, 30, 50, 3), (1, 30, 50, 3), (1, 8, 9, 3)]
    double.asked.clear()
    png = connect(addresses["grpc"], "plates", send="png")
    assert_equal(png.predict(pixels()), there.predict(pixels()))
    assert double.asked[0][1:] == ("serving_bytes", {"image_bytes": (1,)})


def test_files_and_names(models, double, addresses, tmp_path):
    (tmp_path / "a.png").write_bytes(tf.io.encode_png(pixels()).numpy())
    there = connect(addresses["grpc"], "plates")
    (record,) = there.predict_files(tmp_path, progress=False)
    assert_equal(record.prediction, serving.load(models["plates"]).predict(pixels()))
    found = record.prediction
    for label, name in zip(found["label"], found["name"], strict=True):
        assert name == LABELS[label] == there.labels[label]
    assert connect(addresses["grpc"], models["plates"]).labels == LABELS
    assert str(there) == f"plates on {addresses['grpc']}"


@pytest.mark.parametrize("way", WAYS)
def test_eight_threads_ask_at_once(double, addresses, way):
    there = connect(addresses[way], "pets")
    images = [pixels(seed=i) for i in range(8)]
    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        together = list(threads.map(there.predict, images))
    for found, expected in zip(together, there.predict(images), strict=True):
        np.testing.assert_array_equal(found["name"], expected["name"])
        np.testing.assert_allclose(found["score"], expected["score"], atol=1e-6)


@pytest.mark.parametrize("way", WAYS)
def test_versions_and_their_state(models, double, addresses, way):
    there = connect(addresses[way], "plates", version=1)
    assert there.server.states() == {1: "AVAILABLE"}
    assert there.predict(pixels())["num_detections"] > 3
    with pytest.raises(serving.ServerError, match=r"plates on .*: .*Servable not found"):
        connect(addresses[way], "plates", version=7)


@pytest.mark.parametrize(("way", "passing", "lasting"), [
    ("grpc", "UNAVAILABLE", "INVALID_ARGUMENT"), ("http", 503, 400),
])  # fmt: skip
def test_what_passes_is_asked_again(double, addresses, way, passing, lasting):
    there = connect(addresses[way], "plates", retries=2)
    double.troubles = [passing, passing]
    assert there.predict(pixels())["num_detections"] > 3
    double.troubles = [passing] * 3
    with pytest.raises(serving.ServerError, match=rf"{passing}: trouble \(3 attempts\)"):
        there.predict(pixels())
    double.troubles = [lasting, passing]
    with pytest.raises(serving.ServerError, match=f"{lasting}: trouble$"):
        there.predict(pixels())
    assert double.troubles == [passing]


@pytest.mark.parametrize(("way", "words"), [
    ("grpc", "DEADLINE_EXCEEDED"), ("http", "no answer within 0.1 seconds"),
])  # fmt: skip
def test_a_server_that_is_slow_is_not_waited_for(double, addresses, way, words):
    there = connect(addresses[way], "plates")
    there.server.timeout = 0.1
    double.delay = 0.3
    with pytest.raises(serving.ServerError, match=words):
        there.predict(pixels())


@pytest.mark.parametrize("way", ["", "http://"])
def test_nobody_there(way):
    with socket.socket() as taken:
        taken.bind(("localhost", 0))  # And not listened at
        address = f"{way}localhost:{taken.getsockname()[1]}"
        with pytest.raises(serving.ServerError, match=r"plates on .*(UNAV|refused).*attempt"):
            connect(address, "plates", timeout=0.5, retries=1)


def test_another_server_at_that_place():
    class Other(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(404)
            self.end_headers()
            self.wfile.write(b'["not here"]')

        def log_message(self, *_):
            """Silent."""

    with http.server.HTTPServer(("localhost", 0), Other) as server:
        threading.Thread(target=server.handle_request).start()
        with pytest.raises(serving.ServerError, match=r"HTTP 404: no JSON object, but b'\[.not"):
            connect(f"http://localhost:{server.server_port}", "plates", retries=0)


def test_without_the_stubs_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorflow_serving.apis", None)
    with pytest.raises(ImportError, match=r"pip install 'tfvision\[client\]'; its REST port"):
        connect("localhost:1", "plates")


def test_what_does_not_fit_is_refused(models, double, addresses):
    for server, arguments, words in (
        ("ftp://a", {}, "UNAVAILABLE|address must be"),
        ("http://", {}, "address must be as http://localhost:8501, got 'http://'"),
        (addresses["grpc"], {"timeout": 0}, "timeout must be above 0"),
        (addresses["grpc"], {"retries": -1}, "retries not below, got 1, -1"),
        (addresses["grpc"], {"send": "jpeg"}, "send must be 'pixels' or 'png', got 'jpeg'"),
    ):
        with pytest.raises((ValueError, serving.ServerError), match=words):
            connect(server, "plates", **{"timeout": 1, "retries": 0} | arguments)
    double.folders["plates"], kept = models["pets"], double.folders["plates"]
    with pytest.raises(ValueError, match=r"a model for classification, but .* is for"):
        connect(addresses["http"], kept.parent)
    double.folders["plates"] = kept


def test_the_commands_ask_a_server(models, double, addresses, tmp_path, capsys):
    for name in ("a.png", "b.jpg"):
        encode = tf.io.encode_png if name == "a.png" else tf.io.encode_jpeg
        image = page(lattice((60, 90)), (60, 90))
        (tmp_path / name).write_bytes(encode(image).numpy())
    into = ("--no-drawings", "--csv")
    for command, model, way, options in (
        ("detect", "plates", "grpc", into),
        ("classify", "pets", "http", ("--top", "1", "--csv")),
        ("characters", models["reader"].parent, "grpc", into),
    ):
        local = models[getattr(model, "name", model)]
        words = [command, str(tmp_path), *options]
        assert cli.main([*words, str(tmp_path / "local.csv"), "--model", str(local)]) == 0
        words += [str(tmp_path / "remote.csv"), "--model", str(model)]
        assert cli.main([*words, "--server", addresses[way]]) == 0
        rows = (tmp_path / "remote.csv").read_text("utf-8")
        assert rows == (tmp_path / "local.csv").read_text("utf-8") and len(rows.splitlines()) > 2
    capsys.readouterr()
    words = ["detect", str(tmp_path), "--model", "pets", "--server", addresses["http"]]
    assert cli.main(words) == 1
    address = addresses["http"]
    expected = f"pets on {address}: a model for classification, expected one for detection"
    assert expected in capsys.readouterr().err
