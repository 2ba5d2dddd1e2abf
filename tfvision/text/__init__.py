"""Text: every character on a screen, from heat maps to boxes in reading order."""

from tfvision.images.problems import DataError
from tfvision.text.architectures import craft, ghost_craft
from tfvision.text.dataset import Pages, read
from tfvision.text.loss import HardNegativeMSE
from tfvision.text.model import CRAFT
from tfvision.text.sample import Sample
from tfvision.text.screens import Screens
from tfvision.text.slices import Slices

__all__ = [
    "CRAFT",
    "DataError",
    "HardNegativeMSE",
    "Pages",
    "Sample",
    "Screens",
    "Slices",
    "craft",
    "ghost_craft",
    "read",
]
