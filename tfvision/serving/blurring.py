"""One film or image after the other: looked through, checked by a person, covered."""

import contextlib
import functools
import pathlib

import numpy as np
import tqdm

from tfvision.images import sources
from tfvision.images.draw import draw_boxes
from tfvision.images.read import read
from tfvision.images.write import write_image
from tfvision.video import Film, apply_plan, make_plan, redact_live, suffix_for
from tfvision.video.contact_sheet import ContactSheet
from tfvision.video.journal import Journal
from tfvision.video.parents import in_parents
from tfvision.video.preview import preview_film, preview_frames
from tfvision.video.zones import restored
from tfvision.whole_file import PREFIX

LOW = 0.25  # Of the score that begins a track, that which goes on with one
_LOOKING = ("every", "labels", "patience", "extend", "sightings")


class Blurring:
    """What `tfvision blur` does with each of its files.

    Args:
        detector: `Tiled` detector; None where a plan is applied.
        cover: `Cover`.
        zones: `Zones`.
        class_scores: Dict of classes' names to the scores of their own.
        arguments: Of the command.
        count: How many files there are.
        say: Function of a text for the person.

    Attributes:
        seen: Dict of files to what the detector saw in them; see `write_detections`.
    """

    def __init__(self, detector, cover, zones, class_scores, arguments, count, say):
        self.detector, self.cover, self.zones = detector, cover, zones
        self.class_scores, self.arguments, self.count = class_scores, arguments, count
        self.say, self.seen = say, {}

    def film(self, file, plan=None):
        """Looks through a film, or takes a plan that there is, and does what was asked for."""
        given, target = self.arguments, None
        if not (given.plan or given.preview):
            with Film(file) as film:
                target = self._target(file, suffix_for(film))
            # A sheet and detections can be had of what is covered already, too.
            if target is None and not (given.sheet or given.detections):
                return
        if given.causal:
            self._in_one_pass(file, target)
            return
        with contextlib.ExitStack() as stack:
            journal = None
            if plan is None:
                journal = stack.enter_context(self._journal(file, target))
                plan = self._look(file, journal)
            if given.plan:
                plan.write(given.plan)
                self.say(f"written: {given.plan}, {_told(plan)}")
            self._show(file, target, plan)
            if journal:
                journal.delete()

    def _in_one_pass(self, file, target):
        """Covers a film as one must where it does not end, knowing nothing of what comes."""
        count = redact_live(
            file,
            target,
            self.detector,
            cover=self.cover,
            zones=self.zones,
            passing=_bar(file, "covering"),
            delay=self.arguments.delay or 0,
            **self._following(),
        )
        self.say(f"written: {target}, {count} frames in one pass")

    def _following(self):
        """What both ways of following plates are told."""
        given = {name: getattr(self.arguments, name) for name in _LOOKING}
        given = {name: value for name, value in given.items() if value is not None}
        scores = {"high": self.arguments.score, "low": LOW * self.arguments.score}
        return {**given, **scores, "class_scores": self.class_scores}

    def _journal(self, file, target):
        """What was looked at before a kill, beside what is written in the end."""
        given = self.arguments
        beside = target or given.plan or given.preview or given.sheet or given.detections
        place = pathlib.Path(beside).with_name(f"{PREFIX}{file.stem}.looked.jsonl")
        journal = Journal(place, _subject(file, self.detector, given))
        if journal.known:
            self.say(f"resumed: {file}, {journal.known} frames of it were looked at before")
        return journal

    def _look(self, file, journal):
        return make_plan(
            file,
            journal.watching(self.detector),
            batch_size=self.arguments.batch_size,
            parents=dict(self.arguments.parent or ()),
            zones=self.zones,
            seen=self.seen.setdefault(file, []) if self.arguments.detections else None,
            passing=_bar(file, "looking"),
            **self._following(),
        )

    def _show(self, file, target, plan):
        """Covers or outlines what the plan says, and gathers the contact sheet on the way."""
        given = self.arguments
        sheet = ContactSheet(plan) if given.sheet else None
        watch = sheet.watch if sheet else iter

        def passing(frames, doing="covering"):
            return watch(_bar(file, doing)(frames))

        if target:
            apply_plan(file, target, plan, cover=self.cover, passing=passing)
            self.say(f"written: {target}, {_told(plan)}")
        elif given.preview and sources.is_video(given.preview):
            preview_film(file, given.preview, plan, passing=passing)
            self.say(f"written: {given.preview}, {_told(plan)}")
        elif given.preview or sheet:
            with Film(file) as film:
                frames = passing(film, "reading")
                if given.preview:
                    frames = preview_frames(frames, given.preview, plan, given.preview_frames)
                for _ in frames:
                    pass
            if given.preview:
                self.say(f"written: {given.preview}, {_told(plan)}")
        if sheet:
            path = pathlib.Path(given.sheet)
            path = path if self.count == 1 else path.with_stem(f"{path.stem}_{file.stem}")
            for written in sheet.write(path):
                self.say(f"written: {written}")

    def image(self, file):
        """Covers or outlines what is found in an image."""
        given, suffix = self.arguments, image_suffix(file)
        if given.preview:
            target = pathlib.Path(given.preview) / f"{file.stem}{suffix}"
        else:
            target = self._target(file, suffix)
        if not (target or given.detections):
            return
        image = read(file, most_pixels=given.most_pixels)
        size_hw = image.shape[:2]
        (found,) = self.detector.predict([image])
        kept = self._counts(found) & self.zones.outside_never(found["box"], size_hw)
        columns = (np.asarray(found[name])[kept] for name in ("box", "score", "label"))
        boxes, scores, labels = columns
        self.seen[file] = [(0, None, boxes, scores, labels)]
        if not target:
            return
        boxes = np.concatenate([boxes, self.zones.always_px(size_hw)])
        if given.preview:
            result = draw_boxes(image, boxes)
        else:
            never = self.zones.never_px(size_hw)
            result = restored(self.cover(image, boxes), image, never)
        write_image(target, result)
        self.say(f"written: {target}, {len(boxes)} {'outlined' if given.preview else 'covered'}")

    def _counts(self, found):
        """`[N]` bool: what of an image's boxes counts, by score, class and what it belongs to."""
        names, parents = self.detector.labels, dict(self.arguments.parent or ())
        own = [names[label] for label in found["label"]]
        wanted = np.array([self.class_scores.get(name, self.arguments.score) for name in own])
        sure = found["score"] >= wanted
        numbers = {names.index(name): names.index(other) for name, other in parents.items()}
        borne = in_parents(found["box"], found["label"], numbers, sure)
        labels = self.arguments.labels or set(names).difference(parents.values())
        return sure & borne & np.array([name in labels for name in own], bool)

    def _target(self, file, suffix):
        """Where the covered file goes; None if it is there already and is to stay."""
        folder = pathlib.Path(self.arguments.output)
        with contextlib.suppress(FileNotFoundError):
            if folder.samefile(file.parent):
                raise ValueError(
                    f"--output must be another folder than that of {file}, got {folder}"
                )
        target = folder / f"{file.stem}{suffix}"
        if target.exists() and not self.arguments.overwrite:
            self.say(f"there already: {target}")
            return None
        return target


def image_suffix(image):
    """The suffix of what is made of an image: a JPEG stays one, everything else becomes PNG."""
    return image.suffix if image.suffix.lower() in (".jpg", ".jpeg") else ".png"


def _told(plan):
    return f"{sum(plan.covered)} tracks in {plan.frames} frames"


def _subject(file, detector, given):
    """What decides which frames are looked at, and how: equal for one film and way only."""
    state, model = file.stat(), getattr(detector.detector, "folder", None)
    # Form 2: boxes in pixels of what is shown.
    subject = {
        "form": 2,
        "low": LOW,
        "film": file.name,
        "bytes": state.st_size,
        "changed": state.st_mtime_ns,
    }
    if model is not None:
        state = (model / "saved_model.pb").stat()
        subject |= {"model": str(model.resolve()), "of": state.st_mtime_ns}
    names = ("every", "tiles", "span", "score", "class_score", "bfloat16")
    return subject | {name: getattr(given, name) for name in names}


def _bar(file, doing):
    with Film(file) as film:
        count = film.count
    return functools.partial(tqdm.tqdm, total=count, unit="frame", desc=f"{file.name}: {doing}")
