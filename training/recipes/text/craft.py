"""CRAFT at full size, with region and affinity, as its reimplementations train it on SynthText.

Command: python -m training.text --data SynthText --recipe craft --output DIR
         on rendered screens: leave out --data, and give --screens 10000
         regions alone, as the seed: --model-options outputs=1
Data:    SynthText, 800,000 pages with a box for every character; a share of 0.01 of them held out
         with --validation 0.01
Result:  not run here
Time:    not run here

Differs from the paper: its authors publish no training code. The rate of Adam, its falls, the
decay and the batch are those that EasyOCR's trainer starts with on SynthText; the size is the one
that CRAFT's author names in the published code's issue 18.
"""

from tfvision.text.augment_options import AugmentOptions
from training.recipes.text.recipe import TextRecipe

CRAFT = TextRecipe(
    name="craft",
    model="craft",
    model_options={"outputs": 2},
    image_size=(768, 768),
    weights="imagenet",
    optimizer="adamw",
    learning_rate=1e-4,
    weight_decay=1e-5,
    schedule="steps",
    total_steps=50_000,
    milestones=(0.3, 0.6, 0.9),
    decay_factor=0.2,
    batch_size=5,
    augment=AugmentOptions(rotation=10.0),
)
