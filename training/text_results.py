"""What a text run ends with: how many characters its best model finds, a picture, its export."""

import math

import numpy as np

from tfvision.images.groups import groups
from tfvision.images.write import write_image
from tfvision.text.calibration import calibrated
from tfvision.text.evaluate import truth
from tfvision.text.metric import SIZES, CharacterMetric
from tfvision.text.predictor import CharacterDetector
from tfvision.whole_file import whole_json
from training.checkpoints import best_file
from training.exported import export_run
from training.text_picture import sheet

PICTURED = 6
CALIBRATED = 64
SHARES = ("precision", "recall", "hmean")


def report(folder, model, codec, validation, chosen, ending, epochs):
    """Measures the finished model as its users will run it, draws, exports, and says it all.

    `epochs` of them were measured on the same pages, and the best one is what is reported. The
    pages are seen as they are; after each epoch they were fitted into `eval_size`. How much the
    network blurs is found on the first of them, and noted beside its weights.
    """
    detector = CharacterDetector(
        model,
        codec=codec,
        scale=chosen.scale,
        levels=chosen.levels,
        batch_size=chosen.batch_size,
    )
    detector.codec = calibrated(detector, _first(validation), chosen.eval_iou)
    if best := best_file(folder.best_folder):
        whole_json(best.with_suffix(".json"), detector.settings())
    metric = CharacterMetric(chosen.eval_iou)
    shown = set(np.linspace(0, len(validation) - 1, PICTURED, dtype=int).tolist())
    pages = []
    for start, examples in groups(validation, chosen.batch_size):
        images = [example["image"] for example in examples]
        truths = [truth(example) for example in examples]
        for i, page in enumerate(zip(images, detector.predict(images), truths, strict=True), start):
            metric.update(page[1], page[2])
            pages += [page] if i in shown else []
    results, intervals = metric.result(), metric.intervals()
    figures = {name: _json_number(value) for name, value in results.items()}
    ranges = {name: list(map(_json_number, ends)) for name, ends in intervals.items()}
    whole_json(folder.metrics_file, figures | {"intervals of 95 %": ranges})
    write_image(folder.characters_file, sheet(pages, chosen.eval_iou))
    exported = export_run(folder, detector, ending["export"])

    print(f"\nbest of {epochs} measured epochs, chosen on these {len(validation)} held-out pages:")
    _say(results, intervals)
    print(f"exported model  {exported or 'none'}")
    print(f"curves          {folder.curves_file}")
    print(f"characters      {folder.characters_file}")


def _first(validation):
    """`(image, truth)` of the first pages, as many as are in memory at ease."""
    for example in validation.examples().take(CALIBRATED).as_numpy_iterator():
        yield example["image"], truth(example)


def _say(results, intervals):
    for name in (*SHARES, "mean_iou", "centre_hits"):
        low, high = intervals[name]
        print(f"{name:<14} {results[name]:.4f}  ({low:.4f} to {high:.4f} with other such pages)")
    print(f"{'AP':<14} {results['AP']:.4f}")
    print(
        f"seed_accuracy  {results['seed_accuracy']:.4f}: (detected - false) / total = "
        f"({results['detected']} - {results['false']}) / {results['total']}"
    )
    print(f"{results['splits']} characters in parts, {results['merges']} boxes around several")
    for size in SIZES:
        values = ", ".join(f"{name} {results[f'{name}/{size}']:.4f}" for name in SHARES)
        print(f"{size:<14} {values}")


def _json_number(value):
    return None if math.isnan(value) else value
