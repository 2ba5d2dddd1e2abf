"""Makes a film anew with other pictures: sound, subtitles, times and metadata stay as they are."""

import contextlib
import io
import pathlib

import av
import numpy as np

from tfvision.video.film import Film, VideoError, named
from tfvision.video.frame import matrix_of
from tfvision.video.patches import paste
from tfvision.whole_file import whole_file

CODEC = "libx264"
OPTIONS = {"crf": "20", "preset": "veryfast"}
_COPIED = ("audio", "subtitle")
_SHOWN = ("yuv420p", "yuvj420p")
_PLAYABLE_EARLY = {".mp4": "+faststart", ".mov": "+faststart", ".m4v": "+faststart"}


def remake(source, target, change, *, codec=CODEC, options=None, passing=iter):
    """Writes a film whose frames are those of another, changed.

    Every frame is shown when it was, also where the rate varies; sound and subtitles are copied
    packet by packet. What is not changed of a frame goes to the encoder as it was decoded, without
    a way through RGB. A film that is stored turned comes out upright. The target is there when all
    is done, whole; the source is never written to.

    Args:
        source: The film, or an open `Film`.
        target: File to write; its suffix decides the container.
        change: Function of a `Frame` that gives its new image, uint8 `[H, W, 3]` RGB of the size it
            had; or a list of `Patch`, if it can be patched; or None where it stays as it is.
        codec: Encoder of the film, any that FFmpeg has.
        options: Of the encoder, a dict of strings; None for `OPTIONS` with libx264, else none.
        passing: Function through which the iterator of frames goes, as `tqdm.tqdm`.

    Returns: The number of frames.
    Raises: VideoError naming the file, for a source that cannot be read, a target that cannot be
        written or is the source, a container that cannot hold a stream, an unknown encoder;
        ValueError for an image of another size.

    Differs from a copy: streams that are neither film, sound nor subtitles are left out, as are
        further films of one file; among them are a camera's tracks of places.
        Films of 10 bits, or with more colours than one for four pixels, become 8 bits and 4:2:0,
        which players show; one with an odd side becomes 4:4:4.
    """
    if options is None:
        options = OPTIONS if codec == CODEC else {}
    target = pathlib.Path(target)
    with contextlib.ExitStack() as stack:
        film = source if isinstance(source, Film) else stack.enter_context(Film(source))
        if target.exists() and target.samefile(film.path):
            raise VideoError(f"{target}: would be written over its own source")
        partial = stack.enter_context(whole_file(target))
        stack.enter_context(named(target, "cannot be written"))
        writer = stack.enter_context(contextlib.closing(_Writer(film, partial, codec, options)))
        count = 0
        for frame in passing(writer.frames()):
            writer.write(frame, change(frame))
            count += 1
        if not count:
            raise VideoError(f"{film.path}: no frame of this film can be decoded")
        writer.finish()
    return count


def suffix_for(film):
    """The suffix of a file that a `Film`, its sound and its subtitles fit into: .mp4, else .mkv."""
    with av.open(io.BytesIO(), "w", format="mp4") as container:
        fits = container.supported_codecs
    copied = (s.codec_context for s in film.container.streams if s.type in _COPIED)
    # None of what FFmpeg does not know
    return ".mp4" if all(codec and codec.name in fits for codec in copied) else ".mkv"


class _Writer:
    """A film being written, and what of its source goes into it unchanged."""

    def __init__(self, film, path, codec, options):
        self.film, self._held = film, None
        self._of_rgb, self._to_film = (av.video.reformatter.VideoReformatter() for _ in range(2))
        flags = _PLAYABLE_EARLY.get(path.suffix.lower())
        try:
            self.container = av.open(
                f"file:{path}", "w", container_options={"movflags": flags} if flags else {}
            )
        except ValueError:
            suffix = path.suffix or "no suffix"
            raise VideoError(f"{path.parent}: no container is known for {suffix}") from None
        try:
            self.container.metadata.update(film.container.metadata)
            self.stream = self._add_film(codec, options)
            self.copies = {
                stream.index: self._add_copy(stream)
                for stream in film.container.streams
                if stream.type in _COPIED
            }
        except BaseException:
            self.close()
            raise

    def _add_film(self, codec, options):
        film, first = self.film, self.film.first
        try:
            formats = [each.name for each in av.Codec(codec, "w").video_formats or ()]
            stream = self.container.add_stream(codec, rate=film.rate, options=options)
        except (av.error.FFmpegError, ValueError) as error:
            raise VideoError(f"encoder {codec}: cannot be used ({error})") from None
        height, width = film.size_hw
        stream.height, stream.width = height, width
        stream.pix_fmt = _pixels(first.format.name, formats, film.size_hw)
        stream.time_base = stream.codec_context.time_base = film.stream.time_base
        ours, theirs = stream.codec_context, film.stream.codec_context
        # Each frame says how long it is shown; else all would be as long as the mean.
        ours.flags |= av.codec.context.Flags.frame_duration
        for name in ("color_range", "colorspace", "color_primaries", "color_trc"):
            setattr(ours, name, getattr(theirs, name))
        if theirs.sample_aspect_ratio:
            aspect = theirs.sample_aspect_ratio
            ours.sample_aspect_ratio = 1 / aspect if film.turns % 2 else aspect
        stream.metadata.update(film.stream.metadata)
        return stream

    def _add_copy(self, stream):
        try:
            copy = self.container.add_stream_from_template(stream, opaque=True)
        except (av.error.FFmpegError, ValueError) as error:
            raise VideoError(
                f"{self.film.path}: its {stream.type} cannot be copied into this container "
                f"({error}); .mkv holds nearly all"
            ) from None
        copy.metadata.update(stream.metadata)
        return copy

    def frames(self):
        """Yields the frames of the film; on their way, packets of other streams are copied."""
        film, index = self.film, 0
        copied = [film.container.streams[number] for number in self.copies]
        for packet in film.packets([film.stream, *copied]):
            if packet is not None and packet.stream.index in self.copies:
                if packet.size:  # Not one that flushes
                    packet.stream = self.copies[packet.stream.index]
                    self.container.mux(packet)
                continue
            for source in film.decoded(packet):
                yield film.frame(source, index)
                index += 1

    def write(self, frame, image):
        """Encodes a frame as `image`, or as it is if that is None."""
        source = frame.source
        if image is None and self.film.turns:
            image = frame.image
        if isinstance(image, list):
            image = self._patched(source, image)
        picture = source if image is None else self._picture(image, source)
        if picture.format.name != self.stream.pix_fmt:
            space = matrix_of(source)
            picture = self._to_film.reformat(
                picture, format=self.stream.pix_fmt, src_colorspace=space, dst_colorspace=space
            )
        pts = source.pts
        if pts is None:
            pts = round(frame.index / self.film.rate / self.film.stream.time_base)
        if self._held is not None:  # Encoders take no time twice.
            pts = max(pts, self._held.pts + 1)
        self._encode_held(pts)
        picture.pts, picture.time_base = pts, self.film.stream.time_base
        picture.duration = source.duration
        picture.pict_type = 0  # For the encoder to decide anew
        self._held = picture

    def _encode_held(self, end):
        """Encodes the frame before, which is shown until then.

        What a packet says of its length is of the order in which frames are stored, not shown.
        """
        if self._held is not None:
            if end > self._held.pts:
                self._held.duration = end - self._held.pts
            self.container.mux(self.stream.encode(self._held))

    def _patched(self, source, patches):
        """Lays patches into a frame; None, as for one that stays."""
        for patch in patches:
            part = self._converted(patch.image, source, source.format.name, threads=1)
            paste(source, patch.window, part)

    def _picture(self, image, source):
        image = np.ascontiguousarray(image)
        if image.dtype != np.uint8 or image.shape != (*self.film.size_hw, 3):
            raise ValueError(
                f"change must give uint8 {[*self.film.size_hw, 3]}, got {image.dtype} "
                f"{list(image.shape)}"
            )
        return self._converted(image, source, self.stream.pix_fmt)

    def _converted(self, image, source, pixels, **options):
        """RGB in a format of pixels, by the matrix and the range of a frame."""
        return self._of_rgb.reformat(
            av.VideoFrame.from_ndarray(image, format="rgb24"),
            format=pixels,
            dst_colorspace=matrix_of(source),
            dst_color_range=source.color_range or None,
            **options,
        )

    def finish(self):
        """Writes what the encoder still holds, and the end of the file."""
        theirs = self.film.stream
        self._encode_held((theirs.start_time or 0) + (theirs.duration or 0))
        self.container.mux(self.stream.encode(None))
        self.container.close()

    def close(self):
        """Lets go of the file, however it stands."""
        with contextlib.suppress(av.error.FFmpegError, OSError):
            self.container.close()


def _pixels(theirs, formats, size_hw):
    """The format of pixels: the source's or another that players show, by the encoder's list.

    A film of 10 bits or of all colours could stay one, but few players show H.264 of that kind.
    """
    wanted = [theirs] if theirs in _SHOWN else []
    wanted = [*wanted, "yuv420p", "yuv444p"]
    if any(side % 2 for side in size_hw):  # Half the colours need even sides
        wanted = ["yuv444p"]
    return next((name for name in wanted if name in formats), formats[0] if formats else theirs)
