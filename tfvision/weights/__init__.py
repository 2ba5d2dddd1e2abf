"""Weights of other libraries in our models."""

from tfvision.weights.application import load_application

__all__ = ["load_application"]
