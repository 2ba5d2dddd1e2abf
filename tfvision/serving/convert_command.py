"""`tfvision convert`: the network of an exported model for LiteRT or ONNX, smaller if asked."""

import pathlib

from tfvision.images import sources
from tfvision.images.read import read
from tfvision.serving.conversion import convert, difference
from tfvision.serving.litert_file import QUANTIZATIONS
from tfvision.serving.loading import load
from tfvision.serving.saved_model import generated

_MOST_SAMPLES = 100  # That show the ranges of values
_MEASURED = 8

EXAMPLES = (
    (
        "tfvision convert saved_models/plates plates.tflite",
        "the network for LiteRT, in float32",
    ),
    (
        "tfvision convert saved_models/plates plates.tflite --quantize int8 --samples photos",
        "in 8 bits, their ranges shown by 100 photos",
    ),
    (
        "tfvision convert saved_models/characters characters.onnx --size 720 1280",
        "for ONNX, which needs tfvision[onnx]",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("model", help="exported model: saved_models/NAME, or one version of it")
    parser.add_argument("target", help="the file: .tflite or .onnx")
    parser.add_argument(
        "--quantize",
        choices=QUANTIZATIONS,
        help="of .tflite: weights at half precision; of 8 bits; or all between input and output "
        "of 8 bits, which --samples must show the ranges of",
    )
    parser.add_argument(
        "--samples",
        nargs="+",
        metavar="SOURCE",
        help=f"image files, folders or globs as it will see them: the first {_MOST_SAMPLES} show "
        f"int8 its ranges, and on the first {_MEASURED} the difference is measured; default: a "
        "generated one",
    )
    parser.add_argument(
        "--size",
        type=int,
        nargs=2,
        metavar=("H", "W"),
        help="of characters: pixels that the file takes",
    )


def run(arguments, say):
    """Runs the command; 0 when the file is written."""
    saved = load(arguments.model)
    # All are in memory together, and photos are large.
    most = _MOST_SAMPLES if arguments.quantize == "int8" else _MEASURED
    paths = [path for source in arguments.samples or () for path in sources.find(source)]
    samples = [read(path) for path in paths[:most]]
    options = {"quantize": arguments.quantize, "size_hw": arguments.size}
    network = convert(saved, arguments.target, samples=samples, **options)
    size = pathlib.Path(arguments.target).stat().st_size
    say(f"written: {arguments.target}, {size / 1e6:.1f} MB, for images of {network.size_hw}")
    shown = samples[:_MEASURED] or [generated(90, 160)]
    for name, share in difference(saved, network, shown).items():
        say(f"{name}: differs by {share:.2g} of its largest value from {saved}")
    if saved.task != "text":
        say(f"what that costs: tfvision evaluate DATA --model {saved} --network {arguments.target}")
    return 0
