"""Where the finished model of a run is exported to."""

import pathlib


def export_run(folder, predictor, name):
    """Exports a predictor; returns the folder of the version, or None.

    Args:
        folder: The `RunFolder`.
        predictor: What is exported.
        name: `--export`: None for a folder of the run, "none", a folder, or a name in
            `saved_models`.
    """
    from tfvision.serving import export

    if name is None:
        return export(predictor, folder.path / "saved_model")
    if name.lower() == "none":
        return None
    target = pathlib.Path(name)
    target = target if len(target.parts) > 1 else pathlib.Path("saved_models", name)
    return export(predictor, target)
