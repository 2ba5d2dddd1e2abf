"""Bad input: folders, XML files and images that do not fit together."""

from tests.bad_input import Row
from tests.detection.annotation_files import box, write_image, write_pair, xml
from tests.detection.bad_annotations import text, voc
from tfvision.detection.dataset import read
from tfvision.images.problems import DataWarning


def missing_image(folder):
    (folder / "b.xml").write_text(xml(box(), filename=r"C:\me\b.png"))
    return read(write_pair(folder))


def unlabelled_image(folder):
    write_image(write_pair(folder) / "b.jpg")
    return read(folder)


def subfolders(folder):
    write_pair(folder / "train")
    write_pair(folder / "test")
    return read(folder)


def unreadable_size(folder):
    write_pair(folder, content=xml(box(), size=""))
    (folder / "a.jpg").write_bytes(b"<html>not found</html>")
    return read(folder)


def bomb():
    entities = "".join(f'<!ENTITY e{i + 1} "{f"&e{i};" * 10}">' for i in range(9))
    return f'<!DOCTYPE a [<!ENTITY e0 "ha">{entities}]>\n<annotation>&e9;</annotation>'


FILES = [
    Row("no such folder", lambda folder: read(folder / "x"), r"^DIR/x: no such file or folder$"),
    Row(
        "an empty folder",
        read,
        r"^DIR: needs XML files \(here or in Annotations/\) or a COCO JSON file$",
    ),
    Row(
        "the folder above",
        subfolders,
        r"^DIR: needs XML files .* or a COCO JSON file; test, train in it would do$",
    ),
    Row("an empty XML file", text(""), r"^DIR/a\.xml:1: not well-formed XML: no element found$"),
    Row(
        "XML that is cut off",
        text(xml(box())[:-40]),
        r"^DIR/a\.xml:\d+: not well-formed XML: ",
    ),
    Row(
        "XML of another kind",
        text("<html/>"),
        r"^DIR/a\.xml:1: the root element is <html>, but VOC has <annotation>$",
    ),
    Row(
        "XML that grows", text(bomb()), r"^DIR/a\.xml:1: XML entity declarations are not accepted$"
    ),
    Row(
        "XML without its image",
        missing_image,
        r"^DIR/b\.xml:1: no image b\.\* or of the name 'C:\\\\me\\\\b\.png' in DIR$",
    ),
    Row(
        "an image without XML",
        unlabelled_image,
        r"^DIR: 1 x unlabelled \(first: DIR/b\.jpg: image without an annotation file\)$",
        DataWarning,
    ),
    Row(
        "neither a size nor an image that has one",
        unreadable_size,
        r"^DIR/a\.jpg: not an image that OpenCV can decode \(it starts with b'<html>no'\)$",
    ),
    Row(
        "not one object",
        voc(),
        r"^DIR: not one object in 1 images$",
    ),
    Row(
        "a list of images that does not exist",
        lambda folder: read(write_pair(folder), split="train"),
        r"^split='train': no file DIR/ImageSets/Main/train\.txt; lists there: \[\]$",
    ),
]
