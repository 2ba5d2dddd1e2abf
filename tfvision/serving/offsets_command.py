"""`tfvision offsets`: draws where the taps of deformable convolutions read on an image."""

import pathlib

import keras
import numpy as np

from tfvision import checkpoint
from tfvision.images.draw_places import COLOURS, draw_places, enlarged, on_enlarged
from tfvision.images.read import read
from tfvision.images.resize import resize
from tfvision.images.write import write_image
from tfvision.layers.sampling_locations import sampling_locations
from tfvision.layers.tap_maps import tap_maps

EXAMPLES = (
    (
        "tfvision offsets runs/plates photo.jpg --point 200 400 --output taps.png",
        "where the taps for one pixel read",
    ),
    (
        "tfvision offsets model.keras photo.jpg --layer block_16 --levels 1 --output taps.png",
        "of one layer alone",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("model", help="a run's folder (its best epoch is taken) or a .keras file")
    parser.add_argument("image", help="image file")
    parser.add_argument("--output", required=True, metavar="PNG", help="file of the picture")
    parser.add_argument(
        "--layer",
        metavar="NAME",
        help="deformable layer whose output pixels are looked at, as conv5_2; default: the last",
    )
    parser.add_argument(
        "--levels",
        type=int,
        default=3,
        metavar="N",
        help="layers that are followed down, the chosen one included: 3x3 taps of n layers read "
        "9^n places; default: 3, or as many as there are",
    )
    parser.add_argument(
        "--point",
        type=float,
        nargs=2,
        action="append",
        metavar=("Y", "X"),
        help="pixel of the image; may be given several times; default: the middle",
    )


def run(arguments, say):
    """Runs the command; 0 when the picture is written."""
    output = pathlib.Path(arguments.output)
    if output.suffix.lower() != ".png":
        raise ValueError(f"--output must be a .png file, got {output}")
    if arguments.levels < 1:
        raise ValueError(f"--levels must be at least 1, got {arguments.levels}")
    image = read(arguments.image)
    file, model = checkpoint.load_model(arguments.model, keras.Model)
    pixels = resize(image, getattr(model, "image_size", image.shape[:2]))
    try:
        maps = tap_maps(model, pixels[None])
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from None
    maps = _up_to(maps, arguments.layer)[-arguments.levels :]
    if lost := [taps.name for taps in maps if not np.isfinite(taps.places_yx).all()]:
        raise ValueError(f"{file}: offsets of {', '.join(lost)} are NaN or infinite: it diverged")
    points = arguments.point or [[side // 2 for side in image.shape[:2]]]
    picture, factor = enlarged(image)
    for number, point in enumerate(points):
        levels = sampling_locations(maps, point, image.shape[:2])
        for taps, (places, weights) in zip(reversed(maps), levels, strict=True):
            say(f"({point[0]:g}, {point[1]:g}) {taps.name}: {_in_words(point, places, weights)}")
        middle, dots = (on_enlarged(each, factor) for each in (point, levels[-1][0]))
        colour = COLOURS[number % len(COLOURS)]
        picture = draw_places(picture, middle, dots, levels[-1][1], colour)
    write_image(output, picture)
    say(f"written: {output}")
    return 0


def _up_to(maps, layer):
    """The maps up to the last call of the layer that a person named."""
    if layer is None:
        return maps
    found = [i for i, taps in enumerate(maps) if layer in (taps.name, *taps.name.split("/"))]
    names = list(dict.fromkeys(taps.name for taps in maps))
    if len({maps[i].name for i in found}) != 1:
        raise ValueError(f"--layer must be one of {', '.join(names)}, got {layer}")
    return maps[: found[-1] + 1]


def _in_words(point, places, weights):
    if not len(places):
        return "every tap reads outside of the image"
    furthest = np.hypot(*(places - point).T).max()
    low, high = weights.min(), weights.max()
    words = f"{len(places)} places, up to {furthest:.1f} pixels away"
    return words if low == high == 1 else f"{words}, weights {low:.3g} to {high:.3g}"
