"""Learning rates that begin low, and that fall in steps."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="tfvision")
class WarmUp(keras.optimizers.schedules.LearningRateSchedule):
    """Rises in a straight line to `peak`, then follows another schedule.

    It takes effect at every step, so it needs no callback and resumes with the optimizer.

    Args:
        peak: The rate at the end of the rise.
        after: The schedule that follows; its step 0 is the first step after the rise. None: `peak`.
        steps: How many steps the rise takes; 0 for none.
        factor: Where it begins, as a share of `peak`.
        running: True lets the clock of `after` run during the rise, as EfficientNet's authors do;
            the rate then drops at the end of the rise by what `after` has lost by then.

    Raises: ValueError if `steps` is negative.

    Example:
        >>> rate = WarmUp(0.1, None, 4, factor=0.5)
        >>> [float(rate(step)) for step in (0, 2, 4, 9)]
        [0.05, 0.075, 0.1, 0.1]
    """

    def __init__(self, peak, after, steps, factor=0.0, running=False):
        if steps < 0:
            raise ValueError(f"steps must not be negative, got {steps}")
        self.peak = peak
        self.after = after
        self.steps = steps
        self.factor = factor
        self.running = running

    def __call__(self, step):
        """The learning rate of a step, float32."""
        step = ops.cast(step, "float32")
        share = ops.minimum(step / self.steps, 1.0) if self.steps else ops.ones_like(step)
        rising = self.peak * (self.factor + (1.0 - self.factor) * share)
        if self.after is None:
            return rising
        passed = step if self.running else ops.maximum(step - self.steps, 0.0)
        following = ops.cast(self.after(passed), "float32")
        return ops.where(step < self.steps, rising, following)

    def get_config(self):
        return {
            "peak": self.peak,
            "after": self.after and keras.saving.serialize_keras_object(self.after),
            "steps": self.steps,
            "factor": self.factor,
            "running": self.running,
        }

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        after = config["after"] and keras.saving.deserialize_keras_object(config["after"])
        return cls(**config | {"after": after})
