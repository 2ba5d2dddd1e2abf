"""Structs and cells out of MATLAB files that SciPy wrote, and files that are none."""

import pathlib
import struct
import zlib

import pytest

from tfvision import matlab_file
from tfvision.matlab_file import cells, structs

META = pathlib.Path(__file__).parent / "goldens/devkit_meta.mat"
SYNTHTEXT = META.with_name("synthtext_gt.mat")


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


def test_cells_are_texts_and_arrays_of_matlabs_shape():
    assert list(cells(SYNTHTEXT, "txt")) == [["Lines:\nI lost", "Kevin        "], "a", "abc", "é日"]
    arrays = list(cells(SYNTHTEXT, "charBB"))
    assert [array.shape for array in arrays] == [(2, 4, 16), (2, 4), (2, 4, 2), (2, 4, 2)]
    assert arrays[0].dtype == "float32"
    assert arrays[2].tolist() == [
        [[2.25, 5.25], [4.75, 7.75], [4.5, 7.5], [2, 5]],
        [[5.5, 5.5], [5.75, 5.75], [9.75, 9.75], [9.5, 9.5]],
    ]


def test_cells_are_unpacked_while_they_are_asked_for(tmp_path):
    """A file whose end is damaged is good up to there; an element without bounds is refused."""
    text = element(6, struct.pack("<II", 4, 0)) + element(5, struct.pack("<ii", 1, 9))
    text = element(14, text + element(1, b"") + element(16, b"character"))
    head = element(6, struct.pack("<II", 1, 0)) + element(5, struct.pack("<ii", 1, 70_000))
    head += element(1, b"many")
    endless = zlib.compress(element(14, head + 70_000 * text))
    path = tmp_path / "a.mat"
    path.write_bytes(bytes(124) + b"\0\1IM" + element(15, endless))
    assert sum(cell == "character" for cell in cells(path, "many")) == 70_000
    path.write_bytes(path.read_bytes()[: len(endless) // 2])
    some = cells(path, "many")
    assert [next(some) for _ in range(3)] == 3 * ["character"]
    with pytest.raises(ValueError, match=r"a\.mat: a damaged MATLAB file \(.*beyond the end"):
        list(some)


def test_an_element_that_claims_more_than_there_can_be_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(matlab_file, "_MOST", 7)
    with pytest.raises(ValueError, match=r"a damaged MATLAB file \(an element of 8 bytes\)"):
        list(cells(SYNTHTEXT, "txt"))


def test_a_variable_of_another_kind_is_not_there():
    with pytest.raises(ValueError, match="holds no cells called 'synsets'"):
        list(cells(META, "synsets"))
    with pytest.raises(ValueError, match="holds no structs called 'txt'"):
        structs(SYNTHTEXT, "txt")
