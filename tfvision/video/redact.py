"""Takes what a detector finds out of a film: look, link, cover."""

import pathlib

import numpy as np

from tfvision.video.cover import Cover
from tfvision.video.covering import covered
from tfvision.video.film import Film, VideoError
from tfvision.video.linking import of_classes
from tfvision.video.parents import with_parents
from tfvision.video.plan import Plan
from tfvision.video.remake import remake
from tfvision.video.sighting import look
from tfvision.video.sightings import Sightings
from tfvision.video.tracks import find_tracks
from tfvision.video.zones import Zones

REGION = "region"  # Name of what is covered because a person said so


def make_plan(
    source,
    detector,
    *,
    every=1,
    batch_size=4,
    labels=None,
    high=0.5,
    low=0.2,
    class_scores=None,
    parents=None,
    zones=None,
    seen=None,
    passing=iter,
    **linking,
):
    """Looks through a film and says what is to be covered in it; writes nothing.

    Args:
        source: The film.
        detector: See `look`; its lowest score should be no higher than `low`.
        every: Frames from one that is looked at to the next; the boxes between are interpolated.
        batch_size: Frames the detector gets at a time.
        labels: Names of the classes that count; None for all that the detector knows.
        high: As for `find_tracks`.
        low: As for `find_tracks`.
        class_scores: Dict of names of classes to a `high` of their own; their `low` is lower or
            higher by the same factor.
        parents: Dict of names of classes to those they belong to, `{"plate": "car"}`: what lies in
            none of those does not count, and what does is followed by them; see `with_parents`.
            The others themselves are covered only if `labels` names them.
        zones: `Zones`; None: all of the picture, all the time.
        seen: A list to which `(frame, seconds, boxes_px, scores, labels)` of each frame that was
            looked at is appended.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.
        **linking: Arguments of `find_tracks`: `patience`, `extend`, `sightings`.

    Returns: `Plan`.
    Raises: VideoError for a film that cannot be read; ValueError for a label that there is not.
    """
    names, zones = tuple(getattr(detector, "labels", ())), zones or Zones()
    parents, bearers = dict(parents or {}), set((parents or {}).values())
    named = {"labels": labels, "class_scores": class_scores}
    named["parents"] = bearers.union(parents)
    for argument, given in named.items():
        if unknown := sorted(set(given or ()) - set(names)):
            raise ValueError(f"{argument} must be among {', '.join(names)}, got {unknown[0]}")
    labels = sorted(set(names) - bearers) if labels is None and parents else labels
    found, cuts, times = Sightings(), [], []
    with Film(source) as film:
        frames = _inside(passing(film), zones, times)
        for frame, boxes, scores, classes, begun in look(
            frames, detector, every=every, batch_size=batch_size
        ):
            kept = zones.outside_never(boxes, film.size_hw)
            if labels is not None:
                wanted = bearers.union(labels)
                kept &= np.array([names[number] in wanted for number in classes], bool)
            found.add(frame, boxes[kept], scores[kept], classes[kept])
            cuts += begun
        rate, size_hw = film.rate, film.size_hw
    if seen is not None:
        seen += [(frame, times[frame], *rest) for frame, *rest in found]
    limits = of_classes(high, low, class_scores, names)
    tracks = find_tracks(found, float(rate), count=len(times), cuts=cuts, **limits, **linking)
    if parents:
        tracks = _belonging(tracks, float(rate), parents, names, labels)
    names = (*names, REGION)
    tracks = zones.applied(tracks, times, size_hw, label=len(names) - 1)
    film = pathlib.Path(source).name
    return Plan(film, len(times), rate, size_hw, tracks, names, never_px=zones.never_px(size_hw))


def _inside(frames, zones, times):
    """The frames in the spans of the zones; `times` gets the seconds of every frame."""
    for frame in frames:
        times.append(frame.seconds)
        if zones.inside(frame.seconds):
            yield frame


def _belonging(tracks, rate, parents, names, labels):
    """Tracks of the classes that count, each followed by what it belongs to."""
    numbers = {names.index(own): names.index(other) for own, other in parents.items()}
    tracks = with_parents(tracks, rate, numbers)
    return [track for track in tracks if names[track.label] in labels]


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

    def change(frame):
        return covered(frame, cover, plan.boxes_at(frame.index), plan.never_px)

    return changed_by_plan(source, target, plan, change, passing=passing, **encoding)


def changed_by_plan(source, target, plan, change, *, passing=iter, **encoding):
    """`remake` of a film that must be the one that a plan was made for.

    Returns: The number of frames.
    Raises: VideoError as `apply_plan`.
    """

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
