"""What detectors' own code makes of some offsets and logits, and what our codec does."""

import numpy as np
import pytest

from tests.goldens.published_weights import FOLDER, outputs, sampled
from tfvision.detection import Codec
from tfvision.detection.geometries import published

CLASSES, DETECTIONS = 4, 40
# Source, network, geometry, and what its code does that is not our default
DETECTORS = (
    ("torchvision", "SSD300", "torchvision_coco300", {"clip_first": True}),
    ("amdegroot", "SSD300", "amdegroot_voc300", {"candidates": 200}),
    ("qfgaohao", "mb2-ssd-lite 0.25", "qfgaohao_mb2_lite", {"candidates": 200}),
    (
        "torchvision",
        "SSDLite320",
        "torchvision_mb3_320",
        {"clip_first": True, "score_threshold": 0.001, "nms_iou": 0.55, "candidates": 300},
    ),
    ("qfgaohao", "mb1-ssd", "qfgaohao_mb1", {"candidates": 200}),
    ("qfgaohao", "mb3-large-ssd-lite", "qfgaohao_mb3_lite", {"candidates": 200}),
    ("qfgaohao", "vgg16-ssd", "qfgaohao_vgg300", {"candidates": 200}),
    ("lufficc", "SSD300", "lufficc_voc300", {"candidates": 100_000}),
    ("lufficc", "SSD512", "lufficc_voc512", {"candidates": 100_000}),
    ("lufficc", "mb2@320", "lufficc_mb2_320", {"candidates": 100_000}),
    ("jjjkkkjjj", "SSD300", "jjjkkkjjj_voc300", {"candidates": 200}),
    ("jjjkkkjjj", "SSD512", "jjjkkkjjj_voc512", {"candidates": 200}),
)


@pytest.mark.parametrize(("source", "network", "geometry", "options"), DETECTORS)
def test_decoded_boxes_are_equal(source, network, geometry, options):
    goldens = np.load(FOLDER / f"published_{source}.npz")
    expected = {
        name: goldens[f"{network}/decoded/{name}"]
        for name in ("default_boxes", "boxes", "detections")
    }
    default = published(geometry).default_boxes()
    np.testing.assert_allclose(sampled(default), expected["default_boxes"], atol=1e-6, rtol=0)
    codec = Codec(default, max_detections=DETECTIONS, **options)
    given = outputs(len(default), CLASSES)
    boxes = codec.decode_boxes(given["offsets"])
    np.testing.assert_allclose(sampled(boxes), expected["boxes"], atol=1e-6, rtol=0)
    found = codec.decode({name: value[None] for name, value in given.items()})
    labels, scores, corners = np.split(expected["detections"], [1, 2], axis=1)
    np.testing.assert_array_equal(found["labels"][0], labels[:, 0])
    np.testing.assert_allclose(found["scores"][0], scores[:, 0], atol=1e-6, rtol=0)
    np.testing.assert_allclose(found["boxes"][0], np.clip(corners, 0, 1), atol=1e-6, rtol=0)
