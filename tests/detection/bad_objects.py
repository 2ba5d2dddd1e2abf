"""Bad input: boxes and class names in VOC XML."""

from tests.bad_input import Row
from tests.detection.annotation_files import box, write_pair, xml
from tests.detection.bad_annotations import text, voc
from tfvision.detection.dataset import read
from tfvision.images.problems import DataWarning


def two_spellings(folder):
    write_pair(folder, "a", xml(box("car"), box("car")))
    return read(write_pair(folder, "b", xml(box("Car "), filename="b.jpg")))


BOXES = [
    Row(
        "reversed corners",
        voc(box(corners=(20, 6, 5, 18))),
        r"^DIR/a\.xml:9: box \(xmin=20, ymin=6, xmax=5, ymax=18\) is reversed: xmin is not less "
        r"than xmax$",
    ),
    Row(
        "no area",
        voc(box(), box(corners=(5, 6, 20, 6))),
        r"^DIR/a\.xml:18: box \(xmin=5, ymin=6, xmax=20, ymax=6\) has no area: ymin is not less "
        r"than ymax$",
    ),
    Row(
        "not a number",
        voc(box(corners=(5, "6,5", 20, 18))),
        r"^DIR/a\.xml:11: ymin is '6,5', which is not a number$",
    ),
    Row(
        "NaN",
        voc(box(corners=(5, 6, "nan", 18))),
        r"^DIR/a\.xml:12: xmax is 'nan', which is not a finite number$",
    ),
    Row(
        "an empty corner",
        voc(box(corners=(5, 6, 20, ""))),
        r"^DIR/a\.xml:13: ymax is '', which is not a number$",
    ),
    Row(
        "outside the image",
        voc(box(corners=(45, 6, 60, 18))),
        r"^DIR/a\.xml:9: box \(xmin=45, .*\) lies wholly outside the image, which is 40 wide and "
        r"30 high$",
    ),
    Row(
        "over the edge of the image",
        voc(box(corners=(35, 6, 44, 18))),
        r"^DIR: 1 x clipped_box \(first: DIR/a\.xml:9: box \(.*\) reaches outside the image, which "
        r"is 40 wide and 30 high; clipped\)$",
        DataWarning,
    ),
    Row(
        "a corner at zero",
        voc(box(corners=(0, 6, 20, 18))),
        r"a\.xml:9: a corner at 0, but VOC counts from 1: one_based=False if this data does not",
        DataWarning,
    ),
    Row(
        "no box",
        text(xml("<object><name>car</name></object>")),
        r"^DIR/a\.xml:7: object 'car' without <bndbox>$",
    ),
    Row(
        "three corners",
        text(xml(box().replace("      <xmax>20</xmax>\n", ""))),
        r"^DIR/a\.xml:9: <bndbox> without <xmax>$",
    ),
]

NAMES = [
    Row("no class name", voc(box(" ")), r"^DIR/a\.xml:7: object without a class name$"),
    Row(
        "two spellings of a class",
        two_spellings,
        r"^DIR/b\.xml:7: class 'Car ' is spelt 'car' elsewhere; classes=… can hold both$",
    ),
    Row(
        "a class that was not named",
        lambda folder: read(write_pair(folder), classes=["cart", "bus"]),
        r"^DIR/a\.xml:7: class 'car' is not among the classes \['cart', 'bus'\]; did you mean "
        r"'cart'\?$",
    ),
    Row(
        "a class twice",
        lambda folder: read(write_pair(folder), classes=["car", "car"]),
        r"^classes must be different names, at least one, but .* was given, with 'car' twice\.$",
        ValueError,
    ),
    Row(
        "a file of classes that does not exist",
        lambda folder: read(write_pair(folder), classes="clases.txt"),
        r"^classes must be a list of names or a text file .* there is no file 'clases\.txt'\.$",
        ValueError,
    ),
]
