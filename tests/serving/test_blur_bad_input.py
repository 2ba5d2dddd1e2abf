"""Films that are broken and places that cannot be written: a sentence, and the source as it was."""

import contextlib
import subprocess

import av
import numpy as np
import pytest

from tests.video import films, striped
from tfvision import cli
from tfvision.serving import blur_command
from tfvision.video import Film


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.setattr(blur_command, "load", lambda name, **how: striped.Seeing())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def blur(*words):
    return cli.main(["blur", *map(str, words), "--model", "m"])


def sound_alone(path):
    with av.open(str(path), "w") as file:
        stream = file.add_stream("aac", rate=44100, layout="mono")
        file.mux([*stream.encode(films._noise(0)), *stream.encode(None)])


def cut(path):
    striped.write_film(path)
    path.write_bytes(path.read_bytes()[:900])


def no_frames(path):
    with av.open(str(path), "w") as file:
        stream = file.add_stream("mpeg4", rate=25)
        stream.height, stream.width, stream.pix_fmt = 64, 96, "yuv420p"
        file.start_encoding()


def of_no_known_kind(path):
    films.write(path, sound=False)
    path.write_bytes(path.read_bytes().replace(b"V_MPEG4/ISO/AVC", b"V_MPEG9/ISO/XYZ"))


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("a.mp4", sound_alone, "a.mp4: holds no film, only audio"),
        ("a.mp4", cut, "a.mp4: no film that can be read ("),
        ("a.mkv", no_frames, "a.mkv: no film that can be read (End of file)"),
        ("a.mkv", of_no_known_kind, "a.mkv: its film is of a kind that cannot be decoded"),
        ("a.mp4", lambda path: path.write_bytes(b""), "a.mp4: empty file"),
    ],
)
def test_films_that_are_none(here, capsys, name, make, said):
    make(here / name)
    before = (here / name).read_bytes()
    assert blur(name) == 1
    assert f"left out: {said}" in capsys.readouterr().out
    assert (here / name).read_bytes() == before
    assert [child.name for child in here.iterdir()] == [name]


@pytest.mark.parametrize("size_hw", [(91, 161), (160, 90), (90, 161)])
def test_odd_sizes_and_one_frame(here, capsys, size_hw):
    image = np.full([*size_hw, 3], 120, "uint8")
    image[30:42, 10:40:4] = 255
    films.write(here / "a.mkv", images=[image], pixels="yuv444p", sound=False)
    assert blur("a.mkv", "--style", "solid") == 0
    assert "1 tracks in 1 frames" in capsys.readouterr().out
    with Film("blurred/a.mp4") as film:
        (frame,) = film
        assert film.size_hw == size_hw and frame.image[31:41, 12:38].max() < 40


def test_one_that_breaks_off_is_covered_up_to_there(here):
    source = films.write(here / "a.ts", images=[striped.picture(i) for i in range(24)], sound=False)
    source.write_bytes(source.read_bytes()[: source.stat().st_size * 2 // 3])
    with Film(source) as film:
        count = len(list(film))
    assert 3 < count < 24 and blur("a.ts") == 0
    with Film("blurred/a.mp4") as film:
        assert len(list(film)) == count


@contextlib.contextmanager
def mounted(folder, options):
    """A small disk in memory, or a skipped test where nothing may be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", options, "none", str(folder)]
    try:
        done = subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("only root mounts a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def noisy_film(path):
    random = np.random.default_rng(0)
    films.write(path, images=list(random.integers(0, 256, (12, 90, 160, 3), "uint8")))
    return path.read_bytes()


def test_a_full_disk(here, capsys):
    before = noisy_film(here / "a.mp4")
    with mounted(here / "out", "size=48k"):
        assert blur("a.mp4", "--output", "out", "--labels", "car") == 1
        assert "out/a.mp4: no space left" in "".join(capsys.readouterr())
        assert not (here / "out" / "a.mp4").exists()
        assert blur("a.mp4", "--plan", "out/plan.json", "--always", 0, 0, 1, 1) == 0
    assert (here / "a.mp4").read_bytes() == before


def test_a_place_that_is_only_read(here, capsys):
    before = noisy_film(here / "a.mp4")
    with mounted(here / "out", "size=48k,ro"):
        assert blur("a.mp4", "--output", "out") == 1
    said = "".join(capsys.readouterr())
    assert "out/" in said and "Read-only file system" in said and "Traceback" not in said
    assert (here / "a.mp4").read_bytes() == before


def test_a_folder_that_is_a_file(here, capsys):
    before = noisy_film(here / "a.mp4")
    assert blur("a.mp4", "--output", "a.mp4/out") == 1
    assert "a.mp4/out" in "".join(capsys.readouterr())
    assert (here / "a.mp4").read_bytes() == before
