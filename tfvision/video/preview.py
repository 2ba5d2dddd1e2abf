"""Shows what a plan would cover: outlines instead of covers, as a film or as a few pictures."""

import pathlib

import numpy as np

from tfvision.images.draw import draw_boxes
from tfvision.images.write import write_image
from tfvision.video.redact import changed_by_plan

_COLOURS = {"seen": (0, 230, 0), "unseen": (255, 170, 0), "uncovered": (150, 150, 150)}


def outlined(image, plan, index):
    """An image with the boxes that a plan has for one frame, each with its track's number.

    Green boxes were seen in this frame, orange ones are between or beside sightings, grey ones are
    not covered.

    Args:
        image: uint8 `[H, W, 3]`.
        plan: `Plan`.
        index: The frame's number.

    Returns: uint8 `[H, W, 3]`; `image` itself where there is nothing.
    """
    boxes, names, colours = [], [], []
    for number, (track, covered) in enumerate(zip(plan.tracks, plan.covered, strict=True), 1):
        box = track.at(index)
        if box is None:
            continue
        score = track.scores[index - track.first]
        kind = "uncovered" if not covered else "unseen" if np.isnan(score) else "seen"
        words = f"{number} {plan.name(track.label)}"
        boxes.append(box)
        names.append(words if np.isnan(score) else f"{words} {score:.2f}")
        colours.append(_COLOURS[kind])
    if not boxes:
        return image
    return draw_boxes(image, np.stack(boxes), names, colours=colours)


def preview_film(source, target, plan, *, passing=iter, **encoding):
    """Writes a film in which the boxes of a plan are outlined and nothing is covered.

    Args:
        source: The film the plan was made for.
        target: File to write.
        plan: `Plan`.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.
        **encoding: `codec` and `options` of `remake`.

    Returns: The number of frames.
    Raises: VideoError as `apply_plan`.
    """

    def change(frame):
        drawn = outlined(frame.image, plan, frame.index)
        return None if drawn is frame.image else drawn

    return changed_by_plan(source, target, plan, change, passing=passing, **encoding)


def preview_frames(frames, folder, plan, count):
    """Passes the frames of a film on, and writes some of them as PNG with their boxes outlined.

    Args:
        frames: Iterable of `Frame`, of the film the plan was made for.
        folder: Where the pictures go, named after the film and the frame; made if it is missing.
        plan: `Plan`.
        count: How many, at most: they lie evenly among those frames that have a box.

    Returns: Iterator of the frames.
    Raises: ValueError if `count` is below 1.
    """
    if count < 1:
        raise ValueError(f"count must be at least 1, got {count}")
    wanted, folder = _chosen(plan, count), pathlib.Path(folder)
    for frame in frames:
        if frame.index in wanted:
            drawn = outlined(frame.image, plan, frame.index)
            name = f"{pathlib.Path(plan.film).stem}_{frame.index:06}.png"
            write_image(folder / name, drawn)
        yield frame


def _chosen(plan, count):
    there = np.zeros(plan.frames + 1, bool)
    for track in plan.tracks:
        there[max(track.first, 0) : track.last + 1] = True
    there = np.flatnonzero(there[: plan.frames])
    if len(there) > count:
        there = there[np.linspace(0, len(there) - 1, count).round().astype(int)]
    return set(there.tolist())
