"""GhostCRAFT half as wide, without what is doubled in it: characters on screens, on CPUs.

Command: python -m training.text --recipe ghost_small --screens 1000 --output DIR
         with fonts of one's own: --fonts DIR --validation-fonts DIR
         as the shipped model was ended, on 37,500 steps of earlier networks: --weights FILE.keras
         --epochs 32 --learning-rate 1.2e-3 --codec balance=16 --loss sides_weight=0.5
         --augment stretch=0.8,1.25
         CRAFT as wide, to compare: --model craft --model-options outputs=1 width=0.5 sides=yes
Data:    rendered screens of games and apps, 1,000 others in every fourth epoch; 64 held out
Result:  without sides, 52 epochs 0.879 hmean at IoU 0.5 on 500 screens of 512 x 512 in fonts that
         training never saw, 52 more with more fonts 0.904; with sides, 5,000 steps from
         there, 0.941, 7,500 more 0.950, and 0.952 as boxes are decoded since, all on one level;
         on three 0.953, and 0.957 after 7,000 of 8,000 more, where the epoch was best.
         From nothing with sides: not run
Time:    without sides 95 and 115 minutes on 2 cores that ran other work beside it; a step with
         sides 0.34 s (idle) with --mixed-precision mixed_bfloat16 on a processor that has AMX
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
    # Titles come apart: windows of 256 pixels hardly ever hold one.
    levels=3,
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
