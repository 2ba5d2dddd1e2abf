"""What a detector is shown of a film, and where scenes end."""

import numpy as np
import pytest

from tfvision.video import Frame
from tfvision.video.sighting import Cuts, look


class Counting:
    """Answers one box a frame: its number."""

    def __init__(self):
        self.batches = []

    def predict(self, images):
        self.batches.append(len(images))
        numbers = [int(image[0, 0, 0]) for image in images]
        return [{"box": np.array([[n, 0, n + 1, 1.0]]), "score": np.ones(1)} for n in numbers]


def frames(count):
    for i in range(count):
        yield Frame(np.full([27, 48, 3], i, "uint8"), i, i / 25, None)


def test_every_third_frame_in_batches():
    detector = Counting()
    rows = list(look(frames(11), detector, every=3, batch_size=3))
    assert [row[0] for row in rows] == [0, 3, 6, 9] == [int(row[1][0, 0]) for row in rows]
    assert detector.batches == [3, 1] and [row[3].tolist() for row in rows] == [[0]] * 4
    assert not any(row[4] for row in rows)


def test_a_detector_that_makes_frames_smaller_gets_them_so():
    class Small(Counting):
        def input_hw(self, size_hw):
            assert size_hw == (27, 48)
            return (9, 24)

        def predict(self, images):
            assert {image.shape for image in images} == {(9, 24, 3)}
            return super().predict(images)

    rows = list(look(frames(3), Small()))
    assert [row[1].tolist() for row in rows] == [[[2 * n, 0, 2 * n + 2, 3]] for n in range(3)]


def test_a_scene_begins_with_its_first_frame_whichever_are_looked_at():
    greys = [9] * 4 + [200] * 3 + [99] * 4
    shown = (Frame(np.full([27, 48, 3], g, "uint8"), i, i / 25, None) for i, g in enumerate(greys))
    rows = look(shown, Counting(), every=4)
    assert [(row[0], row[4]) for row in rows] == [(0, []), (4, [4]), (8, [7])]


def test_a_scene_ends_where_the_picture_changes_suddenly():
    rng = np.random.default_rng(0)
    scenes = [rng.integers(0, 256, (9, 16, 3), dtype="uint8") for _ in range(3)]
    cuts, found = Cuts(), []
    for i in range(30):
        noise = rng.integers(-9, 9, (90, 160, 3))
        image = np.kron(scenes[i // 10], np.ones([10, 10, 1], int)) + noise
        found.append(cuts.new_scene(np.clip(np.roll(image, i, 1), 0, 255).astype("uint8")))
    assert np.flatnonzero(found).tolist() == [10, 20]


def test_a_person_is_told():
    with pytest.raises(ValueError, match=r"^every must be at least 1, got 0$"):
        look([], None, every=0)
    with pytest.raises(ValueError, match=r"^batch_size must be at least 1, got 0$"):
        look([], None, batch_size=0)
