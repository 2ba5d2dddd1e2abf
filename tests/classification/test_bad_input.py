"""Bad input of classification, and the sentence that a person sees.

The rows stand in the `bad_*.py` beside this file; a further kind of input adds its list below.
"""

import numpy as np
import pytest
import tensorflow as tf

from tests.bad_input import check
from tests.classification.bad_folders import FOLDERS
from tests.classification.bad_images import IMAGES
from tests.images.odd_files import animated_gif, cmyk_jpeg, sixteen_bit_png
from tfvision.classification import Codec, pipeline, read
from tfvision.classification.augment_options import AugmentOptions
from tfvision.images.problems import DataWarning

ROWS = [*FOLDERS, *IMAGES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    check(row, tmp_path)


def test_rows_have_different_names():
    assert len({row.name for row in ROWS}) == len(ROWS) >= 25


@pytest.fixture
def odd_folder(tmp_path):
    """CMYK, 16 bits, animated, one pixel wide."""
    files = {"a.jpg": cmyk_jpeg(), "b.png": sixteen_bit_png(), "c.gif": animated_gif()}
    for folder in ("cat", "dog"):
        (tmp_path / folder).mkdir()
    for name, content in files.items():
        (tmp_path / "cat" / name).write_bytes(content)
    one_pixel = tf.io.encode_png(np.full([1, 1, 3], 90, "uint8")).numpy()
    (tmp_path / "dog" / "d.png").write_bytes(one_pixel)
    return tmp_path


def test_odd_images_can_be_trained_on_and_are_named_once(odd_folder):
    data = read(odd_folder)
    said = (
        r"^4 images: 1 x cmyk \(first: .*a\.jpg: .*; 1 x sixteen_bit .*; 1 x animated .*; 1 x tiny"
    )
    with pytest.warns(DataWarning, match=said) as warnings:
        for augment in (AugmentOptions(), AugmentOptions(pad_crop=2), None):
            batches = pipeline.training_batches(data, Codec(2), (8, 12), 4, seed=0, augment=augment)
            images, targets = next(iter(batches))
            assert images.shape == (4, 8, 12, 3)
            assert targets.numpy().sum(0).tolist() == [3, 1]
    assert len(warnings) == 1


def test_what_reading_has_named_is_not_named_again(odd_folder):
    with pytest.warns(DataWarning, match=r"^.*: 1 x cmyk"):
        data = read(odd_folder, on_error="skip")
    assert len(list(data.examples())) == 4  # A second warning would be an error.
