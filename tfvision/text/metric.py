"""How well characters are found: one-to-one matches, splits, merges, sizes and intervals."""

import keras
import numpy as np

from tfvision.images.precision_recall import best_f1
from tfvision.text.bootstrap import interval, resampled
from tfvision.text.counts import ALL, average_precision, curve, per_image, shares
from tfvision.text.matching import Overlaps, overlaps
from tfvision.text.measured_rows import as_images, checked
from tfvision.text.verdicts import judge

SIZES = {
    "under 12 px": (0, 12),
    "12 to 24 px": (12, 24),
    "24 px and more": (24, float("inf")),
}
_FOUND_COLUMNS = {"scores": (float, 1.0)}
_TRUE_COLUMNS = {"ignored": (bool, False), "sizes": (float, np.nan)}
_OF_SIZES = ("precision", "recall", "hmean")  # Beside AP; the other shares are of all sizes.


def character_scores(predicted, actual, iou=0.5, *, sizes=None):
    """Measures detected characters against the true ones.

    Args:
        predicted: Boxes px xyxy `[N, 4]` of one image; or a dict of `boxes` and `scores`, as
            `CharacterDetector.predict` answers; or a list of either, one per image.
        actual: Likewise: boxes, or a dict of `boxes` and maybe `ignored` and `sizes`, see
            `CharacterMetric.update`.
        iou: Overlap from which on a character is found.
        sizes: See `CharacterMetric`.

    Returns: What `CharacterMetric.result` returns.
    Raises: ValueError, naming the key, for what is no boxes, and for lists of different lengths.

    Example:
        >>> found = [[0, 0, 9, 9], [30, 0, 32, 9]]
        >>> scores = character_scores(found, [[0, 0, 9, 8], [12, 0, 20, 8]])
        >>> scores["precision"], scores["recall"], scores["mean_iou"]
        (0.5, 0.5, 0.89)
    """
    metric = CharacterMetric(iou, sizes=sizes)
    found, true = as_images(predicted), as_images(actual)
    if len(found) != len(true):
        raise ValueError(f"actual must hold {len(found)} image(s) as predicted, got {len(true)}")
    for one, other in zip(found, true, strict=True):
        metric.update(one, other)
    return metric.result()


@keras.saving.register_keras_serializable(package="tfvision")
class CharacterMetric:
    """Counts the characters that were found, missed, split and merged over any number of images.

    Detections and truths are paired one to one, by falling score, each detection with the truth
    that it overlaps most of those still free: see `matching.one_to_one`. What has no partner with
    enough overlap is false, or missed. Beside the pairs, two counts say what went wrong: a truth is
    *split* if it holds the greater part of two detections or more, a detection is *merged* if it
    holds the greater part of two truths or more.

    It works in NumPy on finished predictions, outside every graph, and answers to Keras's method
    names as well, as `detection.MeanAveragePrecision` does.

    Args:
        iou: Overlap from which on a character is found, in (0, 1].
        sizes: Dict name -> (low, high), `low <= size < high`: precision, recall, hmean and AP of
            these alone as well. None: under 12 px, 12 to 24 px, 24 px and more; {}: no sizes.
        name: As every Keras metric has one.

    Raises: ValueError for arguments out of range.

    Example:
        >>> metric = CharacterMetric(sizes={"12 px and more": (12, float("inf"))})
        >>> metric.update({"boxes": [[0, 0, 14, 14]], "scores": [0.9]}, {"boxes": [[0, 0, 14, 15]]})
        >>> metric.result()["recall/12 px and more"], metric.intervals()["recall"]
        (1.0, (1.0, 1.0))

    Differs from the paper: CLEval takes a character for found if a detection holds its centre and
        lies in it by 0.3 of its own area; here IoU decides, and `centre_hits` stands beside it. On
        boxes of one character each, characters found, missed, found twice and two in one box are
        counted alike (40 lines, against its own code); two halves are a split only here, for one of
        them alone holds the centre, and a false box counts once, not by its proportions.
    Reference: Baek et al., CLEval: Character-Level Evaluation, CVPR Workshops 2020.
    """

    def __init__(self, iou=0.5, *, sizes=None, name="characters"):
        self.iou = iou
        self.sizes = sizes
        self.name = name
        if not 0 < iou <= 1:
            raise ValueError(f"iou must lie in (0, 1], got {iou!r}")
        self._bins = dict(SIZES if sizes is None else sizes)
        for key, (low, high) in self._bins.items():
            if not low < high:
                raise ValueError(f"sizes[{key!r}] must be (low, high), got {(low, high)}")
        self.reset()

    def reset(self):
        """Forgets all images."""
        self._images, self._rows = 0, [0, 0]
        self._found = [checked("predictions", {"boxes": []}, _FOUND_COLUMNS)[0]]
        self._true = [checked("truth", {"boxes": []}, _TRUE_COLUMNS)[0]]
        self._pairs = [overlaps(np.zeros([0, 4]), np.zeros([0, 4]))]
        self._judged = None

    def update(self, predictions, truth):
        """Adds one image, or a batch.

        Args:
            predictions: Dict of `boxes` px xyxy `[N, 4]`, maybe `scores` `[N]` (default 1), and for
                padded ones `num_detections`; or what a `CharacterDetector` answers; or the boxes
                alone. A batch has one axis more.
            truth: Dict of `boxes`, and where known `ignored` bool `[N]`: what counts neither way,
                as do detections of which half lies in it; and `sizes` px `[N]`, for instance of the
                font (default: the longer side of the box, as of false detections).
        """
        found, images = checked("predictions", predictions, _FOUND_COLUMNS)
        true, true_images = checked("truth", truth, _TRUE_COLUMNS)
        if images != true_images:
            raise ValueError(
                f"truth must hold {images} image(s) as predictions do, got {true_images}"
            )
        for image in range(images):
            ours, theirs = (np.flatnonzero(rows["images"] == image) for rows in (found, true))
            pairs = overlaps(found["boxes"][ours], true["boxes"][theirs])
            moved = {
                "found": ours[pairs.found] + self._rows[0],
                "true": theirs[pairs.true] + self._rows[1],
            }
            self._pairs.append(pairs._replace(**moved))
        for rows, store in ((found, self._found), (true, self._true)):
            rows["images"] = rows["images"] + self._images
            store.append(rows)
        self._rows = [self._rows[0] + len(found["sizes"]), self._rows[1] + len(true["sizes"])]
        self._images += images
        self._judged = None

    def update_state(self, y_true, y_pred):
        """`update` under Keras's name, in Keras's order: the truth first."""
        self.update(y_pred, y_true)

    def reset_state(self):
        """`reset` under Keras's name."""
        self.reset()

    def result(self):
        """The numbers so far.

        Returns: Dict whose keys depend on the arguments alone. Shares, NaN where there is nothing
            to divide by: "precision", "recall", "hmean", "AP" (the area under the curve of the
            scores, as VOC 2010 has it), "mean_iou" (of the pairs), "centre_hits" (truths whose
            centre lies in exactly one detection), "seed_accuracy"; and "precision/<size>" and so
            on. Counts: "total" (truths), "detected" (detections that count), "false", "missed",
            "splits" (truths), "merges" (detections).

        "seed_accuracy" is (detected - false) / total, the figure of the article that this detector
        was started from. It is recall under another name: false detections cost it nothing.
        """
        found, true, verdicts = self._gather()
        values = {key: float(value) for key, value in shares(self._counts().sum(axis=0)).items()}
        matched, false, missed = self._counts().sum(axis=0)[:3].astype(int).tolist()
        total = matched + missed
        values |= {"AP": average_precision(verdicts, found, true)}
        values |= {"seed_accuracy": matched / total if total else float("nan")}
        values |= {"total": total, "detected": matched + false, "false": false, "missed": missed}
        values |= {"splits": int(verdicts.split.sum()), "merges": int(verdicts.merged.sum())}
        for name, bounds in self._bins.items():
            alone = shares(self._counts(bounds).sum(axis=0))
            values |= {f"{key}/{name}": float(alone[key]) for key in _OF_SIZES}
            values[f"AP/{name}"] = average_precision(verdicts, found, true, bounds)
        return values

    def intervals(self, confidence=0.95, resamples=1000, seed=0):
        """Percentile bootstrap intervals of the shares, over images.

        Characters of an image are found or missed together, so that images, not characters, are
        drawn. Where nothing at all went wrong the interval is a point: it knows of no failure.

        Args:
            confidence: Share of the draws that lies inside, in (0, 1).
            resamples: Number of draws.
            seed: Whole number from 0, for the draws.

        Returns: Dict key -> (low, high) for "precision", "recall", "hmean", "mean_iou",
            "centre_hits", and the first three of each size.
        Raises: ValueError if there is no image.
        """
        drawn = self._drawn(resamples, seed)
        return {key: interval(values, confidence) for key, values in drawn.items()}

    def compare(self, other, confidence=0.95, resamples=1000, seed=0):
        """How much better this is than another metric over the same images in the same order.

        Returns: Dict key -> (difference, low, high), keys as of `intervals`. Both draw the same
            images, so that what makes an image hard does not widen the interval.
        Raises: ValueError if the other metric has other truths or other sizes.
        """
        totals = [metric._counts()[:, [0, 2]].sum(axis=1) for metric in (self, other)]
        if self._bins != other._bins or not np.array_equal(*totals):
            raise ValueError("other must have measured the same images with the same sizes")
        ours, theirs = self._drawn(resamples, seed), other._drawn(resamples, seed)
        now, then = self.result(), other.result()
        return {
            key: (now[key] - then[key], *interval(ours[key] - theirs[key], confidence))
            for key in ours
        }

    def best_threshold(self):
        """The score from which on detections are best kept, by F1: see `best_f1`."""
        found, true, verdicts = self._gather()
        return best_f1(*curve(verdicts, found, true))

    def get_config(self):
        """Constructor arguments."""
        return {"iou": self.iou, "sizes": self.sizes, "name": self.name}

    @classmethod
    def from_config(cls, config):
        """A new metric with these arguments."""
        return cls(**config)

    def _gather(self):
        """All detections, all truths, and what became of them."""
        if self._judged is None:
            found, true = (
                {key: np.concatenate([rows[key] for rows in store]) for key in store[0]}
                for store in (self._found, self._true)
            )
            pairs = Overlaps(
                *(np.concatenate(columns) for columns in zip(*self._pairs, strict=True))
            )
            self._judged = found, true, judge(pairs, found["scores"], true["ignored"], self.iou)
        return self._judged

    def _counts(self, bounds=ALL):
        found, true, verdicts = self._gather()
        return per_image(verdicts, found, true, self._images, bounds)  # [I, 5]

    def _drawn(self, resamples, seed):
        """Dict key -> the share in each draw of the images, `[resamples]`."""
        values = shares(resampled(self._counts(), resamples, seed))
        for name, bounds in self._bins.items():
            alone = shares(resampled(self._counts(bounds), resamples, seed))
            values |= {f"{key}/{name}": alone[key] for key in _OF_SIZES}
        return values
