"""Text: every character on a screen, from heat maps to boxes in reading order."""

from tfvision.text.screens import Screens

__all__ = [
    "Screens",
]
