"""Keras layers that know no task."""
