"""What a detector answered so far, in a file, so that looking through a film can be resumed."""

import contextlib
import json
import pathlib

import numpy as np

from tfvision.video.film import VideoError

_KINDS = {"box": "float32", "score": "float32", "label": "int32"}


class Journal:
    """Answers of a detector to the frames of a film, kept as they come.

    The file holds a line for each frame that was looked at, behind one that says of which film, by
    which detector and how. One of another film or way is begun anew; a line that a killed process
    left half written is dropped.

    Args:
        path: The file; its folder is made.
        subject: Dict for JSON, equal when the same frames would be looked at in the same way.

    Attributes:
        known: How many frames were looked at already.

    Example:
        >>> import tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> journal = Journal(f"{folder.name}/a.jsonl", {"film": "a.mp4"})
        >>> journal.known
        0
        >>> journal.close()
        >>> folder.cleanup()
    """

    def __init__(self, path, subject):
        self.path = pathlib.Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        head = json.dumps(subject, sort_keys=True)
        self._answers, length = _read(self.path, head)
        self.known = len(self._answers)
        self._empty = not self.known
        self._file = self.path.open("r+b" if length else "wb")
        if length:
            self._file.truncate(length)
            self._file.seek(length)
        else:
            self._write([head])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def watching(self, detector):
        """A detector that answers from the journal as far as it goes, and then itself."""
        return _Watched(detector, self)

    def take(self, count):
        """The next answers that are known, at most so many."""
        taken, self._answers = self._answers[:count], self._answers[count:]
        return taken

    def add(self, answers):
        """Keeps answers."""
        rows = [[np.asarray(answer[name]).tolist() for name in _KINDS] for answer in answers]
        self._write(map(json.dumps, rows))
        self._empty = False

    def _write(self, lines):
        try:
            self._file.write("".join(f"{line}\n" for line in lines).encode())
            self._file.flush()
        except OSError as error:
            with contextlib.suppress(OSError):  # What could not be written is tried again.
                self._file.close()
            raise VideoError(f"{self.path}: cannot be written ({error.strerror})") from None

    def close(self):
        """Lets go of the file, which stays if there is an answer in it."""
        self._file.close()
        if self._empty:
            self.path.unlink(missing_ok=True)

    def delete(self):
        """Takes the file away: all is done."""
        self.close()
        self.path.unlink(missing_ok=True)


class _Watched:
    """See `Journal.watching`."""

    def __init__(self, detector, journal):
        self.labels = getattr(detector, "labels", ())
        self._detector, self._journal = detector, journal

    def input_hw(self, size_hw):
        ask = getattr(self._detector, "input_hw", None)
        return ask(size_hw) if ask else None

    def predict(self, images):
        known = self._journal.take(len(images))
        if len(known) == len(images):
            return known
        found = [
            {"label": np.zeros(len(answer["box"]), int), **answer}
            for answer in self._detector.predict(images[len(known) :])
        ]
        self._journal.add(found)
        return known + found


def _read(path, head):
    """The answers in a file, and the length of what is whole in it; nothing of another subject."""
    content = path.read_bytes() if path.is_file() else b""
    lines = content.splitlines(keepends=True)
    if not lines or lines[0] != f"{head}\n".encode():
        return [], 0
    answers, length = [], len(lines[0])
    for line in lines[1:]:
        try:
            answers.append(_answer(json.loads(line)))
        except (ValueError, TypeError):
            break
        if not line.endswith(b"\n"):
            answers.pop()
            break
        length += len(line)
    return answers, length


def _answer(row):
    answer = {
        name: np.array(values, kind)
        for (name, kind), values in zip(_KINDS.items(), row, strict=True)
    }
    answer["box"] = answer["box"].reshape(len(answer["score"]), 4)
    if len(answer["label"]) != len(answer["score"]):
        raise ValueError("answers must have one label a box")
    return answer
