"""Recipes of `training.detection`, by name."""

from training.recipes.detection.mb2_lite import MB2_LITE
from training.recipes.detection.plates import PLATES
from training.recipes.detection.recipe import DetectionRecipe
from training.recipes.detection.roads import ROADS
from training.recipes.detection.seed import SEED
from training.recipes.detection.ssd300 import SSD300
from training.recipes.recipe import recipe_named

RECIPES = {recipe.name: recipe for recipe in (SEED, SSD300, MB2_LITE, PLATES, ROADS)}


def recipe(name):
    """The recipe of that name; ValueError lists those there are."""
    return recipe_named(RECIPES, name)


__all__ = ["RECIPES", "DetectionRecipe", "recipe"]
