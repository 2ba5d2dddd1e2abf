"""What was seen comes back as it was, and frames without anything are frames."""

import numpy as np

from tfvision.video.sightings import Sightings


def test_what_goes_in_comes_out():
    sightings, rng = Sightings(), np.random.default_rng(0)
    rows = [
        (3 * i, rng.random((n, 4)), rng.random(n), np.arange(n)) for i, n in enumerate([2, 0, 3])
    ]
    for frame, boxes, scores, labels in rows:
        sightings.add(frame, boxes.astype("float32"), scores.tolist(), labels.astype("int32"))
    for _ in range(2):  # Read as often as one likes
        for (frame, *row), (number, *given) in zip(sightings, rows, strict=True):
            assert frame == number
            for column, expected in zip(row, given, strict=True):
                np.testing.assert_allclose(column, expected, rtol=1e-6)
                assert column.shape == expected.shape


def test_nothing():
    assert list(Sightings()) == []
