"""Rendered screens to train on: others in every epoch, or after every few."""

import tensorflow as tf

from tfvision.images.loading import file_order
from tfvision.text.screens import Screens

_ENDLESS = 2**40  # screens; far more than will ever be drawn
_KEPT_MB = 1024  # of those that are shown again


class NewScreens(Screens):
    """Screens that are drawn for one epoch, or a few in a row, and never come again.

    Epoch `e` shows the positions from `e // shown * per_epoch` on of the series of its seed, so
    that an epoch can be shown again by itself, and none of those before it need be drawn.

    Args:
        per_epoch: Screens of an epoch; what `len()` gives.
        seed: Whole number from 0.
        size_hw: `(height, width)` of each picture.
        fonts: As for `Screens`.
        shown: Epochs that show a screen. Drawing one takes longer than cutting a window out of
            it; while they are few, the windows are what is new.
    """

    def __init__(self, per_epoch, seed=0, size_hw=(512, 512), *, fonts=None, shown=1):
        keep_mb = _KEPT_MB if shown > 1 else 0
        super().__init__(_ENDLESS, seed, size_hw, fonts=fonts, keep_mb=keep_mb)
        self.per_epoch = per_epoch
        self.shown = shown
        self._first = 0

    def __len__(self):
        return self.per_epoch

    def examples(self, seed=None, places=None):
        """A dataset of the screens of one epoch.

        Args:
            seed: int64 `[2]`, a tensor or not: any number, and the epoch; both decide the order.
                None: the first epoch, in the order of the positions.
            places: int64 `[N]`, NumPy: the places of that order that are made; None makes all.
        """
        epoch = tf.constant(0, tf.int64) if seed is None else tf.cast(seed[1], tf.int64)
        first = self.per_epoch * (epoch // self.shown)
        return self.drawn(file_order(self.per_epoch, seed, places) + first)

    def __getitem__(self, position):
        first = int(position) // self.per_epoch * self.per_epoch
        if first > self._first:  # Those before it are not shown again.
            self._first, self._kept = first, {}
        return super().__getitem__(position)
