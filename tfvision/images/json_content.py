"""Reads a JSON file, with errors that name the file and its line."""

import json
import pathlib

from tfvision.images.problems import DataError


def load(path):
    """The content of a JSON file.

    Raises: DataError if it is no JSON, or no text in UTF-8.
    """
    try:
        return json.loads(pathlib.Path(path).read_bytes())
    except RecursionError:
        raise DataError(f"{path}: lists within lists, too deep to be read") from None
    except json.JSONDecodeError as error:
        raise DataError(f"{path}:{error.lineno}: not well-formed JSON: {error.msg}") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path}: not UTF-8 text: {error.reason}") from None
    except ValueError as error:  # A number of thousands of digits
        raise DataError(f"{path}: not well-formed JSON: {error}") from None
