"""What the commands that answer for image files have in common: arguments, model, report."""

from tfvision.serving.client import connect
from tfvision.serving.loading import load, require_task


def add(parser):
    """Declares the arguments."""
    parser.add_argument("source", nargs="+", help="image files, folders or globs")
    parser.add_argument(
        "--model", required=True, help="exported model: saved_models/NAME, or one version of it"
    )
    parser.add_argument(
        "--server",
        metavar="HOST:PORT",
        help="ask this TensorFlow Serving by gRPC, or by REST: http://HOST:PORT; --model is then "
        "the export's folder or, but of characters, the model's name there",
    )
    parser.add_argument(
        "--timeout", type=float, default=30.0, help="seconds for a question to the server"
    )
    parser.add_argument("--json", metavar="FILE", help="write the answers to this JSON file")
    parser.add_argument(
        "--csv", metavar="FILE", help="write the answers to this CSV file, a row each"
    )
    parser.add_argument("--batch-size", type=int, default=16, help="most images of one run")
    parser.add_argument(
        "--on-error",
        choices=("skip", "raise"),
        default="skip",
        help="what an unreadable file does: is left out and named, or ends the command",
    )


def model_of(arguments, task):
    """The predictor that a person named, loaded or on a server; one of another task is refused."""
    if arguments.server:
        options = {"timeout": arguments.timeout, "batch_size": arguments.batch_size}
        model = connect(arguments.server, arguments.model, **options)
    else:
        model = load(arguments.model, batch_size=arguments.batch_size)
    require_task(model, task)
    return model


def report(problems, written, say):
    """Names the files that were left out and those that were written."""
    for _, message in problems:
        say(f"left out: {message}")
    for path in written:
        if path:
            say(f"written: {path}")
