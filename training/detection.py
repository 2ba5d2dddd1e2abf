"""Trains a detector: `python -m training.detection --data DIR --recipe NAME --output DIR`.

Without `--data` it renders road scenes and trains a small detector of cars and plates on them.
"""

import sys

from tfvision.quiet import quiet_import

with quiet_import():
    from training import script
    from training.detection_task import Detection


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    return script.main(Detection(), words, __doc__)


if __name__ == "__main__":
    sys.exit(main())
