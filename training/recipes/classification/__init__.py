"""Recipes of `training.classification`, by name."""

from training.recipes.classification.efficientnet import EFFICIENTNET
from training.recipes.classification.efficientnet_small import EFFICIENTNET_SMALL
from training.recipes.classification.ghost_vgg16_bn import GHOST_VGG16_BN
from training.recipes.classification.ghost_vgg_small import GHOST_VGG_SMALL
from training.recipes.classification.recipe import ClassificationRecipe
from training.recipes.classification.shapes import SHAPES
from training.recipes.classification.transfer import TRANSFER
from training.recipes.classification.vgg_small import VGG_SMALL
from training.recipes.recipe import recipe_named

RECIPES = {
    recipe.name: recipe
    for recipe in (
        EFFICIENTNET,
        EFFICIENTNET_SMALL,
        GHOST_VGG16_BN,
        GHOST_VGG_SMALL,
        VGG_SMALL,
        TRANSFER,
        SHAPES,
    )
}


def recipe(name):
    """The recipe of that name; ValueError lists those there are."""
    return recipe_named(RECIPES, name)


__all__ = ["RECIPES", "ClassificationRecipe", "recipe"]
