"""GhostCRAFT half as wide, without what is doubled in it: characters on screens, on CPUs.

Command: python -m training.text --recipe ghost_small --screens 1000 --output DIR
         with fonts of one's own: --fonts DIR --validation-fonts DIR
         52 epochs more: --weights FILE.keras --learning-rate 1.2e-3 --codec balance=16
         CRAFT as wide, to compare: --model craft --model-options outputs=1 width=0.5
Data:    rendered screens of games and apps, 1,000 others in every fourth epoch; 64 held out
Result:  hmean 0.840 at IoU 0.5 on 48 held-out screens of 384 x 384 in fonts of their own; decoded
         with blur=0.5, 0.879 on 500 of 512 x 512. The 52 more, with more fonts: 0.904 decoded with
         threshold=0.4 peak=0.5 split=0.5,0.6,0.7 too. Dashes are boxed too thick
Time:    95 minutes on 2 cores that ran other work beside it, and 115 for the 52 more
"""

from tfvision.text.augment_options import AugmentOptions
from training.recipes.text.recipe import TextRecipe

GHOST_SMALL = TextRecipe(
    name="ghost_small",
    model="ghost_craft",
    model_options={"outputs": 1, "faithful": False, "width": 0.5, "sides": True},
    image_size=(256, 256),
    screen_size=(384, 384),
    screen_epochs=4,
    eval_size=(576, 576),
    # Half the characters of a screen are below 12 pixels: six of the map, where they touch.
    scale=1.5,
    eval_every=4,
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=1e-2,
    clip_norm=5.0,
    ema=0.999,
    schedule="cosine",
    warmup_steps=200,
    epochs=52,
    batch_size=4,
    # The renderer draws characters of every size.
    augment=AugmentOptions(scale=(0.9, 2.0)),
)
