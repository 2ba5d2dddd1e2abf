"""The converter of ImageNet's validation set, on a tree of six images."""

import pathlib
import shutil

import pytest

from training import imagenet_val

SYNSETS = ["n00000007", "n00000005", "n00000007", "n00000006", "n00000005", "n00000007"]
META = pathlib.Path(__file__).parents[1] / "goldens/devkit_meta.mat"


@pytest.fixture
def tree(tmp_path):
    """Kaggle's tree; the images are no images, for nobody decodes them."""
    root = tmp_path / "kaggle"
    images, annotations = root / imagenet_val.KAGGLE_IMAGES, root / imagenet_val.KAGGLE_ANNOTATIONS
    images.mkdir(parents=True)
    annotations.mkdir(parents=True)
    for number, synset in enumerate(SYNSETS, 1):
        stem = f"ILSVRC2012_val_{number:08d}"
        (images / f"{stem}.JPEG").write_bytes(b"image %d" % number)
        (annotations / f"{stem}.xml").write_text(
            f"<annotation><object><name>{synset}</name></object></annotation>"
        )
    return root


def run(tree, *words, output=None):
    output = output or tree.parent / "val"
    words = ["--data", str(tree), "--output", str(output), "--count", "6", *words]
    return imagenet_val.main([*words, "--processes", "1"])


def placed(folder):
    found = {path.name: path.parent.name for path in folder.glob("*/*")}
    return [found[name] for name in sorted(found)]


def test_by_link_and_again(tree, capsys):
    assert run(tree) == 0
    output = tree.parent / "val"
    assert capsys.readouterr().out == (
        f"{output}: 6 images in 3 classes of 1 to 3; 6 new, 0 there already\n"
    )
    assert placed(output) == SYNSETS
    (first,) = output.glob("*/*_00000001.JPEG")
    assert first.samefile(tree / imagenet_val.KAGGLE_IMAGES / first.name)
    first.unlink()  # As if the run had been stopped before it.
    assert run(tree, "--by", "copy") == 0
    assert "1 new, 5 there already" in capsys.readouterr().out
    assert not first.samefile(tree / imagenet_val.KAGGLE_IMAGES / first.name)


@pytest.mark.parametrize("by", ["symlink", "copy"])
def test_other_ways(tree, by):
    assert run(tree, "--by", by) == 0 == run(tree, "--by", by)
    (third,) = (tree.parent / "val").glob("*/*_00000003.JPEG")
    assert third.is_symlink() == (by == "symlink")
    assert third.read_bytes() == b"image 3"


def test_the_devkits_list(tree, tmp_path):
    truth = tmp_path / "ILSVRC2012_validation_ground_truth.txt"
    truth.write_text("3\n1\n3\n6\n1\n3\n")
    shutil.copy(META, tmp_path / "meta.mat")
    words = ["--images", str(tree / imagenet_val.KAGGLE_IMAGES), "--ground-truth", str(truth)]
    assert run(tree, *words) == 0
    assert placed(tmp_path / "val") == SYNSETS


def test_a_part_that_was_left_unfinished_is_no_stranger(tree):
    folder = tree.parent / "val" / SYNSETS[0]
    folder.mkdir(parents=True)
    (folder / ".unfinished-ILSVRC2012_val_00000001.JPEG").write_bytes(b"ima")
    assert run(tree, "--by", "copy") == 0
    assert not list(folder.glob(".*"))


def spoil(kind, tree):
    """Makes one thing wrong; returns further words."""
    images, output = tree / imagenet_val.KAGGLE_IMAGES, tree.parent / "val"
    annotation = tree / imagenet_val.KAGGLE_ANNOTATIONS / "ILSVRC2012_val_00000002.xml"
    if kind == "image":
        (images / "ILSVRC2012_val_00000002.JPEG").unlink()
        return ["--count", "5"]
    if kind == "xml":
        annotation.unlink()
    if kind == "name":
        annotation.write_text(annotation.read_text().replace("n00000005", "../../outside"))
    if kind == "stranger":
        (output / "n00000001").mkdir(parents=True)
        (output / "n00000001" / "ILSVRC2012_val_00000001.JPEG").write_bytes(b"image 1")
    if kind == "different":
        (output / "n00000005").mkdir(parents=True)
        (output / "n00000005" / "ILSVRC2012_val_00000002.JPEG").write_bytes(b"image X")
    return {"count": ["--count", "50000"], "folder": ["--images", "none"]}.get(kind, [])


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("image", "1 of 6 are classes without an image: ILSVRC2012_val_00000002"),
        ("xml", "1 of 6 are images without a class: ILSVRC2012_val_00000002"),
        ("name", "00000002.xml: '../../outside' is no synset"),
        ("stranger", "val: holds 1 files that do not belong there, as "),
        ("different", "1 of 6 images could not be placed: "),
        ("count", "val: has 6 images, but --count says 50000 (0: any number)"),
        ("folder", "none: no such folder"),
    ],
)
def test_refusals(tree, capsys, kind, sentence):
    words = spoil(kind, tree)
    before = {path: path.read_bytes() for path in (tree.parent / "val").glob("*/*")}
    assert run(tree, *words) == 1
    said = capsys.readouterr().err
    assert said.startswith("imagenet_val: ") and sentence in said
    assert all(path.read_bytes() == content for path, content in before.items())
    if kind != "different":
        assert set((tree.parent / "val").glob("*/*")) == set(before)


def test_words_that_are_missing(tmp_path, capsys):
    assert imagenet_val.main(["--output", str(tmp_path), "--images", str(tmp_path)]) == 1
    assert "needs --data, or --images with --annotations or --ground-truth" in (
        capsys.readouterr().err
    )
