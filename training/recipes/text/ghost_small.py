"""GhostCRAFT a quarter as wide, without what is doubled in it: characters on screens, on CPUs.

Command: python -m training.text --recipe ghost_small --screens 2000 --output DIR
         with fonts of one's own: --fonts DIR --validation-fonts DIR
         CRAFT as wide, to compare: --model craft --model-options outputs=1 width=0.25
Data:    rendered screens of games and apps, 2,000 others in every epoch; 64 held out
Result:  not run here
Time:    not run here
"""

from tfvision.text.augment_options import AugmentOptions
from training.recipes.text.recipe import TextRecipe

GHOST_SMALL = TextRecipe(
    name="ghost_small",
    model="ghost_craft",
    model_options={"outputs": 1, "faithful": False, "width": 0.25},
    image_size=(384, 384),
    screen_size=(512, 512),
    eval_size=(512, 512),
    optimizer="adamw",
    learning_rate=2e-3,
    weight_decay=1e-2,
    clip_norm=5.0,
    ema=0.999,
    schedule="cosine",
    warmup_steps=200,
    epochs=30,
    batch_size=8,
    # The renderer draws characters of every size.
    augment=AugmentOptions(scale=(0.8, 1.25)),
)
