"""Weights of other libraries in our models."""

from tfvision.weights.application import load_application
from tfvision.weights.problems import WeightsError
from tfvision.weights.seed_deform_conv import load_seed_deform_conv
from tfvision.weights.torch_file import read
from tfvision.weights.torch_weights import load_torch, model_from_torch, save_torch

__all__ = [
    "WeightsError",
    "load_application",
    "load_seed_deform_conv",
    "load_torch",
    "model_from_torch",
    "read",
    "save_torch",
]
