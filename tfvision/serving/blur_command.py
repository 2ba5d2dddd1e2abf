"""`tfvision blur`: covers what a detector finds, in films and images."""

from tfvision.images import sources
from tfvision.images.read_ahead import Unread
from tfvision.serving.blur_arguments import arguments, check, class_scores_of, cover_of, zones_of
from tfvision.serving.blurring import LOW, Blurring, image_suffix
from tfvision.serving.loading import load, require_task
from tfvision.serving.raw_detector import answering_from
from tfvision.serving.shipped import shipped
from tfvision.video import read_plan
from tfvision.video.detections_file import write_detections
from tfvision.video.tiled import Tiled

__all__ = ["EXAMPLES", "arguments", "run"]

EXAMPLES = (
    (
        "tfvision blur drive.mp4",
        "covers number plates by the shipped model, into blurred/drive.mp4",
    ),
    (
        "tfvision blur drive.mp4 --plan plan.json",
        "looks only; --apply plan.json covers what is left in it after you edited it",
    ),
    (
        "tfvision blur films photos --output covered --style mosaic --shape ellipse --soft 0.2",
        "folders of films and images, covered in another way",
    ),
    (
        "tfvision blur drive.mp4 --sheet tracks.png --detections found.csv",
        "keeps a picture of what was covered, and what was seen where",
    ),
    (
        "tfvision blur drive.mp4 --causal --delay 10",
        "one pass that looks 10 frames ahead, as a camera needs it",
    ),
)


def run(arguments, say):
    """Runs the command; 0 if all was covered, 1 if some files could not be read."""
    check(arguments)
    cover, zones, scores = cover_of(arguments), zones_of(arguments), class_scores_of(arguments)
    files = [file for source in arguments.source for file in sources.find(source, films=True)]
    _check_files(files, arguments)
    plan = read_plan(arguments.apply) if arguments.apply else None
    detector = None if plan else _detector(arguments, scores)
    work = Blurring(detector, cover, zones, scores, arguments, len(files), say)
    problems, on_error = [], "raise" if arguments.plan or plan else "skip"
    for file in files:
        with Unread(on_error, problems).noting(file):
            if sources.is_video(file):
                work.film(file, plan)
            else:
                work.image(file)
    if arguments.detections:
        write_detections(arguments.detections, work.seen, detector.labels)
        say(f"written: {arguments.detections}")
    for _, message in problems:
        say(f"left out: {message}")
    return 1 if problems else 0


def _check_files(files, arguments):
    """Refuses files of which two would become one, and several where one is meant."""
    named = {}
    for file in files:
        # What suffix a film gets is not known before it is open.
        suffix = "film" if sources.is_video(file) else image_suffix(file)
        other = named.setdefault((file.stem, suffix), file)
        if other != file:
            raise ValueError(f"{other} and {file} would become one file: give them one by one")
    of_one = arguments.plan or arguments.apply
    if arguments.preview and sources.is_video(arguments.preview):
        of_one = True
    if of_one and (len(files) != 1 or not sources.is_video(files[0])):
        raise ValueError(
            "--plan, --apply and --preview with a film's name are of one film, "
            f"got {len(files)} file(s)"
        )


def _detector(arguments, class_scores):
    model = load(
        arguments.model or shipped("plates"),
        batch_size=arguments.batch_size,
        bfloat16=bool(arguments.bfloat16),
    )
    require_task(model, "detection")
    own = model.settings["score_threshold"]
    given = {"--score": arguments.score}
    given |= {f"--class-score {name}": score for name, score in class_scores.items()}
    for name, score in given.items():
        if not own <= score <= 1:
            raise ValueError(
                f"{name} must be in [{own:g}, 1], got {score:g}: this model answers nothing "
                f"below {own:g}"
            )
    named = {"--labels": arguments.labels, "--class-score": class_scores}
    named["--parent"] = [name for pair in arguments.parent or () for name in pair]
    for name, given in named.items():
        if unknown := sorted(set(given or ()) - set(model.labels)):
            raise ValueError(
                f"{name} must be among {', '.join(model.labels)}, got {', '.join(unknown)}"
            )
    lowest = LOW * min([arguments.score, *class_scores.values()])
    return Tiled(answering_from(model, lowest), arguments.tiles)
