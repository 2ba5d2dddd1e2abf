"""Frames a second of taking plates out of a film: ours, and the way of the project's seed.

    python -m tests.benchmarks.blur_speed --plates DIR [--model saved_models/plates]
        [--sizes 720x1280 1080x1920] [--frames 90] [--cores 2] [--repeats 2] [--output FILE]

Both use the same detector. The seed's way is that of most per-frame tools: OpenCV reads, every
frame is looked at, what is found there is blurred, OpenCV writes MPEG-4 without sound. Ours reads
the film twice, looks at every frame or every second or third one, follows, covers, and writes H.264
with all that was in the file; or does all that in one pass (`causal`), or with the network in
bfloat16. The film is made of frames of DIR, a second of each. Figures of the CPU are of all cores
together, and steadier on a busy machine; the ratios are to the seed's way.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import tempfile
import time

SCORE = 0.4


def make_film(path, folder, size_hw, frames):
    """Writes a film whose picture drifts, a second of each still."""
    import av
    import cv2
    import numpy as np

    from tfvision.images import sources
    from tfvision.images.read import read

    files = sources.find(folder)
    height, width = size_hw
    with av.open(str(path), "w") as file:
        film = file.add_stream("libx264", rate=30, options={"crf": "20", "preset": "veryfast"})
        film.height, film.width, film.pix_fmt = height, width, "yuv420p"
        for i in range(frames):
            if i % 30 == 0:
                still = read(files[i // 30 * 7 % len(files)])
                still = cv2.resize(still, (width, height), interpolation=cv2.INTER_CUBIC)
            shown = np.ascontiguousarray(np.roll(still, i % 30, 1))
            file.mux(film.encode(av.VideoFrame.from_ndarray(shown, format="rgb24")))
        file.mux(film.encode(None))


def as_the_seed(source, target, detector):
    """Every frame is looked at, and blurred where something is found."""
    import cv2
    import numpy as np

    reader = cv2.VideoCapture(str(source))
    size_wh = [int(reader.get(side)) for side in (cv2.CAP_PROP_FRAME_WIDTH, 4)]
    kind = cv2.VideoWriter_fourcc(*"mp4v")
    writer = cv2.VideoWriter(str(target), kind, reader.get(cv2.CAP_PROP_FPS), size_wh)
    while True:
        there, image = reader.read()
        if not there:
            break
        found = detector.predict(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        for box in found["box"][found["score"] >= SCORE]:
            left, top = np.maximum(box[:2], 0).astype(int)
            right, bottom = box[2:].astype(int)
            image[top:bottom, left:right] = cv2.blur(image[top:bottom, left:right], (31, 31))
        writer.write(image)
    reader.release()
    writer.release()


def ways(exact, bfloat16):
    """`{name: function of source and target}`; the first is what the others are compared to."""
    from tfvision.video import redact, redact_live

    def ours(every, detector=exact):
        def run(source, target):
            redact(source, target, detector, every=every, high=SCORE, low=SCORE / 2)

        return run

    def causal(every):
        def run(source, target):
            scores = {"high": SCORE, "low": SCORE / 2}
            redact_live(source, target, exact, every=every, delay=4, **scores)

        return run

    return {
        "the seed's way": lambda source, target: as_the_seed(source, target, exact),
        "ours, every frame": ours(1),
        "ours, every 2nd": ours(2),
        "ours, every 3rd": ours(3),
        "ours, every frame, bfloat16": ours(1, bfloat16),
        "ours, every 2nd, bfloat16": ours(2, bfloat16),
        "causal, every frame": causal(1),
        "causal, every 2nd": causal(2),
    }


def timed(run, source, folder, frames):
    """Milliseconds a frame, wall and CPU."""
    wall, cpu = time.perf_counter(), time.process_time()
    run(source, folder / "out.mp4")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return {"wall": 1e3 * wall / frames, "cpu": 1e3 * cpu / frames}


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--plates", required=True, help="folder of frames")
    parser.add_argument("--model", default="saved_models/plates")
    parser.add_argument("--sizes", nargs="+", default=["720x1280", "1080x1920"])
    parser.add_argument("--frames", type=int, default=90)
    parser.add_argument("--cores", type=int, default=2, help="cores that it is pinned to")
    parser.add_argument("--repeats", type=int, default=2, help="turns, of which the least counts")
    parser.add_argument("--output", help="JSON file for every figure")
    arguments = parser.parse_args()
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

    from tfvision import serving

    detectors = [serving.load(arguments.model, batch_size=4, bfloat16=on) for on in (False, True)]
    results, all_ways = {}, ways(*detectors)
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        for size in arguments.sizes:
            size_hw, rows = tuple(map(int, size.split("x"))), {}
            make_film(place / "film.mp4", arguments.plates, size_hw, arguments.frames)
            make_film(place / "short.mp4", arguments.plates, size_hw, 8)
            for turn in range(arguments.repeats):
                for name, run in all_ways.items():
                    if not turn:
                        run(place / "short.mp4", place / "out.mp4")  # Traces
                    row = timed(run, place / "film.mp4", place, arguments.frames)
                    old = rows.get(name, row)
                    rows[name] = {kind: min(old[kind], row[kind]) for kind in row}
            first = rows["the seed's way"]
            for name, row in rows.items():
                print(
                    f"{size}  {name:28} {1e3 / row['wall']:6.1f} frames/s, {row['cpu']:6.1f} ms of "
                    f"CPU a frame; {first['wall'] / row['wall']:.2f} times as fast, "
                    f"{first['cpu'] / row['cpu']:.2f} by the CPU",
                    flush=True,
                )
            results[size] = rows
    if arguments.output:
        pathlib.Path(arguments.output).write_text(json.dumps(results, indent=2))


if __name__ == "__main__":
    main()
