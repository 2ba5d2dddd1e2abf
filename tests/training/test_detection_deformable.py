"""A detector with a deformable last stage: the plates recipe by its own arguments, two steps."""

import keras
import pytest

from tests.training import tiny_run
from tfvision.layers.recorded_sampling import deformable_layers

WORDS = "--recipe plates --weights none --freeze none --image-size 64 96 --batch-size 6 --epochs 1"
OPTIONS = "--model-options alpha=0.1 top_down=8 deformable=block_14,block_15,block_16"
SHORT = "--warmup-steps 1 --eval-every 1 --export none"


@pytest.mark.slow
def test_two_steps(tmp_path):
    scenes = tiny_run.write_scenes(tmp_path / "voc")
    words = f"{WORDS} {OPTIONS} {SHORT}".split()
    tiny_run.run(*words, "--data", scenes, "--output", tmp_path / "run")
    model = keras.saving.load_model(tmp_path / "run" / "best" / "epoch_0001.keras", compile=False)
    layers = deformable_layers(model)
    assert len(layers) == 3
    for layer in layers.values():
        assert abs(layer.offset_bias.numpy()).max() > 0  # It was 0 in the beginning.
