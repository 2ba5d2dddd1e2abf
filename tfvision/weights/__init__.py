"""Weights of other libraries in our models."""

from tfvision.weights.application import load_application
from tfvision.weights.seed_deform_conv import load_seed_deform_conv

__all__ = ["load_application", "load_seed_deform_conv"]
