"""Which images are held out: at random, or in whole runs of neighbouring frames."""

import hashlib
import pathlib
import re

from tfvision.images.sources import composed

_FRAME = re.compile(r"^(.*?)(\d+)(\D*)$", re.DOTALL)


def held_out(paths, fraction, seed, by):
    """The positions of `paths` that are held out.

    The choice depends on `seed` and the file names alone, not on folders, order or machine.

    by="file" takes files at random. by="neighbours" is for frames of films, whose neighbours show
    the same scene and must not stand on both sides. Its rule:

    1. Files whose names are alike but for their last number are one film, ordered by that number.
    2. A film is cut where the number jumps most, the most central of equal jumps, and its parts
       again, until no run holds more than half of the film's held-out share.
    3. In each film, runs drawn by `seed` are held out until `fraction` of its frames is; a run
       that would lead beyond is passed over, and what is missing is added to the next film's share.

    So a film of some length stands on both sides, and only the two ends of a run can have a close
    neighbour on the other one.

    Args:
        paths: File names.
        fraction: Share to hold out, between 0 and 1.
        seed: Any integer.
        by: "file" or "neighbours".

    Returns:
        Sorted list of positions.
    """
    check_fraction(fraction)
    if by == "file":
        return sorted(drawn_order(paths, seed)[: round(fraction * len(paths))])
    if by == "neighbours":
        return sorted(_held_out_runs(paths, fraction, seed))
    raise ValueError(f"by must be 'file' or 'neighbours', but {by!r} was given.")


def parted(data, chosen):
    """`(rest, chosen)` of a data set, both in its order.

    Args:
        data: An object with `len()` and `.subset(indices)`.
        chosen: Positions.

    Raises: ValueError if one side would be empty.
    """
    chosen = set(chosen)
    rest = [i for i in range(len(data)) if i not in chosen]
    if not chosen or not rest:
        raise ValueError(
            f"a split needs images on both sides, but {len(data)} images part into "
            f"{len(rest)} and {len(chosen)}."
        )
    return data.subset(rest), data.subset(sorted(chosen))


def check_fraction(fraction):
    """Raises a ValueError unless `fraction` parts something."""
    if not 0.0 < fraction < 1.0:
        raise ValueError(f"fraction must lie between 0 and 1, but {fraction!r} was given.")


def drawn_order(paths, seed):
    """The positions of `paths` in a random order that `seed` and the file names alone decide."""
    return sorted(range(len(paths)), key=lambda i: (_draw(seed, _name(paths[i])), i))


def films(paths):
    """`{name without its last number: [(number, position), …] in order}`."""
    found = {}
    for position, path in enumerate(paths):
        stem = pathlib.PurePath(path).stem
        match = _FRAME.match(stem)
        film, number = ((match[1], match[3]), int(match[2])) if match else ((stem, ""), 0)
        found.setdefault(film, []).append((number, position))
    return {film: sorted(frames) for film, frames in found.items()}


def runs(frames, longest):
    """Cuts `[(number, position), …]` at its largest jumps until no run is over `longest`."""
    pending, done = [frames], []
    while pending:
        run = pending.pop()
        if len(run) <= longest:
            done.append(run)
            continue
        cut = max(
            range(1, len(run)),
            key=lambda i: (run[i][0] - run[i - 1][0], -abs(2 * i - len(run))),
        )
        pending += [run[cut:], run[:cut]]
    return done


def listed(paths, files):
    """The positions of `paths` that `files` lists.

    Args:
        paths: File names.
        files: Names with or without folder and suffix, or a text file with one a line. A folder
            counts where it tells two files of one name apart.

    Returns:
        Sorted list of positions.

    Raises: ValueError naming files that are not among `paths`.

    Example:
        >>> listed(["a/1.jpg", "a/2.jpg", "b/2.jpg"], ["1", "b/2.jpg"])
        [0, 2]
    """
    if isinstance(files, str | pathlib.Path):
        text = pathlib.Path(files).read_text(encoding="utf-8-sig", errors="surrogateescape")
        lines = text.splitlines()
        files = [line.strip() for line in lines if line.strip()]
    paths = [composed(path) for path in paths]
    positions = {}
    for position, path in enumerate(paths):
        for name in {_name(path), pathlib.PurePath(path).stem}:
            positions.setdefault(name, []).append(position)
    chosen, unknown = set(), []
    for file in files:
        file = composed(str(file)).replace("\\", "/")
        alike = positions.get(_name(file), [])
        unknown += [] if alike else [file]
        chosen.update([p for p in alike if f"/{paths[p]}".endswith(f"/{file}")] or alike)
    if unknown:
        raise ValueError(f"files has {len(unknown)} names that no image has, as {unknown[:3]}.")
    return sorted(chosen)


def _held_out_runs(paths, fraction, seed):
    chosen, missing = [], 0.0
    by_draw = sorted(films(paths).items(), key=lambda item: _draw(seed, "".join(item[0])))
    for film, frames in by_draw:
        missing += fraction * len(frames)
        longest = max(1, round(fraction * len(frames) / 2))
        pieces = runs(frames, longest)
        pieces.sort(key=lambda run: _draw(seed, f"{film[0]}{run[0][0]}{film[1]}"))
        for run in pieces:
            if len(run) <= missing + 0.5:
                chosen += [position for _, position in run]
                missing -= len(run)
    return chosen


def _name(path):
    return pathlib.PurePath(path).name


def _draw(seed, name):
    return hashlib.sha256(f"{seed}/{name}".encode(errors="surrogateescape")).digest()
