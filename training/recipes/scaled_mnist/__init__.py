"""Recipes of `training.scaled_mnist`, by name."""

from training.recipes.recipe import recipe_named
from training.recipes.scaled_mnist.digits import DIGITS
from training.recipes.scaled_mnist.recipe import ScaledMnistRecipe
from training.recipes.scaled_mnist.seed_table import SEED_TABLE

RECIPES = {recipe.name: recipe for recipe in (*SEED_TABLE, DIGITS)}


def recipe(name):
    """The recipe of that name; ValueError lists those there are."""
    return recipe_named(RECIPES, name)


__all__ = ["RECIPES", "ScaledMnistRecipe", "recipe"]
