"""What a recipe's numbers become: rates by step, decay where it belongs, averaged weights."""

import dataclasses

import keras
import numpy as np
import pytest
import tensorflow as tf

from training.optimizers import add_l2, epochs_of, optimizer_of, schedule_of
from training.recipes.detection import DetectionRecipe, recipe

PLAIN = DetectionRecipe(name="plain", learning_rate=0.1)


def small_model():
    layers = [keras.layers.Dense(3, name="first"), keras.layers.BatchNormalization(name="norm")]
    model = keras.Sequential([keras.Input([2]), *layers])
    model.layers[0].bias.assign([1.0, 2.0, 3.0])
    return model


def test_ssd300_falls_where_the_paper_says():
    rate = schedule_of(recipe("ssd300"), 120_000, 517)
    steps = (0, 500, 79_999, 80_001, 99_999, 100_001, 119_999)
    wanted = (1e-3 / 3, 1e-3, 1e-3, 1e-4, 1e-4, 1e-5, 1e-5)
    np.testing.assert_allclose([float(rate(step)) for step in steps], wanted, rtol=1e-5)


def test_cosine_ends_at_its_final_factor():
    chosen = dataclasses.replace(PLAIN, schedule="cosine", final_factor=0.25, warmup_steps=10)
    rate = schedule_of(chosen, 110, 10)
    np.testing.assert_allclose([float(rate(s)) for s in (10, 60, 110)], [0.1, 0.0625, 0.025])


def test_exponential_falls_by_epochs_while_it_rises():
    """EfficientNet's: 0.016 for 256 images, 5 epochs up, then 0.97 at each 2.4 epochs."""
    chosen = dataclasses.replace(
        PLAIN,
        **{"schedule": "exponential", "learning_rate": 0.016, "rate_images": 256},
        **{"batch_size": 512, "decay_factor": 0.97, "decay_epochs": 2.4, "warmup_epochs": 5},
    )
    rate = schedule_of(chosen, 35_000, 100)
    wanted = {0: 0, 250: 0.016, 499: 0.032 * 499 / 500, 500: 0.032 * 0.97**2}
    wanted |= {719: 0.032 * 0.97**2, 720: 0.032 * 0.97**3, 34_999: 0.032 * 0.97**145}
    got = [float(rate(step)) for step in wanted]
    np.testing.assert_allclose(got, list(wanted.values()), rtol=1e-4)


def test_a_phase_has_its_own_rate():
    chosen = dataclasses.replace(PLAIN, schedule="cosine", rate_images=32)
    rate = schedule_of(chosen, 40, 10, peak=0.01)
    np.testing.assert_allclose([float(rate(s)) for s in (0, 20, 40)], [0.005, 0.0025, 0], atol=1e-9)


def test_l2_is_half_the_squares_of_all_but_normalization():
    model = small_model()
    add_l2(model, 0.5)
    kernel, bias = model.layers[0].get_weights()
    total = sum(float(loss) for loss in model.losses)
    np.testing.assert_allclose(total, 0.25 * ((kernel**2).sum() + (bias**2).sum()), rtol=1e-6)
    with tf.GradientTape() as tape:
        loss = sum(model.losses)
    gradient = tape.gradient(loss, model.layers[0].kernel.value)
    np.testing.assert_allclose(gradient, 0.5 * kernel, rtol=1e-6)
    model.layers[0].trainable = False
    assert model.losses == []


def test_a_length_in_steps_becomes_whole_epochs():
    assert epochs_of(recipe("ssd300"), 517) == 233
    assert epochs_of(dataclasses.replace(PLAIN, epochs=7), 517) == 7
    with pytest.raises(ValueError, match="recipe plain states no length"):
        epochs_of(PLAIN, 10)


@pytest.mark.parametrize("kind", ["adamw", "rmsprop", "sgd"])
def test_decay_spares_what_is_no_kernel(kind):
    model = small_model()
    chosen = dataclasses.replace(PLAIN, optimizer=kind, weight_decay=0.02, momentum=0.5)
    optimizer = optimizer_of(chosen, model, 100, 10)
    before = [v.numpy() for v in model.trainable_variables]
    optimizer.apply(
        [tf.zeros(v.shape) for v in model.trainable_variables], model.trainable_variables
    )
    kept = 1 - 0.1 * 0.02 / (0.5 if kind == "sgd" else 1)
    for variable, was in zip(model.trainable_variables, before, strict=True):
        factor = kept if variable.name == "kernel" else 1
        np.testing.assert_allclose(variable.numpy(), was * factor, rtol=1e-6)


def test_decay_of_sgd_is_the_papers():
    """Decay inside the gradient, as Caffe and PyTorch have it, shrinks a weight as much."""
    model = keras.Sequential([keras.Input([1]), keras.layers.Dense(1, use_bias=False)])
    model.layers[0].kernel.assign([[1.0]])
    chosen = dataclasses.replace(PLAIN, optimizer="sgd", learning_rate=0.01, weight_decay=0.05)
    optimizer = optimizer_of(chosen, model, 100, 10)
    weight, speed = 1.0, 0.0
    for _ in range(400):
        optimizer.apply([tf.zeros([1, 1])], model.trainable_variables)
        speed = 0.9 * speed + 0.05 * weight
        weight -= 0.01 * speed
    np.testing.assert_allclose(
        float(model.layers[0].kernel[0, 0]), weight, rtol=0.1
    )  # Unconverted: 0.82
