"""Problems: raised, kept, or counted in one warning."""

import warnings

import pytest

from tfvision.images.problems import DataError, DataWarning, Problem, Problems


def test_a_problem_reads_as_file_line_sentence():
    assert str(Problem("a.xml", 3, "empty_box", "it is empty")) == "a.xml:3: it is empty"
    assert str(Problem("a.jpg", None, "bad_image", "it is cut off")) == "a.jpg: it is cut off"


def test_raise_stops_at_an_error_and_keeps_it():
    records = []
    with pytest.raises(DataError, match=r"^a\.xml:3: it is empty$"):
        Problems("raise", records).error("a.xml", 3, "empty_box", "it is empty")
    assert [record.kind for record in records] == ["empty_box"]


def test_one_warning_counts_what_is_alike():
    problems = Problems("skip")
    for line in (3, 5):
        assert problems.error("a.xml", line, "empty_box", "it is empty") is None
    problems.warning("b.jpg", None, "unlabelled", "no annotation")
    expected = r"^data: 2 x empty_box \(first: a\.xml:3: it is empty\); 1 x unlabelled \(first: b"
    with pytest.warns(DataWarning, match=expected):
        problems.summarise("data", stacklevel=2)


def test_no_warning_without_problems_or_for_a_caller_with_a_list():
    problems = Problems("collect", [])
    problems.error("a.xml", 3, "empty_box", "it is empty")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        problems.summarise("data")
        Problems("skip").summarise("data")


def test_arguments():
    with pytest.raises(ValueError, match=r"on_error must be .* but 'ignore' was given"):
        Problems("ignore")
    with pytest.raises(ValueError, match="on_error='collect' needs a list in problems"):
        Problems("collect")
