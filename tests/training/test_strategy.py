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
from tests.training import tiny_run
sys.exit(tiny_run.detection.main(sys.argv[1:]))
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


def run(*words):
    subprocess.run([sys.executable, "-c", TWO, *words], check=True, capture_output=True)
