"""A film's frames, upright and in RGB, with the times at which they are shown."""

import contextlib
import errno
import fractions
import pathlib
import warnings

import av

from tfvision.images.promised_size import MOST_PIXELS
from tfvision.images.read import ImageError
from tfvision.video.frame import Frame, Upright


class VideoError(ImageError):
    """A film that cannot be read or written; the message names the file and what is wrong."""


class Film:
    """A film on disk, open for reading, as often as one likes; a context manager.

    Args:
        path: File of any kind that FFmpeg reads, with any characters in its name.
        most_pixels: Frames that promise more are refused before one is decoded.

    Attributes:
        size_hw: Height and width of the frames as they are shown, turned upright; those of another
            size than the first are scaled to it.
        rate: Frames a second in the mean, a `Fraction`.
        count: How many frames there are, by what the file says of itself; None where it does not.
        turns: Quarters by which what is stored is turned to the left to be shown.
        first: The first frame, as `av.VideoFrame`.
        container, stream: PyAV's, for who needs more.

    Raises: VideoError if the file is missing, empty, broken, too large, or holds no film.

    Example:
        >>> with Film("no/such.mp4") as film:
        ...     film.size_hw
        Traceback (most recent call last):
        tfvision.video.film.VideoError: no/such.mp4: no such file
    """

    def __init__(self, path, *, most_pixels=MOST_PIXELS):
        self.path = pathlib.Path(path)
        if not self.path.is_file():
            raise VideoError(f"{path}: no such file")
        if not self.path.stat().st_size:
            raise VideoError(f"{path}: empty file")
        with named(self.path, "no film that can be read"):
            # What a file says of itself need not be in UTF-8, and its name may hold a colon.
            self.container = av.open(f"file:{self.path}", metadata_errors="replace")
        try:
            self._begin(most_pixels)
        except BaseException:
            self.container.close()
            raise

    def _begin(self, most_pixels):
        films = [
            stream
            for stream in self.container.streams.video
            if not stream.disposition & av.stream.Disposition.attached_pic
        ]
        if not films:
            kinds = ", ".join(sorted({s.type for s in self.container.streams})) or "nothing"
            raise VideoError(f"{self.path}: holds no film, only {kinds}")
        self.stream = films[0]
        if self.stream.codec_context is None:
            raise VideoError(f"{self.path}: its film is of a kind that cannot be decoded")
        coded = self.stream.codec_context
        if coded.width * coded.height > most_pixels:
            raise VideoError(
                f"{self.path}: frames of {coded.width} x {coded.height} pixels; most_pixels allows "
                f"{most_pixels}, raise it for what you trust"
            )
        coded.options = {"max_pixels": str(2 * most_pixels + 2**20)}  # With margins; they may grow.
        self.stream.thread_type = "AUTO"
        self.rate = self.stream.average_rate or self.stream.guessed_rate or fractions.Fraction(25)
        self._at_its_beginning = True
        # A transport stream's clock ran before it: players, too, count from its first packet.
        self._start = max(self.container.start_time or 0, 0) / av.time_base
        self.first = self._first_frame()
        self.upright = Upright(self.first)
        self.size_hw, self.turns = self.upright.size_hw, self.upright.turns

    def _first_frame(self):
        """Decodes a frame, for what only frames know, and goes back."""
        with named(self.path, "no frame of this film can be decoded"):
            first = next(self.container.decode(self.stream), None)
        if first is None:
            raise VideoError(f"{self.path}: no frame of this film can be decoded")
        self._rewind()
        return first

    def _rewind(self):
        with named(self.path, "cannot be read twice"):
            self.container.seek(0, any_frame=False, backward=True)
        self.stream.codec_context.flush_buffers()

    @property
    def count(self):
        stream = self.stream
        if stream.frames:
            return stream.frames
        if stream.duration:
            return round(stream.duration * stream.time_base * self.rate)
        if self.container.duration:
            return round(self.container.duration / av.time_base * self.rate)
        return None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """Closes the file."""
        self.container.close()

    def __iter__(self):
        """Yields every `Frame`, from the first on; see `packets`."""
        index = 0
        for packet in self.packets([self.stream]):
            for source in self.decoded(packet):
                yield self.frame(source, index)
                index += 1

    def packets(self, streams):
        """Yields the packets of streams as they lie in the file, and at last one to flush each.

        It begins with the first ones, whatever was read before. A film that breaks off, as when a
        camera loses power, is read up to there, with a warning.
        """
        if not self._at_its_beginning:
            self._rewind()
        self._at_its_beginning = False
        try:
            yield from self.container.demux(streams)
        except av.error.FFmpegError as error:
            self._broke(error)
            yield None

    def decoded(self, packet):
        """The frames that a packet of the film makes known; None flushes."""
        try:
            return self.stream.decode(packet)
        except av.error.EOFError:
            return []
        except av.error.FFmpegError as error:
            self._broke(error)
            return []

    def _broke(self, error):
        reason = error.strerror or type(error).__name__
        warnings.warn(f"{self.path}: damaged, part of it cannot be read ({reason})", stacklevel=3)

    def frame(self, source, index):
        """The `Frame` of a decoded one."""
        seconds = index / self.rate if source.time is None else source.time - self._start
        return Frame(None, index, float(seconds), source, self.upright)


@contextlib.contextmanager
def named(path, what):
    """Turns FFmpeg's errors into one sentence that names the file."""
    try:
        yield
    except av.error.FFmpegError as error:
        reason = error.strerror or type(error).__name__
        if error.errno == errno.ENOSPC:
            what = "no space left"
        raise VideoError(f"{path}: {what} ({reason})") from None
