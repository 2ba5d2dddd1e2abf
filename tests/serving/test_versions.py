"""Numbered folders: which is the latest, which comes next."""

import pytest

from tfvision.serving import versions


def model(folder, *numbers):
    for number in numbers:
        (folder / str(number)).mkdir(parents=True)
        (folder / str(number) / "saved_model.pb").touch()
    return folder


def test_the_latest_is_the_highest_number(tmp_path):
    model(tmp_path, 2, 10, 9)
    for name in ("07", "a", "3.partial"):
        (tmp_path / name).mkdir()
    (tmp_path / "11").touch()  # A file
    assert versions.numbers(tmp_path) == [2, 9, 10]
    assert versions.find(tmp_path) == tmp_path / "10"
    assert versions.find(tmp_path, 2) == tmp_path / "2"
    assert versions.find(str(tmp_path / "9")) == tmp_path / "9"


def test_what_is_missing_is_said(tmp_path):
    with pytest.raises(FileNotFoundError, match="gone: no such folder"):
        versions.find(tmp_path / "gone")
    with pytest.raises(FileNotFoundError, match="no saved model in it; expected numbered folders"):
        versions.find(tmp_path)
    with pytest.raises(FileNotFoundError, match=r"no version 3, there are \[1, 2\]"):
        versions.find(model(tmp_path, 1, 2), 3)


def test_a_version_that_another_takes_meanwhile_is_passed_over(tmp_path, monkeypatch):
    model(tmp_path, 1, 2)
    monkeypatch.setattr(versions, "numbers", lambda folder: [1])  # As seen before 2 appeared.
    with versions.unfinished(tmp_path) as partial:
        (partial / "saved_model.pb").touch()
        assert versions.publish(partial, tmp_path) == tmp_path / "3"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2", "3"]


def test_an_error_that_no_number_mends_is_raised(tmp_path):
    with pytest.raises(FileNotFoundError):
        versions.publish(tmp_path / "gone", tmp_path)
