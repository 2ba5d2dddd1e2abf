"""Rendered screens to train on: others in every epoch."""

import tensorflow as tf

from tfvision.images.loading import file_order
from tfvision.text.screens import Screens

_ENDLESS = 2**40  # screens; far more than will ever be drawn


class NewScreens(Screens):
    """Screens that are drawn for one epoch and never come again.

    Epoch `e` shows the positions from `e * per_epoch` on of the series of its seed, so that an
    epoch can be shown again by itself, and none of those before it need be drawn.

    Args:
        per_epoch: Screens of an epoch; what `len()` gives.
        seed: Whole number from 0.
        size_hw: `(height, width)` of each picture.
        fonts: As for `Screens`.
    """

    def __init__(self, per_epoch, seed=0, size_hw=(512, 512), *, fonts=None):
        super().__init__(_ENDLESS, seed, size_hw, fonts=fonts, keep_mb=0)
        self.per_epoch = per_epoch

    def __len__(self):
        return self.per_epoch

    def examples(self, seed=None):
        """A dataset of the screens of one epoch.

        Args:
            seed: int64 `[2]`, a tensor or not: any number, and the epoch; both decide the order.
                None: the first epoch, in the order of the positions.
        """
        epoch = tf.constant(0, tf.int64) if seed is None else tf.cast(seed[1], tf.int64)
        return self.drawn(file_order(self.per_epoch, seed) + self.per_epoch * epoch)
