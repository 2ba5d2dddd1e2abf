"""Loading and saving: what is said where a file and a model do not fit, and nothing is lost."""

import dataclasses
import functools

import numpy as np
import pytest

from tests.goldens.published_weights import shapes, state
from tfvision.backbones import VGG, GhostVGG
from tfvision.classification import Classifier
from tfvision.detection import ssdlite_mobilenet_v2
from tfvision.detection.geometries import published as published_boxes
from tfvision.text import craft
from tfvision.text.slices import Slices
from tfvision.weights import (
    WeightsError,
    load_torch,
    model_from_torch,
    read,
    save_torch,
    torch_writer,
)
from tfvision.weights.names import torchvision_vgg


@pytest.fixture(scope="module")
def published():
    """The weights of a narrow-headed VGG11 of torchvision."""
    return state("torchvision", "vgg11")


@pytest.fixture(scope="module")
def backbone():
    return VGG("11", normalization="torch", pooled=True)


@functools.cache
def vgg_of_ssd():
    """With the pixels of SSD's VGG, not of torchvision's."""
    return VGG("11")


def values(model):
    return [np.array(variable) for variable in model.variables]


def kernel(backbone):
    return np.array(backbone.convolutions[0][0].convolution.kernel)


@pytest.mark.parametrize("suffix", [".pth", ".safetensors"])
def test_ours_to_theirs_to_ours_is_exact(tmp_path, suffix):
    model = craft(2, width=0.125)
    path = tmp_path / f"craft{suffix}"
    written = save_torch(model, path, "clovaai")
    assert {k: v.shape for k, v in read(path).items()} == {k: v.shape for k, v in written.items()}
    assert set(written) == set(shapes("clovaai", "CRAFT"))
    before = values(model)
    for variable in model.variables:
        variable.assign(np.zeros(variable.shape))
    report = load_torch(model, path)
    assert not report.problems and str(path) in str(report)
    for one, other in zip(values(model), before, strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_backbone_alone_leaves_the_classes(backbone, published):
    report = load_torch(backbone, published)
    assert len(report.loaded) == 16 and len(report.left) == 6 and not report.kept
    assert report.parameters == sum(np.size(published[key]) for key in report.loaded)
    assert "layers that this model does not have: classifier.0.weight" in str(report)


def test_another_number_of_classes_leaves_the_last_layer(backbone, published):
    model = Classifier(backbone, 5, head="dense", hidden=(9, 6))
    before = model.logits.get_weights()
    report = load_torch(model, published)
    assert report.heads == ["classifier.6.weight", "classifier.6.bias"]
    assert "class heads left as they were, for other classes: classifier.6.weight" in str(report)
    np.testing.assert_array_equal(model.logits.get_weights()[0], before[0])
    assert (
        np.abs(model.hidden_layers[1].get_weights()[0].T - published["classifier.3.weight"]).max()
        == 0
    )


def test_vgg16_in_the_slices_of_craft(rng):
    slices = Slices(width=0.125)
    rows = torchvision_vgg.MAP.rows(slices)
    arrays = {
        key: np.abs(rng.normal(size=shape))
        for row in rows
        for key, shape in zip(row.keys, row.shapes, strict=True)
    }
    report = load_torch(slices, {**arrays, "features.40.weight": 1, "classifier.6.bias": 1})
    assert report.left == ["features.40.weight", "classifier.6.bias"]
    assert [path.split("/")[1] for path in report.kept] == ["fc6", "fc6", "fc7", "fc7"]
    layer = slices.stages[9]
    assert layer.name == "conv4_3"
    np.testing.assert_allclose(layer.convolution.bias, arrays["features.30.bias"], rtol=1e-6)
    np.testing.assert_allclose(layer.normalization.beta, arrays["features.31.bias"], rtol=1e-6)


def test_names_of_data_parallel_and_half_precision(backbone, published, tmp_path):
    load_torch(backbone, published)
    expected = kernel(backbone)
    half = {f"module.{key}": value.astype("float16") for key, value in published.items()}
    torch_writer.write(tmp_path / "half.pth", half)
    load_torch(backbone, tmp_path / "half.pth")
    np.testing.assert_allclose(kernel(backbone), expected, rtol=1e-3)


def test_what_does_not_fit_is_named_and_nothing_is_copied(backbone, published):
    before = kernel(backbone)
    changed = {**published, "features.0.weight": np.ones((64, 3, 5, 5)), "features.99.weight": 1}
    del changed["features.3.bias"]
    with pytest.raises(WeightsError) as told:
        load_torch(backbone, changed)
    assert str(told.value) == (
        "the arrays: torchvision VGG: missing in the file: features.3.bias; of another shape: "
        "features.0.weight is (64, 3, 5, 5), expected (64, 3, 3, 3); of no use here: "
        "features.99.weight; nothing was copied"
    )
    np.testing.assert_array_equal(kernel(backbone), before)
    report = load_torch(backbone, changed, partial=True)
    assert len(report.loaded) == 14 and len(report.problems) == 3
    np.testing.assert_array_equal(kernel(backbone), before)


@pytest.mark.parametrize(
    ("make", "source", "sentence"),
    [
        (vgg_of_ssd, "auto", r"VGG needs normalization='torch', the model has 'vgg'"),
        (
            lambda: VGG("11", fused=True),
            "auto",
            r"must not be fused: load first",
        ),
        (
            vgg_of_ssd,
            "clovaai",
            r"VGG has weights of torchvision, got source='clovaai'",
        ),
        (vgg_of_ssd, "keras", r"source must be \"auto\" or one of torchvision, amdegroot"),
        (
            lambda: GhostVGG("11", batch_norm=False),
            "auto",
            r"GhostVGG takes weights of seed GhostVGG, which these are not: they look like "
            r"torchvision VGG with variant='11', classes=4, hidden=\(9, 6\)",
        ),
    ],
)
def test_models_that_do_not_fit(published, make, source, sentence):
    with pytest.raises(WeightsError, match=sentence):
        load_torch(make(), published, source)


def test_files_of_no_network(tmp_path):
    with pytest.raises(WeightsError, match=r"the arrays: of no network .* their names are a, b"):
        model_from_torch({"a": np.ones(3), "b": np.ones(2)})
    with pytest.raises(WeightsError, match=r"gone\.pth: cannot be read"):
        model_from_torch(tmp_path / "gone.pth")


def test_what_cannot_be_saved(backbone, tmp_path):
    for model, path, source, sentence in (
        (backbone, "a.h5", "torchvision", r"must end in \.pth, \.pt, \.safetensors, got '\.h5'"),
        (backbone, "a.pth", "auto", r"source must be a source's name"),
        (vgg_of_ssd(), "a.pth", "torchvision", r"VGG needs normalization='torch'"),
        (Classifier(backbone, 3), "a.pth", "torchvision", r"has no place for \S*logits"),
    ):
        with pytest.raises(WeightsError, match=sentence):
            save_torch(model, tmp_path / path, source)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_other_default_boxes_are_refused_unless_part_of_it_is_enough():
    arrays = state("qfgaohao", "mb2-ssd-lite 0.25")
    first, *others = published_boxes("qfgaohao_mb2_lite").levels
    levels = [dataclasses.replace(first, aspect_ratios=(2,)), *others]
    model = ssdlite_mobilenet_v2(3, levels=levels, alpha=0.25)
    before = model.offset_heads[0].predict.get_weights()[0]
    with pytest.raises(WeightsError, match=r"needs the default boxes of geometry='qfgaohao_mb2_l"):
        load_torch(model, arrays)
    report = load_torch(model, arrays, partial=True)
    assert [key for key, *_ in report.other_shape] == [
        "regression_headers.0.3.weight",
        "regression_headers.0.3.bias",
    ]
    assert len(report.heads) == 12 and "the model has others" in str(report)
    np.testing.assert_array_equal(model.offset_heads[0].predict.get_weights()[0], before)
    np.testing.assert_array_equal(
        model.offset_heads[1].predict.convolution.bias, arrays["regression_headers.1.3.bias"]
    )
