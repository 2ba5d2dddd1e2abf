"""A plan of what is covered in a film: tracks that a person can read, change and apply again."""

import dataclasses
import fractions
import json
import pathlib

import numpy as np

from tfvision.images import json_content
from tfvision.images.problems import DataError
from tfvision.video.film import VideoError
from tfvision.video.tracks import Track
from tfvision.whole_file import whole_text


@dataclasses.dataclass(eq=False)
class Plan:
    """What is covered, and in which film.

    Args:
        film: Name of the film's file.
        frames: How many frames it has.
        rate: Frames a second.
        size_hw: Of its frames.
        tracks: List of `Track`.
        names: Of the classes, by their numbers.
        covered: For each track, whether it is covered.
        never_px: `[R, 4]`, regions whose pixels stay as they are.
    """

    film: str
    frames: int
    rate: fractions.Fraction
    size_hw: tuple
    tracks: list
    names: tuple = ()
    covered: list = None
    never_px: np.ndarray = None

    def __post_init__(self):
        if self.covered is None:
            self.covered = [True] * len(self.tracks)
        given = () if self.never_px is None else self.never_px
        self.never_px = np.asarray(given, "float64").reshape(-1, 4)

    def name(self, label):
        """The name of a class, or its number where there is none."""
        return self.names[label] if 0 <= label < len(self.names) else str(label)

    def boxes_at(self, frame):
        """The boxes `[N, 4]` that are covered in a frame."""
        shown = zip(self.tracks, self.covered, strict=True)
        boxes = [track.at(frame) for track, covered in shown if covered]
        boxes = [box for box in boxes if box is not None]
        return np.array(boxes, "float64").reshape(-1, 4)

    def write(self, path):
        """Writes a JSON file, whole or not at all.

        It holds `film`, `frames`, `rate`, `size_hw` and `tracks`, one a line: `{"label", "cover",
        "first", "boxes_xyxy", "scores"}`, a box in pixels for each frame from `first` on, a score
        or null where it was not seen. To leave a track uncovered, set `cover` to false or take the
        line out. A region of one's own needs `first`, `last` and `box_xyxy`. `never`, which may be
        missing, lists boxes in which nothing is covered in any frame.
        """
        rows = []
        for track, covered in zip(self.tracks, self.covered, strict=True):
            row = {"label": self.name(track.label), "cover": covered, "first": int(track.first)}
            rows.append(json.dumps(row | _places(track), ensure_ascii=False))
        head = {"film": self.film, "frames": self.frames, "rate": str(self.rate)}
        head |= {"size_hw": list(self.size_hw), "never": np.round(self.never_px, 1).tolist()}
        text = json.dumps(head, ensure_ascii=False)[:-1] + ', "tracks": ['
        text += ",".join("\n" + row for row in rows) + "\n]}\n"
        whole_text(path, text)


def read_plan(path):
    """Reads what `Plan.write` wrote, and a person may have changed.

    Raises: VideoError naming the file and the track that is wrong.
    """
    path = pathlib.Path(path)
    try:
        content = json_content.load(path)
        rate = fractions.Fraction(content["rate"])
        frames, size_hw = int(content["frames"]), tuple(map(int, content["size_hw"]))
        rows, film = list(content["tracks"]), str(content["film"])
        never_px = np.array(content.get("never", ()), "float64").reshape(-1, 4)
        if not np.isfinite(never_px).all():
            raise ValueError("never must be boxes of finite numbers")
    except FileNotFoundError:
        raise VideoError(f"{path}: no such file") from None
    except DataError as error:
        raise VideoError(str(error)) from None
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError) as error:
        raise VideoError(f"{path}: no plan that can be read ({_short(error)})") from None
    names, tracks, covered = [], [], []
    for number, row in enumerate(rows, 1):
        try:
            label = str(row.get("label", "region"))
            names += [] if label in names else [label]
            tracks.append(_track(row, names.index(label), frames))
            covered.append(bool(row.get("cover", True)))
        except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError) as error:
            raise VideoError(f"{path}: track {number} is wrong ({_short(error)})") from None
    return Plan(film, frames, rate, size_hw, tracks, tuple(names), covered, never_px)


def _places(track):
    """The columns of a track's boxes: one box, if nobody saw it and it stands still."""
    boxes = np.round(track.boxes_px, 1).tolist()
    if not track.seen.any() and all(box == boxes[0] for box in boxes):
        return {"last": int(track.last), "box_xyxy": boxes[0]}
    scores = [None if np.isnan(score) else round(float(score), 3) for score in track.scores]
    return {"boxes_xyxy": boxes, "scores": scores}


def _short(error):
    text = f"needs {error}" if isinstance(error, KeyError) else str(error)
    return text.splitlines()[0]


def _track(row, label, frames):
    first = int(row["first"])
    if "box_xyxy" in row:
        lasts = int(row["last"]) - first + 1
        if lasts > frames:
            raise ValueError(f"it is {lasts} frames long in a film of {frames}")
        boxes = np.tile(np.asarray(row["box_xyxy"], "float64"), (lasts, 1))
    else:
        boxes = np.asarray(row["boxes_xyxy"], "float64")
    if boxes.ndim != 2 or boxes.shape[1] != 4 or not len(boxes) or not np.isfinite(boxes).all():
        raise ValueError(f"its boxes must be [T, 4] finite numbers, got {list(boxes.shape)}")
    if (boxes[:, 2:] < boxes[:, :2]).any():
        raise ValueError("a box has its right or lower edge before the other")
    scores = row.get("scores") or [None] * len(boxes)
    if len(scores) != len(boxes):
        raise ValueError(f"{len(boxes)} boxes but {len(scores)} scores")
    return Track(label, first, boxes, np.array([np.nan if s is None else s for s in scores]))
