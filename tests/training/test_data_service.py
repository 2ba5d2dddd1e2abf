"""Batches from a service are those that the training would make; what it cannot make is said."""

import socket
import threading

import numpy as np
import pytest
import tensorflow as tf

from tests.training import tiny_run
from tfvision.classification import Codec, pipeline
from tfvision.classification.scaled_digits import CLASSES, ScaledDigits
from tfvision.classification.shapes import Shapes
from training import data_service
from training.epoch_table import EpochTable


@pytest.fixture(scope="module")
def service():
    address, servers = data_service.begin("localhost", 0)
    yield address
    del servers


def digits(count=10):
    rng = np.random.default_rng(2)
    images = rng.integers(0, 256, [count, 6, 8], "uint8")
    data = ScaledDigits(images, rng.integers(0, 10, count), rng.uniform(0.5, 1.5, count))
    codec = Codec(len(CLASSES))
    return pipeline.training_batches(data, codec, (34, 36), 3, seed=5, augment=None)


def arrays(batches, count):
    return [[part.numpy() for part in batch] for batch in batches.take(count)]


def test_one_worker_sends_what_would_be_made_here(service):
    batches = digits()
    for found, expected in zip(
        arrays(data_service.served(batches, service), 8), arrays(batches, 8), strict=True
    ):
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_array_equal(found[1], expected[1])


def test_several_make_each_epoch_once():
    address, first = data_service.begin("localhost", 0)
    _, second = data_service.begin("localhost", 0, join=address)
    numbers = tf.data.Dataset.range(6).flat_map(
        lambda i: tf.data.Dataset.range(3).map(lambda j: 3 * i + j)
    )
    found = [int(number) for number in data_service.served(numbers, address)]
    assert sorted(found) == list(range(18))
    for i in range(6):  # Each in its order, whatever comes between
        assert [number for number in found if number // 3 == i] == [3 * i, 3 * i + 1, 3 * i + 2]
    del first, second


def test_what_python_makes_is_refused(service):
    data = Shapes(4, size_hw=(16, 16))
    batches = pipeline.training_batches(data, Codec(8), (16, 16), 2, seed=1, augment=None)
    with pytest.raises(ValueError, match="makes batches without Python: not of rendered images"):
        data_service.served(batches, service)


def test_nobody_there():
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ValueError, match=f"--data-service localhost:{port}: nobody answers there"):
        data_service.served(digits(), f"localhost:{port}")
    with pytest.raises(ValueError, match=f"--join localhost:{port}: nobody answers there"):
        data_service.begin("localhost", 0, join=f"localhost:{port}")


def test_a_service_that_dies_ends_the_run(monkeypatch):
    said = threading.Event()
    words = []
    monkeypatch.setattr(data_service, "_PATIENCE", 0.05)
    monkeypatch.setattr(data_service, "_end", lambda message: (words.append(message), said.set()))
    with socket.create_server(("localhost", 0)) as server:
        address = f"localhost:{server.getsockname()[1]}"
        with data_service.watched(address):
            assert not said.wait(0.5)
            server.close()
            assert said.wait(10)
    assert f"{address}: nobody answers there" in words[0] and "go on with --resume" in words[0]


def test_without_a_service_nobody_watches():
    before = threading.active_count()
    with data_service.watched(None):
        assert threading.active_count() == before


def test_a_port_that_is_taken(capsys):
    with socket.create_server(("localhost", 0)) as server:
        assert data_service.main(["--port", str(server.getsockname()[1])]) == 1
    assert "localhost cannot serve batches at port" in capsys.readouterr().err


def test_no_port(capsys):
    with pytest.raises(SystemExit):
        data_service.main(["--port", "70000"])
    assert "--port: must be from 1 to 65535, got 70000" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["host", "host:", ":5", "host:0", "host:65536", "host:x"])
def test_no_address(word, capsys):
    with pytest.raises(SystemExit):
        data_service.main(["--join", word])
    assert f"must be written HOST:PORT, got {word}" in capsys.readouterr().err


def test_a_run_asks_the_service(tmp_path):
    scenes = tiny_run.write_scenes(tmp_path / "voc", 6)
    with pytest.raises(ValueError, match="--data-service localhost:1: nobody answers there"):
        tiny_run.run(*tiny_run.words(scenes, tmp_path / "run"), "--data-service", "localhost:1")


@pytest.mark.slow
def test_a_run_learns_the_same(service, tmp_path):
    scenes = tiny_run.write_scenes(tmp_path / "voc", 9)
    tables = []
    for name, more in (("here", ()), ("served", ("--data-service", service))):
        tiny_run.run(*tiny_run.words(scenes, tmp_path / name, "--epochs", 2), *more)
        tables.append(EpochTable(tmp_path / name / "epochs.csv", epochs_done=2))
    np.testing.assert_allclose(*(table.values("loss")[1] for table in tables), rtol=1e-5)
