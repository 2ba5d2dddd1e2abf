"""Trains on digits of all sizes: `python -m training.scaled_mnist --data mnist.npz --recipe NAME`.

The experiment with which deformable convolution is told from a plain one: the same small network
without any, and with some at its last layers. Without `--data` it renders digits and trains a
narrower network on them. `python -m training.scaled_mnist_series` runs the whole experiment.
"""

import sys

from tfvision.quiet import quiet_import

with quiet_import():
    from training import script
    from training.scaled_mnist_task import ScaledMnist


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    return script.main(ScaledMnist(), words, __doc__)


if __name__ == "__main__":
    sys.exit(main())
