"""What every stop of the tour is told: how much to show, and where to."""

import dataclasses
import pathlib
from collections.abc import Callable

from tfvision.images.write import write_image


@dataclasses.dataclass(frozen=True)
class Tour:
    """The wishes of who called `tfvision demo`.

    Args:
        output: Folder of the pictures.
        pictures: How many pictures a stop draws.
        seed: Of what is rendered.
        seconds: How long a stop may train.
        say: Function that tells a line.
    """

    output: pathlib.Path
    pictures: int
    seed: int
    seconds: float
    say: Callable

    def write(self, name, image):
        """Writes `name`.png into the folder."""
        write_image(self.output / f"{name}.png", image)
