"""The pair of models of a run: one to train, one to judge."""

import dataclasses

import numpy as np
import pytest
import tensorflow as tf

from tests.training import tiny_run
from training.detection_task import Detection
from training.model_pair import make_pair
from training.recipes.detection import recipe

SETTINGS = {"seed": 3, "synchronized_norm": False}
ONE = tf.distribute.get_strategy()
TINY = {"image_size": tiny_run.SIZE_HW, "levels": tiny_run.LEVELS, "model_options": {}}
SMALL = {"image_size": (64, 96), "model_options": {"alpha": 0.1, "top_down": 8}}


@pytest.mark.parametrize(
    "policy", ["mixed_bfloat16", pytest.param("mixed_float16", marks=pytest.mark.slow)]
)
def test_the_judged_copy_computes_in_float32(policy):
    chosen = dataclasses.replace(recipe("roads"), mixed_precision=policy, **SMALL)
    model, judged = make_pair(Detection(), SETTINGS, chosen, 2, ONE)
    assert model.dtype_policy.name == policy
    layers = judged._flatten_layers()
    assert {layer.dtype_policy.name for layer in layers} == {"float32"}
    judged.set_weights(model.get_weights())
    images = np.zeros([1, 64, 96, 3], "uint8")
    close = {"mixed_bfloat16": 0.2, "mixed_float16": 0.02}[policy]
    a, b = model(images)["logits"], judged(images)["logits"]
    np.testing.assert_allclose(np.asarray(a, "float32"), b, atol=close)


def test_the_same_seed_is_the_same_weights():
    chosen = dataclasses.replace(recipe("roads"), model="tiny", **TINY)
    seeds = [SETTINGS | {"seed": seed} for seed in (3, 3, 4)]
    pairs = [make_pair(Detection(), settings, chosen, 2, ONE)[0] for settings in seeds]
    first, again, other = (pair.backbone.fine.convolution.kernel.numpy() for pair in pairs)
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
