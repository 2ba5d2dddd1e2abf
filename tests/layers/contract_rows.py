"""The deformable convolution's rows of the contract table."""

import numpy as np

from tests.contracts import Row, features
from tfvision import layers


def maps_and_boxes():
    return [features(), np.random.default_rng(4).uniform(size=[2, 3, 4]).astype("float32")]


DEFORMABLE_ROWS = [
    Row(
        layers.DeformConv2D,
        filters=6,
        kernel_size=(3, 5),
        strides=2,
        padding=(1, 2),
        groups=2,
        offset_groups=4,
        use_bias=False,
        mask_scale=1.0,
        offset_lr_multiplier=0.5,
        max_offset=2.5,
        kernel_initializer="fan_out",
    ),
    Row(
        layers.DeformConv2D,
        filters=5,
        dilation_rate=2,
        modulated=False,
        back_end="gather",
        images_at_once=2,
    ),
    Row(layers.DeformConv2D, filters=3, images_at_once=1),
    Row(
        layers.DeformRoIPool2D,
        feed=maps_and_boxes,
        pool_size=(2, 3),
        modulated=False,
        samples=3,
        gamma=0.5,
        units=(),
    ),
    Row(layers.DeformRoIPool2D, feed=maps_and_boxes, pool_size=2, units=(), mask_scale=1.0),
]
