"""What was looked at before a kill is not looked at again."""

import numpy as np
import pytest

from tfvision.video import VideoError
from tfvision.video.journal import Journal


class Counting:
    """Answers with as many boxes as the image is bright; the labels may be missing."""

    labels = ("plate",)

    def __init__(self, labelled=True):
        self.asked, self.labelled = [], labelled

    def predict(self, images):
        self.asked += [int(image[0]) for image in images]
        return [self.answer(int(image[0])) for image in images]

    def answer(self, count):
        box = np.random.default_rng(count).uniform(0, 99, (count, 4)).astype("float32")
        answer = {"box": box, "score": np.linspace(0.3, 0.9, count, dtype="float32")}
        return {**answer, "label": np.zeros(count, "int32")} if self.labelled else answer


def images(*counts):
    return [np.array([count]) for count in counts]


def test_answers_that_are_known_are_the_same_and_not_asked_for(tmp_path):
    path = tmp_path / "new" / "a.jsonl"
    with Journal(path, {"film": "日本"}) as journal:
        first = journal.watching(Counting()).predict(images(2, 0, 1))
    with Journal(path, {"film": "日本"}) as journal:
        assert journal.known == 3
        detector = Counting()
        watched = journal.watching(detector)
        again = watched.predict(images(2, 0)) + watched.predict(images(1, 3))
        assert detector.asked == [3] and watched.labels == ("plate",)
    for one, other in zip(first, again, strict=False):
        for name in ("box", "score", "label"):
            np.testing.assert_array_equal(one[name], other[name])
            assert one[name].shape == other[name].shape and one[name].dtype == other[name].dtype
    with Journal(path, {"film": "日本"}) as journal:
        assert journal.known == 4
        journal.delete()
    assert not path.exists()


def test_another_subject_begins_anew(tmp_path):
    with Journal(tmp_path / "a.jsonl", {"every": 1}) as journal:
        journal.watching(Counting()).predict(images(1))
    with Journal(tmp_path / "a.jsonl", {"every": 2}) as journal:
        assert journal.known == 0
        journal.watching(Counting(labelled=False)).predict(images(2, 2))
    with Journal(tmp_path / "a.jsonl", {"every": 2}) as journal:
        assert journal.known == 2


@pytest.mark.parametrize("lost", range(1, 90, 11))
def test_a_file_that_breaks_off_anywhere(tmp_path, lost):
    path = tmp_path / "a.jsonl"
    with Journal(path, {"film": "a"}) as journal:
        journal.watching(Counting()).predict(images(1, 1, 1))
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    with Journal(path, {"film": "a"}) as journal:
        assert journal.known == 3 - whole[-lost:].count(b"\n")
        journal.watching(Counting()).predict(images(1, 1, 1))
    assert path.read_bytes() == whole


@pytest.mark.parametrize("line", [b"[]", b"7", b"[[[1]], [0.5], [0]]", b"[[], [], [1]]", b"\xff"])
def test_a_line_that_is_none(tmp_path, line):
    path = tmp_path / "a.jsonl"
    with Journal(path, {}) as journal:
        journal.watching(Counting()).predict(images(1))
    path.write_bytes(path.read_bytes() + line + b"\n")
    with Journal(path, {}) as journal:
        assert journal.known == 1


def test_one_without_an_answer_leaves_nothing(tmp_path):
    with Journal(tmp_path / "a.jsonl", {}):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said():
    with pytest.raises(VideoError, match=r"^/dev/full: cannot be written \(No space left on"):
        Journal("/dev/full", {})
