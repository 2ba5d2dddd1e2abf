"""A loss that is no number ends the run, and its batch is there to look at."""

import math

import numpy as np
import pytest

from tests.training import tiny_run
from training.nan_guard import LossError, StopOnNaN


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_the_batch_is_saved_and_named(bad, tmp_path):
    def batch_at(epoch, step):
        return {"images": np.full([2, 4, 6, 3], 10 * epoch + step, "uint8")}, ["a.jpg", "b.jpg"]

    guard = StopOnNaN(batch_at, tmp_path)
    guard.on_epoch_begin(2)
    guard.on_train_batch_end(4, {"loss": 1.0})
    with pytest.raises(LossError) as told:
        guard.on_train_batch_end(5, {"loss": bad, "offsets_loss": 1.0})
    path = tmp_path / "nan_epoch_3_step_6.npz"
    assert f"loss = {bad}" in str(told.value)
    assert "offsets_loss" not in str(told.value)
    assert "step 6 of epoch 3" in str(told.value)
    assert f"{path}, of the images a.jpg, b.jpg" in str(told.value)
    np.testing.assert_array_equal(np.load(path)["images"], np.full([2, 4, 6, 3], 25))


# Runs of classification and of text diverge among the fast tests.
@pytest.mark.slow
def test_a_run_that_diverges_says_so(tmp_path):
    data = tiny_run.write_scenes(tmp_path / "voc", count=8)
    words = tiny_run.words(data, tmp_path / "run", "--epochs", 1, "--learning-rate", "1e30")
    words += ["--warmup-steps", "0", "--optimizer", "sgd", "--clip-norm", "none"]
    with pytest.raises(LossError) as told:
        tiny_run.run(*words)
    (saved,) = (tmp_path / "run").glob("nan_*.npz")
    assert saved.name in str(told.value)
    assert str(told.value).count("road_3_") == 3
    arrays = np.load(saved)
    assert arrays["images"].shape == (3, 48, 64, 3)
    assert arrays["offsets"].shape[::2] == (3, 5)


def test_a_batch_that_came_from_a_service(tmp_path):
    guard = StopOnNaN(None, tmp_path)
    guard.on_epoch_begin(1)
    with pytest.raises(LossError, match=r"loss = nan\) at step 3 of epoch 2. Its batch came from"):
        guard.on_train_batch_end(2, {"loss": math.nan})
    assert not list(tmp_path.iterdir())
