"""What a run computes on, as far as one process shows it; `test_many_machines` starts several."""

import json

import keras
import pytest
import tensorflow as tf

from training import many_machines, strategies

ONE = {"strategy": "none", "synchronized_norm": False}
MANY = {"strategy": "multiworker", "synchronized_norm": False}


def cluster(kind, index, **jobs):
    return json.dumps({"cluster": jobs, "task": {"type": kind, "index": index}})


@pytest.mark.parametrize(
    "word",
    [
        None,
        "here",
        "[]",
        "{}",
        cluster("worker", 0),
        cluster("worker", 0, worker="a:1"),
        cluster("worker", 0, worker=["a"]),
        cluster("worker", 0, worker=[2222, 2223]),
        cluster("worker", 2, worker=["a:1", "b:1"]),
        cluster("worker", -1, worker=["a:1", "b:1"]),
        cluster("ps", 0, worker=["a:1"], ps=["b:1"]),
    ],
)
def test_many_machines_need_to_know_each_other(monkeypatch, word):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    if word is not None:
        monkeypatch.setenv("TF_CONFIG", word)
    with pytest.raises(ValueError, match=r"needs the environment variable TF_CONFIG, as \{.*; got"):
        strategies.made(MANY)


def test_the_chief_comes_first(monkeypatch):
    monkeypatch.setenv("TF_CONFIG", cluster("worker", 1, worker=["a:1", "b:1"], chief=["c:1"]))
    assert many_machines.cluster() == (["c:1", "a:1", "b:1"], 2)


def test_one_machine_is_its_own_chief_and_reads_whole_batches():
    one = strategies.made(ONE)
    assert one is tf.distribute.get_strategy()
    assert strategies.is_chief(one)
    assert strategies.fed(one, lambda context: context) is None
    strategies.check(one, 3, {})
    assert many_machines.leave(3) == 3


def test_synchronized_statistics_need_replicas():
    with pytest.raises(ValueError, match="--synchronized-norm is of several replicas"):
        strategies.made(ONE | {"synchronized_norm": True})


def test_every_normalization_is_synchronized():
    inner = keras.Sequential([keras.layers.BatchNormalization(name="deep")])
    model = keras.Sequential([keras.Input([4, 5, 3]), inner, keras.layers.BatchNormalization()])
    strategies.synchronize_norm(model)
    assert [layer.synchronized for layer in (inner.layers[0], model.layers[1])] == [True, True]


def test_the_lost_one_is_named():
    words = "op of /job:worker/replica:0/task:1 from remote target /job:worker/replica:0/task:0 x"
    error = tf.errors.UnavailableError(None, None, words)
    assert many_machines.lost(error).startswith("The connection to worker 0 is lost, so")
    error = tf.errors.UnavailableError(None, None, "Socket closed")
    assert many_machines.lost(error).startswith("The connection to another worker is lost, so")
