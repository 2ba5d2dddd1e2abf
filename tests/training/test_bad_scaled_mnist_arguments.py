"""Bad arguments of the scaled MNIST script, and the sentence that a person sees."""

import pytest

from tests import bad_input
from tests.training.bad_scaled_mnist_arguments import ARGUMENTS


@pytest.mark.parametrize("row", ARGUMENTS, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)
    assert not list(tmp_path.glob("run/*"))
