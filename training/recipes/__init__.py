"""Recipes: how a published or measured result is reached, one frozen dataclass a file."""
