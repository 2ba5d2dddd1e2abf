"""A long film needs no more memory than a short one."""

import pytest

from tests.benchmarks.blur_memory import watched, write_film
from tests.video import striped
from tfvision.video import redact, redact_live


@pytest.mark.slow
@pytest.mark.parametrize("cover", [redact, redact_live], ids=["two passes", "one"])
def test_memory_does_not_grow(tmp_path, cover):
    film = write_film(tmp_path / "film.mp4", 1500, (46, 80))
    rows = []
    cover(film, tmp_path / "out.mp4", striped.Seeing(), passing=watched(rows, 100))
    passes = len(rows) // 15
    assert passes == (2 if cover is redact else 1)
    for turn in range(passes):  # What detections take, and what FFmpeg keeps at first.
        rest = rows[15 * turn + 5 : 15 * (turn + 1)]
        assert max(rest) - rest[0] < 20, f"megabytes: {rows}"
