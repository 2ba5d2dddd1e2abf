"""Bad input: COCO JSON."""

from tests.bad_input import Row
from tests.detection.annotation_files import annotated, coco, write_coco, write_image
from tfvision.detection.dataset import read


def json_file(content):
    """Reads a COCO file with this content."""
    return lambda folder: read(write_coco(folder, content))


def broken_json(folder):
    write_image(folder / "a.jpg")
    (folder / "a.json").write_text('{"images": [],\n "annotations": [}')
    return read(folder)


COCO = [
    Row(
        "broken JSON",
        broken_json,
        r"^DIR/a\.json:2: not well-formed JSON: Expecting value$",
    ),
    Row(
        "JSON of another kind",
        json_file({"shapes": []}),
        r"^DIR/instances\.json: no list 'categories', as COCO's instances have; images, ",
    ),
    Row(
        "a box of two numbers",
        json_file(annotated(bbox=[1, 2])),
        r"^DIR/instances\.json: annotation 1: bbox is \[1, 2\], not \[x, y, width, height\]$",
    ),
    Row(
        "a negative width",
        json_file(annotated(bbox=[9, 5, -3, 4])),
        r"^DIR/instances\.json: annotation 1: box \(xmin=9, ymin=5, xmax=6, ymax=9\) is reversed",
    ),
    Row(
        "a category that is not listed",
        json_file(annotated(category_id=4)),
        r"^DIR/instances\.json: annotation 1: category_id 4 is not among the categories$",
    ),
    Row(
        "an annotation of no image",
        json_file(annotated(image_id=8)),
        r"^DIR/instances\.json: annotation 1: there is no image 8$",
    ),
    Row(
        "an image that is not there",
        json_file(coco(images=[{"id": 7, "file_name": "b.jpg", "width": 40, "height": 30}])),
        r"^DIR/instances\.json: image 7: no file 'b\.jpg' in DIR$",
    ),
]
