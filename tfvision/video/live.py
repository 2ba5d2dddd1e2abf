"""Films and cameras covered in one pass: each frame comes out a bounded time after it came in."""

import collections

import numpy as np

from tfvision.video.causal import CausalTracks
from tfvision.video.cover import Cover
from tfvision.video.covering import covered
from tfvision.video.film import Film
from tfvision.video.frame import Frame
from tfvision.video.linking import of_classes
from tfvision.video.remake import remake
from tfvision.video.sighting import Cuts, seen_in
from tfvision.video.zones import Zones


class Live:
    """Says of the images of a live source what is to be covered in them.

    Args:
        detector: Something with `predict(images)` for a list of images, as `Detector` and what
            `serving.load` gives.
        rate: Images a second.
        every: Images from one that is looked at to the next.
        labels: Names of the classes that count; None for all that the detector knows.
        high: Score from which on a track begins.
        low: Score from which on one goes on.
        class_scores: Dict of names of classes to a `high` of their own.
        **following: Further arguments of `CausalTracks`: `delay`, `patience`, `extend`,
            `sightings`.

    Raises: ValueError naming the argument that is out of range.

    Example:
        >>> live, cover = Live(detector=None, rate=30, every=2), Cover()
        >>> for image in []:  # of a camera
        ...     for due, boxes_px, labels in live.push(image):
        ...         shown = cover(due, boxes_px)
        >>> live.finish()
        []
    """

    def __init__(
        self,
        detector,
        rate,
        *,
        every=1,
        labels=None,
        high=0.5,
        low=0.2,
        class_scores=None,
        **following,
    ):
        if every < 1:
            raise ValueError(f"every must be at least 1, got {every}")
        names = tuple(getattr(detector, "labels", ()))
        for argument, given in (("labels", labels), ("class_scores", class_scores)):
            if unknown := sorted(set(given or ()) - set(names)):
                raise ValueError(f"{argument} must be among {', '.join(names)}, got {unknown[0]}")
        self.detector, self.every = detector, every
        self.wanted = None if labels is None else [names.index(label) for label in labels]
        limits = of_classes(high, low, class_scores, names)
        self.tracks = CausalTracks(rate, **limits, **following)
        self._cuts, self._waiting, self._count = Cuts(), collections.deque(), 0

    def push(self, image, look=True):
        """Takes the next image.

        Args:
            image: uint8 `[H, W, 3]`; or a `Frame`, which comes out as one.
            look: Whether the detector may look at it, where it is its turn.

        Returns: List of `(image, boxes_px [N, 4], labels [N])` of the images that are due, in
            their order; at most one.
        """
        frame = image if isinstance(image, Frame) else Frame(image, self._count, 0.0)
        cut = self._cuts.begins_with(frame)
        self._waiting.append(image)
        looked = look and (cut or self._count % self.every == 0)
        self._count += 1
        return self._due(self.tracks.update(*(self._seen(frame) if looked else ()), cut=cut))

    def finish(self):
        """The images that still wait, as `push` gives them; no more may come after it."""
        return self._due(self.tracks.finish())

    def _due(self, answers):
        return [(self._waiting.popleft(), boxes, labels) for _, boxes, labels in answers]

    def _seen(self, frame):
        (columns,) = seen_in([frame], self.detector)
        labels = columns[-1]
        kept = np.ones(len(labels), bool) if self.wanted is None else np.isin(labels, self.wanted)
        return tuple(column[kept] for column in columns)


def redact_live(
    source, target, detector, *, cover=None, zones=None, passing=iter, encoding=None, **following
):
    """Looks and covers in one pass, as one must where a film does not end.

    Args:
        source: The film.
        target: File to write.
        detector: See `Live`.
        cover: `Cover`; None for a blur.
        zones: `Zones`; None: all of the picture, all the time.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.
        encoding: Dict of `codec` and `options` of `remake`.
        **following: Further arguments of `Live`.

    Returns: The number of frames.
    Raises: VideoError for a film that cannot be read or written.

    Differs from `redact`: what is seen later than `delay` frames is not known of a frame, so that
        plates lie open until they are seen for the first time.
    """
    cover, zones, boxes_of = cover or Cover(), zones or Zones(), {}
    with Film(source) as film:
        live = Live(detector, float(film.rate), **following)
        always, never = zones.always_px(film.size_hw), zones.never_px(film.size_hw)

        def delayed(frames):
            def due(answers):
                for frame, boxes_px, _ in answers:
                    boxes_of[frame.index] = boxes_px
                    yield frame

            for frame in passing(frames):
                yield from due(live.push(frame, zones.inside(frame.seconds)))
            yield from due(live.finish())

        def change(frame):
            boxes = np.concatenate([boxes_of.pop(frame.index), always])
            inside = zones.inside(frame.seconds)
            return covered(frame, cover, boxes, never) if inside else None

        return remake(film, target, change, passing=delayed, **(encoding or {}))
