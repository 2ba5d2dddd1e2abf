"""The table of public layers, models and losses: each with its arguments and what it is fed."""

import keras
import numpy as np

from tests.contracts import Row
from tests.layers.contract_rows import LAYER_ROWS
from tests.text.contract_rows import TEXT_ROWS
from tfvision import backbones, classification, detection, layers


def offsets():
    rng = np.random.default_rng(4)
    targets = rng.normal(size=[2, 40, 5]).astype("float32")
    targets[..., 4] = rng.uniform(size=[2, 40]) < 0.2  # Matched or not
    return targets, rng.normal(size=[2, 40, 4]).astype("float32")


def logits():
    rng = np.random.default_rng(4)
    targets = rng.choice(3, size=[2, 40], p=[0.8, 0.1, 0.1]).astype("int32")
    return targets, rng.normal(size=[2, 40, 3]).astype("float32")


@keras.saving.register_keras_serializable(package="tests")
class TinyBackbone(backbones.Backbone):
    """Two convolutions: an SSD around it is built and saved in a second."""

    def __init__(self, fused=False, frozen=None, **kwargs):
        super().__init__(fused=fused, frozen=frozen, **kwargs)
        shared = {"strides": 8, "padding": "torch", "norm": not fused}
        self.fine = layers.ConvNormAct(4, 5, name="fine", **shared)
        self.coarse = layers.ConvNormAct(6, 3, name="coarse", **{**shared, "strides": 2})
        self.normalize = layers.ImageNormalization("tf", name="normalization")
        self.strides = {"fine": 8, "coarse": 16}
        self.stages = [self.fine, self.coarse]
        self._finish()

    def build(self, input_shape):
        self.fine.build(input_shape)
        self.coarse.build((None, None, None, 4))

    def call(self, images, training=None):
        fine = self.fine(self.normalize(images), training=training)
        return {"fine": fine, "coarse": self.coarse(fine, training=training)}


LEVELS = (
    detection.Level("fine", (10, 20), (2,)),
    detection.Level("extra_1", (30,), (2, 3), boxes_wh=((20, 9),)),
)
EXTRAS = (detection.Extra("extra_1", 12, 6, padding=1), detection.Extra("extra_2", 6, 4))

# The first row of a model is the one that the fast tests export.
ROWS = [
    *LAYER_ROWS,
    # Backbones
    Row(
        backbones.VGG,
        variant="11",
        batch_norm=True,
        normalization="torch",
        pooled=True,
        width=0.125,
    ),
    Row(
        backbones.VGG,
        variant="11",
        reduced=True,
        width=0.125,
        fused=True,
        frozen="conv2_1",
        deformable=("conv5_1", "fc7"),
    ),
    Row(backbones.MobileNetV2, alpha=0.1, momentum=0.8, fused=True, deformable="block_13"),
    Row(
        backbones.MobileNetV2,
        alpha=0.15,
        padding="torch",
        normalization="torch",
        divisible=False,
        frozen="block_1",
    ),
    Row(
        backbones.MobileNetV1,
        alpha=0.1,
        padding="keras",
        normalization="tf",
        activation="relu6",
        momentum=0.8,
        fused=True,
        frozen="block_1",
        deformable="block_12",
    ),
    Row(
        backbones.MobileNetV3,
        alpha=0.2,  # Narrower, all units of one excitation are dead.
        late=True,
        epsilon=1e-2,
        momentum=0.8,
        fused=True,
        deformable="bneck_9",
    ),
    Row(
        backbones.MobileNetV3,
        alpha=0.1,
        padding="keras",
        normalization="tf",
        reduced_tail=True,
        frozen="bneck_2",
    ),
    Row(
        backbones.EfficientNet,
        variant="lite0",
        width=0.25,
        depth=0.4,
        padding="torch",
        normalization="mb2-lite",
        epsilon=1e-2,
        fused=True,
        deformable={"block7a": {"modulated": False}},
    ),
    Row(
        backbones.EfficientNet,
        width=0.25,
        depth=0.4,
        momentum=0.9,
        drop_connect=0.1,
        frozen="block4a",
    ),
    Row(
        backbones.GhostVGG,
        variant="11",
        width=0.125,
        batch_norm=False,
        faithful=False,
        normalization="tf",
        frozen="conv2_1",
    ),
    Row(
        backbones.GhostVGG,
        variant="11",
        pooled=True,
        width=0.125,
        fused=True,
        deformable=("conv4_2",),
    ),
    Row(backbones.Application, application="MobileNet", taps=(4,), fused=True),
    Row(backbones.Application, application="MobileNet", taps=(8, 16), frozen="stride_8"),
    # Classification
    Row(
        classification.Classifier,
        # The layers after the feature are not trained.
        backbone=lambda: TinyBackbone(name="tiny", frozen="coarse"),
        classes=3,
        head="dense",
        hidden=(16, 12),
        dropout=0.3,
        image_size=(64, 96),
        feature="fine",
    ),
    Row(
        classification.Classifier,
        backbone=lambda: TinyBackbone(name="tiny"),
        classes=1,
        hidden=9,
        hidden_activation="hard_swish",
        frozen_norm=True,
    ),
    Row(
        classification.ScaledMNISTNet,
        deformable=("conv3", "conv4"),
        modulated=False,
        offset_lr_multiplier=0.5,
        filters=(3, 4, 5, 6),
        frozen="conv1",
    ),
    Row(
        classification.ScaledMNISTNet,
        deformable={"conv2": {"max_offset": 2.0}},
        filters=(3, 4, 5, 6),
        fused=True,
    ),
    # Detection
    Row(
        detection.Head,
        boxes=3,
        width=5,
        kind="separable",
        padding="same",
        activation="relu",
        use_bias=False,
        epsilon=1e-2,
        momentum=0.7,
        any_size=False,
    ),
    Row(detection.Head, boxes=3, width=5, kind="pointwise", norm=False, any_size=False),
    Row(detection.TopDown, filters=6, norm=False),
    Row(
        detection.SSD,
        backbone=lambda: TinyBackbone(name="tiny"),
        classes=3,
        levels=LEVELS,
        image_size=(64, 96),
        extras=EXTRAS,
        lite=detection.Lite(output_activation="relu", norm=False),
        l2_normalized=("fine",),
        clip="wh",
        any_size=False,
    ),
    Row(
        detection.SSD,
        backbone=lambda: TinyBackbone(name="tiny"),
        classes=1,
        levels=LEVELS,
        image_size=(64, 96),
        extras=EXTRAS,
        fused=True,
        batch_normalized=("fine",),
        top_down=5,
        background_prior=0.9,
        any_size=False,
    ),
    Row(detection.OffsetLoss, feed=offsets, delta=0.5, name="offsets_away"),
    Row(
        detection.ClassLoss,
        feed=logits,
        negative_ratio=2.0,
        min_negatives=5,
        label_smoothing=0.1,
        name="classes_wrong",
    ),
    Row(detection.ClassLoss, feed=logits, mining="focal", alpha=0.3, gamma=1.5),
    *TEXT_ROWS,
]
