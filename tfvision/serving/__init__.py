"""Predictors as SavedModels: write the next version, load one, warm-up for TF Serving."""

from tfvision.serving.loading import load
from tfvision.serving.raw_detector import RawDetector
from tfvision.serving.saved_characters import SavedCharacters
from tfvision.serving.saved_model import export
from tfvision.serving.saved_predictor import SavedPredictor
from tfvision.serving.verify import ExportError

__all__ = ["ExportError", "RawDetector", "SavedCharacters", "SavedPredictor", "export", "load"]
