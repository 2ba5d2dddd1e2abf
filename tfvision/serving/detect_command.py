"""`tfvision detect`: boxes the objects of image files with an exported model."""

import dataclasses

from tfvision.detection.records import drawn, write_csv, write_json
from tfvision.images import sources
from tfvision.serving import prediction_arguments
from tfvision.serving.drawings import Drawings

EXAMPLES = (
    (
        "tfvision detect photos/*.jpg --model runs/plates/saved_model --json found.json",
        "boxes drawn into detections/, and listed",
    ),
    (
        "tfvision detect 'photos/**/*' --model saved_models/plates --score 0.6 --csv found.csv",
        "all below a folder, only what is sure, as a table too",
    ),
    (
        "tfvision detect photos --server localhost:8500 --model plates",
        "asks TensorFlow Serving by gRPC, which needs tfvision[client]",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    prediction_arguments.add(parser)
    parser.add_argument("--output", default="detections", help="folder of the drawings")
    parser.add_argument("--score", type=float, help="lowest score; default: the model's own")
    parser.add_argument("--no-drawings", action="store_true", help="write no pictures")


def run(arguments, say):
    """Runs the command; 0 if every file was read, 1 if some were not."""
    model = prediction_arguments.model_of(arguments, "detection")
    score = _score(arguments.score, model.settings.get("score_threshold", 0.0))
    draw = not arguments.no_drawings
    drawings = Drawings(arguments.output, drawn, sources.that_exist(arguments.source))
    problems, records = [], []
    answers = model.predict_files(
        arguments.source,
        on_error=arguments.on_error,
        problems=problems,
        keep=draw,
        most_pixels=arguments.most_pixels,
    )
    for record in answers:
        record = _above(record, score)
        if draw:
            drawings.write(record)
        records.append(dataclasses.replace(record, image=None))
    if arguments.json:
        write_json(arguments.json, records, model.labels)
    if arguments.csv:
        write_csv(arguments.csv, records)
    objects = sum(len(record.prediction["box"]) for record in records)
    say(f"{objects} objects in {len(records)} images")
    folder = arguments.output if records and draw else None
    prediction_arguments.report(problems, (folder, arguments.json, arguments.csv), say)
    return 1 if problems else 0


def _score(wanted, own):
    if wanted is None:
        return own
    if not own <= wanted <= 1:
        raise ValueError(
            f"--score must be in [{own:g}, 1], got {wanted:g}: this model answers nothing below "
            f"{own:g}; export it again with a lower --score"
        )
    return wanted


def _above(record, score):
    kept = record.prediction["score"] >= score
    found = {key: record.prediction[key][kept] for key in ("box", "score", "label", "name")}
    return dataclasses.replace(record, prediction=found)
