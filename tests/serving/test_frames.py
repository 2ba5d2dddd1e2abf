"""Films: their frames as they were, and new ones whole or not at all."""

import numpy as np
import pytest

from tfvision.images.read import ImageError
from tfvision.serving.frames import film_writer, frames_of, rate_of


def frame(value):
    return np.full([64, 96, 3], value, "uint8")


def test_what_is_written_is_read_again(tmp_path):
    path = tmp_path / "new" / "a.mp4"
    with film_writer(path, 12) as append:
        for value in ((200, 10, 10), (10, 10, 200)):
            append(frame(value))
    found = list(frames_of(path))
    assert rate_of(path) == 12 and [each.shape for each in found] == [(64, 96, 3)] * 2
    np.testing.assert_allclose(found[0].mean((0, 1)), [200, 10, 10], atol=12)
    assert [child.name for child in path.parent.iterdir()] == ["a.mp4"]


def test_a_film_that_is_not_finished_is_not_there(tmp_path):
    with pytest.raises(KeyboardInterrupt), film_writer(tmp_path / "a.mp4", 12) as append:
        append(frame(9))
        raise KeyboardInterrupt
    with film_writer(tmp_path / "b.mp4", 12):
        pass
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_film_is_named(tmp_path):
    (tmp_path / "a.mp4").write_bytes(b"no film")
    with pytest.raises(ImageError, match=r"a\.mp4: not a film that OpenCV can decode"):
        list(frames_of(tmp_path / "a.mp4"))
    with pytest.raises(ImageError, match=r"b\.mp4: no such file"):
        rate_of(tmp_path / "b.mp4")
