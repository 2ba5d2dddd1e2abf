"""What a classification run ends with: the accuracy of its best model, pictures, and its export."""

import math

from tfvision.classification.confusion_plot import plot_confusion
from tfvision.classification.evaluate import measure
from tfvision.classification.metric import ConfusionMatrix
from tfvision.classification.predictor import ClassPredictor
from tfvision.whole_file import whole_file, whole_json
from training.exported import export_run

MOST_CONFUSIONS = 5
TOP = 5


def report(folder, model, validation, chosen, ending, epochs):
    """Measures the finished model as its users will run it, draws, exports, and says it all.

    `epochs` of them were measured on the same images, and the best one is what is reported.
    """
    crop = {"crop_fraction": chosen.crop_fraction, "interpolation": chosen.interpolation}
    crop["batch_size"] = chosen.batch_size
    metric = ConfusionMatrix(validation.classes, TOP)
    careful = ClassPredictor(model, validation.classes, TOP, **crop)
    results = measure(careful, validation, metric, chosen.batch_size)
    figures = {name: None if math.isnan(value) else value for name, value in results.items()}
    whole_json(folder.metrics_file, figures)
    with whole_file(folder.confusion_file) as temporary:
        plot_confusion(metric, temporary)

    predictor = ClassPredictor(model, validation.classes, ending["top"], **crop)
    exported = export_run(folder, predictor, ending["export"])
    served = exported and _served(exported, validation, chosen)
    if served:
        figures["top1 of the exported model"] = served["top1"]
        whole_json(folder.metrics_file, figures)

    print(f"\nbest of {epochs} measured epochs, chosen on these {len(validation)} held-out images:")
    print(f"top-1 {results['top1']:.4f}, top-{TOP} {results[f'top{TOP}']:.4f}")
    for truth, answer, count in metric.confusions(MOST_CONFUSIONS):
        print(f"{truth} taken for {answer}: {count}")
    if served:
        print(f"top-1 in process {results['top1']:.6f}, exported {served['top1']:.6f}")
    print(f"exported model    {exported or 'none'}")
    print(f"curves            {folder.curves_file}")
    print(f"confusion matrix  {folder.confusion_file}")


def _served(exported, validation, chosen):
    """The figures of an exported model, loaded again from its folder."""
    from tfvision.serving import load

    saved = load(exported, batch_size=chosen.batch_size)
    metric = ConfusionMatrix(validation.classes, saved.settings["top"])
    return measure(saved, validation, metric, chosen.batch_size)
