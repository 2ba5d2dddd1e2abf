"""`tfvision serve-check`: whether TensorFlow Serving would serve a model, without that server."""

from tfvision.serving import server_files, versions
from tfvision.serving.server_check import check

EXAMPLES = (
    (
        "tfvision serve-check saved_models/plates saved_models/characters --config serving",
        "checks both, and writes the server's files if they pass",
    ),
    (
        "tfvision serve-check saved_models/plates --version 1",
        "an older version",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    parser.add_argument(
        "folder", nargs="+", help="models, as saved_models/NAME, or one version of it"
    )
    parser.add_argument("--version", type=int, help="number of the version; default: the latest")
    parser.add_argument(
        "--config",
        metavar="FOLDER",
        help="if all of them pass, write models.config and batching.config there, and say how the "
        "server is started with them",
    )


def run(arguments, say):
    """Runs the command; 0 if each model passed, 1 if one did not."""
    every = [check(folder, arguments.version) for folder in arguments.folder]
    for found in every:
        size = sum(path.stat().st_size for path in found.folder.rglob("*") if path.is_file())
        say(f"{found.folder}: {'passed' if found.passed else 'FAILED'}, {size / 1e6:.1f} MB")
        if found.load_seconds is not None:
            say(f"  loads in {found.load_seconds:.2f} s")
        for name, (first, second) in found.signatures.items():
            say(f"  {name}: first answer {first:.2f} s, the next {second:.3f} s")
        for problem in found.problems:
            say(f"  {problem.severity}: {problem}")
    passed = all(found.passed for found in every)
    if passed and arguments.config:
        models = [_served(found.folder) for found in every]
        say(server_files.write(arguments.config, models))
    return 0 if passed else 1


def _served(folder):
    """The model's folder, if a server would take this version of it."""
    model = folder.absolute().parent
    latest = versions.numbers(model)[-1]
    if int(folder.name) != latest:
        raise ValueError(
            f"--config is for the latest versions, which a server takes: {latest} of {model}, "
            f"but {folder.name} was checked"
        )
    return model
