"""The output folder of a run: what lies where in it, and whose it is."""

import pathlib

from tfvision.images import json_content
from tfvision.whole_file import whole_file, whole_json

# Names of files, some of which may be no text, as `tfvision.images.splits.listed` reads them.
_BY_BYTES = {"encoding": "utf-8", "errors": "surrogateescape"}


class RunFolder:
    """Names every file of a run.

    Args:
        path: The folder; made when the first file is written.
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.settings_file = self.path / "run.json"
        self.epochs_file = self.path / "epochs.csv"
        self.times_file = self.path / "times.json"
        self.curves_file = self.path / "curves.png"
        self.last_file = self.path / "last.weights.h5"
        self.best_folder = self.path / "best"
        self.tensorboard_folder = self.path / "tensorboard"
        self.metrics_file = self.path / "metrics.json"
        self.picture_file = self.path / "detections.png"
        self.characters_file = self.path / "characters.png"
        self.confusion_file = self.path / "confusion_matrix.png"
        self.validation_file = self.path / "validation.txt"

    def begin(self):
        """Refuses a folder that holds a run.

        Raises: ValueError saying what to do.
        """
        if self.path.exists() and not self.path.is_dir():
            raise ValueError(f"--output must be a folder, and {self.path} is a file")
        if self.settings_file.exists():
            raise ValueError(
                f"--output {self.path} already holds a run: give --resume to continue it, or "
                "another folder"
            )

    def settings(self):
        """The settings that the run was begun with.

        Raises: ValueError where there is no run, or no settings that can be read.
        """
        if not self.settings_file.exists():
            raise ValueError(
                f"--resume needs a run in --output, and {self.path} holds none: leave --resume out "
                "to begin one"
            )
        found = json_content.load(self.settings_file)
        if not isinstance(found, dict):
            raise ValueError(
                f"{self.settings_file} holds no settings of a run, but {_short(found)}"
            )
        return found

    def check_images(self, training, validation, classes):
        """Refuses to go on with other images or classes than the run was begun with.

        Notes the images that are held out, where there is a note of them to make; another run can
        be given the file as `--validation`.

        Args:
            training: The data to train on.
            validation: Those held out.
            classes: Names of the classes, a list; empty where there is but one kind of thing.

        Raises: ValueError saying what differs.
        """
        held_out = names_of(validation, training)
        if self.settings_file.exists():
            stored = self.settings()
            for what, before, now in (
                ("the classes", stored["class_names"], classes),
                ("as many training images as", stored["training_images"], len(training)),
                ("as many held-out images as", stored["validation_images"], len(validation)),
                ("the held-out images", self._held_out() or held_out, held_out),
            ):
                if before != now:
                    raise ValueError(
                        f"--resume needs {what} that the run was begun with, {_short(before)}; "
                        f"--data now gives {_short(now)}"
                    )
        elif held_out:
            with whole_file(self.validation_file) as temporary:
                temporary.write_text("\n".join(held_out) + "\n", **_BY_BYTES)

    def _held_out(self):
        if not self.validation_file.exists():
            return []
        return self.validation_file.read_text(**_BY_BYTES).splitlines()

    def write_settings(self, settings):
        """Writes the settings, which make the folder a run's."""
        whole_json(self.settings_file, settings)


def names_of(data, others):
    """What the images of `data` are called: their file names, with the folder where it decides."""
    paths, rest = (
        [pathlib.Path(sample.path) for sample in getattr(some, "samples", ())]
        for some in (data, others)
    )
    if len({path.name for path in [*paths, *rest]}) == len(paths) + len(rest):
        return [path.name for path in paths]
    return [f"{path.parent.name}/{path.name}" for path in paths]


def _short(value):
    return ", ".join(map(str, value[:5])) if isinstance(value, list) else value
