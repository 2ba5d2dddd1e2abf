"""Structs out of a MATLAB file that SciPy wrote, and files that are none."""

import pathlib
import struct
import zlib

import pytest

from training.matlab_file import structs

META = pathlib.Path(__file__).parents[1] / "goldens/devkit_meta.mat"


def test_numbers_and_text_of_every_struct():
    rows = structs(META, "synsets")
    assert [row["ILSVRC2012_ID"] for row in rows] == list(range(1, 9))
    assert [row["WNID"] for row in rows[:3]] == ["n00000005", "n00000002", "n00000007"]
    assert [row["words"] for row in rows[:2]] == ["", "a, b"]
    assert rows[2]["gloss"] == 3 * "größer"
    assert rows[0]["children"] is rows[7]["children"] is None  # No single number.


def element(kind, content):
    return struct.pack("<II", kind, len(content)) + content + bytes(-len(content) % 8)


def uncompressed():
    """One struct with one text of 16-bit characters, as MATLAB itself writes it."""
    text = element(6, struct.pack("<II", 4, 0)) + element(5, struct.pack("<ii", 1, 2))
    text += element(1, b"") + element(4, "né".encode("utf-16-le"))
    head = element(6, struct.pack("<II", 2, 0)) + element(5, struct.pack("<ii", 1, 1))
    head += element(1, b"synsets") + struct.pack("<HHi", 5, 4, 8) + element(1, b"WNID\0\0\0\0")
    return bytes(124) + b"\0\1IM" + element(14, head + element(14, text))


def test_what_matlab_itself_writes(tmp_path):
    (tmp_path / "a.mat").write_bytes(uncompressed())
    assert structs(tmp_path / "a.mat", "synsets") == [{"WNID": "né"}]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not a MATLAB file of version 5"),
        (META.read_bytes()[:-130], "a damaged MATLAB file"),
        (META.read_bytes()[:140] + bytes(60), "a damaged MATLAB file"),
        (uncompressed()[:-20], "a damaged MATLAB file"),
        (bytes(124) + b"\0\1IM", "holds no structs called 'synsets'"),
        (bytes(124) + b"\0\1IM" + element(15, zlib.compress(b"xx")), "a damaged MATLAB file"),
    ],
)
def test_files_that_are_none(tmp_path, data, sentence):
    (tmp_path / "a.mat").write_bytes(data)
    with pytest.raises(ValueError, match=rf"a\.mat: {sentence}"):
        structs(tmp_path / "a.mat", "synsets")
