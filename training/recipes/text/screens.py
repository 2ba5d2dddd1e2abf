"""The embedded default: characters on rendered screens, by the small GhostCRAFT within minutes.

Command: python -m training.text
Data:    1,000 rendered screens in each epoch, others every time; 64 held out; nothing to download
Result:  not run here
Time:    not run here
"""

import dataclasses

from training.recipes.text.ghost_small import GHOST_SMALL

SCREENS = dataclasses.replace(
    GHOST_SMALL,
    name="screens",
    image_size=(256, 256),
    screen_size=(384, 384),
    eval_size=(384, 384),
    learning_rate=3e-3,
    ema=0.98,
    warmup_steps=30,
    epochs=3,
    batch_size=4,
)
