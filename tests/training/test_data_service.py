"""Batches from a service are those that the training would make; what it cannot make is said."""

import signal
import socket
import subprocess
import sys
import threading

import cv2
import numpy as np
import pytest
import tensorflow as tf

from tests.training import tiny_run
from tfvision.classification import Codec, pipeline
from tfvision.classification.scaled_digits import CLASSES, ScaledDigits
from tfvision.classification.shapes import Shapes
from tfvision.images import loading, read
from training import data_service, served_batches
from training.epoch_table import EpochTable


@pytest.fixture(scope="module")
def service():
    address, servers = data_service.begin()
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
        arrays(served_batches.served(batches, service), 8), arrays(batches, 8), strict=True
    ):
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_array_equal(found[1], expected[1])


def test_several_make_each_epoch_once():
    address, first = data_service.begin()
    _, second = data_service.begin(join=address)
    assert first[0]._num_workers() == 2
    numbers = tf.data.Dataset.range(6).flat_map(
        lambda i: tf.data.Dataset.range(3).map(lambda j: 3 * i + j)
    )
    found = [int(number) for number in served_batches.served(numbers, address)]
    assert sorted(found) == list(range(18))
    for i in range(6):  # Each in its order, whatever comes between
        assert [number for number in found if number // 3 == i] == [3 * i, 3 * i + 1, 3 * i + 2]
    del first, second


def test_what_python_makes_is_refused(service):
    data = Shapes(4, size_hw=(16, 16))
    batches = pipeline.training_batches(data, Codec(8), (16, 16), 2, seed=1, augment=None)
    with pytest.raises(ValueError, match="makes batches without Python: not of rendered images"):
        served_batches.check(batches, service)


def test_nobody_there():
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(ValueError, match=f"--data-service localhost:{port}: nobody answers there"):
        served_batches.check(digits(), f"localhost:{port}")
    with pytest.raises(ValueError, match=f"--join localhost:{port}: nobody answers there"):
        data_service.begin(join=f"localhost:{port}")


def test_a_service_that_dies_ends_the_run(monkeypatch):
    said = threading.Event()
    words = []
    monkeypatch.setattr(served_batches, "_PATIENCE", 0.05)
    monkeypatch.setattr(served_batches, "_end", lambda message: (words.append(message), said.set()))
    with socket.create_server(("localhost", 0)) as server:
        address = f"localhost:{server.getsockname()[1]}"
        with served_batches.watched(address):
            assert not said.wait(0.5)
            server.close()
            assert said.wait(10)
    assert f"{address}: nobody answers there" in words[0] and "go on with --resume" in words[0]


def test_without_a_service_nobody_watches():
    before = threading.active_count()
    with served_batches.watched(None):
        assert threading.active_count() == before


def test_a_port_that_is_taken(service, capsys):
    port = service.partition(":")[2]
    assert data_service.main(["--port", port]) == 1
    assert f"--port {port}: cannot serve there: " in capsys.readouterr().err


def test_it_serves_until_it_is_stopped(monkeypatch, capsys):
    def stopped(event):
        raise KeyboardInterrupt

    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setattr(threading.Event, "wait", stopped)
    assert data_service.main(["--port", str(port)]) == 130
    assert capsys.readouterr().out == (
        f"serves --data-service localhost:{port} until it is stopped\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--join", "other:5050"], "--join needs --host, by which the trainings reach this"),
        (["--join", "localhost:5050", "--port", "7"], "--port is of the first: leave it out"),
    ],
)
def test_words_that_do_not_go_together(words, message, capsys):
    with pytest.raises(SystemExit):
        data_service.main(words)
    assert message in capsys.readouterr().err


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
    assert not (tmp_path / "run" / "run.json").exists()
    with pytest.raises(ValueError, match="--deterministic is of batches made here"):
        words = tiny_run.words(scenes, tmp_path / "run", "--deterministic")
        tiny_run.run(*words, "--data-service", "localhost:1")


@pytest.mark.slow
def test_a_run_learns_the_same(service, tmp_path):
    scenes = tiny_run.write_scenes(tmp_path / "voc", 9)
    tables = []
    for name, more in (("here", ()), ("served", ("--data-service", service))):
        tiny_run.run(*tiny_run.words(scenes, tmp_path / name, "--epochs", 2), *more)
        tables.append(EpochTable(tmp_path / name / "epochs.csv", epochs_done=2))
    np.testing.assert_allclose(*(table.values("loss")[1] for table in tables), rtol=1e-5)


@pytest.mark.slow
def test_in_a_process_of_its_own(tmp_path):
    """It cannot call back into this one, for an image that TensorFlow does not decode."""
    with socket.create_server(("localhost", 0)) as server:
        port = server.getsockname()[1]
    command = [sys.executable, "-m", "training.data_service", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        address = process.stdout.readline().split()[2]
        assert len(arrays(served_batches.served(digits(), address), 2)) == 2
        for suffix in ("png", "tiff"):
            cv2.imwrite(str(tmp_path / f"a.{suffix}"), np.zeros([8, 9, 3], "uint8"))
        files = [tmp_path / "a.png", tmp_path / "a.tiff"]
        images = loading.decoded(files, loading.file_order(2), lambda i: read.read(files[i]))
        assert len(list(images)) == 2
        with pytest.raises(tf.errors.OpError) as told:
            list(served_batches.served(images, address))
        said = served_batches.lost(told.value, address)
        assert said.startswith(f"--data-service {address} came to an image that only Python")
        process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def test_what_is_lost_and_what_is_not():
    forgotten = tf.errors.NotFoundError(None, None, "Unknown iteration client id 7")
    said = served_batches.lost(forgotten, "a:1")
    assert said.startswith("--data-service a:1 has forgotten this run. Finished epochs are kept")
    full = tf.errors.ResourceExhaustedError(None, None, "OOM")
    assert served_batches.lost(full, "a:1") is None
