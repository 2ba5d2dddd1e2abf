"""How well the judged model finds the characters of the held-out pages, after each epoch."""

import keras

from tfvision.text import pipeline
from tfvision.text.metric import CharacterMetric

KEYS = ("hmean", "precision", "recall")


class MeasureCharacters(keras.callbacks.Callback):
    """Adds `val_hmean`, `val_precision` and `val_recall` to the logs of an epoch.

    The first and the last epoch are always measured; those between two measurements have NaN.

    Args:
        judged: The copy that is judged.
        codec: The `Codec` that decodes its maps.
        data: The held-out pages.
        chosen: A `TextRecipe`: `eval_size`, `scale`, `eval_iou` and `eval_every` are used.
    """

    def __init__(self, judged, codec, data, chosen):
        super().__init__()
        self.judged = judged
        self.codec = codec
        self.size_hw = size_of(chosen)
        self.batches = pipeline.evaluation_batches(
            data, self.size_hw, chosen.batch_size, scale=chosen.scale
        )
        self.metric = CharacterMetric(chosen.eval_iou, sizes={})
        self.every = chosen.eval_every

    def on_epoch_end(self, epoch, logs=None):
        """Measures, if it is this epoch's turn."""
        ends = epoch + 1 == self.params["epochs"]
        values = dict.fromkeys(KEYS, float("nan"))
        if epoch == 0 or ends or (epoch + 1) % self.every == 0:
            values = self.measure()
        logs.update({f"val_{key}": values[key] for key in KEYS})

    def measure(self):
        """The metric's results on all pages, in the pixels of the originals."""
        self.metric.reset()
        for images, truth in self.batches:
            maps = self.judged.predict_on_batch(images)
            found = self.codec.decode(maps, self.size_hw)
            rows = {key: values.numpy() for key, values in truth.items()}
            for i, page in enumerate(found):
                shown = slice(rows["num_characters"][i])
                boxes = page["boxes"] / rows["scale_xy"][i][[0, 1, 0, 1]]
                self.metric.update(
                    {"boxes": boxes, "scores": page["scores"]},
                    {"boxes": rows["boxes"][i][shown], "ignored": rows["ignored"][i][shown]},
                )
        return self.metric.result()


def size_of(chosen):
    """`(height, width)` into which a recipe fits held-out pages."""
    return chosen.eval_size or chosen.image_size
