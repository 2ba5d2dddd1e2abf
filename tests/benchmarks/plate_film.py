"""How much of the plates of films with known truth is covered, way by way.

    python -m tests.benchmarks.plate_film [--model saved_models/plates] [--plates DIR]
        [--film roads stills] [--shift 0] [--stills 20] [--tiles 2 2] [--floor 0.05]
        [--output DIR]

Films: `roads`, rendered ones with cars moving through perspective, by day and night, with bumps,
cars that hide others, and cuts; `stills`, a window that goes over held-out frames of DIR. Each is
looked at by the exported detector, and by a double whose failures are set: the first tells what a
person gets, the second what the tracks do. Ways: every frame for itself; confidence that is saved
up, as in the project's seed; causal tracks with and without a delay; two passes.

A plate counts where 8 rows of it or more are to be seen, and 1.5 times as much in width. `area`:
share of the plates' area that is covered; `whole`: of plate-frames covered to the last corner;
`large`: the same of plates from 12 rows on; `false`: thousandths of a frame covered without a
plate; `gaps`: stretches in which a plate lies open, and the frames of the longest. The tracks'
numbers were chosen on `--shift 0`.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import dataclasses
import json
import os
import pathlib

HIGH, LOW = 0.4, 0.1  # 0.25 of it, as `tfvision blur` has them


def films(arguments):
    """Yields `(name, frames, size_hw)`."""
    from tests.benchmarks import plate_film_roads as roads
    from tests.benchmarks import plate_film_stills as stills

    if "roads" in arguments.film:
        takes = [dataclasses.replace(t, seed=t.seed + arguments.shift) for t in roads.TAKES]
        yield "roads", roads.film(takes), roads.SIZE_HW
    if "stills" in arguments.film and arguments.plates:
        samples = stills.held_out(arguments.plates, arguments.stills)
        yield "stills", stills.film(samples, arguments.shift), stills.SIZE_HW


def looked(frames, detector, folder):
    """Truth, detections and cuts of a film; `folder` gets a picture of each second."""
    import cv2
    import numpy as np

    from tfvision.video import Frame
    from tfvision.video.sighting import look

    truth = []

    def known():
        for i, (image, plates) in enumerate(frames):
            truth.append(plates)
            if folder and i % 30 == 15:
                drawn = image[..., ::-1].copy()
                for plate in plates:
                    left, top, right, bottom = np.rint(plate.box_px).astype(int).tolist()
                    colour = (0, 255, 0) if plate.counts else (0, 0, 255)
                    cv2.rectangle(drawn, (left - 1, top - 1), (right, bottom), colour)
                cv2.imwrite(str(folder / f"{i:05d}.png"), drawn)
            yield Frame(image, i, i / 30, None)

    rows = list(look(known(), detector))
    return truth, [row[:4] for row in rows], [cut for row in rows for cut in row[4]]


def ways(rows, cuts, count):
    """`{way: boxes of each frame}`."""
    from tests.benchmarks import plate_film_floor as floor
    from tfvision.video import CausalTracks, find_tracks
    from tfvision.video.tracks import boxes_at

    def causal(delay):
        tracks, found = CausalTracks(30, high=HIGH, low=LOW, delay=delay), []
        for frame, boxes, scores, labels in rows:
            found += tracks.update(boxes, scores, labels, cut=frame in cuts)
        return [boxes for _, boxes, _ in found + tracks.finish()]

    def two_passes(low=LOW, every=1):
        seen = rows[::every]
        tracks = find_tracks(seen, 30, count=count, cuts=cuts, high=HIGH, low=low)
        return [boxes_at(tracks, i)[0] for i in range(count)]

    return {
        "each frame for itself": floor.per_frame(rows, HIGH),
        "the seed's memory": floor.remembered(rows, HIGH),
        "causal": causal(0),
        "causal, delay 10": causal(10),
        "two passes": two_passes(),
        "two passes, down to 0.2": two_passes(low=0.2),
        "two passes, each 2nd": two_passes(every=2),
        "two passes, each 3rd": two_passes(every=3),
    }


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="saved_models/plates")
    parser.add_argument("--plates", help="folder of annotated frames, for `stills`")
    parser.add_argument("--film", nargs="+", default=["roads", "stills"])
    parser.add_argument("--shift", type=int, default=0, help="other films of the same kind")
    parser.add_argument("--stills", type=int, default=20)
    parser.add_argument("--tiles", nargs=2, type=int, help="columns and rows, looked at closer")
    parser.add_argument("--floor", type=float, default=0.05, help="lowest score that is asked for")
    parser.add_argument("--output", type=pathlib.Path, help="folder for figures and pictures")
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tests.benchmarks import plate_film_double as double
    from tests.benchmarks.plate_film_truth import measure
    from tfvision import serving
    from tfvision.video import Cover
    from tfvision.video.tiled import Tiled

    raw = serving.RawDetector(serving.load(arguments.model), arguments.floor)
    detector = Tiled(raw, arguments.tiles)
    figures, grown = {}, Cover().grown
    for name, frames, size_hw in films(arguments):
        folder = arguments.output and arguments.output / name
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
        truth, rows, cuts = looked(frames, detector, folder)
        for who, seen in (
            (arguments.model, rows),
            ("a double", double.detections(truth, size_hw, arguments.shift)),
        ):
            print(f"\n{name}, {len(truth)} frames, {who}; cuts found at {cuts}")
            for way, boxes in ways(seen, sorted(cuts), len(truth)).items():
                row = measure(truth, [grown(each) for each in boxes], size_hw)
                figures[f"{name}/{who}/{way}"] = row
                print(
                    f"{way:28} area {row['area']:.4f}  whole {row['whole']:.4f}  "
                    f"large {row['large']:.4f}  false {1e3 * row['false']:5.1f}  "
                    f"gaps {row['gaps']:3}, {row['longest']:2} frames at {row['worst']}"
                )
            print(f"{row['plates']} plates in {row['plate_frames']} plate-frames")
    if arguments.output:
        text = json.dumps(figures, indent=2)
        (arguments.output / "figures.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
