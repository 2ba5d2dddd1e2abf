"""One row of a table of bad input: what is bad, how to make it, and what a person is told."""

import dataclasses
import re
from collections.abc import Callable

import pytest

from tfvision.images.problems import DataError


@dataclasses.dataclass(frozen=True)
class Row:
    """A kind of bad input.

    Args:
        name: What is bad.
        act: Takes an empty folder, makes the input there and uses it.
        sentence: Regular expression of what is said; the folder itself reads `DIR`.
        error: Type of the exception, or of the warning.
    """

    name: str
    act: Callable
    sentence: str
    error: type = DataError


def check(row, folder):
    """Acts in a folder, and fails unless the sentence is said, and no stack trace with it."""
    caught = pytest.warns if issubclass(row.error, Warning) else pytest.raises
    with caught(row.error) as told:
        row.act(folder)
    said = str(told[0].message if issubclass(row.error, Warning) else told.value)
    said = said.replace(str(folder), "DIR")
    assert re.search(row.sentence, said, re.DOTALL), said
    assert "Traceback" not in said
