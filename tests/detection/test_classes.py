"""Class names: where they come from, and what is said of one that is none."""

import pytest

from tfvision.detection import classes
from tfvision.detection.problems import Problems
from tfvision.detection.record import Object, Record


def records(*names):
    objects = tuple(Object(name, (0.0, 0.0, 1.0, 1.0), False, 3) for name in names)
    return [Record("a.jpg", (30, 40), objects, "a.xml")]


def test_found_names_are_sorted(tmp_path):
    assert classes.resolve(None, tmp_path, records("plate", "car", "car")) == ("car", "plate")


def test_of_two_spellings_the_frequent_one_counts(tmp_path):
    found = records("Car ", "licence-plate", "car", "Licence Plate", "car", "licence-plate")
    assert classes.resolve(None, tmp_path, found) == ("car", "licence-plate")


def test_given_names_may_differ_in_case_only(tmp_path):
    assert classes.resolve(["a", "A"], tmp_path, []) == ("a", "A")
    assert classes.label("A", ("a", "A"), Problems(), "a.xml", 3) == 1


def test_names_of_signs_stay_apart(tmp_path):
    assert classes.resolve(None, tmp_path, records("-", "_", "+")) == ("+", "-", "_")


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("Car ", "class_typo", "class 'Car ' is spelt 'car' elsewhere"),
        ("plat", "unknown_class", r"class 'plat' is not among .*; did you mean 'plate'\?"),
        ("zebra", "unknown_class", r"class 'zebra' is not among the classes \['car', 'plate'\]$"),
    ],
)
def test_a_name_that_is_no_class(name, kind, sentence):
    found = []
    problems = Problems("collect", found)
    assert classes.label(name, ("car", "plate"), problems, "a.xml", 3) is None
    assert (found[0].kind, found[0].line) == (kind, 3)
    with pytest.raises(ValueError, match=sentence):
        classes.label(name, ("car", "plate"), Problems(), "a.xml", 3)


def test_a_file_of_names_with_what_editors_leave_in_it(tmp_path):
    (tmp_path / "names.txt").write_text("car\r\n plate \n\n", encoding="utf-8-sig")
    assert classes.names_in_file(str(tmp_path / "names.txt")) == ["car", "plate"]
    with pytest.raises(ValueError, match=r"there is no file '.*gone\.txt'"):
        classes.names_in_file(tmp_path / "gone.txt")
