"""COCO's instances: ids with gaps, crowds, images in the usual folders."""

import numpy as np
import pytest

from tests.detection.annotation_files import annotated, coco, write_coco, write_image, write_pair
from tfvision.detection import pipeline
from tfvision.detection.dataset import read
from tfvision.detection.metric import MeanAveragePrecision
from tfvision.images.problems import DataError


def test_boxes_xywh_and_ids_with_gaps(tmp_path):
    categories = [{"id": 90, "name": "toothbrush"}, {"id": 3, "name": "car"}]
    data = read(write_coco(tmp_path, coco(categories=categories)))
    assert data.classes == ("car", "toothbrush")
    (sample,) = data.samples
    np.testing.assert_array_equal(sample.boxes_px, [[4, 5, 20, 18]])
    assert sample.labels.tolist() == [0]


def test_classes_in_a_given_order(tmp_path):
    categories = [{"id": 90, "name": "toothbrush"}, {"id": 3, "name": "car"}]
    path = write_coco(tmp_path, coco(categories=categories))
    assert read(path, classes=["toothbrush", "car"]).samples[0].labels.tolist() == [1]


@pytest.mark.parametrize("area", [77.5, None, 0, "large"])
def test_a_crowd_and_the_area_of_a_mask_are_kept(tmp_path, area):
    data = read(write_coco(tmp_path, annotated(iscrowd=1, area=area)))
    (sample,) = data.samples
    assert sample.crowd.tolist() == [True] and sample.difficult.tolist() == [False]
    expected = [77.5 if area == 77.5 else np.nan]
    np.testing.assert_array_equal(sample.areas, np.array(expected, "float32"))
    (example,) = data.examples()
    assert example["crowd"].numpy().tolist() == [True]
    np.testing.assert_array_equal(example["areas"], sample.areas)


def test_crowds_are_measured_as_crowds(tmp_path):
    """Two detections in a crowd are neither right nor wrong; the mask decides what is small."""
    content = annotated(bbox=[0, 0, 40, 30], iscrowd=1, area=900)
    first = content["annotations"][0]
    content["annotations"].append(first | {"id": 2, "iscrowd": 0, "bbox": [1, 1, 36, 28]})
    data = read(write_coco(tmp_path, content))
    ((_, truth),) = pipeline.evaluation_batches(data, (24, 32), 2)
    boxes = [[1, 1, 37, 29], [0, 0, 10, 10], [20, 10, 30, 25]]
    found = {"boxes": [boxes], "scores": [[0.5, 0.9, 0.8]], "labels": [[0, 0, 0]]}
    metric = MeanAveragePrecision(data.classes, method="coco")
    metric.update(found, truth)
    assert metric.result()["mAP"] == pytest.approx(1)
    assert metric.result()["AP/small"] == pytest.approx(1)  # 900 px, though its box has 1008
    assert np.isnan(metric.result()["AP/medium"])


def test_images_without_annotations_stay(tmp_path):
    content = coco()
    content["images"].append({"id": 8, "file_name": "b.png", "width": 50, "height": 20})
    write_image(tmp_path / "b.png", (20, 50))
    data = read(write_coco(tmp_path, content))
    assert [len(sample.labels) for sample in data.samples] == [1, 0]


def test_a_size_that_is_missing_comes_from_the_image(tmp_path):
    content = coco(images=[{"id": 7, "file_name": "a.jpg"}])
    assert read(write_coco(tmp_path, content)).samples[0].size_hw == (30, 40)


@pytest.mark.parametrize("folder", ["images", "val2017", "images/val2017", ""])
def test_images_in_the_usual_folders(tmp_path, folder):
    write_coco(tmp_path / "annotations", name="instances_val2017.json")
    (tmp_path / "annotations" / "a.jpg").unlink()
    image = write_image(tmp_path / folder / "a.jpg")
    assert read(tmp_path).samples[0].path == str(image)
    assert read(tmp_path, split="val2017").samples[0].path == str(image)


def test_images_in_a_folder_that_is_named(tmp_path):
    path = write_coco(tmp_path / "data")
    image = write_image(tmp_path / "films" / "a.jpg")
    assert read(path, images=tmp_path / "films").samples[0].path == str(image)


def test_foreign_folders_of_file_name_are_passed_over(tmp_path):
    content = coco(images=[{"id": 7, "file_name": r"C:\films\a.jpg", "width": 40, "height": 30}])
    assert read(write_coco(tmp_path, content)).samples[0].path == str(tmp_path / "a.jpg")


def test_several_files_ask_which(tmp_path):
    write_coco(tmp_path, name="train.json")
    write_coco(tmp_path, name="val.json")
    with pytest.raises(DataError, match=r"holds train\.json, val\.json; read one of them"):
        read(tmp_path)
    assert len(read(tmp_path, split="val")) == 1


def test_format_decides_where_both_are(tmp_path):
    write_pair(tmp_path)
    write_coco(tmp_path, coco(categories=[{"id": 3, "name": "lorry"}]))
    found = [read(tmp_path, format=format).classes for format in ("auto", "voc", "coco")]
    assert found == [("car",), ("car",), ("lorry",)]


def test_collect_leaves_out_what_is_wrong_and_goes_on(tmp_path):
    content = coco()
    first = content["annotations"][0]
    wrong = [{"bbox": [4, 5, 0, 13]}, {"category_id": 4}, {"bbox": [1, 2]}, {"image_id": 99}]
    content["annotations"] += [{**first, "id": 2 + i, **change} for i, change in enumerate(wrong)]
    problems = []
    data = read(write_coco(tmp_path, content), on_error="collect", problems=problems)
    assert [p.kind for p in problems] == ["empty_box", "unknown_class", "no_box", "missing_image"]
    assert [len(sample.labels) for sample in data.samples] == [1]
