"""Measuring in `fit`, what other callbacks see of it, and measuring saved predictions."""

import csv

import keras
import numpy as np
import pytest
import tensorflow as tf

from tfvision.detection.dataset import Annotations, Sample
from tfvision.detection.evaluate import EvaluateDetections, evaluate_batches, evaluate_files
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.detection.predictions_file import save_predictions

CAR, PLATE = [0.0, 0, 40, 20], [60.0, 60, 80, 68]


def batches(size_hw=(100, 200)):
    """A batch of two images of 50 x 50, given in the pixels of originals of `size_hw`."""
    truth = {"boxes": np.array([[CAR, PLATE], [CAR, [0] * 4]]), "labels": [[0, 1], [0, -1]]}
    return [(np.zeros([2, 50, 50, 3], "uint8"), truth | {"size_hw": np.array([size_hw] * 2)})]


def detector(found):
    """Answers in the pixels of what it is given, padded, right for the first `found` objects."""

    def detect(images):
        assert images.shape == (2, 50, 50, 3)
        boxes_xyxy = np.array([[CAR, PLATE], [CAR, CAR]]) * np.tile([50 / 200, 50 / 100], 2)
        counts = tf.constant([min(found(), 2), max(found() - 2, 0)])
        answer = {"boxes": tf.constant(boxes_xyxy, tf.float32), "num_detections": counts}
        return answer | {"scores": tf.fill([2, 2], 0.5), "labels": tf.constant([[0, 1], [0, 1]])}

    return detect


@pytest.fixture
def model():
    model = keras.Sequential([keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def fit(model, callbacks, epochs=3, **options):
    x = np.ones([4, 2], "float32")
    return model.fit(x, x[:, :1], epochs=epochs, callbacks=callbacks, verbose=0, **options)


def metric(**options):
    return MeanAveragePrecision(("car", "plate"), sizes={}, **options)


def test_predictions_are_scaled_to_the_original():
    assert evaluate_batches(detector(lambda: 3), batches(), metric())["mAP"] == 1
    assert evaluate_batches(detector(lambda: 1), batches(), metric())["AP/car"] == 0.5
    assert evaluate_batches(detector(lambda: 3), batches((200, 100)), metric())["mAP"] == 0
    images, truth = batches()[0]
    truth = {"boxes": truth["boxes"] * np.tile([1 / 4, 1 / 2], 2), "labels": truth["labels"]}
    assert evaluate_batches(detector(lambda: 3), [(images, truth)], metric())["mAP"] == 1


def test_a_tensorflow_dataset_and_a_graph_will_do():
    data = tf.data.Dataset.from_tensor_slices(batches()[0]).batch(2)
    detect = tf.function(detector(lambda: 3))
    assert evaluate_batches(detect, data, metric())["mAP"] == 1


def test_a_used_up_generator_is_told():
    generator = iter(batches())
    evaluate_batches(detector(lambda: 3), generator, metric())
    with pytest.raises(ValueError, match="at least one batch"):
        evaluate_batches(detector(lambda: 3), generator, metric())


def test_later_callbacks_see_the_number(model, tmp_path, capfd):
    answers = iter([1, 3, 2])
    now = []
    stages = [
        keras.callbacks.LambdaCallback(on_epoch_begin=lambda *_: now.append(next(answers))),
        EvaluateDetections(detector(lambda: now[-1]), batches(), metric(iou=[0.4, 0.5])),
        keras.callbacks.ModelCheckpoint(
            tmp_path / "best.keras", monitor="val_mAP", mode="max", save_best_only=True
        ),
        keras.callbacks.CSVLogger(tmp_path / "log.csv"),
    ]
    history = fit(model, stages).history
    assert history["val_mAP"] == history["val_mAP@0.4"] == [0.25, 1, 0.75]
    assert set(history) == {"loss", "val_mAP", "val_mAP@0.4", "val_mAP@0.5"}
    assert stages[2].best == 1
    assert (tmp_path / "best.keras").exists()
    with (tmp_path / "log.csv").open() as file:
        assert [float(row["val_mAP"]) for row in csv.DictReader(file)] == [0.25, 1, 0.75]
    assert stages[1].results["AP/plate"] == 1
    assert capfd.readouterr() == ("", "")


def test_earlier_callbacks_do_not(model):
    seen = []
    early = keras.callbacks.LambdaCallback(on_epoch_end=lambda _, logs: seen.append(dict(logs)))
    fit(model, [early, EvaluateDetections(detector(lambda: 3), batches(), metric())], 1)
    assert "val_mAP" not in seen[0]


def test_tensorboard_gets_the_number(model, tmp_path):
    pytest.importorskip("tensorboard")
    evaluate = EvaluateDetections(detector(lambda: 3), batches(), metric())
    fit(model, [evaluate, keras.callbacks.TensorBoard(tmp_path)], 1)
    (file,) = (tmp_path / "validation").glob("events*")
    tags = [v.tag for e in tf.compat.v1.train.summary_iterator(str(file)) for v in e.summary.value]
    assert "epoch_mAP" in tags


def test_every_measures_the_first_and_the_last_epoch_too(model):
    calls = []

    def detect(images):
        calls.append(len(images))
        return detector(lambda: 3)(images)

    evaluate = EvaluateDetections(detect, batches(), metric(), "test_", every=3)
    values = fit(model, [evaluate], 7).history["test_mAP"]
    np.testing.assert_array_equal(values, [1, np.nan, 1, np.nan, np.nan, 1, 1])
    assert len(calls) == 4


def test_a_resumed_run_measures_its_first_epoch_so_that_no_nan_becomes_the_best(model, tmp_path):
    evaluate = EvaluateDetections(detector(lambda: 3), batches(), metric(), every=5)
    save = keras.callbacks.ModelCheckpoint(
        tmp_path / "best.keras", monitor="val_mAP", mode="max", save_best_only=True
    )
    assert fit(model, [evaluate, save], 3, initial_epoch=1).history["val_mAP"][0] == 1
    assert save.best == 1


def test_chosen_keys_and_no_logs(model):
    chosen = EvaluateDetections(detector(lambda: 3), batches(), metric(), keys=["AP/plate"])
    assert fit(model, [chosen], 1).history["val_AP/plate"] == [1]
    chosen.on_epoch_end(0, None)
    assert chosen.results["mAP"] == 1
    with pytest.raises(ValueError, match=r"keys must be among \['mAP', .*got \['AP/bus'\]"):
        EvaluateDetections(detector(lambda: 3), batches(), metric(), keys=["AP/bus"])
    with pytest.raises(ValueError, match="every must be at least 1, got 0"):
        EvaluateDetections(detector(lambda: 3), batches(), metric(), every=0)


def annotations(*paths, classes=("car", "plate"), crowd=False):
    """Each image holds a car, or a crowd of cars, and a plate, the plate difficult."""
    samples = [
        Sample(
            path=path,
            size_hw=(90, 80),
            boxes_px=np.array([CAR, PLATE]),
            labels=np.array([0, 1]),
            difficult=np.array([False, True]),
            crowd=np.array([crowd, False]),
        )
        for path in paths
    ]
    return Annotations(classes, samples)


CARS = {"boxes": [CAR, [0, 0, 5, 5]], "scores": [0.9, 0.95], "labels": [1, 0]}
NONE = {"boxes": [], "scores": [], "labels": []}


def test_saved_predictions(tmp_path):
    file = tmp_path / "predictions.json"
    save_predictions(file, {"b.jpg": CARS, "new.jpg": CARS, "a.jpg": NONE}, ("bus", "car"))
    result = evaluate_files(file, annotations("/data/a.jpg", "/data/b.jpg"))
    # Classes go by name, buses are nobody's, and the plates are difficult.
    assert (result["AP/car"], result["mAP"]) == (0.5, 0.5)
    assert np.isnan(result["AP/plate"])
    strict = MeanAveragePrecision(("car", "plate"), iou=0.9, method="11_point")
    result = evaluate_files(str(file), annotations("b.jpg"), strict)
    assert result["AP/car"] == pytest.approx(1)


def test_saved_predictions_of_a_crowd_do_not_count(tmp_path):
    file = tmp_path / "predictions.json"
    save_predictions(file, {"a.jpg": CARS, "b.jpg": NONE}, ("bus", "car"))
    data = annotations("a.jpg", crowd=True) + annotations("b.jpg")
    assert evaluate_files(file, data)["AP/car"] == 0  # No detection counts, one car is missed.


def test_files_of_one_name_go_by_their_folders(tmp_path):
    file = tmp_path / "predictions.json"
    save_predictions(file, {"day/1.jpg": CARS, "night/1.jpg": NONE}, ("bus", "car"))
    assert evaluate_files(file, annotations("/x/day/1.jpg"))["AP/car"] == 1
    assert evaluate_files(file, annotations("/x/night/1.jpg"))["AP/car"] == 0
    with pytest.raises(ValueError, match=r"1.jpg fits \['day/1.jpg', 'night/1.jpg'\]"):
        evaluate_files(file, annotations("/x/1.jpg"))
    save_predictions(file, {"1.jpg": CARS}, ("bus", "car"))
    with pytest.raises(ValueError, match=r"1.jpg fits several annotated images"):
        evaluate_files(file, annotations("/x/day/1.jpg", "/x/night/1.jpg"))


def test_refused_files(tmp_path):
    file = tmp_path / "predictions.json"
    save_predictions(file, {"a.jpg": NONE}, ("car",))
    with pytest.raises(ValueError, match=r"c.jpg is not among the predictions' images"):
        evaluate_files(file, annotations("a.jpg", "c.jpg"))
    with pytest.raises(ValueError, match="must share classes"):
        evaluate_files(file, annotations("a.jpg", classes=("plate",)))
    with pytest.raises(ValueError, match="metric must have the annotations' classes"):
        evaluate_files(file, annotations("a.jpg"), MeanAveragePrecision(["car"]))
