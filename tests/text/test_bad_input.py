"""Bad input, and the sentence that a person sees.

The rows stand in the `bad_*.py` beside this file; a further kind of input adds its list below.
"""

import pytest

from tests.bad_input import check
from tests.text.bad_pages import BOXES, FILES, IMAGES

ROWS = [*FILES, *BOXES, *IMAGES]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    check(row, tmp_path)


def test_rows_have_different_names():
    assert len({row.name for row in ROWS}) == len(ROWS)
