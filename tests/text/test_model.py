"""CRAFT: any size and any backbone, small images, fusing, saving, training."""

import keras
import numpy as np
import pytest

from tests.text.tiny_craft import tiny_craft
from tfvision.backbones import VGG, MobileNetV2
from tfvision.text.loss import HardNegativeMSE
from tfvision.text.model import CRAFT
from tfvision.text.slices import Slices


def tiny(kind="plain", outputs=2, **options):
    backbone = Slices(kind, width=0.0625, dtype=options.get("dtype"))
    return CRAFT(backbone, outputs, (8, 8, 8, 8), kind, **options)


@pytest.fixture(scope="module")
def model():
    return tiny()


@pytest.mark.parametrize(
    "size_hw", [(64, 96), (37, 54), (150, 97), (16, 17), (15, 40), (2, 3), (1, 9), (1, 1)]
)
def test_takes_images_of_any_size(rng, model, size_hw):
    images = rng.integers(0, 256, [2, *size_hw, 3]).astype("uint8")
    heat_map = model(images)
    assert heat_map.shape == (2, size_hw[0] // 2, size_hw[1] // 2, 2)
    assert heat_map.dtype == "float32" and np.isfinite(heat_map).all()
    assert heat_map.shape[1] * heat_map.shape[2] == 0 or np.std(heat_map[0] - heat_map[1]) > 0
    np.testing.assert_array_equal(heat_map, model(images.astype("float32")))


def test_sizes_that_are_known_stay_known(model):
    assert model(keras.Input([37, 54, 3])).shape == (None, 18, 27, 2)
    assert model(keras.Input([None, None, 3], dtype="uint8")).shape == (None, None, None, 2)
    assert model.stride == 2 and model.outputs == 2


def test_a_small_image_is_one_with_the_mean_colour_around_it(rng, model):
    image = rng.uniform(0, 255, [1, 9, 14, 3]).astype("float32")
    larger = np.tile(np.float32([123.675, 116.28, 103.53]), [1, 16, 16, 1])
    larger[:, :9, :14] = image
    np.testing.assert_allclose(model(image), model(larger)[:, :4, :7], atol=1e-5)


def test_predict_of_several_sizes(rng, model):
    for size_hw in ((33, 50), (48, 21)):
        images = rng.uniform(0, 255, [3, *size_hw, 3]).astype("float32")
        heat_maps = model.predict(images, batch_size=2, verbose=0)
        np.testing.assert_allclose(heat_maps, model(images), atol=1e-5)


def test_other_backbones(rng):
    """Five strides, and sizes that are rounded up."""
    model = CRAFT(MobileNetV2(0.1, "torch"), 1, (8, 8, 8, 16), kind="ghost")
    assert [layers[1].filters for layers in model.up_layers] == [8, 8, 8, 16]
    for size_hw in ((64, 96), (37, 55), (1, 3)):
        heat_map = model(rng.uniform(0, 255, [1, *size_hw, 3]).astype("float32"))
        assert heat_map.shape == (1, size_hw[0] // 2, size_hw[1] // 2, 1)


def test_what_is_finer_than_half_the_size_is_not_read():
    model = CRAFT(VGG("11"), filters=(16, 8, 8))
    assert model.read == ["conv5_2", "conv4_2", "conv3_2", "conv2_1"]


def test_what_fusing_leaves():
    """That the numbers stay the same is tested beside the goldens."""
    model = tiny("doubled", head="ghost")
    fused = model.fuse()
    norms = [x for x in fused._flatten_layers() if isinstance(x, keras.layers.BatchNormalization)]
    # Those that follow a ReLU cannot be folded: one a layer of VGG and of the decoder.
    assert len(norms) == 12 + 8
    assert fused.name == model.name and fused.fused and fused.backbone.fused


def test_heat_maps_are_float32_under_mixed_precision(images):
    model = tiny("ghost", dtype="mixed_float16")
    assert model(images).dtype == "float32"
    assert model.head_layers[-1].compute_dtype == "float16"


def test_a_frozen_model_stays_frozen_when_it_is_saved(images, tmp_path, model):
    frozen = CRAFT.from_config(model.get_config())
    frozen.freeze("conv2_2")
    trained = len(frozen.trainable_variables)
    assert trained < len(model.trainable_variables)
    for count in (trained, 0):
        frozen.trainable = frozen.trainable and count > 0
        frozen.save(tmp_path / "frozen.keras")
        again = keras.saving.load_model(tmp_path / "frozen.keras")
        assert len(again.trainable_variables) == count
    before = again.get_weights()
    again(images, training=True)
    for value, now in zip(before, again.get_weights(), strict=True):
        np.testing.assert_array_equal(value, now)


def test_trains_with_plain_fit(images):
    model = tiny_craft()
    targets = np.zeros([2, 24, 32, 2], "float32")
    targets[..., 1] = 1
    targets[:, 8:14, 10:20, 0] = 1
    model.compile(keras.optimizers.Adam(0.01), HardNegativeMSE())
    losses = model.fit(images, targets, epochs=20, verbose=0).history["loss"]
    assert losses[-1] < losses[0]


class Lacking(Slices):
    """As a backbone that has no map at half the size."""

    def __init__(self):
        super().__init__(width=0.0625)
        self.strides = {"conv3_2": 4, "fc7": 16}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"outputs": 0}, "outputs must be at least 1, got 0"),
        ({"kind": "conv"}, "kind must be one of plain, ghost, doubled, got 'conv'"),
        ({"head": "relu"}, "head must be one of linear, ghost, got 'relu'"),
        ({"filters": (8, 8)}, r"filters must have 4 numbers, one for each of conv2_2, .* \(8, 8\)"),
        ({"backbone": Lacking}, "backbone must have a feature map of stride 2, got the strides"),
    ],
)
def test_arguments_out_of_range(options, message):
    arguments = {"backbone": lambda: Slices(width=0.0625), "filters": (8, 8, 8, 8), **options}
    with pytest.raises(ValueError, match=message):
        CRAFT(arguments.pop("backbone")(), **arguments)
