"""Decoding the characters of a 1080p map: milliseconds beside the seed's loop, and what is found.

    python -m tests.benchmarks.character_decoding [--characters 2000] [--study]

The loop is `tests/text/seed_loops.py`, which does what the seed does, one character after another.
It runs once, ours many times; each side has the machine to itself meanwhile. `--study` encodes
lines of touching characters, thin ones and full stops among them, blurs the maps, adds noise and
decodes them, told of the blur: the defaults of `Codec` follow it. A character counts as found when
any box overlaps it enough.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import time

import cv2
import numpy as np

from tests.text import seed_loops
from tests.text.characters import lines_of, overlaps
from tfvision.text.gaussian import GaussianGenerator
from tfvision.text.region import region_to_bboxes

MAP_HW = (540, 960)
SETTINGS = (0.3, 1, 0.4)  # Of `region_to_bboxes`
SIZES = (8, 10, 12, 16, 24, 48)


def milliseconds(function, rounds):
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        function()
        times.append(1e3 * (time.perf_counter() - start))
    return min(times)


def drawn(characters):
    """About so many characters with the Gaussians of `Codec`: map, boxes, what drew them."""
    rng = np.random.default_rng(0)
    size = int(0.9 * np.sqrt(4 * MAP_HW[0] * MAP_HW[1] / characters))
    boxes, _ = lines_of(rng, size, (2 * MAP_HW[0], 2 * MAP_HW[1]), gap=0.1)
    boxes = boxes[rng.permutation(len(boxes))[:characters]]
    generator = GaussianGenerator(dratio=2.5, mode="calibrated")
    return generator(MAP_HW, boxes / 2), boxes, generator


def speed(characters):
    """Decodes them."""
    heat, boxes, generator = drawn(characters)
    arguments = (heat, *SETTINGS)
    start = time.perf_counter()
    expected = seed_loops.decode(*arguments)
    loop = 1e3 * (time.perf_counter() - start)
    print(f"{len(boxes)} characters on a map of {MAP_HW[0]} x {MAP_HW[1]}; the loop: {loop:.0f} ms")
    for decoder in ("niter", "unclip", "fit"):
        options = {} if decoder == "niter" else {"smallest": generator.smallest}
        ours = milliseconds(lambda d=decoder, o=options: region_to_bboxes(*arguments, d, **o), 15)
        found, _ = region_to_bboxes(*arguments, decoder, **options)
        if decoder == "niter":
            same = np.array_equal(found, expected)
            told = "equal to the loop's" if same else "NOT equal to the loop's"
        else:
            told = f"mean IoU {overlaps(found, boxes).mean():.4f} with what was drawn"
        print(f"{decoder:8} {ours:7.2f} ms  {loop / ours:6.0f} x  boxes {told}")
    print(f"drawing  {milliseconds(lambda: generator(MAP_HW, boxes / 2), 5):7.2f} ms")


def mixed_lines(rng, size, image_hw):
    """Lines in which every fourth character is thin, a dash, or a full stop."""
    boxes, _ = lines_of(rng, size, image_hw, gap=0.05)
    middle, half = (boxes[:, :2] + boxes[:, 2:]) / 2, (boxes[:, 2:] - boxes[:, :2]) / 2
    shares = np.array([[1.0, 1], [0.2, 1], [1, 0.15], [0.2, 0.2]])
    half *= shares[rng.choice(4, len(boxes), p=[0.75, 0.1, 0.08, 0.07])]
    half = np.maximum(half, 0.75)  # Ink of less than 1.5 pixels is hardly ever drawn.
    return np.concatenate([middle - half, middle + half], axis=1)


def study(repeats=4, image_hw=(240, 360)):
    """Prints recall, precision and mean IoU by size for settings around the defaults."""
    levels = (0.4, 0.5, 0.6)
    settings = [(d, 2.5, t, 1.5, levels) for d in ("niter", "unclip", "fit") for t in (0.3, 0.5)]
    settings += [("fit", ratio, 0.3, 1.5, levels) for ratio in (2.0, 3.0, 5.0)]
    settings += [("fit", 2.5, 0.3, smallest, levels) for smallest in (0.0, 1.0, 1.25)]
    settings += [("fit", 2.5, 0.3, 1.5, ())]
    print("recall / precision at IoU 0.5 / mean IoU, by the characters' largest side in pixels")
    for blur, noise in ((0.0, 0.0), (0.3, 0.03)):
        print(f"blur {blur} px, noise {noise}")
        for decoder, dratio, threshold, smallest, split in settings:
            generator = GaussianGenerator(dratio=dratio, mode="calibrated", smallest=smallest)
            cells = []
            for size in SIZES:
                ious, count = [], 0
                for seed in range(repeats):
                    rng = np.random.default_rng(seed)
                    boxes = mixed_lines(rng, size, image_hw)
                    heat = generator((image_hw[0] // 2, image_hw[1] // 2), boxes / 2)
                    heat = cv2.GaussianBlur(heat, (0, 0), blur) if blur else heat
                    heat = heat + rng.normal(0, noise, heat.shape)
                    seen = float(np.hypot(smallest, dratio * blur))
                    options = {"dratio": dratio, "smallest": seen, "split": split}
                    found, _ = region_to_bboxes(heat, threshold, 1, 0.4, decoder, **options)
                    ious.append(overlaps(found, boxes))
                    count += len(found)
                ious = np.concatenate(ious)
                hits = np.count_nonzero(ious >= 0.5)
                cells.append(f"{hits / len(ious):.3f}/{hits / max(count, 1):.3f}/{ious.mean():.2f}")
            name = f"{decoder:6} dratio {dratio} threshold {threshold} smallest {smallest}"
            name += "" if split else " unsplit"
            print(f"{name:55}", *(f"{s}: {c}" for s, c in zip(SIZES, cells, strict=True)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--characters", type=int, default=2000)
    parser.add_argument("--study", action="store_true", help="measure settings, not speed")
    arguments = parser.parse_args()
    if arguments.study:
        study()
    else:
        speed(arguments.characters)


if __name__ == "__main__":
    main()
