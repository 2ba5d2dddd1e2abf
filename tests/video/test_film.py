"""Reading films: every frame, upright, when it is shown; and what cannot be read is named."""

import fractions
import functools

import av
import numpy as np
import pytest

from tests import bad_input
from tests.video import films
from tfvision.video import Film, VideoError


def frames(path):
    with Film(path) as film:
        return film.size_hw, film.rate, film.count, list(film)


@pytest.mark.parametrize("gaps", [films.EVEN, films.UNEVEN], ids=["even", "uneven"])
def test_every_frame_when_it_is_shown(tmp_path, gaps):
    size_hw, rate, count, found = frames(films.write(tmp_path / "日 本.mp4", gaps))
    assert size_hw == films.SIZE_HW and count == len(found) == 12
    expected = [float(time * films.TIME_BASE) for time in np.cumsum([0, *gaps]).tolist()]
    assert [frame.seconds for frame in found] == pytest.approx(expected)
    assert [frame.index for frame in found] == list(range(12))
    if gaps == films.EVEN:
        assert rate == 25
    for i, frame in enumerate(found):
        difference = np.abs(frame.image.astype(int) - films.image(i))
        assert frame.image.dtype == np.uint8 and difference.mean() < 6


def test_seconds_count_from_the_beginning_of_a_stream_whose_clock_ran_before(tmp_path):
    path = films.write(tmp_path / "a.ts", (512,) * 4, sound=False)
    with Film(path) as film:
        assert film.stream.start_time > 0
        expected = [0.04 * i for i in range(5)]
        assert [frame.seconds for frame in film] == pytest.approx(expected, abs=1e-4)


def test_colours_of_large_films_are_those_of_large_films(tmp_path):
    path = films.write(tmp_path / "a.mkv", (512,), (600, 64), pixels="yuv444p", sound=False)
    stored = frames(path)[3][0].image[5, 5]
    # Encoded here by BT.601, and without a word of it; read by BT.709, as players do.
    assert 5 < np.abs(stored.astype(int) - (10, 200, 10)).max() < 40


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_frames_are_turned_upright(tmp_path, turned):
    size_hw, _, _, found = frames(films.write(tmp_path / "a.mp4", (512,), turned=turned))
    assert size_hw == (films.SIZE_HW[::-1] if turned % 180 else films.SIZE_HW)
    expected = np.rot90(films.image(1), turned // 90)
    assert found[1].image.shape == expected.shape == (*size_hw, 3)
    assert np.abs(found[1].image.astype(int) - expected).mean() < 6


def test_a_film_of_one_frame_and_odd_sides(tmp_path):
    path = films.write(tmp_path / "a.mkv", (), (33, 51), pixels="yuv444p", sound=False)
    size_hw, rate, count, found = frames(path)
    assert size_hw == (33, 51) and len(found) == 1 and rate > 0 and count in (1, None)


def test_it_can_be_read_again(tmp_path):
    with Film(films.write(tmp_path / "a.mp4")) as film:
        assert film.rate == fractions.Fraction(25) and len(list(film)) == 12
        assert next(iter(film)).index == 0
        assert [frame.index for frame in film] == list(range(12))


def test_frames_of_another_size_are_scaled_to_the_first(tmp_path):
    path = films.write_two_sizes(tmp_path / "a.mkv", (64, 96), (32, 40))
    size_hw, _, _, found = frames(path)
    assert [frame.image.shape for frame in found] == [(*size_hw, 3)] * 2 == [(64, 96, 3)] * 2
    assert np.abs(found[1].image[40:60, 60:80].astype(int) - found[0].image[40:60, 60:80]).max() < 9


def test_a_film_that_breaks_off_is_read_up_to_there(tmp_path):
    path = films.write(tmp_path / "a.ts", (3600,) * 40, size_hw=(128, 192), sound=False)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    with Film(path) as film:
        assert 5 < len(list(film)) < 41


def sound_alone(folder):
    with av.open(str(folder / "a.m4a"), "w") as file:
        stream = file.add_stream("aac", rate=44100, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros([1, 2048], "float32"), "fltp", "mono")
        frame.sample_rate = 44100
        file.mux([*stream.encode(frame), *stream.encode(None)])
    Film(folder / "a.m4a")


def cut(folder):
    path = films.write(folder / "a.mp4")
    path.write_bytes(path.read_bytes()[:700])
    Film(path)


def written(content):
    def act(folder):
        (folder / "a.mp4").write_bytes(content)
        Film(folder / "a.mp4")

    return act


Row = functools.partial(bad_input.Row, error=VideoError)
BAD = [
    Row("nothing", lambda folder: Film(folder / "a.mp4"), r"^DIR/a\.mp4: no such file$"),
    Row("a folder", Film, r"^DIR: no such file$"),
    Row("an empty file", written(b""), r"^DIR/a\.mp4: empty file$"),
    Row("a text", written(b"no film " * 99), r"^DIR/a\.mp4: no film that can be read "),
    Row("a film without its table", cut, r"^DIR/a\.mp4: no film that can be read "),
    Row("sound alone", sound_alone, r"^DIR/a\.m4a: holds no film, only audio$"),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)


def test_frames_of_too_many_pixels_are_refused_before_one_is_decoded(tmp_path):
    path = films.write(tmp_path / "a.mp4", (512,) * 3)  # 64 x 96 pixels
    with pytest.raises(VideoError, match=r"a\.mp4: frames of 96 x 64 pixels; most_pixels allows"):
        Film(path, most_pixels=64 * 96 - 1)
    with Film(path, most_pixels=64 * 96) as film:
        assert len(list(film)) == 4
