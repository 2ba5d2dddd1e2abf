"""Small films to test with: a moving edge, at an even or an uneven rate, with or without sound."""

import fractions

import av
import numpy as np

SIZE_HW = (64, 96)
TIME_BASE = fractions.Fraction(1, 12800)
EVEN = (512,) * 11  # 25 frames a second
UNEVEN = (512, 700, 200, 1900, 512, 333, 512, 600, 1024, 512, 512)


def image(i, size_hw=SIZE_HW):
    """The picture of frame `i`: red on the left, farther in each frame, and green on top."""
    pixels = np.zeros([*size_hw, 3], "uint8")
    pixels[:, : 10 + 2 * i] = (200, 30, 30)
    pixels[:10] = (10, 200, 10)
    return pixels


def write(
    path,
    gaps=EVEN,
    size_hw=SIZE_HW,
    *,
    codec="libx264",
    pixels="yuv420p",
    sound=True,
    turned=0,
    subtitle=None,
    images=None,
):
    """Writes a film of a frame more than there are gaps, or of images; returns its path."""
    if images is not None:
        gaps, size_hw = (512,) * (len(images) - 1), images[0].shape[:2]
    else:
        images = [image(i, size_hw) for i in range(len(gaps) + 1)]
    with av.open(str(path), "w") as file:
        file.metadata["title"] = "日本"
        film = file.add_stream(codec, rate=25)
        film.height, film.width = size_hw
        film.pix_fmt = pixels
        film.time_base = film.codec_context.time_base = TIME_BASE
        if turned:
            film.set_display_rotation(turned)
        if sound:
            audio = file.add_stream("aac", rate=44100, layout="mono")
            audio.metadata["language"] = "jpn"
        copied = _subtitle(file, path.with_suffix(".srt"), subtitle) if subtitle else []
        times = np.cumsum([0, *gaps]).tolist()
        file.mux(copied)
        for i, time in enumerate(times):
            frame = av.VideoFrame.from_ndarray(images[i], format="rgb24")
            frame.pts, frame.time_base = time, TIME_BASE
            file.mux(film.encode(frame))
            if sound:
                file.mux(audio.encode(_noise(i)))
        file.mux(film.encode(None))
        if sound:
            file.mux(audio.encode(None))
    return path


def write_two_sizes(path, *sizes_hw):
    """Writes a film of a grey frame of each size, as cameras do that are set anew."""
    with av.open(str(path), "w") as file:
        film = file.add_stream("mjpeg", rate=25)
        film.height, film.width = sizes_hw[0]
        film.pix_fmt = "yuvj420p"
        for i, (height, width) in enumerate(sizes_hw):
            encoder = av.CodecContext.create("mjpeg", "w")
            encoder.height, encoder.width, encoder.pix_fmt = height, width, "yuvj420p"
            encoder.time_base = fractions.Fraction(1, 25)
            frame = av.VideoFrame.from_ndarray(np.full([height, width, 3], 99, "uint8"), "rgb24")
            frame.pts = i
            for packet in [*encoder.encode(frame), *encoder.encode(None)]:
                packet.stream, packet.time_base = film, encoder.time_base
                file.mux(packet)
    return path


def packets(path, kind):
    """`(time, bytes)` of each packet of the first stream of a kind."""
    with av.open(str(path)) as file:
        stream = next(stream for stream in file.streams if stream.type == kind)
        found = [p for p in file.demux(stream) if p.size]  # Not those that flush
        return [(p.pts * p.time_base, bytes(p)) for p in found]


def times(path):
    """When each frame is shown."""
    return sorted(time for time, _ in packets(path, "video"))


def _noise(i):
    values = np.random.default_rng(i).normal(0, 0.1, (1, 1764)).astype("float32")
    frame = av.AudioFrame.from_ndarray(values, format="fltp", layout="mono")
    frame.sample_rate, frame.pts = 44100, 1764 * i
    return frame


def _subtitle(file, path, text):
    """Adds a stream of subtitles to a film; returns its packets."""
    path.write_text(f"1\n00:00:00,040 --> 00:00:00,120\n{text}\n", encoding="utf-8")
    with av.open(str(path)) as words:
        stream = file.add_stream_from_template(words.streams[0])
        packets = [packet for packet in words.demux() if packet.size]
    for packet in packets:
        packet.stream = stream
    path.unlink()
    return packets
