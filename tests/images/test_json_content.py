"""JSON files, and files that are none."""

import pytest

from tfvision.images.json_content import load
from tfvision.images.problems import DataError


def test_content(tmp_path):
    (tmp_path / "a.json").write_text('{"a": ["é"]}', encoding="utf-8")
    assert load(tmp_path / "a.json") == {"a": ["é"]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'{"a":\n [}', r"a\.json:2: not well-formed JSON: Expecting value$"),
        (b"", r"a\.json:1: not well-formed JSON: "),
        (b'"\xff"', r"a\.json: not UTF-8 text: "),
    ],
)
def test_files_that_are_none(tmp_path, content, sentence):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(DataError, match=sentence):
        load(tmp_path / "a.json")
