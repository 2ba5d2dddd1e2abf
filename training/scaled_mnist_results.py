"""What a scaled MNIST run ends with: its accuracy on the test images, by scale, and its offsets."""

from tfvision.classification.predictor import ClassPredictor
from tfvision.classification.scaled_mnist_net import ScaledMNISTNet
from tfvision.whole_file import whole_json
from training import scale_measures
from training.epoch_times import usual_time
from training.exported import export_run
from training.scaled_mnist_data import read_test

OFFSET_IMAGES = 500


def report(folder, model, validation, chosen, ending, epochs):
    """Measures the finished model on the test images, exports, and says it all.

    `epochs` of them were measured on the held-out images, which chose the best one.
    """
    tests = read_test(folder.settings(), chosen)
    (trained, data), *others = tests.items()
    right, losses = scale_measures.score(model, data, chosen.batch_size)
    figures = {
        "top1": float(right.mean()),
        "loss": float(losses.mean()),
        "test_images": len(data),
        "parameters": sum(v.shape.num_elements() for v in model.trainable_variables),
        "seconds_an_epoch": usual_time(folder.times_file),
        "by_scale": scale_measures.by_scale(right, data.scales, trained),
        "outside": {},
        "offsets": {},
    }
    for low_high, data in others:
        right, _ = scale_measures.score(model, data, chosen.batch_size)
        figures["outside"] |= scale_measures.by_scale(right, data.scales, low_high, bins=1)
    if isinstance(model.backbone, ScaledMNISTNet):
        some = tests[trained].first(OFFSET_IMAGES)
        figures["offsets"] = scale_measures.offsets(model.backbone, some, chosen.batch_size)
    crop = {"crop_fraction": chosen.crop_fraction, "interpolation": chosen.interpolation}
    predictor = ClassPredictor(model, validation.classes, ending["top"], **crop)
    exported = export_run(folder, predictor, ending["export"])
    whole_json(folder.metrics_file, figures)

    print(f"\nbest of {epochs} measured epochs, chosen on {len(validation)} held-out images;")
    print(f"on {figures['test_images']} test images, which chose nothing:")
    _say(figures)
    print(f"exported model  {exported or 'none'}")
    print(f"curves          {folder.curves_file}")


def _say(figures):
    print(f"top-1 {figures['top1']:.4f}, loss {figures['loss']:.4f}")
    for name, (share, count) in figures["by_scale"].items():
        print(f"window {name}: {share:.4f} of {count}")
    for name, (share, count) in figures["outside"].items():
        print(f"window {name}, not trained on: {share:.4f} of {count}")
    for name, values in figures["offsets"].items():
        spread = values["spread_with_size"]
        masks = "" if values["mask"] is None else f", mask {values['mask']:.3f}"
        print(
            f"{name}: offsets of {values['mean']:.3f} pixels in the mean, {values['max']:.2f} at "
            f"most{masks}; taps' spread {values['spread']:.3f}, its correlation with the digit's "
            f"size {'none' if spread is None else format(spread, '.3f')}"
        )
    if figures["seconds_an_epoch"]:
        print(f"{figures['seconds_an_epoch']:.1f} seconds an epoch")
