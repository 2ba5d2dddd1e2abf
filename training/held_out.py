"""Which images are held out: what `--validation` says."""

import pathlib


def part(data, validation, split):
    """`(training, validation)` of one data set.

    Args:
        data: What was read; has `split_by_files`.
        validation: A share, or the path of a file that lists images.
        split: Function of a share -> the two parts.

    Raises: ValueError in words for the person who gave the argument.
    """
    if len(data) < 2:
        raise ValueError(
            f"--data needs at least 2 images, one of them to measure on; it has {len(data)}"
        )
    share = _share(validation)
    try:
        return data.split_by_files(validation) if share is None else split(share)
    except ValueError as error:
        raise ValueError(f"--validation {validation}: {error}") from None


def check_sizes(training, validation, batch_size):
    """Refuses what could not train or be measured.

    Raises: ValueError naming the argument.
    """
    if not len(validation):
        raise ValueError("--validation leaves no image to measure on: give a larger share")
    if len(training) < batch_size:
        raise ValueError(
            f"--batch-size must be at most the number of training images, {len(training)}; got "
            f"{batch_size}"
        )


def _share(validation):
    """The share that the argument says, or None where it names a file."""
    try:
        share = float(validation)
    except ValueError:
        if pathlib.Path(validation).is_file():
            return None
        raise ValueError(
            "--validation must be a share between 0 and 1, a file that lists images, or a folder "
            f"of others; got {validation}"
        ) from None
    if not 0 < share < 1:
        raise ValueError(f"--validation must be between 0 and 1, got {validation}")
    return share
