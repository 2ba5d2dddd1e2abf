"""The pixels of region maps that belong to characters, and to which, inside a graph."""

import dataclasses

import tensorflow as tf

from tfvision.text.splitting import RISE

_AROUND = [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, -1), (-1, 1)]  # (y, x)


@dataclasses.dataclass(frozen=True)
class Points:
    """Pixels of a batch of maps, each of one component.

    Args:
        maps: `[B, h, w]` float32.
        places: `[P, 3]` int64, map, row and column of each pixel, in that order sorted.
        rows: `[P]` int32, its component, 0 … N-1, each at least once.
        count: `[]` int32, N.
    """

    maps: tf.Tensor
    places: tf.Tensor
    rows: tf.Tensor
    count: tf.Tensor

    @property
    def values(self):
        """`[P]` float32."""
        return tf.gather_nd(self.maps, self.places)

    @property
    def sizes(self):
        """`[N]` int64, numbers of pixels."""
        ones = tf.ones_like(self.rows, tf.int64)
        return tf.math.unsorted_segment_sum(ones, self.rows, self.count)

    @property
    def peaks(self):
        """`[N]` float32, largest values."""
        return tf.math.unsorted_segment_max(self.values, self.rows, self.count)

    def only(self, kept):
        """Those of the components for which `kept`, `[N]` bool, is true."""
        mine = tf.gather(kept, self.rows)
        rows = tf.gather(tf.cumsum(tf.cast(kept, tf.int32)) - 1, self.rows)
        return Points(
            self.maps,
            tf.boolean_mask(self.places, mine),
            tf.boolean_mask(rows, mine),
            tf.math.count_nonzero(kept, dtype=tf.int32),
        )


def find(maps, threshold, least_size, least_peak):
    """What `components.find` finds, in each map of a batch.

    A label spreads along a whole run of pixels at once, across and down by turns: a character's
    component is done in about three rounds, however large it is.

    Args:
        maps: `[B, h, w]` float32.
        threshold: Pixels must be above it.
        least_size: Components of fewer pixels are left out.
        least_peak: So are those without a pixel that is at least as high.

    Returns: `Points`, its components in the order of their first pixels.
    """
    places = tf.where(maps > threshold)  # [P, 3]
    index = _index(places, maps)
    across = _runs(places)
    columns = tf.where(tf.transpose(maps > threshold, [0, 2, 1]))  # [P, 3], down each column
    of_columns = tf.gather_nd(index, tf.gather(columns, [0, 2, 1], axis=1))
    down = tf.tensor_scatter_nd_update(tf.zeros_like(across), of_columns[:, None], _runs(columns))

    def spread(labels, _):
        former = labels
        for runs in (across, down):
            first = tf.math.unsorted_segment_min(labels, runs, tf.shape(labels)[0])
            labels = tf.gather(first, runs)
        labels = tf.gather(labels, labels)  # What is known of that pixel: noise winds far
        return labels, tf.reduce_any(labels != former)

    own = tf.range(tf.shape(places)[0])
    labels, _ = tf.while_loop(lambda _, changed: changed, spread, [own, tf.size(own) > 0])
    is_first = labels == own
    numbers = tf.cumsum(tf.cast(is_first, tf.int32)) - 1
    count = tf.math.count_nonzero(is_first, dtype=tf.int32)
    found = Points(maps, places, tf.gather(numbers, labels), count)
    return found.only((found.sizes >= least_size) & (found.peaks >= least_peak))


def split(found, levels):
    """What `splitting.split` does; a pixel goes to the part that is nearest along the component.

    `splitting` measures as the crow flies, so that single pixels between two parts may differ.
    """
    if not levels:
        return found
    lows = tf.constant(levels, tf.float32)
    highs = tf.constant([level + RISE for level in levels], tf.float32)

    def split_next(i, rows, count):  # Traced once for all levels.
        whole = Points(found.maps, found.places, rows, count)
        parted = _split_at(whole, lows[i], highs[i])
        return i + 1, parted.rows, parted.count

    start = [0, found.rows, found.count]
    _, rows, count = tf.while_loop(lambda i, *_: i < len(levels), split_next, start)
    return Points(found.maps, found.places, rows, count)


def _split_at(found, level, least_peak):
    parts = find(found.maps, level, 1, least_peak)
    index = _index(found.places, found.maps)
    inside = tf.gather_nd(index, parts.places)  # Among the pixels of `found`, -1 for none
    known = inside >= 0
    inside, rows = tf.boolean_mask(inside, known), tf.boolean_mask(parts.rows, known)
    owners = tf.math.unsorted_segment_max(tf.gather(found.rows, inside), rows, parts.count)
    real = owners >= 0
    ones = tf.cast(real, tf.int32)
    several = tf.math.unsorted_segment_sum(ones, tf.maximum(owners, 0), found.count) > 1
    labels = tf.tensor_scatter_nd_update(tf.zeros_like(found.rows), inside[:, None], rows + 1)
    labels = _grown(labels, found, index)
    mine = tf.gather(several, found.rows)
    # Numbers with gaps, then without: the whole ones first, as they were, then the parts.
    numbers = tf.where(mine & (labels > 0), found.count + labels - 1, found.rows)
    used = tf.math.unsorted_segment_max(tf.ones_like(numbers), numbers, found.count + parts.count)
    compact = tf.cumsum(tf.maximum(used, 0)) - 1
    rows = tf.gather(compact, numbers)
    count = tf.math.count_nonzero(used > 0, dtype=tf.int32)
    return Points(found.maps, found.places, rows, count)


def _grown(labels, found, index):
    """Labels of pixels, 0 for none, spread to all pixels of components that have any."""
    beside = [_neighbour(found, index, step) for step in _AROUND]  # [P] each, P where none is

    def grow(labels, _, turn):
        padded = tf.concat([labels, [0]], 0)
        best = tf.zeros_like(labels)
        # Without and with the diagonals by turns: together nearly a circle.
        for steps, wanted in ((beside[:4], True), (beside[4:], turn)):
            for places in steps:
                best = tf.maximum(best, tf.where(wanted, tf.gather(padded, places), 0))
        grown = tf.where(labels > 0, labels, best)
        return grown, tf.reduce_any(grown != labels) | ~turn, ~turn

    start = [labels, tf.reduce_any(labels > 0), tf.constant(False)]
    return tf.while_loop(lambda _, changed, __: changed, grow, start)[0]


def _neighbour(found, index, step):
    """`[P]`: the pixel beside each, if of the same component, else P."""
    moved = found.places + tf.constant([0, *step], tf.int64)
    limits = tf.shape(found.maps, tf.int64)
    there = tf.reduce_all((moved >= 0) & (moved < limits), axis=1)
    other = tf.gather_nd(index, tf.where(there[:, None], moved, found.places))
    count = tf.shape(found.rows)[0]
    same = there & (other >= 0) & (tf.gather(found.rows, tf.maximum(other, 0)) == found.rows)
    return tf.where(same, other, count)


def _index(places, maps):
    """`[B, h, w]` int32: the number of each place, -1 elsewhere."""
    numbers = tf.range(tf.shape(places)[0])
    return tf.tensor_scatter_nd_update(tf.fill(tf.shape(maps), tf.constant(-1)), places, numbers)


def _runs(places):
    """`[P]` int32: numbers of the runs along the last axis of sorted places `[P, 3]`."""
    step = places[1:] - places[:-1]
    joined = tf.reduce_all(step == tf.constant([0, 0, 1], tf.int64), axis=1)
    starts = tf.concat([tf.zeros_like(places[:1, 0], tf.int32), tf.cast(~joined, tf.int32)], 0)
    return tf.cumsum(starts)
