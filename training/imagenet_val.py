"""Sorts ImageNet's validation images into folders of their classes, as its training images lie.

    python -m training.imagenet_val --data KAGGLE_TREE --output DIR
    python -m training.imagenet_val --images DIR --ground-truth FILE --output DIR

The first takes Kaggle's tree, with its XML files; the second a folder of images and the devkit's
`ILSVRC2012_validation_ground_truth.txt`, with `meta.mat` beside it. What was done before is kept,
so a run that was stopped goes on; a file that differs from what would be written stops it.
"""

import argparse
import collections
import concurrent.futures
import contextlib
import filecmp
import functools
import multiprocessing
import os
import pathlib
import shutil
import signal
import sys

import tqdm

from tfvision.whole_file import PREFIX, whole_file
from training import imagenet_labels

KAGGLE_IMAGES = "ILSVRC/Data/CLS-LOC/val"
KAGGLE_ANNOTATIONS = "ILSVRC/Annotations/CLS-LOC/val"
IMAGES = 50_000
_SHOWN = 5
_CHUNK = 100  # files a process takes at a time


def main(words=None):
    """Runs the script; returns its exit status: 0 done, 1 failed, 2 wrong words, 130 stopped."""
    given = _parser().parse_args(words)
    try:
        print(convert(given))
    except (ValueError, OSError) as error:
        print(f"imagenet_val: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("imagenet_val: stopped; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


def convert(given):
    """Does what the arguments say; returns a sentence on what was done.

    Raises: ValueError or OSError, if nothing was or not all could be done.
    """
    images, annotations = _places(given)
    output = pathlib.Path(given.output)
    sources = {path.stem: path for path in sorted(images.iterdir()) if _is_image(path)}
    if given.count and len(sources) != given.count:
        raise ValueError(
            f"{images}: has {len(sources)} images, but --count says {given.count} (0: any number)"
        )
    with _processes(given.processes) as pool:
        if given.ground_truth:
            found = imagenet_labels.from_list(given.ground_truth, list(sources), given.synsets)
        else:
            found = _read_xml(annotations, pool)
        _check_same(sources, found, annotations or given.ground_truth)
        targets = {stem: output / found[stem] / path.name for stem, path in sources.items()}
        _check_output(output, set(targets.values()))
        for folder in sorted({target.parent for target in targets.values()}):
            folder.mkdir(parents=True, exist_ok=True)
        jobs = [(sources[stem], target) for stem, target in targets.items()]
        done = list(_in_chunks(pool, functools.partial(_place, how=given.by), jobs, given.by))
    failed = [said for said in done if said not in ("new", "there")]
    if failed:
        shown = "; ".join(failed[:_SHOWN])
        raise ValueError(f"{len(failed)} of {len(jobs)} images could not be placed: {shown}")
    _check_output(output, set(targets.values()), complete=True)
    sizes = collections.Counter(found.values()).values()
    each = f"{min(sizes)}" if min(sizes) == max(sizes) else f"{min(sizes)} to {max(sizes)}"
    counts = collections.Counter(done)
    return (
        f"{output}: {len(jobs)} images in {len(sizes)} classes of {each}; "
        f"{counts['new']} new, {counts['there']} there already"
    )


def _parser():
    parser = argparse.ArgumentParser(
        "python -m training.imagenet_val",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", help=f"Kaggle's tree, with {KAGGLE_IMAGES} in it")
    parser.add_argument("--images", help="folder of the images, if not Kaggle's")
    parser.add_argument("--annotations", help="folder of their XML files, if not Kaggle's")
    parser.add_argument(
        "--ground-truth", help="the devkit's list, or Kaggle's LOC_val_solution.csv, for the XML"
    )
    parser.add_argument("--synsets", help="what the devkit's numbers mean, if not its meta.mat")
    parser.add_argument("--output", required=True, help="folder that gets the folders of classes")
    parser.add_argument(
        "--by",
        choices=("link", "symlink", "copy"),
        default="link",
        help="link (default): a second name for the same file, which takes no room; symlink: a "
        "pointer to it, across disks too; copy: the file again",
    )
    parser.add_argument("--processes", type=int, default=None, help="default: one a core")
    parser.add_argument("--count", type=int, default=IMAGES, help="images there must be; 0: any")
    return parser


def _places(given):
    """`(folder of images, folder of XML files or None)`."""
    if not given.data and not (given.images and (given.annotations or given.ground_truth)):
        raise ValueError("needs --data, or --images with --annotations or --ground-truth")
    root = pathlib.Path(given.data or ".")
    images = pathlib.Path(given.images or root / KAGGLE_IMAGES)
    annotations = pathlib.Path(given.annotations or root / KAGGLE_ANNOTATIONS)
    annotations = None if given.ground_truth else annotations
    for folder in filter(None, (images, annotations)):
        if not folder.is_dir():
            raise ValueError(f"{folder}: no such folder")
    return images, annotations


@contextlib.contextmanager
def _processes(count):
    """A pool that Ctrl-C stops at once, and without a word from each process."""
    fresh = multiprocessing.get_context("spawn")  # The same on every system.
    ignore = (signal.SIGINT, signal.SIG_IGN)
    with concurrent.futures.ProcessPoolExecutor(count, fresh, signal.signal, ignore) as pool:
        try:
            yield pool
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _is_image(path):
    return path.suffix.lower() in (".jpeg", ".jpg") and not path.name.startswith(".")


def _read_xml(folder, pool):
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".xml")
    found = list(_in_chunks(pool, _class_in, paths, "reading"))
    wrong = [said for name, said in found if name is None]
    if wrong:
        raise ValueError(f"{len(wrong)} XML files: {'; '.join(wrong[:_SHOWN])}")
    return {path.stem: name for path, (name, _) in zip(paths, found, strict=True)}


def _class_in(path):
    try:
        return imagenet_labels.from_xml(path), ""
    except ValueError as error:
        return None, str(error)


def _in_chunks(pool, function, jobs, words):
    results = pool.map(function, jobs, chunksize=_CHUNK)
    return tqdm.tqdm(results, words, len(jobs), delay=1, unit="file", leave=False)


def _check_same(sources, found, place):
    """Raises unless every image has a class and every class an image."""
    for names, others, what in (
        (set(sources) - set(found), sources, "images without a class"),
        (set(found) - set(sources), found, "classes without an image"),
    ):
        if names:
            shown = ", ".join(sorted(names)[:_SHOWN])
            raise ValueError(f"{place}: {len(names)} of {len(others)} are {what}: {shown}")


def _check_output(output, targets, complete=False):
    """Raises for files that this conversion would not write; and, at the end, for missing ones."""
    folders = [path for path in output.iterdir() if path.is_dir()] if output.is_dir() else []
    inside = {path for folder in folders for path in folder.iterdir()}
    inside = {path for path in inside if not path.name.startswith(PREFIX)}
    strange = sorted(inside - targets)
    if strange:
        raise ValueError(
            f"{output}: holds {len(strange)} files that do not belong there, as {strange[0]}: take "
            "another --output"
        )
    if complete and inside != targets:
        raise ValueError(f"{output}: {len(targets - inside)} images are missing, of {len(targets)}")


def _place(job, how):
    """Puts one image in its place; "new", "there", or what is wrong."""
    source, target = job
    try:
        if target.exists() or target.is_symlink():
            same = target.exists() and _same(source, target)
            return "there" if same else f"{target}: differs from {source} and is kept"
        if how == "link":
            os.link(source, target)
        elif how == "symlink":
            target.symlink_to(source.resolve())
        else:
            with whole_file(target) as partial:
                shutil.copy2(source, partial)
    except OSError as error:
        hint = "; --by copy or symlink goes across disks" if how == "link" else ""
        return f"{target}: {error.strerror or error}{hint}"
    return "new"


def _same(source, target):
    return target.samefile(source) or filecmp.cmp(source, target, shallow=False)


if __name__ == "__main__":
    sys.exit(main())
