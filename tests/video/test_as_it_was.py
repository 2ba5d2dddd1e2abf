"""What `ffprobe` would show of a film is the same before and after something was covered in it."""

import av
import pytest

from tests.video import films, striped
from tfvision.video import redact

PICTURES = [striped.picture(i) for i in range(striped.FRAMES)]


def probed(path):
    """The container's and each stream's own words, without what an encoder chooses."""
    with av.open(str(path)) as file:
        shown = {"seconds": [file.duration / av.time_base], "title": file.metadata.get("title")}
        for stream in file.streams:
            kept = {"type": stream.type, "language": stream.metadata.get("language")}
            if stream.type == "video":
                kept |= {"size": (stream.width, stream.height), "frames": stream.frames}
                kept |= {"rate": stream.average_rate, "aspect": stream.sample_aspect_ratio}
            else:
                kept |= {"codec": stream.codec_context.name, "head": stream.codec_context.extradata}
            shown[stream.index] = kept
            if stream.duration is not None:
                ends = stream.start_time + stream.duration, stream.start_time
                shown["seconds"] += [float(time * stream.time_base) for time in ends]
    return shown


@pytest.mark.parametrize("kind", ["even", "uneven", "portrait", "silent", "subtitled"])
def test_all_but_the_pictures(tmp_path, kind):
    suffix = ".mkv" if kind == "subtitled" else ".mp4"
    options = {"images": PICTURES}
    if kind == "uneven":
        options = {"gaps": films.UNEVEN}
    if kind == "portrait":
        options["images"] = [image.transpose(1, 0, 2) for image in PICTURES]
    options |= {"sound": kind != "silent", "subtitle": "日本語" if suffix == ".mkv" else None}
    source = films.write(tmp_path / f"a{suffix}", **options)
    before = source.read_bytes(), source.stat().st_mtime_ns
    target = tmp_path / f"b{suffix}"
    redact(source, target, striped.Seeing(), every=3)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before

    ours, theirs = probed(target), probed(source)
    late = 0.03 if suffix == ".mkv" else 1e-6  # Its times are none below 0, where sound begins
    assert ours.pop("seconds") == pytest.approx(theirs.pop("seconds"), abs=late)
    assert ours == theirs
    for stream in ("audio", "subtitle"):
        if any(each.get("type") == stream for each in theirs.values() if isinstance(each, dict)):
            given, taken = films.packets(target, stream), films.packets(source, stream)
            assert [data for _, data in given] == [data for _, data in taken]
            assert [t for t, _ in given] == pytest.approx([t for t, _ in taken], abs=late)
    assert films.times(target) == pytest.approx(films.times(source), abs=late)
