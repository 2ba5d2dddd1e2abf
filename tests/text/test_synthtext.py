"""SynthText's file: quadrangles, words, and pages whose text does not fit."""

import pathlib
import shutil

import numpy as np
import pytest

from tests.text.character_files import write_image
from tfvision.images.problems import DataError, DataWarning, Problems
from tfvision.text import synthtext
from tfvision.text.dataset import read as read_pages

GOLDEN = pathlib.Path(__file__).parents[1] / "goldens/synthtext_gt.mat"
NAMES = ["8/ballet_106_0.jpg", "8/ballet_106_1.jpg", "9/odd_1_0.jpg", "9/odd_2_0.jpg"]


@pytest.fixture
def folder(tmp_path):
    shutil.copy(GOLDEN, tmp_path / "gt.mat")
    for name in NAMES:
        write_image(tmp_path / name)
    return tmp_path


def read(folder):
    found = []
    return synthtext.read(folder / "gt.mat", Problems("collect", found)), found


def test_quadrangles_become_the_boxes_around_them(folder):
    samples, _ = read(folder)
    assert [sample.path for sample in samples] == [str(folder / name) for name in NAMES]
    assert [len(sample.boxes_px) for sample in samples] == [16, 1, 2, 1]
    np.testing.assert_array_equal(
        samples[0].boxes_px[[0, 15]], [[2, 5.5, 4.75, 9.75], [47, 5.5, 49.75, 9.75]]
    )
    np.testing.assert_array_equal(samples[1].boxes_px, [[2, 5.5, 4.75, 9.75]])
    for sample in samples:
        corners = sample.quads_px
        around = np.concatenate([corners.min(1), corners.max(1)], 1)
        np.testing.assert_array_equal(around, sample.boxes_px)


def test_words_are_the_lines(folder):
    first, single, odd, flat = read(folder)[0]
    assert first.characters == "Lines:IlostKevin"
    assert first.lines.tolist() == [0] * 6 + [1] + [2] * 4 + [3] * 5
    assert (single.characters, single.lines.tolist()) == ("a", [0])
    assert (odd.characters, odd.lines.tolist()) == (("", ""), [-1, -1])
    assert (flat.characters, flat.lines.tolist()) == ("é", [0])


def test_what_is_wrong_is_named(folder):
    (folder / NAMES[0]).unlink()
    _, problems = read(folder)
    assert [(problem.kind, problem.severity) for problem in problems] == [
        ("missing_image", "error"),
        ("text_mismatch", "warning"),
        ("empty_box", "error"),
    ]
    assert problems[2].message == ("9/odd_2_0.jpg: character 1: [4.0, 5.5, 4.0, 9.75] has no area")


@pytest.mark.filterwarnings("ignore::tfvision.images.problems.DataWarning")
def test_boxes_over_the_edge_are_clipped_in_examples(folder):
    """The images are 40 wide; the 14th box ends at 43.75, the 15th begins beyond."""
    data = read_pages(folder, on_error="skip")
    example = next(iter(data.examples()))
    boxes_px = example["boxes_xyxy"].numpy() * [40, 30, 40, 30]
    assert len(boxes_px) == 13 == len(example["characters"])
    np.testing.assert_allclose(boxes_px[-1], [38, 5.5, 40, 9.75], rtol=1e-6)
    assert b"".join(example["characters"].numpy()).decode() == "Lines:IlostKe"


def test_skip_says_it_once(folder):
    with pytest.warns(DataWarning, match=r"1 x text_mismatch \(first: .*; 1 x empty_box"):
        assert len(read_pages(folder, on_error="skip")) == 4


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"x", "gt.mat: not a MATLAB file of version 5"),
        (GOLDEN.read_bytes()[:500], "gt.mat: a damaged MATLAB file"),
        (GOLDEN.read_bytes()[:128], "gt.mat: holds no cells called 'imnames'"),
    ],
)
def test_files_that_are_none(folder, content, sentence):
    (folder / "gt.mat").write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        read(folder)
