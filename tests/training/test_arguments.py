"""Words of a command line over a recipe's own choices."""

import argparse
import dataclasses
import json

import pytest

from tests.training import tiny_run
from tfvision.detection import Level
from tfvision.detection.augment_options import AugmentOptions
from training.arguments import add_recipe_arguments, options_of, with_arguments
from training.recipes.detection import RECIPES, DetectionRecipe, recipe


def given(*words):
    parser = argparse.ArgumentParser()
    add_recipe_arguments(parser, DetectionRecipe)
    return vars(parser.parse_args(words))


def changed(name, *words):
    """What the words change in a recipe, as a dict."""
    before = recipe(name)
    after = with_arguments(before, given(*words))
    names = [field.name for field in dataclasses.fields(before)]
    return {n: getattr(after, n) for n in names if getattr(after, n) != getattr(before, n)}


def test_every_field_but_the_name_has_an_argument():
    names = {field.name for field in dataclasses.fields(DetectionRecipe)}
    assert names - set(options_of(DetectionRecipe)) == {"name"}


def test_nothing_given_changes_nothing():
    assert given() == {}
    for name in RECIPES:
        assert changed(name) == {}


@pytest.mark.parametrize(
    ("words", "fields"),
    [
        ("--batch-size 5", {"batch_size": 5}),
        ("--image-size 320 576", {"image_size": (320, 576)}),
        ("--learning-rate 1e-4 --weight-decay 0", {"learning_rate": 1e-4, "weight_decay": 0.0}),
        ("--eval-iou 0.4", {"eval_iou": (0.4,)}),
        ("--weights none --levels none", {"weights": None, "levels": None}),
        ("--freeze block_3", {"freeze": "block_3"}),
        ("--augment none", {"augment": None}),
        ("--augment hue=0 expand=1,2", {"augment": AugmentOptions(hue=0, expand=(1, 2))}),
        ("--loss mining=focal gamma=1.5", {"loss": {"mining": "focal", "gamma": 1.5}}),
        ("--model-options alpha=0.5", {"model_options": {"alpha": 0.5}}),
        (
            "--model-options of=a_1,b_2 one=a,",
            {"model_options": {"of": ("a_1", "b_2"), "one": ("a",)}},
        ),
        ("--ema 0.9 --patience 4", {"ema": 0.9, "patience": 4}),
        ("--ema none --mixed-precision none --clip-norm none", {}),
        ("--ignore-difficult yes", {"ignore_difficult": True}),
        ("--epochs 3", {"epochs": 3}),
        ("--milestones", {}),
    ],
)
def test_what_is_given_holds(words, fields):
    assert changed("seed", *words.split()) == fields


def test_epochs_and_steps_are_one_choice():
    assert changed("ssd300", "--epochs", "3") == {"epochs": 3, "total_steps": None}
    assert changed("seed", "--total-steps", "99") == {"epochs": None, "total_steps": 99}


def test_a_level_table_from_a_file(tmp_path):
    rows = [
        {"feature": "a", "boxes_wh": [[20, 8]]},
        {"feature": "b", "sizes": [30, 60], "step": 16},
    ]
    wanted = (Level("a", (), (), boxes_wh=((20, 8),)), Level("b", (30, 60), (), 16))
    for content in (rows, {"levels": rows}):
        (tmp_path / "levels.json").write_text(json.dumps(content))
        assert changed("seed", "--levels", str(tmp_path / "levels.json")) == {"levels": wanted}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("--batch-size 0", "must be at least 1, got 0"),
        ("--batch-size many", "invalid positive value: 'many'"),
        ("--warmup-steps -1", "must be at least 0, got -1"),
        ("--image-size 300", "expected 2 arguments"),
        ("--image-size 0 -4", "must be at least 1, got 0"),
        ("--weight-decay nan", "must be a number of at least 0, got nan"),
        ("--weight-decay much", "must be a number of at least 0, got much"),
        ("--learning-rate 0", "must be a number above 0, got 0"),
        ("--learning-rate inf", "must be a number above 0, got inf"),
        ("--momentum 1", "must be a number of at least 0 and below 1, got 1"),
        ("--ema 1", "must be a number of at least 0 and below 1, got 1"),
        ("--clip-norm -1", "must be a number above 0, got -1"),
        ("--milestones 0.5 2", "must be a number between 0 and 1, got 2"),
        ("--mixed-precision float8", "must be one of mixed_bfloat16, mixed_float16; got float8"),
        ("--optimizer adam", "must be one of adamw, rmsprop, sgd; got adam"),
        ("--schedule linear", "must be one of constant, cosine, exponential, steps; got linear"),
        ("--loss focal", "must be written key=value, got focal"),
        ("--augment colour=1", "knows colour_probability, "),
        ("--ignore-difficult 1", "must be yes or no, got 1"),
        ("--levels none.json", "must be a JSON file or none: "),
    ],
)
def test_words_that_do_not_fit_are_explained(words, sentence, capsys):
    with pytest.raises(SystemExit):
        given(*words.split())
    assert sentence in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("words", ["--steps-per-epoch -5", "--threads 0"])
def test_counts_begin_with_one(words, capsys):
    with pytest.raises(SystemExit):
        tiny_run.parsed(words.split())
    assert "must be at least 1, got" in " ".join(capsys.readouterr().err.split())


@pytest.mark.parametrize("content", ["[", '[{"sizes": [3]}]', '[{"feature": "a"}]', "3"])
def test_a_file_that_is_no_level_table(content, tmp_path, capsys):
    (tmp_path / "levels.json").write_text(content)
    with pytest.raises(SystemExit):
        given("--levels", str(tmp_path / "levels.json"))
    assert "levels.json is no level table: " in capsys.readouterr().err
