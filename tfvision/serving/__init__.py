"""Predictors as SavedModels."""
