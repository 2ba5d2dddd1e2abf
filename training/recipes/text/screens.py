"""The embedded default: characters on rendered screens, by the small GhostCRAFT within minutes.

Command: python -m training.text
Data:    1,000 rendered screens in each epoch, others every time; 64 held out; nothing to download
Result:  hmean 0.251 at IoU 0.5 and still rising: it finds lines first, then the characters in
         them; 0.569 of their centres lie in one box. --epochs 20 is for more
Time:    323 s of processor time, 12 minutes on 2 cores that ran much else
"""

import dataclasses

from training.recipes.text.ghost_small import GHOST_SMALL

SCREENS = dataclasses.replace(
    GHOST_SMALL,
    name="screens",
    model_options={"outputs": 1, "faithful": False, "width": 0.25},
    learning_rate=3e-3,
    ema=0.98,
    warmup_steps=30,
    epochs=3,
    eval_every=1,
)
