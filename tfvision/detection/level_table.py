"""A level table as a JSON file: its rows, and the image size in whose pixels they are."""

from tfvision.detection.default_boxes import Level
from tfvision.images import json_content


def as_json(levels):
    """Level table -> plain values for `json.dump`: `{"image_size": [h, w], "levels": [row, …]}`.

    Args:
        levels: Rows of `Level`, all of one `image_size`.
    """
    rows = [level.get_config() for level in levels]
    sizes = [row.pop("image_size") for row in rows]
    return {"image_size": sizes[0] if sizes else None, "levels": rows}


def read_levels(path):
    """Reads a level table: what `as_json` gives, or a list of rows in pixels of any model's input.

    Args:
        path: JSON file. Of a row, `feature` is needed; what else is missing is empty.

    Returns: Tuple of `Level`.
    Raises: OSError if the file cannot be read; ValueError if it is no level table.
    """
    try:
        content = json_content.load(path)
        table = content if isinstance(content, dict) else {"levels": content}
        blank = {"sizes": (), "aspect_ratios": (), "step": None, "boxes_wh": ()}
        blank["image_size"] = table.get("image_size")
        return tuple(Level.from_config(blank | row) for row in table["levels"])
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is no level table: {error}") from None
