"""Predictors as SavedModels: write the next version, load one, warm-up for TF Serving."""

from tfvision.serving.loading import SavedPredictor, load
from tfvision.serving.raw_detector import RawDetector
from tfvision.serving.saved_model import export
from tfvision.serving.verify import ExportError

__all__ = ["ExportError", "RawDetector", "SavedPredictor", "export", "load"]
