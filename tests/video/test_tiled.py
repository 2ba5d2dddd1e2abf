"""Large frames are looked at in parts, too, and nothing is found twice."""

import numpy as np
import pytest

from tests.video import striped
from tfvision.video.tiled import Tiled


class Seeing:
    """Finds connected white blocks that are at least a fiftieth as wide as the image."""

    labels = ("plate",)

    def __init__(self):
        self.sizes = []

    def predict(self, images):
        return [self.answer(image) for image in images]

    def answer(self, image):
        self.sizes.append(image.shape[:2])
        found = []
        for grey in (250, 240):
            rows, columns = np.nonzero(image[..., 0] == grey)
            if len(rows) and np.ptp(columns) + 1 >= image.shape[1] / 50:
                found.append([columns.min(), rows.min(), columns.max() + 1, rows.max() + 1])
        boxes = np.array(found, "float32").reshape(-1, 4)
        return {"box": boxes, "score": np.full(len(found), 0.8, "float32"), "name": ["plate"]}


def frame(*boxes, size_hw=(600, 1000)):
    image = np.zeros([*size_hw, 3], "uint8")
    for grey, (x1, y1, x2, y2) in zip((250, 240), boxes, strict=False):
        image[y1:y2, x1:x2] = grey
    return image


def found(detector, image):
    (answer,) = detector.predict([image])
    return sorted(answer["box"].tolist())


def test_what_is_far_is_seen_in_a_tile():
    near, far = (100, 100, 160, 130), (800, 400, 815, 408)
    image = frame(near, far)
    assert found(Tiled(Seeing()), image) == [list(near)]
    assert found(Tiled(Seeing(), (2, 1)), image) == [list(near), list(far)]


@pytest.mark.parametrize("left", range(400, 560, 12))
def test_what_lies_on_a_cut_is_found_whole_and_once(left):
    box = (left, 290, left + 60, 310)
    assert found(Tiled(Seeing(), (2, 2)), frame(box)) == [list(box)]


def test_tiles_cover_the_frame_and_overlap():
    for tiles in ((1, 1), (2, 1), (3, 4)):
        windows = Tiled(None, tiles).windows((601, 999))
        assert len(windows) == (0 if tiles == (1, 1) else tiles[0] * tiles[1])
        seen = np.zeros([601, 999], int)
        for left, top, right, bottom in windows:
            assert 0 <= left < right <= 999 and 0 <= top < bottom <= 601
            seen[top:bottom, left:right] += 1
        assert not windows or (seen.min() == 1 and seen.max() >= 2)


def test_large_frames_are_tiled_by_themselves():
    counts = {
        (1080, 1920): 0,
        (1440, 2560): 2,
        (2160, 3840): 4,
        (2560, 1440): 2,
        (720, 1280): 0,
    }
    for size_hw, count in counts.items():
        assert len(Tiled(None).windows(size_hw)) == count


def test_frames_go_to_the_detector_together():
    detector = Seeing()
    answers = Tiled(detector, (2, 1)).predict([frame(), frame((100, 100, 160, 130))])
    assert detector.sizes == [(600, 1000)] * 2 + [(600, 556)] * 4
    assert [len(answer["box"]) for answer in answers] == [0, 1]
    assert answers[1]["label"].tolist() == [0] and answers[1]["box"].dtype == "float32"


def test_without_tiles_the_answer_is_the_detectors():
    (answer,) = Tiled(striped.Seeing()).predict([striped.picture(3)])
    assert answer["name"].tolist() == ["plate"] and Tiled(striped.Seeing()).labels[1] == "plate"
    assert Tiled(Seeing()).predict([]) == []


@pytest.mark.parametrize("tiles", [(0, 2), (1,), (1, 2, 3)])
def test_what_is_no_number_of_tiles(tiles):
    with pytest.raises(ValueError, match=r"^tiles must be columns and rows, each at least 1, got "):
        Tiled(None, tiles)
