"""What is said of weights that cannot be used."""


class WeightsError(ValueError):
    """A file of weights that cannot be read, or does not fit; the message names the file."""
