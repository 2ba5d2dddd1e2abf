"""GhostVGG against PyTorch's numbers; counts, what not being faithful gains, names, fusing."""

import keras
import numpy as np
import pytest

from tests.goldens import ghost_torch
from tests.layers.test_ghost import GOLDEN, assert_equal, fill
from tfvision.backbones import VGG, GhostVGG
from tfvision.backbones.five_stages import VARIANTS, WIDTHS
from tfvision.classification import Classifier
from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule


def trainable(model):
    return sum(int(np.prod(v.shape)) for v in model.trainable_variables)


def convolutions(backbone):
    """The `ConvNormAct`s of a GhostVGG in the order in which torch has them."""
    for layer in backbone.stages:
        if isinstance(layer, ConvNormAct):
            yield layer
        else:
            module = layer.ghost if isinstance(layer, DoubledGhost) else layer
            yield from (module.primary, module.cheap)


def filled(faithful):
    backbone = GhostVGG("11", faithful=faithful, pooled=True)
    for index, layer in enumerate(convolutions(backbone)):
        fill(layer, index, layer.filters)
    for index, layer in enumerate(backbone.stages):
        if isinstance(layer, DoubledGhost):
            layer.normalization.set_weights(ghost_torch.outer_norm_weights(index, layer.filters))
    return backbone


@pytest.mark.parametrize("faithful", [True, False])
def test_equals_the_same_network_in_torch(faithful):
    backbone = filled(faithful)
    with np.load(GOLDEN) as golden:
        expected = golden["faithful/pool5" if faithful else "clean/pool5"]
    assert_equal(backbone(ghost_torch.image())["pool5"], expected, 1e-5)
    assert_equal(backbone.fuse()(ghost_torch.image())["pool5"], expected, 1e-5)


def test_its_classifier_equals_the_one_in_torch():
    model = Classifier(
        filled(faithful=True), ghost_torch.CLASSES, "dense", hidden=ghost_torch.HIDDEN
    )
    for index, layer in enumerate((*model.hidden_layers, model.logits)):
        layer.set_weights(ghost_torch.dense_weights(index, *layer.kernel.shape))
    with np.load(GOLDEN) as golden:
        assert_equal(model(ghost_torch.image()), golden["faithful/logits"], 1e-5)


@pytest.fixture(scope="module")
def sixteen():
    return {
        "plain": VGG("16", batch_norm=True),
        "faithful": GhostVGG("16"),
        "clean": GhostVGG("16", faithful=False),
    }


def test_parameter_counts_of_variant_16(sixteen):
    # The published network has 131,033,992 with its dense layers.
    dense = (7 * 7 * 512 + 1) * 4096 + (4096 + 1) * 4096 + (4096 + 1) * 1000
    assert trainable(sixteen["faithful"]) == 7_391_136 == 131_033_992 - dense
    assert f"{dense / 131_033_992:.2%}" == "94.36%"
    # The outer normalization is gone, and the first convolution is a whole one.
    filters = 4224
    first = 64 * 27 - (32 * 27 + 32 * 9)
    assert trainable(sixteen["clean"]) == 7_391_136 - 2 * filters + first == 7_383_264
    # Moving statistics, inner and outer
    assert sixteen["faithful"].count_params() - trainable(sixteen["faithful"]) == 4 * filters
    # torchvision's 138,365,992 less the dense layers and the biases that normalization cancels
    assert trainable(sixteen["plain"]) == 138_365_992 - dense - filters == 14_718_912


@pytest.mark.parametrize("variant", ["11", "19"])
def test_parameter_counts_of_other_variants(variant):
    # Half of the convolution, 3 x 3 for each ghost, and twice 2 a filter to normalize
    counts = [9 * a * b // 2 + 9 * b // 2 + 4 * b for a, b in layers_of(variant)]
    assert trainable(GhostVGG(variant)) == sum(counts)


def multiplications(backbone, side=224):
    """Of one image: every weight of a kernel meets each pixel of its stage."""
    return sum(
        (side >> stage) ** 2 * np.prod(variable.shape)
        for stage, layers in enumerate(backbone.convolutions)
        for layer in layers
        for variable in layer.trainable_variables
        if variable.name == "kernel"
    )


def test_multiplications_of_variant_16(sixteen):
    counts = {name: round(multiplications(model) / 1e9, 2) for name, model in sixteen.items()}
    assert counts == {"plain": 15.35, "faithful": 7.73, "clean": 7.76}


def layers_of(variant):
    """Input and output channels of each layer."""
    pairs = zip(VARIANTS[variant], WIDTHS, strict=True)
    widths = [width for count, width in pairs for _ in range(count)]
    return list(zip([3, *widths], widths, strict=False))


def test_without_batch_norm():
    # The modules of a faithful one bring their own; a clean one has none at all.
    kinds = [type(layer) for layer in GhostVGG("11", batch_norm=False).stages]
    assert kinds == [GhostModule] * 8
    clean = GhostVGG("11", batch_norm=False, faithful=False)
    assert [type(layer) for layer in clean.stages] == [ConvNormAct] + [GhostModule] * 7
    assert not any(
        isinstance(layer, keras.layers.BatchNormalization) for layer in clean._flatten_layers()
    )
    # 2 a filter for the outer normalization, in a network that has it
    filters = sum(width for _, width in layers_of("11"))
    assert trainable(GhostVGG("11")) - trainable(GhostVGG("11", batch_norm=False)) == 2 * filters


@pytest.mark.parametrize("pooled", [False, True])
def test_names_strides_and_channels_are_those_of_vgg(pooled):
    models = GhostVGG("11", pooled=pooled), VGG("11", pooled=pooled)
    images = keras.Input([61, 97, 3])
    ghost, plain = ({k: v.shape for k, v in model(images).items()} for model in models)
    assert ghost == plain
    assert models[0].strides == models[1].strides


@pytest.mark.parametrize("faithful", [True, False])
@pytest.mark.parametrize("batch_norm", [True, False])
def test_fused_it_gives_the_same(images, faithful, batch_norm):
    model = GhostVGG("11", batch_norm, faithful)
    fused = model.fuse()
    for name, expected in model(images).items():
        assert_equal(fused(images)[name], expected.numpy(), 1e-5)
    norms = [x for x in fused._flatten_layers() if isinstance(x, keras.layers.BatchNormalization)]
    # Those that follow a ReLU cannot be folded.
    assert len(norms) == (8 if faithful and batch_norm else 0)


def test_frozen_up_to_a_layer():
    model = GhostVGG("11", frozen="conv2_1")
    assert [layer.trainable for layer in model.stages] == [False] * 2 + [True] * 6
    with pytest.raises(ValueError, match='stage must be None, "all" or one of conv1_1, '):
        model.freeze("conv1_2")
