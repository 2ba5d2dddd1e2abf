"""Keeps TensorFlow from advising other ways of loading a model than those that are meant."""

import contextlib

import tensorflow as tf


@contextlib.contextmanager
def quiet_advice():
    """Without warnings of TensorFlow's own logger."""
    logger = tf.get_logger()
    level = logger.level
    logger.setLevel("ERROR")
    try:
        yield
    finally:
        logger.setLevel(level)
