"""Bad arguments of the classification script, and the sentence that a person sees."""

import re

import pytest

from tests.training.bad_classification_arguments import ARGUMENTS


@pytest.mark.parametrize("row", ARGUMENTS, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    with pytest.raises(row.error) as told:
        row.act(tmp_path)
    said = str(told.value).replace(str(tmp_path), "DIR")
    assert re.search(row.sentence, said, re.DOTALL), said
    assert not list(tmp_path.glob("run/*"))
