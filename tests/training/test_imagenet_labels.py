"""The class of a validation image, from each of the files that tell it."""

import pathlib
import shutil

import pytest

from training import imagenet_labels

META = pathlib.Path(__file__).parents[1] / "goldens/devkit_meta.mat"
STEMS = ["ILSVRC2012_val_00000001", "ILSVRC2012_val_00000003", "ILSVRC2012_val_00000002"]


def xml(*names):
    objects = "".join(f"<object><name>{name}</name></object>" for name in names)
    return f"<annotation><folder>val</folder>{objects}</annotation>"


def test_xml_takes_the_first_object(tmp_path):
    (tmp_path / "a.xml").write_text(xml("n01440764", "n02119789"))
    assert imagenet_labels.from_xml(tmp_path / "a.xml") == "n01440764"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (xml(), "no object, hence no class"),
        (xml("../../n01440764"), r"'../../n01440764' is no synset, as n01440764 would be"),
        (xml("cat"), "'cat' is no synset"),
        ("<annotation>", "no element found"),
        ('<!DOCTYPE a [<!ENTITY b "n">]>' + xml("&b;"), "entit"),
    ],
)
def test_xml_that_tells_no_class(tmp_path, content, sentence):
    (tmp_path / "a.xml").write_text(content)
    with pytest.raises(ValueError, match=rf"a\.xml: .*{sentence}"):
        imagenet_labels.from_xml(tmp_path / "a.xml")


@pytest.mark.parametrize("numbered", ["beside", "matlab", "text"])
def test_the_devkits_numbers(tmp_path, numbered):
    truth = tmp_path / "truth.txt"
    truth.write_text("3\n1\n6\n\n")
    synsets = {"matlab": META, "text": tmp_path / "synsets.txt"}.get(numbered)
    shutil.copy(META, tmp_path / "meta.mat") if numbered == "beside" else None
    (tmp_path / "synsets.txt").write_text("3 n00000007 a, b\n1 n00000005\n6 n00000006\n")
    found = imagenet_labels.from_list(truth, STEMS, synsets)
    assert [found[stem] for stem in sorted(STEMS)] == ["n00000007", "n00000005", "n00000006"]


def test_a_synset_a_line_and_kaggles_list(tmp_path):
    (tmp_path / "truth.txt").write_text("n00000007\nn00000005\nn00000006\n")
    (tmp_path / "truth.csv").write_text(
        "ImageId,PredictionString\n"
        + "".join(
            f"{stem},n0000000{i} 85 1 499 {i}\n" for i, stem in zip("765", STEMS, strict=True)
        )
    )
    plain = imagenet_labels.from_list(tmp_path / "truth.txt", STEMS)
    assert [plain[stem] for stem in STEMS] == ["n00000007", "n00000006", "n00000005"]
    assert imagenet_labels.from_list(tmp_path / "truth.csv", STEMS) == plain


@pytest.mark.parametrize(
    ("truth", "synsets", "sentence"),
    [
        ("1\n2\n3\n", None, r"but there is no .*meta\.mat: give the devkit's meta\.mat, or lines"),
        ("1\n2\n3\n", "n1\nn2\n", r"synsets\.txt:1: must begin with a number and a blank"),
        ("1\n2\n3\n", "1 n00000001\n2 x\n", r"synsets\.txt:2: 'x' is no synset"),
        ("1\n2\n3\n", "1 n00000001\n1 n00000002\n", "gives a number twice"),
        ("1\n2\n3\n", "1 n00000001\n", r"truth\.txt:3: '3' is none of the numbers"),
        ("1\n2\n", "1 n00000001\n2 n00000002\n", "has 2 lines, none of them for the image .*003"),
        ("n00000001\n" * 4, None, "has 4 lines, but there are 3 images"),
        ("n00000001\n../x\nn00000001\n", None, r"truth\.txt:2: '\.\./x' is no synset"),
    ],
)
def test_lists_that_do_not_fit(tmp_path, truth, synsets, sentence):
    (tmp_path / "truth.txt").write_text(truth)
    names = tmp_path / "synsets.txt" if synsets else None
    if synsets:
        names.write_text(synsets)
    with pytest.raises(ValueError, match=sentence):
        imagenet_labels.from_list(tmp_path / "truth.txt", STEMS, names)
