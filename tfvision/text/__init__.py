"""Text: every character on a screen, from heat maps to boxes in reading order."""

from tfvision.images.problems import DataError
from tfvision.text.architectures import craft, ghost_craft
from tfvision.text.codec import Codec, codec_for
from tfvision.text.dataset import Pages, read
from tfvision.text.gaussian import GaussianGenerator
from tfvision.text.loss import HardNegativeMSE
from tfvision.text.metric import CharacterMetric, character_scores
from tfvision.text.model import CRAFT
from tfvision.text.predictor import CharacterDetector
from tfvision.text.reading_order import ReadingOrder, reading_order
from tfvision.text.region import region_to_bboxes
from tfvision.text.sample import Sample
from tfvision.text.screens import Screens
from tfvision.text.sides_loss import SidesLoss
from tfvision.text.slices import Slices
from tfvision.text.words import boxes_of_words, word_boxes

__all__ = [
    "CRAFT",
    "CharacterDetector",
    "CharacterMetric",
    "Codec",
    "DataError",
    "GaussianGenerator",
    "HardNegativeMSE",
    "Pages",
    "ReadingOrder",
    "Sample",
    "Screens",
    "SidesLoss",
    "Slices",
    "boxes_of_words",
    "character_scores",
    "codec_for",
    "craft",
    "ghost_craft",
    "read",
    "reading_order",
    "region_to_bboxes",
    "word_boxes",
]
