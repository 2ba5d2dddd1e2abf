"""Trains a classifier: `python -m training.classification --data DIR --recipe NAME --output DIR`.

DIR holds a folder of images for each class, or `train/` and `val/` with those in them, as ImageNet
does. Without `--data` it renders shapes and trains a small network to tell them apart.
"""

import sys

from tfvision.quiet import quiet_import

with quiet_import():
    from training import script
    from training.classification_task import Classification


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    return script.main(Classification(), words, __doc__)


if __name__ == "__main__":
    sys.exit(main())
