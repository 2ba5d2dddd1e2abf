"""Which map a file and a model are for."""

import pytest

from tests.goldens.published_weights import shapes
from tfvision.backbones import VGG
from tfvision.detection import SSD, Level
from tfvision.detection.geometries import published
from tfvision.weights import WeightsError
from tfvision.weights.names import ssd300
from tfvision.weights.sources import MAPS, SOURCES, described, maps_of, network_of

RECOGNISED = {
    ("torchvision", "vgg11"): ("VGG", {"variant": "11", "batch_norm": False, "classes": 4}),
    ("torchvision", "vgg13_bn"): ("VGG", {"variant": "13", "batch_norm": True, "classes": 4}),
    ("torchvision", "mobilenet_v2"): ("MobileNetV2", {"alpha": 0.25, "classes": 5}),
    ("torchvision", "efficientnet_b0"): ("EfficientNet", {"variant": "b0", "classes": 6}),
    ("torchvision", "SSD300"): ("SSD300", {"classes": 90}),
    ("amdegroot", "SSD300"): ("SSD300", {"classes": 20}),
    ("torchvision", "mobilenet_v3_large"): (
        "MobileNetV3-Large",
        {"alpha": 0.25, "reduced_tail": False, "classes": 5},
    ),
    ("torchvision", "SSDLite320"): (
        "SSDLite320",
        {"alpha": 0.25, "reduced_tail": True, "classes": 5},
    ),
    ("qfgaohao", "mb2-ssd-lite 0.25"): ("mb2-ssd-lite", {"alpha": 0.25, "classes": 5}),
    ("qfgaohao", "mb1-ssd"): ("mb1-ssd", {"alpha": 1.0, "classes": 5}),
    ("qfgaohao", "mb1-ssd-lite"): ("mb1-ssd-lite", {"alpha": 1.0, "classes": 5}),
    ("qfgaohao", "mb3-large-ssd-lite"): ("mb3-large-ssd-lite", {"classes": 5}),
    ("qfgaohao", "vgg16-ssd"): ("vgg16-ssd", {"classes": 5}),
    ("lufficc", "SSD300"): ("SSD300", {"classes": 5}),
    ("lufficc", "SSD512"): ("SSD512", {"classes": 5}),
    ("lufficc", "mb2@320"): ("mb2@320", {"classes": 5}),
    ("jjjkkkjjj", "SSD300"): ("SSD300", {"classes": 20}),
    ("jjjkkkjjj", "SSD512"): ("SSD512", {"classes": 20}),
    ("timm", "efficientnet_b0"): ("EfficientNet", {"variant": "b0", "classes": 6}),
    ("timm", "tf_efficientnet_lite0"): ("EfficientNet Lite", {"variant": "lite0", "classes": 6}),
    ("clovaai", "CRAFT"): ("CRAFT", {"outputs": 2, "width": 0.25}),
    ("seed", "GhostVGG"): ("GhostVGG", {"variant": "11", "batch_norm": True, "classes": 4}),
    ("seed", "GhostVGG plain"): ("GhostVGG", {"variant": "11", "batch_norm": False, "classes": 4}),
    ("seed", "GhostCRAFT"): ("GhostCRAFT", {"outputs": 1, "width": 0.25}),
}
# What a file holds where only the backbone of a network was saved
BACKBONES = {
    ("torchvision", "vgg13_bn", "features."): ("VGG", {"classes": None}),
    ("torchvision", "efficientnet_b0", "features."): ("EfficientNet", {"classes": None}),
    ("torchvision", "mobilenet_v2", "features."): ("MobileNetV2", {"classes": None}),
}


@pytest.mark.parametrize(("source", "network"), RECOGNISED)
def test_networks_are_recognised_by_names_and_shapes(source, network):
    expected, arguments = RECOGNISED[source, network]
    found, got = network_of(shapes(source, network))
    assert (found.source, found.network) == (source, expected)
    assert {name: got[name] for name in arguments} == arguments
    assert f"look like {source} {expected} with " in described(shapes(source, network))


@pytest.mark.parametrize(("source", "network", "start"), BACKBONES)
def test_backbones_are_recognised(source, network, start):
    expected, arguments = BACKBONES[source, network, start]
    part = {k: v for k, v in shapes(source, network).items() if k.startswith(start)}
    found, got = network_of(part)
    assert found.network == expected and {name: got[name] for name in arguments} == arguments


def test_backbones_under_names_of_their_own():
    whole = shapes("qfgaohao", "mb2-ssd-lite 0.25")
    part = {k.removeprefix("base_net."): v for k, v in whole.items() if k.startswith("base_net.")}
    found, got = network_of(part)
    assert str(found) == "qfgaohao MobileNetV2" and got == {"alpha": 0.25}
    whole = shapes("amdegroot", "SSD300")
    part = {k.removeprefix("vgg."): v for k, v in whole.items() if k.startswith("vgg.")}
    assert str(network_of(part)[0]) == "amdegroot reduced VGG16"


def test_both_ssd300_put_the_same_tensors_in_the_same_places():
    # One is shown to answer the same; the names of the other lead to the same variables.
    shared = [
        [shape for key, shape in shapes(source, "SSD300").items() if not _by_classes(key)]
        for source in ("torchvision", "amdegroot")
    ]
    assert sorted(shared[0]) == sorted(shared[1])


def _by_classes(key):
    return key.startswith(("conf", "head.classification_head"))


def test_amdegroot_lays_the_boxes_of_coco_unless_there_are_twenty_classes():
    found = [ssd300.AMDEGROOT_MAP.geometry(classes) for classes in (20, 80, 3)]
    assert found == ["amdegroot_voc300", "amdegroot_coco300", "amdegroot_coco300"]
    voc, _, coco = (published(name).default_boxes() for name in found)
    assert voc.shape == coco.shape and voc.max() == coco.max() == 1
    assert abs(voc - coco).max() > 0.02


@pytest.mark.parametrize(("source", "network"), RECOGNISED)
def test_tensors_without_axes_are_of_no_network(source, network):
    assert network_of(dict.fromkeys(shapes(source, network), ())) == (None, None)


@pytest.mark.parametrize("outputs", [2, 4, 11])
def test_heads_that_make_no_number_of_classes_are_of_no_network(outputs):
    head = {"box_head.predictor.cls_headers.0.weight": (outputs, 512, 3, 3)}
    assert network_of({**shapes("lufficc", "SSD300"), **head}) == (None, None)


def test_a_source_that_there_is_not():
    with pytest.raises(WeightsError, match=r"one of torchvision, .*, got 'qfgaoha'"):
        network_of({}, "qfgaoha")


def test_qfgaohao_normalises_conv4_3_once():
    model = SSD(
        VGG("16", reduced=True),
        classes=1,
        levels=[Level("conv4_3", (9,), ())],
        image_size=(32, 48),
        l2_normalized=("conv4_3",),
        batch_normalized=("conv4_3",),
    )
    with pytest.raises(WeightsError, match="SSD on VGG has weights of torchvision, amdegroot, got"):
        maps_of(model, "qfgaohao")


def test_every_source_has_maps_and_nothing_is_taken_for_another():
    assert {one.source for one in MAPS} == set(SOURCES)
    assert network_of({"fc.weight": (3, 4)}) == (None, None)
    assert network_of(shapes("clovaai", "CRAFT"), "seed") == (None, None)
