"""Exported models as a server runs them: size, loading, first and steady answers, ways that agree.

    python -m tests.benchmarks.serving_latency [saved_models/plates …] [--threads 1 2]
        [--batches 1 8] [--size 720 1280] [--rounds 20] [--json FILE]

Each model is loaded in a process of its own for each number of threads, and asked for pixels of one
size and for the same as JPEG files. The least time counts, for other work on the machine only adds
to it; CPU time stands beside it. Then the same image goes four ways, of which the largest
difference is told: `serving.load`, the C program of the tests, and doubles of TensorFlow Serving by
gRPC and REST. What a way lacks is named and left out.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

import numpy as np

ROOT = pathlib.Path(__file__).parents[2]


def picture(size_hw):
    """Blocks of colour with an edge every few pixels, and a line of text."""
    import cv2

    blocks = np.random.default_rng(0).integers(0, 256, [-(-side // 24) for side in size_hw] + [3])
    image = np.kron(blocks.astype("uint8"), np.ones([24, 24, 1], "uint8"))
    image = image[: size_hw[0], : size_hw[1]].copy()
    image[40:100] = 255
    return cv2.putText(image, "Every 1 of 23 is found", (20, 85), 0, 1.2, (0, 0, 0), 2)


def timed(function, rounds):
    """Wall and CPU milliseconds of the first call, and the least of the others."""
    times = []
    for _ in range(rounds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        function()
        times.append((time.perf_counter() - wall, time.process_time() - cpu))
    least = (min(each[i] for each in times[1:]) for i in (0, 1))
    return [1e3 * seconds for seconds in (*times[0], *least)]


def measure(folder, threads, batches, size_hw, rounds):
    """Figures of one model in this process."""
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(threads)
    start, cpu = time.perf_counter(), time.process_time()
    loaded = tf.saved_model.load(str(folder))
    seconds = time.perf_counter() - start, time.process_time() - cpu
    rows = {"load": [1e3 * each for each in seconds]}
    image = picture(size_hw)
    file = tf.io.encode_jpeg(image).numpy()
    for batch in batches:
        pixels, files = tf.constant(np.stack([image] * batch)), tf.constant([file] * batch)
        for name, call in (
            ("pixels", lambda p=pixels: loaded.signatures["serving_default"](images=p)),
            ("JPEG", lambda f=files: loaded.signatures["serving_bytes"](image_bytes=f)),
        ):
            rows[f"{name}, batch {batch}"] = timed(call, rounds)
    return rows


def ways(folder, size_hw):
    """Way -> largest difference from `serving.load`; None where it cannot be gone."""
    from tests.serving import c_program, server_double
    from tfvision import serving

    image = picture(size_hw)
    pixels, png = image[None], np.array([tf_png(image)], object)
    expected = plain(serving.load(folder).signatures["serving_default"](images=pixels))
    found = {"C program": None, "gRPC": None, "REST": None}
    if c_program.can_compile():
        with tempfile.TemporaryDirectory() as scratch:
            program, scratch = c_program.compiled(scratch), pathlib.Path(scratch)
            answer, times = c_program.ask(
                program, folder, "serving_default", pixels, scratch, runs=5
            )
        found["C program"] = apart(plain(answer), expected)
        loading, first, least = (1e3 * seconds for seconds in times)
        print(f"  C program: loads in {loading:.0f} ms, first {first:.0f}, least {least:.1f}")
    double = server_double.Double({folder.parent.name: folder})
    # Pixels as JSON take seconds; a PNG of them has the same answer.
    for way, serve, question in (
        ("gRPC", server_double.by_grpc, ("serving_default", {"images": pixels})),
        ("REST", server_double.by_rest, ("serving_bytes", {"image_bytes": png})),
    ):
        try:
            with serve(double) as address:
                server = serving.connect(address, folder.parent).server
                found[way] = apart(plain(server.predict(*question)), expected)
        except ImportError as error:
            print(f"  {way}: {error}")
    return found


def tf_png(image):
    import tensorflow as tf

    return tf.io.encode_png(image).numpy()


def plain(answer):
    """An answer as arrays, its text as bytes, however it came."""
    arrays = {name: np.asarray(values) for name, values in answer.items()}
    for name, values in arrays.items():
        if values.dtype == object:
            texts = [one.encode() if isinstance(one, str) else one for one in values.flat]
            arrays[name] = np.array(texts)
    return arrays


def apart(answer, expected):
    """Largest difference of any number; 1 where text differs."""
    return max(
        float((answer[name] != values).any())
        if values.dtype.kind == "S"
        else float(np.abs(answer[name].astype("float64") - values).max(initial=0))
        for name, values in expected.items()
    )


def in_a_process(folder, threads, arguments):
    words = ["--worker", str(folder), "--threads", str(threads), "--rounds", str(arguments.rounds)]
    words += ["--batches", *map(str, arguments.batches), "--size", *map(str, arguments.size)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.serving_latency", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("models", nargs="*", default=["saved_models/plates"])
    parser.add_argument("--threads", type=int, nargs="+", default=(1, 2))
    parser.add_argument("--batches", type=int, nargs="+", default=(1, 8))
    parser.add_argument("--size", type=int, nargs=2, default=(720, 1280), metavar=("H", "W"))
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--json", help="write the figures to this file")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    if arguments.worker:
        figures = measure(
            arguments.worker,
            arguments.threads[0],
            arguments.batches,
            arguments.size,
            arguments.rounds,
        )
        print(json.dumps(figures))
        return
    from tfvision.serving import versions

    every = {}
    for model in arguments.models:
        folder = versions.find(pathlib.Path(model).resolve())
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        print(f"{model}: {size / 1e6:.1f} MB, images of {arguments.size}")
        every[model] = {"bytes": size}
        for threads in arguments.threads:
            figures = in_a_process(folder, threads, arguments)
            every[model][f"{threads} threads"] = figures
            wall, cpu = figures["load"]
            print(f"  {threads} threads: loads in {wall:.0f} ms (CPU {cpu:.0f})")
            for name in [name for name in figures if name != "load"]:
                first, first_cpu, least, cpu = (f"{each:7.1f}" for each in figures[name])
                print(f"    {name:16} first {first} (CPU {first_cpu})   least {least} (CPU {cpu})")
        every[model]["differences"] = ways(folder, arguments.size)
        for way, far in every[model]["differences"].items():
            print(f"  {way}: {'left out' if far is None else f'differs by at most {far:.2g}'}")
    if arguments.json:
        pathlib.Path(arguments.json).write_text(json.dumps(every, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
