"""`tfvision classify`: names what image files show with an exported model."""

import dataclasses

from tfvision.classification.records import write_csv, write_json
from tfvision.serving import prediction_arguments

EXAMPLES = (
    (
        "tfvision classify photos/*.jpg --model runs/photos/saved_model --top 3 --csv found.csv",
        "three classes an image, on the screen and in a table",
    ),
    (
        "tfvision classify photos --server http://localhost:8501 --model pets",
        "asks TensorFlow Serving instead",
    ),
)


def arguments(parser):
    """Declares the arguments of the command."""
    prediction_arguments.add(parser)
    parser.add_argument("--top", type=int, help="classes of an image; default: the model's own")


def run(arguments, say):
    """Runs the command; 0 if every file was read, 1 if some were not."""
    model = prediction_arguments.model_of(arguments, "classification")
    top = _top(arguments.top, model.settings["top"])
    problems = []
    answers = model.predict_files(
        arguments.source,
        on_error=arguments.on_error,
        problems=problems,
        most_pixels=arguments.most_pixels,
    )
    records = [_best(record, top) for record in answers]
    for record in records:  # Not before: they would break up the progress bar.
        found = record.prediction
        pairs = zip(found["name"], found["score"], strict=True)
        say(f"{record.path}: {', '.join(f'{name} {score:.3f}' for name, score in pairs)}")
    if arguments.json:
        write_json(arguments.json, records, model.labels)
    if arguments.csv:
        write_csv(arguments.csv, records)
    say(f"{len(records)} images")
    prediction_arguments.report(problems, (arguments.json, arguments.csv), say)
    return 1 if problems else 0


def _best(record, top):
    best = {name: values[:top] for name, values in record.prediction.items()}
    return dataclasses.replace(record, prediction=best)


def _top(wanted, own):
    if wanted is None:
        return own
    if not 1 <= wanted <= own:
        raise ValueError(
            f"--top must be in [1, {own}], got {wanted}: this model answers {own} classes; "
            "export it again with a higher --top"
        )
    return wanted
