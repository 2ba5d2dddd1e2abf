"""What became of a file of weights: a report that a person can read."""

import dataclasses

SHOWN = 6


@dataclasses.dataclass(frozen=True)
class Report:
    """What `load_torch` took, left and missed. `print` it.

    Args:
        file: What was read.
        network: Source and network that were recognised.
        loaded: Names of the tensors that were taken.
        parameters: How many numbers that are.
        missing: Names of tensors that the file lacks.
        other_shape: `(name, shape in the file, shape that was expected)` of those that do not fit.
        extra: Names of tensors that nothing here asks for.
        heads: Names of tensors of class heads that were left, for the number of classes is another.
        left: Names of tensors of layers that this model does not have.
        kept: Variables of the model that the source has nothing for.
        notes: Sentences on what else there is to know.

    Example:
        >>> print(Report("a.pth", "torchvision VGG", ["features.0.weight"], 1728))
        a.pth: torchvision VGG, 1 tensors with 1,728 numbers taken
    """

    file: str
    network: str
    loaded: list = dataclasses.field(default_factory=list)
    parameters: int = 0
    missing: list = dataclasses.field(default_factory=list)
    other_shape: list = dataclasses.field(default_factory=list)
    extra: list = dataclasses.field(default_factory=list)
    heads: list = dataclasses.field(default_factory=list)
    left: list = dataclasses.field(default_factory=list)
    kept: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    @property
    def problems(self):
        """Sentences on what does not fit; none where everything was taken."""
        found = []
        if self.missing:
            found.append(f"missing in the file: {some(self.missing)}")
        if self.other_shape:
            rows = [f"{key} is {got}, expected {want}" for key, got, want in self.other_shape]
            found.append(f"of another shape: {some(rows)}")
        if self.extra:
            found.append(f"of no use here: {some(self.extra)}")
        return found

    def __str__(self):
        lines = [
            f"{self.file}: {self.network}, {len(self.loaded)} tensors with {self.parameters:,} "
            "numbers taken",
            *self.problems,
        ]
        if self.heads:
            lines.append(f"class heads left as they were, for other classes: {some(self.heads)}")
        if self.left:
            lines.append(f"for layers that this model does not have: {some(self.left)}")
        if self.kept:
            lines.append(f"of the model, left as they were: {some(self.kept)}")
        return "\n  ".join([*lines, *self.notes])


def some(names):
    """The first few names and how many more there are.

    Example:
        >>> some(list("abcdefgh"))
        'a, b, c, d, e, f and 2 more'
    """
    shown = ", ".join(map(str, names[:SHOWN]))
    return shown if len(names) <= SHOWN else f"{shown} and {len(names) - SHOWN} more"
