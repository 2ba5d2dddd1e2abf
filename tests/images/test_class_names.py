"""Names of classes: given, in a file, and what is said of one that is none."""

import pytest

from tfvision.images import class_names
from tfvision.images.problems import Problems


def test_given_names_may_differ_in_case_only():
    assert class_names.checked(["a", "A"]) == ("a", "A")
    assert class_names.label("A", ("a", "A"), Problems(), "a.xml", 3) == 1


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
    assert class_names.label(name, ("car", "plate"), problems, "a.xml", 3) is None
    assert (found[0].kind, found[0].line) == (kind, 3)
    with pytest.raises(ValueError, match=sentence):
        class_names.label(name, ("car", "plate"), Problems(), "a.xml", 3)


def test_a_file_of_names_with_what_editors_leave_in_it(tmp_path):
    (tmp_path / "names.txt").write_text("car\r\n plate \n\n", encoding="utf-8-sig")
    assert class_names.names_in_file(str(tmp_path / "names.txt")) == ["car", "plate"]
    with pytest.raises(ValueError, match=r"there is no file '.*gone\.txt'"):
        class_names.names_in_file(tmp_path / "gone.txt")


@pytest.mark.parametrize("classes", [[], ["a", "a"], ["a", " "], [3]])
def test_names_that_are_none(classes):
    with pytest.raises(ValueError, match="classes must be different names, at least one, but"):
        class_names.checked(classes)


def test_a_name_that_is_no_text():
    assert class_names.checked(["é", "日"]) == ("é", "日")
    with pytest.raises(ValueError, match=r"classes must be text, got 'a .*udcff'"):
        class_names.checked(["é", "a \udcff"])
