"""Takes what a detector finds out of a film: look, link, cover."""

import pathlib

from tfvision.video.cover import Cover
from tfvision.video.film import Film, VideoError
from tfvision.video.plan import Plan
from tfvision.video.remake import remake
from tfvision.video.sighting import look
from tfvision.video.tracks import find_tracks


def make_plan(source, detector, *, every=1, batch_size=4, labels=None, passing=iter, **linking):
    """Looks through a film and says what is to be covered in it; writes nothing.

    Args:
        source: The film.
        detector: See `look`; its lowest score should be no higher than `low` of `find_tracks`.
        every: Frames from one that is looked at to the next; the boxes between are interpolated.
        batch_size: Frames the detector gets at a time.
        labels: Names of the classes that count; None for all that the detector knows.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.
        **linking: Arguments of `find_tracks`: `high`, `low`, `patience`, `extend`, `sightings`.

    Returns: `Plan`.
    Raises: VideoError for a film that cannot be read; ValueError for a label that there is not.
    """
    names = tuple(getattr(detector, "labels", ()))
    unknown = sorted(set(labels or ()) - set(names))
    if unknown:
        raise ValueError(f"labels must be among {', '.join(names)}, got {', '.join(unknown)}")
    seen, cuts = [], []
    with Film(source) as film:
        count = 0

        def counted(frames):
            nonlocal count
            for frame in frames:
                count += 1
                yield frame

        sightings = look(counted(passing(film)), detector, every=every, batch_size=batch_size)
        for frame, boxes, scores, classes, begun in sightings:
            if labels is not None:
                kept = [names[number] in labels for number in classes]
                boxes, scores, classes = boxes[kept], scores[kept], classes[kept]
            seen.append((frame, boxes, scores, classes))
            cuts += begun
        rate, size_hw = film.rate, film.size_hw
    tracks = find_tracks(seen, float(rate), count=count, cuts=cuts, **linking)
    return Plan(pathlib.Path(source).name, count, rate, size_hw, tracks, names)


def apply_plan(source, target, plan, *, cover=None, passing=iter, **encoding):
    """Covers what a plan says, frame by frame; sound, times and the rest stay as `remake` has it.

    Args:
        source: The film the plan was made for.
        target: File to write.
        plan: `Plan`.
        cover: `Cover`; None for a blur.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.
        **encoding: `codec` and `options` of `remake`.

    Returns: The number of frames.
    Raises: VideoError for a film that cannot be read or written, or is not the plan's.
    """
    cover = Cover() if cover is None else cover

    def counted(frames):
        count = 0
        for frame in frames:
            count += 1
            yield frame
        if count != plan.frames:
            raise VideoError(f"{source}: has {count} frames, but its plan is for {plan.frames}")

    with Film(source) as film:
        if film.size_hw != tuple(plan.size_hw):
            raise VideoError(
                f"{source}: is {film.size_hw[1]} x {film.size_hw[0]}, but its plan is for "
                f"{plan.size_hw[1]} x {plan.size_hw[0]}"
            )

        def change(frame):
            boxes = plan.boxes_at(frame.index)
            return cover(frame.image, boxes) if len(boxes) else None

        return remake(
            film, target, change, passing=lambda frames: passing(counted(frames)), **encoding
        )


def redact(source, target, detector, *, cover=None, passing=iter, encoding=None, **looking):
    """Looks through a film, then covers what was found, in every frame in which it is there.

    Args:
        source: The film.
        target: File to write.
        detector: See `look`.
        cover: `Cover`; None for a blur.
        passing: Function through which the frames of both passes go, as `tqdm.tqdm`.
        encoding: Dict of `codec` and `options` of `remake`.
        **looking: Further arguments of `make_plan`.

    Returns: The `Plan` that was applied.
    Raises: VideoError for a film that cannot be read or written.
    """
    plan = make_plan(source, detector, passing=passing, **looking)
    apply_plan(source, target, plan, cover=cover, passing=passing, **(encoding or {}))
    return plan
