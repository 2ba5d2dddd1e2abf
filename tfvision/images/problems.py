"""What can be wrong with a data set: one record a problem, and what to do about it."""

import dataclasses
import warnings


class DataError(ValueError):
    """Data that cannot be used; the message opens with the file, and its line where it has one."""


class DataWarning(UserWarning):
    """Data that were used in part; said once for a whole data set."""


@dataclasses.dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a data set.

    Args:
        path: The file in which it stands.
        line: Its line, counted from 1, or None where the file has no lines.
        kind: One word to count by, as `reversed_box`, `missing_image`, `clipped_box`.
        message: A sentence for a person, without the file.
        severity: "error" (the object or the file was left out) or "warning".
    """

    path: str
    line: int | None
    kind: str
    message: str
    severity: str = "error"

    def __str__(self):
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class Problems:
    """Takes problems as they are found and raises, or keeps them, as the caller asked.

    Args:
        on_error: "raise" stops at the first error; "skip" leaves out what is wrong and says so in
            one warning at the end; "collect" leaves it out and says nothing.
        records: A list to which every `Problem` is appended, an error that is raised included.
    """

    def __init__(self, on_error="raise", records=None):
        if on_error not in ("raise", "skip", "collect"):
            raise ValueError(
                f"on_error must be 'raise', 'skip' or 'collect', but {on_error!r} was given."
            )
        if on_error == "collect" and records is None:
            raise ValueError("on_error='collect' needs a list in problems, but None was given.")
        self.on_error = on_error
        self.quiet = records is not None
        self.records = [] if records is None else records
        self._first = len(self.records)

    def error(self, path, line, kind, message):
        """Notes that something must be left out; raises it if `on_error` is "raise"."""
        problem = Problem(str(path), line, kind, message)
        self.records.append(problem)
        if self.on_error == "raise":
            raise DataError(str(problem)) from None

    def warning(self, path, line, kind, message):
        """Notes something that a person should know, but that stops nothing."""
        self.records.append(Problem(str(path), line, kind, message, "warning"))

    @property
    def found(self):
        """The problems of this reading, without those that the list held before."""
        return tuple(self.records[self._first :])

    def summarise(self, root, stacklevel=3):
        """Says once, as one warning, what was found; says nothing if the caller took a list."""
        counts = {}
        for problem in self.found:
            counts.setdefault(problem.kind, []).append(problem)
        if self.quiet or not counts:
            return
        parts = [f"{len(group)} x {kind} (first: {group[0]})" for kind, group in counts.items()]
        warnings.warn(f"{root}: {'; '.join(parts)}", DataWarning, stacklevel=stacklevel)
