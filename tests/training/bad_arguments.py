"""Bad arguments of `training.detection`, as rows of the table of bad input."""

from tests.bad_input import Row
from tests.training import tiny_run
from training.detection_data import read_data
from training.run_arguments import settled


def script(*words, scenes=6):
    """Runs the script in a folder that holds `voc`, so many scenes, and for 0 is empty."""

    def act(folder):
        (folder / "voc").mkdir()
        if scenes:
            tiny_run.write_scenes(folder / "voc", scenes)
        placed = [word.replace("DIR", str(folder)) for word in words]
        tiny_run.run(*tiny_run.words(folder / "voc", folder / "run"), *placed)

    return act


def resumed(changes, *words):
    """Resumes a run that was begun with three images and three others, but for these changes."""

    def act(folder):
        tiny_run.write_scenes(folder / "voc", 6)
        begun = tiny_run.words(folder / "voc", folder / "run", "--validation", "0.5")
        run, settings, chosen = settled(tiny_run.TASK, tiny_run.parsed(begun))
        training, _ = read_data(settings, chosen)
        settings |= {"recipe": chosen.to_json(), "class_names": list(training.classes)}
        settings |= {"training_images": 3, "validation_images": 3}
        run.write_settings(settings | changes)
        tiny_run.run("--resume", "--output", folder / "run", *words)

    return act


def over_a_run(folder):
    (folder / "run").mkdir()
    (folder / "run" / "run.json").write_text("{}")
    script()(folder)


def into_a_file(folder):
    (folder / "run").write_text("")
    script()(folder)


def row(name, act, sentence, error=ValueError):
    return Row(f"arguments: {name}", act, sentence, error)


ARGUMENTS = [
    row(
        "a recipe that there is not",
        script("--recipe", "ssd"),
        r"^--recipe must be one of seed, ssd300, mb2_lite, plates, roads; got 'ssd'$",
    ),
    row(
        "data without a recipe",
        lambda folder: tiny_run.run("--data", folder),
        r"^--data needs --recipe: one of seed, ",
    ),
    row("an empty folder", script(scenes=0), r"^DIR/voc"),
    row("a folder that there is not", script("--data", "DIR/none"), r"^DIR/none: no such file"),
    row("an output that holds a run", over_a_run, r"^--output DIR/run already holds a run: give"),
    row("an output that is a file", into_a_file, r"^--output must be a folder, and DIR/run is a"),
    row("one image", script(scenes=1), r"^--data needs at least 2 images, one of them to measure"),
    row(
        "no share held out",
        script("--validation", "0"),
        r"^--validation must be between 0 and 1, got 0$",
    ),
    row(
        "a share so small that no image is held out",
        script("--validation", "0.01"),
        r"^--validation 0\.01: a split needs images on both sides, but 6 images part into 6 and 0",
    ),
    row(
        "neither a share nor a file",
        script("--validation", "a fifth"),
        r"^--validation must be a share between 0 and 1, a file that .*, or a .*; got a fifth$",
    ),
    row(
        "a list of images that there are not",
        lambda folder: (
            (folder / "list.txt").write_text("other.jpg\n"),
            script("--validation", "DIR/list.txt")(folder),
        ),
        r"^--validation DIR/list\.txt: files has 1 names that no image has, as \['other\.jpg'\]",
    ),
    row(
        "a batch larger than the data",
        script("--batch-size", "50"),
        r"^--batch-size must be at most the number of training images, 5; got 50$",
    ),
    row(
        "weights that there are not",
        script("--model", "ssdlite_mobilenet_v2", "--weights", "DIR/none.h5"),
        r'^weights must be "imagenet" or a file, got DIR/none\.h5$',
        FileNotFoundError,
    ),
    row(
        "a model that there is not",
        script("--model", "SSD"),
        r"^--model must be a factory of tfvision\.detection, got SSD$",
    ),
    row(
        "an option that the model has not",
        script("--model-options", "depth=3"),
        r"^--model-options: .*unexpected keyword argument 'depth'$",
    ),
    row(
        "an option that the codec has not",
        script("--codec", "iou=0.5"),
        r"^--codec: .*unexpected keyword argument 'iou'$",
    ),
    row(
        "a codec out of range",
        script("--codec", "match_iou=2"),
        r"^match_iou must be in \(0, 1\], got 2$",
    ),
    row(
        "an option that the loss has not",
        script("--loss", "ratio=3"),
        r"^--loss: .*unexpected keyword argument 'ratio'$",
    ),
    row("a loss that there is not", script("--loss", "mining=none"), r"^mining must be one of "),
    row("an IoU out of range", script("--eval-iou", "0"), r"^iou must lie in \(0, 1\], got \[0\.0"),
    row("a method that there is not", script("--eval-method", "voc"), r"^method must be one of "),
    row(
        "a score out of range",
        script("--score-threshold", "3"),
        r"^--score-threshold must be between 0 and 1, got 3\.0$",
    ),
    row(
        "a stage that there is not",
        script("--freeze", "fin"),
        r'^stage must be None, "all" or one of fine, coarse, got \'fin\'$',
    ),
    row(
        "to resume where there is no run",
        lambda folder: tiny_run.run("--resume", "--output", folder / "run"),
        r"^--resume needs a run in --output, and DIR/run holds none",
    ),
    row(
        "to resume nowhere",
        lambda folder: tiny_run.run("--resume"),
        r"^--resume needs --output, the folder of the run to continue$",
    ),
    row(
        "to resume with another batch",
        resumed({}, "--batch-size", "2"),
        r"^--resume continues the run as it was begun: leave out --batch-size, which was 3; got 2$",
    ),
    row(
        "to resume another recipe",
        resumed({}, "--recipe", "seed"),
        r"^--resume continues a run of recipe roads, got seed$",
    ),
    row(
        "to resume with other classes",
        resumed({"class_names": ["car", "bus"]}),
        r"^--resume needs the classes that the run was begun with, car, bus; --data now gives car",
    ),
    row(
        "to resume with other images",
        resumed({"training_images": 9}),
        r"^--resume needs as many training images as .* begun with, 9; --data now gives 3$",
    ),
]
