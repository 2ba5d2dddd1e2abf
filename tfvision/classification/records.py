"""Writes what a classifier answered for files: one JSON file, one CSV file."""

from tfvision.whole_file import whole_csv, whole_json

CSV_COLUMNS = ("path", "rank", "score", "label", "name")


def write_json(path, records, labels):
    """Writes `{"classes": names, "images": [{"file", "answers": [{"name", "score"}]}]}`.

    Args:
        path: The file, written whole or not at all; its folder is made if it is missing.
        records: `Record`s.
        labels: Names of all classes.
    """
    images = [
        {
            "file": str(record.path),
            "answers": [
                {"name": name, "score": round(float(score), 6)}
                for _, score, _, name in _rows(record)
            ],
        }
        for record in records
    ]
    content = {"classes": list(labels), "images": images}
    whole_json(path, content)


def write_csv(path, records):
    """Writes a row an answer, whole or not at all: `CSV_COLUMNS`, the best answer has rank 1.

    Args:
        path: The file; its folder is made if it is missing.
        records: `Record`s.
    """
    rows = (
        (record.path, rank, round(float(score), 6), label, name)
        for record in records
        for rank, score, label, name in _rows(record)
    )
    whole_csv(path, CSV_COLUMNS, rows)


def _rows(record):
    found = record.prediction
    return zip(
        range(1, len(found["score"]) + 1),
        found["score"],
        found["label"],
        found["name"],
        strict=True,
    )
