"""Screens of games and apps, drawn with NumPy and OpenCV, and a box for every character."""

from tfvision.text.screens.series import Screens, render

__all__ = ["Screens", "render"]
