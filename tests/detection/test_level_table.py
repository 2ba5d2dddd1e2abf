"""A level table as a file: what is written is read, and both forms are."""

import json

import pytest

from tfvision.detection.default_boxes import Level
from tfvision.detection.level_table import as_json, read_levels

SIZE = (96, 160)


def test_reading_undoes_writing(tmp_path):
    levels = (
        Level("a", (10, 24), (2,), step=16, image_size=SIZE),
        Level("b", (), (), boxes_wh=((20.5, 8),), image_size=SIZE),
    )
    table = as_json(levels)
    assert table["image_size"] == [96, 160] and "image_size" not in table["levels"][0]
    (tmp_path / "levels.json").write_text(json.dumps(table))
    assert read_levels(tmp_path / "levels.json") == levels
    assert as_json(()) == {"image_size": None, "levels": []}


def test_a_list_of_rows_is_for_any_size(tmp_path):
    (tmp_path / "levels.json").write_text('[{"feature": "b", "boxes_wh": [[20, 8]]}]')
    assert read_levels(tmp_path / "levels.json") == (Level("b", (), (), boxes_wh=((20, 8),)),)


@pytest.mark.parametrize(
    "content",
    ["[", "3", "{}", '[{"sizes": [3]}]', '{"image_size": 3, "levels": [{"feature": "a"}]}'],
)
def test_what_is_no_table(tmp_path, content):
    (tmp_path / "levels.json").write_text(content)
    with pytest.raises(ValueError, match=r"levels\.json is no level table: "):
        read_levels(tmp_path / "levels.json")
