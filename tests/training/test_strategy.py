"""Two replicas on two logical processors: the script's `--strategy mirrored`, resumed as well.

In processes of their own, because a processor is divided before TensorFlow begins.
"""

import subprocess
import sys

import numpy as np
import pytest

from tests.training import tiny_run
from training.checkpoints import epochs_done
from training.epoch_table import EpochTable

TWO = """
import functools, sys
import tensorflow as tf
one = tf.config.LogicalDeviceConfiguration()
tf.config.set_logical_device_configuration(tf.config.list_physical_devices("CPU")[0], [one, one])
strategy = functools.partial(tf.distribute.MirroredStrategy, ["CPU:0", "CPU:1"])
tf.distribute.MirroredStrategy = strategy
"""
RUN = """
from tests.training import tiny_run
sys.exit(tiny_run.detection.main(sys.argv[1:]))
"""
OVERFLOW = """
from training.whole_gradient import SGD, LossScale
optimizer = LossScale(SGD(0.1))
def finite(bad):
    place = tf.distribute.get_replica_context().replica_id_in_sync_group
    return optimizer.check_finite([tf.where(tf.equal(place, bad), float("inf"), 1.0)])
for bad, expected in ((1, False), (2, True)):
    found = strategy().run(tf.function(finite), [bad])
    sys.stdout.write(str([bool(one) == expected for one in found.values]))
"""


# Their operations must find the variables of a replica.
RMSPROP = ("--optimizer", "rmsprop", "--l2", "1e-4", "--ema-ramp", "yes", "--ema-statistics", "yes")
OPTIMIZERS = [("--optimizer", "adamw"), RMSPROP]


@pytest.mark.slow
@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda words: words[1])
def test_two_replicas_learn_as_one(optimizer, tmp_path):
    data = tiny_run.write_scenes(tmp_path / "voc", 15)
    epochs = {}
    for strategy in ("none", "mirrored"):
        words = ["--epochs", 2, "--batch-size", 4, "--strategy", strategy, *optimizer]
        run(*tiny_run.words(data, tmp_path / strategy, *words))
        epochs[strategy] = EpochTable(tmp_path / strategy / "epochs.csv", epochs_done=2)
    for name in ("loss", "val_loss"):
        one, two = (table.values(name)[1] for table in epochs.values())
        # Each replica normalises by the statistics of its own half of the batch.
        np.testing.assert_allclose(one, two, rtol=0.1)
    run("--resume", "--output", str(tmp_path / "mirrored"), "--epochs", "3", "--export", "none")
    assert epochs_done(tmp_path / "mirrored" / "last.weights.h5") == 3


@pytest.mark.slow
def test_an_overflow_of_one_replica_is_one_of_all():
    assert run(code=OVERFLOW) == "[True, True][True, True]"


def run(*words, code=RUN):
    command = [sys.executable, "-c", TWO + code, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
