"""The files with which TensorFlow Serving is started: its models, and how it batches."""

import os
import pathlib

from tfvision.whole_file import whole_text

MODELS, BATCHING = "models.config", "batching.config"
_MODEL = """  config {{
    name: "{name}"
    base_path: "/models/{name}"
    model_platform: "tensorflow"
  }}
"""
_BATCHING = """# Requests that wait together are answered together: of at most so many images,
max_batch_size {{ value: {images} }}
# and none waits longer for others than these microseconds.
batch_timeout_micros {{ value: 2000 }}
max_enqueued_batches {{ value: 100 }}
num_batch_threads {{ value: {threads} }}
"""


def write(folder, models):
    """Writes `models.config` and `batching.config`.

    Args:
        folder: Where they go; made if it is missing.
        models: Folders of models, each with its numbered versions; its name is the model's.

    Returns: The command that starts the server in Docker, of several lines.
    Raises: ValueError if two models have one name.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     command = write(folder, ["saved_models/plates"])
        ...     sorted(path.name for path in pathlib.Path(folder).iterdir())
        ['batching.config', 'models.config']
    """
    paths = {pathlib.Path(model).resolve().name: pathlib.Path(model).resolve() for model in models}
    if len(paths) < len(models):
        raise ValueError(f"models must have different names, got {[str(each) for each in models]}")
    folder = pathlib.Path(folder)
    entries = "".join(_MODEL.format(name=name) for name in paths)
    batching = _BATCHING.format(images=16, threads=os.cpu_count() or 1)
    for name, text in (
        (MODELS, f"model_config_list {{\n{entries}}}\n"),
        (BATCHING, batching),
    ):
        whole_text(folder / name, text)
    mounts = {f"/models/{name}": path for name, path in paths.items()}
    mounts |= {f"/models/{name}": folder.resolve() / name for name in (MODELS, BATCHING)}
    lines = ["docker run --rm -p 8500:8500 -p 8501:8501"]
    lines += [f'-v "{path}:{inside}:ro"' for inside, path in mounts.items()]
    lines += ["tensorflow/serving", f"--model_config_file=/models/{MODELS}"]
    lines += ["--enable_batching", f"--batching_parameters_file=/models/{BATCHING}"]
    return " \\\n    ".join(lines)
