"""Films made anew: what is changed is, and all else is as it was."""

import errno
import functools
import importlib
import itertools

import av
import numpy as np
import pytest

from tests import bad_input
from tests.video import films
from tfvision.video import Film, VideoError, remake, suffix_for

# In the package, the function stands under the file's name.
remaking = importlib.import_module("tfvision.video.remake")


def pictures(path):
    with Film(path) as film:
        return [frame.image for frame in film]


def negative(frame):
    return 255 - frame.image


@pytest.mark.parametrize("gaps", [films.EVEN, films.UNEVEN], ids=["even", "uneven"])
@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov"])
def test_all_but_the_pictures_stays(tmp_path, gaps, suffix):
    source = films.write(tmp_path / "a.mp4", gaps)
    before = source.read_bytes()
    target = tmp_path / "new" / f"日本.{suffix}"
    assert remake(source, target, negative) == 12
    assert source.read_bytes() == before
    ours, theirs = films.packets(target, "audio"), films.packets(source, "audio")
    assert [data for _, data in ours] == [data for _, data in theirs]
    later = np.subtract(films.times(target), films.times(source))
    heard = np.subtract(*([time for time, _ in each] for each in (ours, theirs)))
    if suffix == "mkv":  # Thousandths of a second, none below 0, where this sound begins
        assert np.ptp([*later, *heard]) <= 1e-3 and max(later) < 0.03
    else:
        assert not later.any() and not heard.any()
    for i, image in enumerate(pictures(target)):
        assert np.abs(image.astype(int) - (255 - films.image(i))).mean() < 8
    with av.open(str(target)) as file:
        assert file.metadata["title"] == "日本"
        assert file.streams.audio[0].metadata["language"] == "jpn"
    assert [child.name for child in target.parent.iterdir()] == [target.name]


def test_what_is_not_changed_is_not_converted(tmp_path, monkeypatch):
    source = films.write(tmp_path / "a.mp4")
    lossless = {"options": {"qp": "0", "preset": "ultrafast"}}
    remake(source, tmp_path / "b.mp4", lambda frame: None, **lossless)
    for one, other in zip(pictures(source), pictures(tmp_path / "b.mp4"), strict=True):
        np.testing.assert_array_equal(one, other)


def test_some_frames_alone(tmp_path):
    source = films.write(tmp_path / "a.mp4")
    remake(source, tmp_path / "b.mp4", lambda frame: negative(frame) if frame.index == 3 else None)
    for i, image in enumerate(pictures(tmp_path / "b.mp4")):
        expected = 255 - films.image(i) if i == 3 else films.image(i)
        assert np.abs(image.astype(int) - expected).mean() < 8


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_film_comes_out_upright(tmp_path, turned):
    source = films.write(tmp_path / "a.mp4", (512,), turned=turned)
    remake(source, tmp_path / "b.mp4", lambda frame: None)
    with Film(tmp_path / "b.mp4") as film:
        assert film.turns == 0
    for one, other in zip(pictures(source), pictures(tmp_path / "b.mp4"), strict=True):
        assert np.abs(one.astype(int) - other).mean() < 6


@pytest.mark.parametrize("size_hw", [(33, 51), (34, 51), (1080, 607)])
def test_odd_sides(tmp_path, size_hw):
    source = films.write(tmp_path / "a.mkv", (512,), size_hw, pixels="yuv444p", sound=False)
    assert remake(source, tmp_path / "b.mp4", negative) == 2
    assert [image.shape for image in pictures(tmp_path / "b.mp4")] == [(*size_hw, 3)] * 2


def test_pixels_that_the_encoder_does_not_know(tmp_path):
    source = films.write(tmp_path / "a.avi", (512,), codec="ffv1", pixels="bgr0", sound=False)
    remake(source, tmp_path / "b.mp4", lambda frame: None)
    with Film(tmp_path / "b.mp4") as film:
        assert film.first.format.name == "yuv420p"
        assert np.abs(next(iter(film)).image.astype(int) - films.image(0)).mean() < 8


@pytest.mark.parametrize("pixels", ["yuv420p10le", "yuv422p", "yuv444p"])
def test_what_few_players_show_becomes_what_all_do(tmp_path, pixels):
    source = films.write(tmp_path / "a.mkv", (512,), pixels=pixels, sound=False)
    remake(source, tmp_path / "b.mp4", lambda frame: None)
    with Film(tmp_path / "b.mp4") as film:
        assert film.first.format.name == "yuv420p"
        assert np.abs(next(iter(film)).image.astype(int) - films.image(0)).mean() < 8


def test_another_encoder(tmp_path):
    source = films.write(tmp_path / "a.mp4", (512,), sound=False)
    remake(source, tmp_path / "b.avi", negative, codec="mpeg4", options={"qscale": "2"})
    with Film(tmp_path / "b.avi") as film:
        assert film.stream.codec_context.name == "mpeg4"


def test_subtitles_are_copied(tmp_path):
    source = films.write(tmp_path / "a.mkv", subtitle="日本語")
    remake(source, tmp_path / "b.mkv", negative)
    said = films.packets(tmp_path / "b.mkv", "subtitle")
    assert said == films.packets(source, "subtitle") and "日本語" in said[0][1].decode()
    with pytest.raises(VideoError, match=r"a\.mkv: its subtitle cannot be copied .*\.mkv holds"):
        remake(source, tmp_path / "c.mp4", negative)
    assert not (tmp_path / "c.mp4").exists()


def test_a_suffix_for_what_is_copied(tmp_path):
    for options, suffix in (({}, ".mp4"), ({"subtitle": "a"}, ".mkv"), ({"sound": False}, ".mp4")):
        with Film(films.write(tmp_path / "a.mkv", **options)) as film:
            assert suffix_for(film) == suffix


def test_sound_that_nobody_knows_is_named(tmp_path):
    source = films.write(tmp_path / "a.mkv")
    source.write_bytes(source.read_bytes().replace(b"A_AAC", b"A_XYZ"))
    with Film(source) as film:
        assert suffix_for(film) == ".mkv"
    with pytest.raises(VideoError, match=r"a\.mkv: its audio cannot be copied "):
        remake(source, tmp_path / "b.mkv", negative)


def test_an_open_film_that_was_read_before(tmp_path):
    with Film(films.write(tmp_path / "a.mp4")) as film:
        assert len(list(film)) == remake(film, tmp_path / "b.mp4", negative) == 12
    assert len(films.packets(tmp_path / "b.mp4", "audio")) > 10


def test_frames_of_another_size(tmp_path):
    source = films.write_two_sizes(tmp_path / "a.mkv", (64, 96), (32, 40))
    for change in (negative, lambda frame: None):
        assert remake(source, tmp_path / "b.mp4", change) == 2
        assert [image.shape for image in pictures(tmp_path / "b.mp4")] == [(64, 96, 3)] * 2


def test_frames_pass_through_a_progress_bar(tmp_path):
    seen = []
    source = films.write(tmp_path / "a.mp4")

    def passing(frames):
        return (seen.append(frame.index) or frame for frame in itertools.islice(frames, 5))

    assert remake(source, tmp_path / "b.mp4", negative, passing=passing) == 5 == len(seen)


def test_what_is_not_finished_is_not_there(tmp_path):
    source = films.write(tmp_path / "a.mp4")
    (tmp_path / "b.mp4").write_bytes(b"the old one")

    def interrupted(frame):
        if frame.index == 4:
            raise KeyboardInterrupt
        return negative(frame)

    with pytest.raises(KeyboardInterrupt):
        remake(source, tmp_path / "b.mp4", interrupted)
    assert (tmp_path / "b.mp4").read_bytes() == b"the old one"
    assert sorted(child.name for child in tmp_path.iterdir()) == ["a.mp4", "b.mp4"]


def test_a_full_disk(tmp_path, monkeypatch):
    source = films.write(tmp_path / "a.mp4")

    def full(self, frame, image):
        raise av.error.OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(remaking._Writer, "write", full)
    with pytest.raises(VideoError, match=r"b\.mp4: no space left"):
        remake(source, tmp_path / "b.mp4", negative)
    assert [child.name for child in tmp_path.iterdir()] == ["a.mp4"]


def onto(name, change=negative, **options):
    return lambda folder: remake(films.write(folder / "a.mp4"), folder / name, change, **options)


Row = functools.partial(bad_input.Row, error=VideoError)
BAD = [
    Row("its own source", onto("a.mp4"), r"^DIR/a\.mp4: would be written over its own "),
    Row("no container", onto("b.txt"), r"no container is known for \.txt$"),
    Row("no suffix", onto("b"), r"no container is known for no suffix$"),
    Row("no encoder", onto("b.mp4", codec="h26x"), r"^encoder h26x: cannot be used "),
    Row("an option's value", onto("b.mp4", options={"crf": "x"}), r"b\.mp4: cannot be "),
    Row(
        "a picture of another size",
        onto("b.mp4", lambda frame: frame.image[:9]),
        r"^change must give uint8 \[64, 96, 3\], got uint8 \[9, 96, 3\]$",
        error=ValueError,
    ),
    Row(
        "a picture of floats",
        onto("b.mp4", lambda frame: frame.image / 255),
        r"^change must give uint8 \[64, 96, 3\], got float64 ",
        error=ValueError,
    ),
]


@pytest.mark.parametrize("row", BAD, ids=lambda row: row.name)
def test_a_person_is_told(row, tmp_path):
    bad_input.check(row, tmp_path)
    assert [child.name for child in tmp_path.iterdir()] == ["a.mp4"]
