"""What the commands that answer for image files have in common: their arguments, their report."""


def add(parser):
    """Declares the arguments."""
    parser.add_argument("source", nargs="+", help="image files, folders or globs")
    parser.add_argument(
        "--model", required=True, help="exported model: saved_models/NAME, or one version of it"
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


def report(problems, written, say):
    """Names the files that were left out and those that were written."""
    for _, message in problems:
        say(f"left out: {message}")
    for path in written:
        if path:
            say(f"written: {path}")
