"""Trains a detector of characters: `python -m training.text --data DIR --recipe NAME --output DIR`.

DIR holds images and a box for every character on them, as `tfvision.text.dataset` reads them.
Without `--data` it renders screens of games and apps, others in every epoch, and trains a small
network on them.
"""

import sys

from tfvision.quiet import quiet_import

with quiet_import():
    from training import script
    from training.text_task import Text


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    return script.main(Text(), words, __doc__)


if __name__ == "__main__":
    sys.exit(main())
