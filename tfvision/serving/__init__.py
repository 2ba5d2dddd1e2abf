"""Predictors as SavedModels: write the next version, load one, ask TF Serving for one."""

from tfvision.serving.asking import ServerError
from tfvision.serving.client import RemotePredictor, connect
from tfvision.serving.conversion import convert
from tfvision.serving.converted_predictor import ConvertedPredictor
from tfvision.serving.loading import load
from tfvision.serving.raw_detector import RawDetector
from tfvision.serving.remote_characters import RemoteCharacters
from tfvision.serving.saved_characters import SavedCharacters
from tfvision.serving.saved_model import export
from tfvision.serving.saved_predictor import SavedPredictor
from tfvision.serving.verify import ExportError

__all__ = [
    "ConvertedPredictor",
    "ExportError",
    "RawDetector",
    "RemoteCharacters",
    "RemotePredictor",
    "SavedCharacters",
    "SavedPredictor",
    "ServerError",
    "connect",
    "convert",
    "export",
    "load",
]
