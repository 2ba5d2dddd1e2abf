"""Plain loops that say what the library's fast code must answer; each as short as it can be."""

import math

import numpy as np


def iou_loop(a_xyxy, b_xyxy, extra=0.0):
    """IoU of two boxes; `extra` is 1 for pixel boxes that include their last pixel."""
    width = min(a_xyxy[2], b_xyxy[2]) - max(a_xyxy[0], b_xyxy[0]) + extra
    height = min(a_xyxy[3], b_xyxy[3]) - max(a_xyxy[1], b_xyxy[1]) + extra
    if width <= 0 or height <= 0:
        return 0.0
    union = -width * height
    for x1, y1, x2, y2 in (a_xyxy, b_xyxy):
        union += (x2 - x1 + extra) * (y2 - y1 + extra)
    return width * height / union


def nms_loop(boxes_xyxy, scores, iou_threshold, score_threshold, candidates=400):
    """One class of one image: indices that suppression keeps, best score first."""
    order = sorted(range(len(scores)), key=lambda index: -scores[index])[:candidates]
    kept = []
    for index in order:
        if scores[index] <= score_threshold:
            break
        if all(iou_loop(boxes_xyxy[index], boxes_xyxy[best]) <= iou_threshold for best in kept):
            kept.append(index)
    return kept


def soft_nms_loop(boxes_xyxy, scores, sigma, score_threshold, candidates=400):
    """One class of one image, equation 3 of Soft-NMS: (index, decayed score), best first."""
    left = sorted(range(len(scores)), key=lambda index: -scores[index])[:candidates]
    now, kept = {index: scores[index] for index in left}, []
    while left:
        best = max(left, key=lambda index: now[index])
        if now[best] <= score_threshold:
            break
        kept.append((best, now[best]))
        left.remove(best)
        for index in left:
            overlap = iou_loop(boxes_xyxy[index], boxes_xyxy[best])
            now[index] *= math.exp(-(overlap**2) / sigma)
    return kept


def detections_loop(boxes_xyxy, scores, suppress, max_detections=200):
    """One image: (score, label, clipped box) of every class's survivors, best first, capped."""
    rows = []
    for label in range(scores.shape[1]):
        column = scores[:, label]
        for kept in suppress(boxes_xyxy, column):
            index, score = kept if isinstance(kept, tuple) else (kept, column[kept])
            rows.append((score, label, [min(max(value, 0.0), 1.0) for value in boxes_xyxy[index]]))
    return sorted(rows, key=lambda row: -row[0])[:max_detections]


def match_loop(boxes_xyxy, default_xyxy, threshold=0.5):
    """Object of each default box or -1: best pairs first, each object once; then by IoU."""
    overlaps = np.array(
        [[iou_loop(box, default) for default in default_xyxy] for box in boxes_xyxy]
    )
    owners = [-1] * len(default_xyxy)
    free_objects, free_boxes = set(range(len(boxes_xyxy))), set(range(len(default_xyxy)))
    while free_objects and free_boxes:
        pairs = [(i, k) for i in sorted(free_objects) for k in sorted(free_boxes)]
        best = max(pairs, key=lambda pair: overlaps[pair])  # the first of equal ones
        if overlaps[best] <= 1e-6:
            break
        owners[best[1]] = best[0]
        free_objects.remove(best[0])
        free_boxes.remove(best[1])
    for k in free_boxes:
        if len(boxes_xyxy) and overlaps[:, k].max() >= threshold:
            owners[k] = int(overlaps[:, k].argmax())
    return owners


def encode_loop(boxes_xyxy, labels, default_cxcywh, owners, stds=(0.1, 0.1, 0.2, 0.2)):
    """Targets of one image, given who owns each default box: offsets `[K, 5]`, classes `[K]`."""
    offsets, classes = np.zeros([len(owners), 5]), np.zeros(len(owners), int)
    for k, owner in enumerate(owners):
        if owner < 0:
            continue
        x1, y1, x2, y2 = (float(value) for value in boxes_xyxy[owner])
        cx, cy, w, h = (float(value) for value in default_cxcywh[k])
        raw = [((x1 + x2) / 2 - cx) / w, ((y1 + y2) / 2 - cy) / h]
        raw += [math.log((x2 - x1) / w), math.log((y2 - y1) / h)]
        offsets[k] = [value / std for value, std in zip(raw, stds, strict=True)] + [1]
        classes[k] = labels[owner] + 1
    return offsets, classes


def offset_loss_loop(targets, outputs):
    """Smooth L1 summed over the matched boxes of the batch, divided by their number."""
    total, matches = 0.0, 0
    for target, output in zip(targets.reshape(-1, 5), outputs.reshape(-1, 4), strict=True):
        matches += int(target[4])
        for wanted, given in zip(target[:4], output, strict=True):
            distance = abs(float(wanted) - float(given))
            loss = distance**2 / 2 if distance < 1 else distance - 0.5
            total += float(target[4]) * loss
    return total / max(1, matches)


def class_loss_loop(targets, outputs, ratio=3, minimum=3):
    """Cross-entropy of matches and of each image's hardest negatives, divided by the matches."""
    total, matches = 0.0, 0
    for target, logits in zip(targets, outputs.astype("float64"), strict=True):
        top = logits.max(axis=1)
        log_sums = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        losses = [log_sums[k] - logits[k, wanted] for k, wanted in enumerate(target)]
        positives = [loss for loss, wanted in zip(losses, target, strict=True) if wanted]
        negatives = sorted((loss for loss, c in zip(losses, target, strict=True) if not c))[::-1]
        matches += len(positives)
        total += sum(positives) + sum(negatives[: max(ratio * len(positives), minimum)])
    return total / max(1, matches)


def judge_loop(found, true, threshold, extra=0.0):
    """VOC devkit, one class: `found` (score, image, box), `true` (image, box, difficult).

    1 right, 0 wrong, -1 not counted, by falling score.
    """
    verdicts, taken = [], set()
    for _, image, box in sorted(found, key=lambda row: -row[0]):
        best, best_index = 0.0, -1
        for index, (true_image, true_box, _) in enumerate(true):
            overlap = iou_loop(box, true_box, extra) if true_image == image else 0.0
            if overlap > best:
                best, best_index = overlap, index
        if best < threshold or best_index < 0:
            verdicts.append(0)
        elif true[best_index][2]:
            verdicts.append(-1)
        else:
            verdicts.append(0 if best_index in taken else 1)
            taken.add(best_index)
    return verdicts


def points_loop(verdicts, positives):
    """(recall, precision) after each counted detection."""
    right, wrong, points = 0, 0, []
    for verdict in verdicts:
        if verdict >= 0:
            right, wrong = right + verdict, wrong + 1 - verdict
            points.append((right / positives, right / (right + wrong)))
    return points


def area_loop(points):
    """VOC 2010+: each step of recall times the best precision at that recall or more."""
    total, last = 0.0, 0.0
    for index, (recall, _) in enumerate(points):
        total += (recall - last) * max(precision for _, precision in points[index:])
        last = recall
    return total


def eleven_points_loop(points):
    """VOC 2007: mean over recall 0, 0.1 … 1 of the best precision there or further."""
    total = 0.0
    for step in range(11):
        total += max([p for r, p in points if r >= step / 10], default=0.0)
    return total / 11


def best_f1_loop(verdicts, scores, positives):
    """(F1, score threshold) of the best threshold; the highest of equally good ones."""
    best = (0.0, math.inf)
    for threshold in sorted(set(scores)):
        kept = [v for v, s in zip(verdicts, scores, strict=True) if s >= threshold]
        if sum(kept):
            precision, recall = sum(kept) / len(kept), sum(kept) / positives
            best = max(best, (2 * precision * recall / (precision + recall), threshold))
    return best
