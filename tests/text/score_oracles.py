"""Plain loops that say what the character metric must answer."""

from tests.detection.oracles import iou_loop


def matches_loop(found_xyxy, scores, true_xyxy, iou):
    """Truth of each detection or -1: best score first, each its best truth of those left."""
    owners, free = [-1] * len(found_xyxy), set(range(len(true_xyxy)))
    for row in sorted(range(len(scores)), key=lambda row: -scores[row]):
        near = {t: iou_loop(found_xyxy[row], true_xyxy[t]) for t in sorted(free)}
        best = max(near, key=near.get, default=-1)
        if best >= 0 and near[best] >= iou:
            owners[row] = best
            free.remove(best)
    return owners


def most_matches(found_xyxy, true_xyxy, iou):
    """Largest number of pairs that any one-to-one matching has, by augmenting paths."""
    owner_of = {}

    def place(row, seen):
        for t, box in enumerate(true_xyxy):
            if t not in seen and iou_loop(found_xyxy[row], box) >= iou:
                seen.add(t)
                if t not in owner_of or place(owner_of[t], seen):
                    owner_of[t] = row
                    return True
        return False

    return sum(place(row, set()) for row in range(len(found_xyxy)))


def inside(box_xyxy, other_xyxy):
    """Share of the first box that lies in the second."""
    width = min(box_xyxy[2], other_xyxy[2]) - max(box_xyxy[0], other_xyxy[0])
    height = min(box_xyxy[3], other_xyxy[3]) - max(box_xyxy[1], other_xyxy[1])
    area = (box_xyxy[2] - box_xyxy[0]) * (box_xyxy[3] - box_xyxy[1])
    return max(width, 0) * max(height, 0) / area if area else 0.0


def holds_centre(box_xyxy, other_xyxy):
    """Whether the centre of the second box lies in the first."""
    x, y = (other_xyxy[0] + other_xyxy[2]) / 2, (other_xyxy[1] + other_xyxy[3]) / 2
    return box_xyxy[0] <= x < box_xyxy[2] and box_xyxy[1] <= y < box_xyxy[3]


def oddities_loop(found_xyxy, true_xyxy):
    """(splits, merges, centre hits)."""
    splits = [sum(inside(f, t) > 0.5 for f in found_xyxy) > 1 for t in true_xyxy]
    merges = [sum(inside(t, f) > 0.5 for t in true_xyxy) > 1 for f in found_xyxy]
    hits = [sum(holds_centre(f, t) for f in found_xyxy) == 1 for t in true_xyxy]
    return sum(splits), sum(merges), sum(hits)
