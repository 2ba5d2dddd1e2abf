"""Bad input: files of characters, and images that do not fit them."""

import pathlib

import tensorflow as tf

from tests.bad_input import Row
from tests.text.character_files import row, write_csv, write_image, write_json
from tfvision.images.problems import DataWarning
from tfvision.text.dataset import read


def json_rows(**changes):
    """Reads a JSON file whose second row has these changes."""
    return lambda folder: read(write_json(folder, [row(), row(**changes)]))


def csv_rows(*lines, **options):
    """Reads a CSV file of these lines."""
    return lambda folder: read(write_csv(folder, *lines, **options))


def content(name, data):
    """Reads a folder whose one file is this."""

    def act(folder):
        (folder / name).write_bytes(data)
        return read(folder)

    return act


def examples_after(spoil):
    """Reads a good folder, spoils its image, and asks for the examples."""

    def act(folder):
        data = read(write_json(folder))
        spoil(folder / "a.png")
        return list(data.examples())

    return act


def several(folder):
    write_json(folder, name="train.json")
    write_json(folder, name="val.json")
    return read(folder)


def broken_image(folder):
    write_json(folder)
    (folder / "a.png").write_bytes(b"<html>")
    return read(folder)


FILES = [
    Row("no such folder", lambda folder: read(folder / "x"), r"^DIR/x: no such file or folder$"),
    Row(
        "an empty folder",
        read,
        r"^DIR: needs characters\.json or characters\.csv or gt\.mat, or another file of that "
        r"suffix$",
    ),
    Row("several files", several, r"^DIR: holds train\.json, val\.json; read one of them$"),
    Row(
        "an image instead of its annotations",
        lambda folder: read(write_image(folder / "a.png")),
        r"^DIR/a\.png: must end in \.json, \.csv or \.mat, or be read by a format=",
    ),
    Row(
        "JSON that is cut off",
        content("a.json", b'{"characters":\n [{"file": '),
        r"^DIR/a\.json:2: not well-formed JSON: Expecting value$",
    ),
    Row(
        "JSON of another kind",
        content("a.json", b'{"annotations": []}'),
        r"^DIR/a\.json: no list 'characters' of objects, and maybe one 'images' of names, ",
    ),
    Row(
        "a CSV file without its columns",
        content("a.csv", b"a.png,1,2,3,4\n"),
        r"^DIR/a\.csv:1: the first row must name the columns path, x_min, .* got 'a\.png,1,2,3,4'$",
    ),
    Row(
        "a CSV file of another encoding",
        content("a.csv", "path,x_min\nあ".encode("shift_jis")),
        r"^DIR/a\.csv: no text in UTF-8, and no folder: ",
    ),
    Row(
        "a MATLAB file of version 7.3",
        content("gt.mat", b"MATLAB 7.3 MAT-file".ljust(124) + b"\0\2IM" + b"\x89HDF"),
        r"^DIR/gt\.mat: a MATLAB file of version 7\.3, which is HDF5; save it anew as version 5$",
    ),
    Row("no character at all", csv_rows("a.png,,,,,,,"), r"^DIR: not one character in 1 images$"),
    Row(
        "a character of no image",
        json_rows(file="b.png"),
        r"^DIR/characters\.json: characters\[1\]: no file 'b\.png' in DIR or DIR/images$",
    ),
    Row(
        "an image that is none",
        broken_image,
        r"^DIR/a\.png: not an image that OpenCV can decode \(it starts with b'<html>'\)$",
    ),
]

BOXES = [
    Row(
        "no width",
        json_rows(box_xyxy=[4, 5, 4, 18]),
        r"^DIR/characters\.json: characters\[1\]: box \(xmin=4, ymin=5, xmax=4, ymax=18\) has no "
        r"area: xmin is not less than xmax$",
    ),
    Row(
        "reversed corners",
        csv_rows("a.png,4,18,20,5,,,"),
        r"^DIR/characters\.csv:2: box \(.*\) is reversed: ymin is not less than ymax$",
    ),
    Row(
        "NaN",
        json_rows(box_xyxy=[4, 5, float("nan"), 18]),
        r"^DIR/characters\.json: characters\[1\]: xmax is nan, which is not a finite number$",
    ),
    Row(
        "not a number",
        csv_rows("a.png,4,5,x,18,,,"),
        r"^DIR/characters\.csv:2: x_max is 'x', which is not a number$",
    ),
    Row(
        "three numbers",
        json_rows(box_xyxy=[4, 5, 9]),
        r"^DIR/.*: characters\[1\]: box_xyxy is \[4, 5, 9\], not \[xmin, ymin, xmax, ymax\]$",
    ),
    Row(
        "outside the image",
        csv_rows("a.png,44,5,50,18,,,"),
        r"^DIR/characters\.csv:2: box \(.*\) lies wholly outside the image, which is 40 wide and "
        r"30 high$",
    ),
    Row(
        "over the edge of the image",
        csv_rows("a.png,-3,5,9,18,,,"),
        r"^DIR: 1 x clipped_box \(first: DIR/characters\.csv:2: box \(.*\) reaches outside .*; "
        r"clipped\)$",
        DataWarning,
    ),
    Row(
        "a line that is no number",
        csv_rows("a.png,4,5,9,18,,1.5,"),
        r"^DIR/characters\.csv:2: line is '1\.5', which is not a whole number$",
    ),
    Row(
        "neither true nor false",
        json_rows(ignored="maybe"),
        r"^DIR/.*: characters\[1\]: ignored is 'maybe', which is neither true nor false$",
    ),
    Row(
        "an unquoted comma as a character",
        csv_rows("a.png,4,5,9,18,,,0,0"),
        r"^DIR/characters\.csv:2: more values than columns, .*; a value with a ',' needs ",
    ),
]

TRAINING = tf.errors.InvalidArgumentError

IMAGES = [
    Row(
        "an image that is gone",
        examples_after(pathlib.Path.unlink),
        r"DIR/a\.png: No such file or directory",
        TRAINING,
    ),
    Row(
        "an image that is cut off",
        examples_after(lambda path: path.write_bytes(path.read_bytes()[:50])),
        r"DIR/a\.png: a PNG file that is cut off or damaged \(50 bytes\)",
        TRAINING,
    ),
]
