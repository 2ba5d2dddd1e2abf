"""Learning rates that begin low."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="tfvision")
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Rises in a straight line to `peak`, then follows another schedule from its beginning.

    It takes effect at every step, so it needs no callback and resumes with the optimizer.

    Args:
        peak: The rate at the end of the rise.
        after: The schedule that follows; its step 0 is the first step after the rise. None: `peak`.
        steps: How many steps the rise takes; 0 for none.
        factor: Where it begins, as a share of `peak`.

    Raises: ValueError if `steps` is negative.

    Example:
        >>> rate = WarmUp(0.1, None, 4, factor=0.5)
        >>> [float(rate(step)) for step in (0, 2, 4, 9)]
        [0.05, 0.075, 0.1, 0.1]
    """

    def __init__(self, peak, after, steps, factor=0.0):
        if steps < 0:
            raise ValueError(f"steps must not be negative, got {steps}")
        self.peak = peak
        self.after = after
        self.steps = steps
        self.factor = factor

    def __call__(self, step):
        """The learning rate of a step, float32."""
        step = ops.cast(step, "float32")
        share = ops.minimum(step / self.steps, 1.0) if self.steps else ops.ones_like(step)
        rising = self.peak * (self.factor + (1.0 - self.factor) * share)
        if self.after is None:
            return rising
        following = ops.cast(self.after(ops.maximum(step - self.steps, 0.0)), "float32")
        return ops.where(step < self.steps, rising, following)

    def get_config(self):
        return {
            "peak": self.peak,
            "after": self.after and keras.saving.serialize_keras_object(self.after),
            "steps": self.steps,
            "factor": self.factor,
        }

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        after = config["after"] and keras.saving.deserialize_keras_object(config["after"])
        return cls(**config | {"after": after})
