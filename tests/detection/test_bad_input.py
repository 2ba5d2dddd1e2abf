"""Bad input, and the sentence that a person sees.

The rows stand in the `bad_*.py` beside this file; a further kind of input adds its list below.
"""

import dataclasses
import json

import pytest

from tests.bad_input import check
from tests.detection.annotation_files import box, write_pair, xml
from tests.detection.bad_coco import COCO
from tests.detection.bad_files import FILES
from tests.detection.bad_images import IMAGES
from tests.detection.bad_objects import BOXES, NAMES
from tests.training.bad_arguments import ARGUMENTS
from tfvision.detection.dataset import read

ROWS = [*BOXES, *NAMES, *FILES, *COCO, *IMAGES, *ARGUMENTS]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    check(row, tmp_path)


def test_rows_have_different_names():
    assert len({row.name for row in ROWS}) == len(ROWS) >= 30


def test_collect_finds_what_raise_stops_at(tmp_path):
    write_pair(tmp_path, "a", xml(box(corners=(20, 6, 5, 18)), box(corners=(5, 6, "x", 18)), box()))
    (tmp_path / "b.xml").write_text("<annotation>")
    (tmp_path / "c.xml").write_text(xml(box()))
    problems = []
    read(tmp_path, on_error="collect", problems=problems)
    kinds = ["reversed_box", "bad_number", "bad_xml", "duplicate_image"]
    assert [problem.kind for problem in problems] == kinds
    assert json.dumps([dataclasses.asdict(problem) for problem in problems])
