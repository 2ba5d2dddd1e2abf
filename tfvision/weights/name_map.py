"""What a name map is: which network it is for, and which tensor is which weight."""

import dataclasses
from collections.abc import Callable


@dataclasses.dataclass(frozen=True)
class NameMap:
    """One network of one source.

    Args:
        source: Who publishes it, as `load_torch` takes it: "torchvision", "clovaai", …
        network: What the source calls it.
        fits: Takes a model of ours, says whether it can take these weights.
        rows: Takes such a model, returns its rows, see `Row`.
        settings: Attribute of the model's backbone (of the model, if it has none) -> value that
            the weights were trained with, or a tuple of those that they may have been.
        tops: Beginnings of names that a model without such layers leaves alone.
        recognise: Takes the file's names and shapes, returns the arguments of `make` or None.
        make: Returns the model that a file of this source is for.
        geometry: Takes the number of classes, returns the name of the default boxes that the
            weights were trained with, see `tfvision.detection.geometries`; or None.
        note: Sentence for the report on what a file does not tell.
    """

    source: str
    network: str
    fits: Callable
    rows: Callable
    settings: dict = dataclasses.field(default_factory=dict)
    tops: tuple[str, ...] = ()
    recognise: Callable = lambda shapes: None
    make: Callable | None = None
    geometry: Callable | None = None
    note: str = ""

    def arguments(self, shapes):
        """What `make` takes for a file of these names and shapes, or None for another network's."""
        try:
            return self.recognise(shapes)
        except IndexError:  # A tensor of fewer axes than its name promises
            return None

    def __str__(self):
        return f"{self.source} {self.network}"


def backbone_of(model):
    """The backbone of a model, or the model itself if it is one."""
    return getattr(model, "backbone", model)
