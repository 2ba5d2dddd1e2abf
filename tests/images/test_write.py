"""Writing an image: whatever its name is, or one sentence that names it, and then no file."""

import numpy as np
import pytest

from tfvision.images.read import read
from tfvision.images.write import write_image


@pytest.mark.parametrize("name", ["写真.png", "no text \udcff.png", "a.jpg"])
def test_it_comes_back(name, tmp_path):
    image = np.full([5, 7, 3], (200, 100, 50), "uint8")
    write_image(tmp_path / "new" / name, image)
    np.testing.assert_allclose(read(tmp_path / "new" / name), image, atol=3)
    assert len(list((tmp_path / "new").iterdir())) == 1


@pytest.mark.parametrize(("name", "width"), [("wide.jpg", 70_000), ("a.unknown", 7), ("none", 7)])
def test_what_cannot_be_written_is_said_and_leaves_nothing(name, width, tmp_path):
    with pytest.raises(ValueError, match=rf"{name}: OpenCV writes no {width} x 2 pixels as"):
        write_image(tmp_path / name, np.zeros([2, width, 3], "uint8"))
    assert not list(tmp_path.iterdir())
