"""Pages brought to a size whole, their ratio kept."""

import numpy as np
import pytest

from tfvision.text.letterbox import letterbox


def test_an_image_that_fits_stays_as_it_is(rng):
    image = rng.integers(0, 256, [20, 30, 3], "uint8")
    result, scale_xy = letterbox(image, (20, 30))
    assert result is image and scale_xy.tolist() == [1, 1]
    result, scale_xy = letterbox(image, (25, 50))
    np.testing.assert_array_equal(result[:20, :30], image)
    assert not result[20:].any() and not result[:, 30:].any() and scale_xy.tolist() == [1, 1]


@pytest.mark.parametrize("size_hw", [(33, 70), (90, 21), (1, 500), (700, 1)])
def test_one_that_does_not_is_shrunk(size_hw):
    image = np.full([*size_hw, 3], 200, "uint8")
    result, scale_xy = letterbox(image, (30, 20))
    rows, columns = np.nonzero(result[..., 0] == 200)
    shown = np.array([columns.max() + 1, rows.max() + 1])
    np.testing.assert_allclose(scale_xy * [size_hw[1], size_hw[0]], shown, rtol=1e-6)
    assert result.shape == (30, 20, 3) and (shown == [20, 30]).any()
