"""Memory that taking something out of a long film needs, minute by minute.

    python -m tests.benchmarks.blur_memory [--minutes 10] [--size 90x160] [--causal]

The film is a striped box that moves, with a cut every ten seconds; the detector looks for white,
so that what is measured is reading, following, covering and writing. It must not grow.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import os
import pathlib
import tempfile

RATE = 25
_SCENE = 10 * RATE


def pictures(frames, size_hw):
    """Yields uint8 `[H, W, 3]`."""
    import cv2

    from tests.video import striped

    shown = [cv2.resize(striped.picture(i), size_hw[::-1]) for i in range(striped.FRAMES)]
    for i in range(frames):
        there, back = divmod(i, striped.FRAMES)
        image = shown[striped.FRAMES - 1 - back if there % 2 else back]
        yield image if i // _SCENE % 2 else image // 4 * 3 + 63


def write_film(path, frames, size_hw):
    """Writes the film; returns its path."""
    import av

    with av.open(str(path), "w") as file:
        film = file.add_stream("libx264", rate=RATE, options={"preset": "ultrafast"})
        film.height, film.width, film.pix_fmt = *size_hw, "yuv420p"
        for image in pictures(frames, size_hw):
            file.mux(film.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        file.mux(film.encode(None))
    return path


def resident():
    """Megabytes that this process holds in memory."""
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def watched(rows, every):
    """What passes frames on, and notes the memory each so many of them in `rows`."""

    def passing(frames):
        for i, frame in enumerate(frames):
            if i % every == 0:
                rows.append(resident())
            yield frame

    return passing


def main():
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--size", default="90x160", help="height and width")
    parser.add_argument("--causal", action="store_true", help="in one pass")
    arguments = parser.parse_args()

    from tests.video import striped
    from tfvision.video import redact, redact_live

    frames = round(arguments.minutes * 60 * RATE)
    size_hw = tuple(map(int, arguments.size.split("x")))
    with tempfile.TemporaryDirectory() as place:
        source = write_film(pathlib.Path(place) / "film.mp4", frames, size_hw)
        rows, cover = [], redact_live if arguments.causal else redact
        passing = watched(rows, 60 * RATE)
        cover(source, pathlib.Path(place) / "out.mp4", striped.Seeing(), passing=passing)
        rows.append(resident())
    print(f"{frames} frames of {arguments.size}, megabytes at each minute of each pass:")
    print(" ".join(f"{row:.0f}" for row in rows))


if __name__ == "__main__":
    main()
