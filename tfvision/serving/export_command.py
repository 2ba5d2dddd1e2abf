"""`tfvision export`: a training run or checkpoint becomes a model that TF Serving can serve."""

from tfvision.detection import checkpoint
from tfvision.images.class_names import names_in_file
from tfvision.images.read import read
from tfvision.serving.saved_model import export


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument("source", help="a run's folder (its best epoch is taken) or a .keras file")
    parser.add_argument("--output", required=True, help="the model's folder: saved_models/NAME")
    parser.add_argument("--score", type=float, default=0.3, help="lowest score that is answered")
    parser.add_argument("--labels", help="text file, one class name a line; default: the run's")
    parser.add_argument("--image", help="image to check the export with; default: a generated one")
    parser.add_argument(
        "--no-fuse", action="store_true", help="keep batch normalization as layers of their own"
    )


def run(arguments, say):
    """Runs the command; 0 when the version is written and answers as the model does."""
    labels = names_in_file(arguments.labels) if arguments.labels else None
    detector = checkpoint.load(arguments.source, labels, score_threshold=arguments.score)
    image = read(arguments.image) if arguments.image else None
    path = export(detector, arguments.output, fuse=not arguments.no_fuse, image=image)
    say(f"classes: {', '.join(detector.labels)}")
    say(f"written: {path}, answers equal to the model's")
    return 0
