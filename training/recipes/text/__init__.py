"""Recipes of `training.text`, by name."""

from training.recipes.recipe import recipe_named
from training.recipes.text.craft import CRAFT
from training.recipes.text.ghost_craft import GHOST_CRAFT
from training.recipes.text.ghost_small import GHOST_SMALL
from training.recipes.text.recipe import TextRecipe
from training.recipes.text.screens import SCREENS

RECIPES = {recipe.name: recipe for recipe in (CRAFT, GHOST_CRAFT, GHOST_SMALL, SCREENS)}


def recipe(name):
    """The recipe of that name; ValueError lists those there are."""
    return recipe_named(RECIPES, name)


__all__ = ["RECIPES", "TextRecipe", "recipe"]
