"""Whatever happened to a file: it is read, or one sentence names it. No crash, no hang.

`FUZZ=2000 pytest -n 0 tests/fuzz` tries so many of each kind, and others than before.
"""

import json
import time
import xml.parsers.expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.damage import damaged
from tests.fuzz.readers import READERS
from tests.fuzz.tries import MANY, tries

SECONDS = 20
# Their own words name no file.
RAW = (UnicodeError, json.JSONDecodeError, xml.parsers.expat.ExpatError)


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_damaged_files_are_read_or_named(reader, tmp_path):
    path = reader.make(tmp_path)
    good = path.read_bytes()
    reader.read(path)
    counts = {"read": 0, "refused": 0}

    @tries(60)
    @given(st.data())
    def tried(data):
        path.write_bytes(data.draw(damaged(good)))
        start = time.monotonic()
        try:
            reader.read(path)
            counts["read"] += 1
        except (ValueError, OSError) as error:
            assert not isinstance(error, RAW), f"not ours: {error!r}"
            assert path.name in str(error), f"names no file: {error!r}"
            assert "Traceback" not in str(error)
            counts["refused"] += 1
        assert time.monotonic() - start < SECONDS

    tried()
    assert sum(counts.values()) >= (MANY or 60) and counts["refused"]
    if MANY:
        print(f"{reader.name}: {counts}")  # noqa: T201 (a person asked)
