"""GhostCRAFT as the seed's author built it: every convolution a Ghost module, regions alone.

Command: python -m training.text --data DIR --recipe ghost_craft --output DIR
         on rendered screens: leave out --data, and give --screens 10000
         its clean variant, for new training: --model-options outputs=1 faithful=no
Data:    theirs: screenshots of adventure games, a box for every character
Result:  theirs: 99.64 % of the characters detected after 10 epochs, 99.97 % after 20, CRAFT 99.96 %
         after 10; false ones do not count in this measure. Ours: not run here
Time:    not run here

Differs from theirs: loss, rate, image size and data are not stated; these are the `craft` recipe's,
twice as long, as theirs was. Its last ReLU may come to give nothing but 0 and then learns no more:
a quarter as wide, at the rate of `ghost_small`, it had learnt nothing after 1,250 steps, where the
clean variant had an hmean of 0.51 on 120 unseen screens, and CRAFT 0.66.
"""

import dataclasses

from training.recipes.text.craft import CRAFT

GHOST_CRAFT = dataclasses.replace(
    CRAFT,
    name="ghost_craft",
    model="ghost_craft",
    model_options={"outputs": 1, "faithful": True},
    weights=None,
    total_steps=100_000,
)
