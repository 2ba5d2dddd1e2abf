"""The console command `tfvision`: one sub-command a file, imported only when it is called.

The file of a sub-command declares what a person types in `arguments(parser)` and does it in
`run(arguments, say)`, which tells through `say(text)` and returns the exit status. Its `EXAMPLES`,
pairs of a command line and what it does, end its `--help`.
"""

import argparse
import importlib
import sys

import tfvision
from tfvision.quiet import print_anything, quiet_import

COMMANDS = {
    "blur": ("tfvision.serving.blur_command", "cover what is found in films and images"),
    "characters": ("tfvision.serving.characters_command", "box every character, in reading order"),
    "check": ("tfvision.detection.check_command", "examine a data set before training on it"),
    "classify": ("tfvision.serving.classify_command", "name what images show, and list it"),
    "completion": ("tfvision.completion", "write what bash, zsh or fish completes commands by"),
    "convert": ("tfvision.serving.convert_command", "write a network for LiteRT or ONNX"),
    "demo": ("tfvision.demo.command", "tour all five systems on rendered pictures"),
    "detect": ("tfvision.serving.detect_command", "find objects in images, draw and list them"),
    "evaluate": ("tfvision.serving.evaluate_command", "measure an exported model on annotations"),
    "export": ("tfvision.serving.export_command", "write a trained model for TF Serving"),
    "import-weights": ("tfvision.weights.import_command", "make a model of a PyTorch file"),
    "offsets": ("tfvision.serving.offsets_command", "draw where deformable convolutions read"),
    "serve-check": ("tfvision.serving.serve_check_command", "check a model as TF Serving would"),
}


def main(arguments=None):
    """Runs a command line.

    Args:
        arguments: Words after `tfvision`; None: those of the process.

    Returns: Exit status: 0 done, 1 failed or done in part, 2 wrong arguments, 130 stopped.
    """
    print_anything()
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    chosen = next((word for word in arguments if word in COMMANDS), None)
    parser = argparse.ArgumentParser(
        prog="tfvision",
        description=tfvision.__doc__,
        epilog="tfvision COMMAND --help has examples of each; tfvision demo needs nothing more.",
    )
    parser.add_argument("--version", action="version", version=f"tfvision {tfvision.__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, (module, summary) in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            description=summary,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if chosen in (name, "completion"):  # Which is about all of them.
            with quiet_import():
                module = importlib.import_module(module)
            module.arguments(command)
            command.epilog = _shown(module.EXAMPLES)
            command.set_defaults(run=module.run, parser=parser)
    given = parser.parse_args(arguments)
    try:
        return given.run(given, say=print)
    except (ValueError, TypeError, OSError, RuntimeError, ImportError) as error:
        print(f"tfvision {given.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"tfvision {given.command}: stopped", file=sys.stderr)
        return 130


def _shown(examples):
    """What stands below the arguments in `--help`."""
    return "examples:\n" + "\n".join(f"  {words}\n      {does}" for words, does in examples)


if __name__ == "__main__":
    sys.exit(main())
