"""Class names of annotated objects: where they come from."""

from tfvision.detection import classes
from tfvision.detection.record import Object, Record


def records(*names):
    objects = tuple(Object(name, (0.0, 0.0, 1.0, 1.0), False, 3) for name in names)
    return [Record("a.jpg", (30, 40), objects, "a.xml")]


def test_found_names_are_sorted(tmp_path):
    assert classes.resolve(None, tmp_path, records("plate", "car", "car")) == ("car", "plate")


def test_of_two_spellings_the_frequent_one_counts(tmp_path):
    found = records("Car ", "licence-plate", "car", "Licence Plate", "car", "licence-plate")
    assert classes.resolve(None, tmp_path, found) == ("car", "licence-plate")


def test_names_of_signs_stay_apart(tmp_path):
    assert classes.resolve(None, tmp_path, records("-", "_", "+")) == ("+", "-", "_")
