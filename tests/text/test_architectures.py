"""CRAFT and GhostCRAFT: PyTorch's numbers, exact counts, weight files, freezing, any width."""

import itertools
import pathlib

import numpy as np
import pytest

from tests.goldens import craft_torch
from tests.text.craft_weights import fill, layers_of
from tfvision.layers import ConvNormAct, DoubledGhost, GhostModule
from tfvision.text.architectures import craft, ghost_craft

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/craft_torch.npz"


def made(kind, outputs, width=0.125):
    if kind == "plain":
        return craft(outputs, width=width)
    return ghost_craft(outputs, faithful=kind == "doubled", width=width)


def count(variables):
    return sum(int(np.prod(v.shape)) for v in variables)


@pytest.fixture(scope="module")
def narrow():
    """With one output, an eighth as wide, filled as the goldens are."""
    return {kind: fill(made(kind, 1)) for kind in craft_torch.KINDS}


def assert_equal(got, expected):
    assert got.shape == expected.shape and np.std(expected) > 0.1
    np.testing.assert_allclose(got, expected, rtol=0, atol=1e-5 * np.abs(expected).max())


@pytest.mark.parametrize("name", craft_torch.CASES)
def test_equals_the_same_network_in_torch(narrow, name):
    kind, outputs, size = craft_torch.CASES[name]
    model = narrow[kind] if outputs == 1 else fill(made(kind, outputs))
    image = craft_torch.image(craft_torch.SIZES_HW[size])
    with np.load(GOLDEN) as golden:
        assert_equal(model(image), golden[name])
        if outputs == 1:
            assert_equal(model.fuse()(image), golden[name])


@pytest.mark.slow
@pytest.mark.parametrize("kind", craft_torch.KINDS)
def test_at_full_width_too(kind):
    model = fill(made(kind, 1, width=1.0))
    with np.load(GOLDEN) as golden:
        expected = golden[f"{kind}/whole"]
    assert_equal(model(craft_torch.image(craft_torch.WHOLE_SIZE_HW)), expected)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("factory", "outputs", "options", "trained", "statistics"),
    [
        (craft, 1, {}, 20_770_449, 10_304),
        (craft, 2, {}, 20_770_466, 10_304),
        (ghost_craft, 1, {}, 10_434_173, 24_900),
        (ghost_craft, 2, {}, 10_434_173, 24_900),
        (ghost_craft, 1, {"faithful": False}, 10_424_497, 14_592),
    ],
)
def test_parameters_of_the_published_networks(factory, outputs, options, trained, statistics):
    model = factory(outputs, **options)
    assert count(model.trainable_variables) == trained
    assert count(model.non_trainable_variables) == statistics


def shapes(factory, **options):
    """Parameters of each part, as the published code divides them."""
    model = factory(**options)
    stages = [count(layer.trainable_variables) for layer in model.backbone.stages]
    cuts = [0, 4, 6, 9, 12, 14]
    slices = [sum(stages[a:b]) for a, b in itertools.pairwise(cuts)]
    ups = [sum(count(x.trainable_variables) for x in layers) for layers in model.up_layers]
    return slices, ups, sum(count(x.trainable_variables) for x in model.head_layers)


@pytest.mark.slow
def test_parameters_of_their_parts():
    assert shapes(craft, outputs=1) == (
        [260_928, 886_272, 4_132_608, 7_082_496, 5_769_216],
        [1_968_384, 492_672, 123_456, 31_008],
        23_409,
    )
    assert shapes(ghost_craft) == (
        [133_152, 446_720, 2_075_264, 3_552_000, 2_896_896],
        [989_568, 249_024, 63_072, 16_176],
        12_301,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("factory", "mebibytes"), [(craft, 79.3), (ghost_craft, 40.0)])
def test_weight_files(factory, mebibytes, tmp_path):
    """As large as those of the seed, give or take the names of the weights in them."""
    model = factory(1)
    floats = 4 * model.count_params() / 2**20
    assert abs(floats - mebibytes) < 0.15
    model.save_weights(tmp_path / "model.weights.h5")
    on_disk = (tmp_path / "model.weights.h5").stat().st_size / 2**20
    assert floats < on_disk < floats + 0.7


def test_parameters_at_an_eighth_of_the_width(narrow):
    counts = {kind: count(model.trainable_variables) for kind, model in narrow.items()}
    # As torch counts them; doubled, the ghost that is sliced away is among them.
    assert counts == {"plain": 329_201, "ghost": 169_693, "doubled": 170_937}


def test_what_is_faithful(narrow):
    plain, clean, faithful = narrow.values()
    kinds = [[type(layer) for layer in model.backbone.stages] for model in (plain, clean, faithful)]
    assert kinds[0] == [ConvNormAct] * 14
    assert kinds[1] == [ConvNormAct] + [GhostModule] * 13
    assert kinds[2] == [DoubledGhost] * 12 + [GhostModule] * 2
    assert [model.backbone.dilation_rate for model in (plain, clean, faithful)] == [6, 1, 1]
    lasts = [model.head_layers[-1] for model in (plain, clean, faithful)]
    assert [type(layer) for layer in lasts] == [ConvNormAct, ConvNormAct, GhostModule]
    assert lasts[2].cheap.filters == 1


def test_half_precision_reaches_every_layer():
    model = craft(1, width=0.125, dtype="mixed_bfloat16")
    assert {layer.compute_dtype for layer in layers_of(model)} == {"bfloat16"}
    assert model(np.zeros([1, 20, 33, 3], "uint8")).dtype == "float32"


def test_freezing_the_first_slice(images):
    model = ghost_craft(1, width=0.125, freeze="conv2_2")
    stages = model.backbone.stages
    assert [layer.trainable for layer in stages] == [False] * 4 + [True] * 10
    # A frozen normalization keeps its statistics too.
    before = [layer.get_weights() for layer in stages]
    model(images, training=True)
    same = [
        all(map(np.array_equal, old, layer.get_weights()))
        for old, layer in zip(before, stages, strict=True)
    ]
    assert same == [True] * 4 + [False] * 10


def test_options_reach_the_model():
    model = craft(3, width=0.125, normalization="tf", name="mine")
    assert (model.outputs, model.name, model.backbone.normalization) == (3, "mine", "tf")
    assert model.filters == (32, 16, 8, 8)


def test_arguments_out_of_range():
    with pytest.raises(ValueError, match="width must be above 0 and finite, got 0"):
        craft(width=0)
    with pytest.raises(ValueError, match="stage must be None"):
        ghost_craft(width=0.125, freeze="slice1")
    with pytest.raises(ValueError, match="fit kind=\"plain\" only, got kind='doubled'"):
        ghost_craft(weights="imagenet")
    with pytest.raises(ValueError, match=r"are of width=1, got width=0\.5"):
        craft(width=0.5, weights="imagenet")


def test_layers_of_the_backbone_become_deformable():
    options = {"width": 0.0625, "deformable": ("conv5_1", "fc6")}
    for model in (craft(1, **options), ghost_craft(faithful=False, **options)):
        names = [layer.name for layer in model.backbone.stages if layer.deformable]
        assert names == ["conv5_1", "fc6"]
