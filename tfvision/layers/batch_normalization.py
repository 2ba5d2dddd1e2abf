"""Batch normalization through TensorFlow's fused kernel."""

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable(package="tfvision")
class BatchNormalization(keras.layers.BatchNormalization):
    """Keras's batch normalization, by one fused kernel instead of a dozen elementwise ones.

    Same variables, same configuration and same outputs as `keras.layers.BatchNormalization`; a
    training step of MobileNetV2 takes half to two thirds of the time on a CPU. With
    `trainable=False` it normalises by the moving statistics and leaves them alone, whatever
    `training` says. The replicas of a distribution strategy share the mean of their statistics;
    with `synchronized=True` they normalise by those of all their batches. That and float64 the
    kernel knows nothing of: they are slower.

    Args:
        momentum: Share of the old moving statistics that one training step keeps.
        epsilon: Added to the variance.
        **kwargs: The other arguments of `keras.layers.BatchNormalization`; `axis` must be the last
            one, `renorm` is not supported.

    Input shape: `[B, H, W, C]` float.
    Output shape: the same.
    Raises: ValueError for another axis and for `renorm`.

    Differs from Keras: the moving variance collects the unbiased variance of a batch, n / (n - 1)
        times the one it is normalised by, as PyTorch's does. A batch without a pixel leaves the
        statistics alone.
    Reference: Ioffe and Szegedy, Batch Normalization, ICML 2015.
    """

    def __init__(self, momentum=0.9, epsilon=1e-5, **kwargs):
        super().__init__(momentum=momentum, epsilon=epsilon, **kwargs)
        if self.axis not in (-1, 3):
            raise ValueError(
                f"axis must be -1 or 3 (the channels of [B, H, W, C]), got {self.axis}"
            )
        if self.renorm:
            raise ValueError(f"renorm must be False, got {self.renorm}")

    def add_weight(self, *, trainable=True, **options):
        # Each replica of a strategy sees its own batch: the moving statistics are their mean,
        # where Keras's own layer keeps those of the first replica.
        aggregation = "none" if trainable else "mean"
        return super().add_weight(trainable=trainable, aggregation=aggregation, **options)

    def build(self, input_shape):
        if len(input_shape) != 4:
            raise ValueError(f"input must be [B, H, W, C], got the shape {tuple(input_shape)}")
        super().build(input_shape)

    def call(self, inputs, training=None):
        batch_statistics = bool(training) and self.trainable
        if inputs.dtype == tf.float64 or (batch_statistics and self.synchronized):
            return self._step_by_step(inputs, batch_statistics)  # [B, H, W, C]
        if _slow_in_half(inputs):
            floats = self._fused(tf.cast(inputs, tf.float32), batch_statistics)
            return tf.cast(floats, inputs.dtype)  # [B, H, W, C]
        return self._fused(inputs, batch_statistics)  # [B, H, W, C]

    def _fused(self, inputs, batch_statistics):
        channels = inputs.shape[-1]
        normalized = tf.raw_ops.FusedBatchNormV3(
            x=inputs,
            scale=tf.convert_to_tensor(self.gamma) if self.scale else tf.ones([channels]),
            offset=tf.convert_to_tensor(self.beta) if self.center else tf.zeros([channels]),
            mean=tf.zeros([0]) if batch_statistics else tf.convert_to_tensor(self.moving_mean),
            variance=tf.zeros([0])
            if batch_statistics
            else tf.convert_to_tensor(self.moving_variance),
            epsilon=self.epsilon,
            is_training=batch_statistics,
        )
        if batch_statistics:
            self._update(inputs, normalized.batch_mean, normalized.batch_variance)
        return normalized.y  # [B, H, W, C]

    def _step_by_step(self, inputs, batch_statistics):
        """What the kernel knows nothing of: several replicas, and float64."""
        floats = inputs if inputs.dtype == tf.float64 else tf.cast(inputs, tf.float32)
        mean, variance = map(tf.convert_to_tensor, (self.moving_mean, self.moving_variance))
        if batch_statistics:
            total = _sum_over_replicas if self.synchronized else tf.identity
            pixels = total(tf.cast(tf.reduce_prod(tf.shape(inputs)[:3]), floats.dtype))
            mean = total(tf.reduce_sum(floats, [0, 1, 2])) / pixels  # [C]
            variance = total(tf.reduce_sum(tf.square(floats - mean), [0, 1, 2])) / pixels
            self._update(inputs, mean, variance * pixels / tf.maximum(pixels - 1, 1))
        gamma = tf.convert_to_tensor(self.gamma) if self.scale else None
        beta = tf.convert_to_tensor(self.beta) if self.center else None
        normalized = tf.nn.batch_normalization(floats, mean, variance, beta, gamma, self.epsilon)
        return tf.cast(normalized, inputs.dtype)  # [B, H, W, C]

    def _update(self, inputs, mean, variance):
        # The kernel answers NaN statistics for a batch without a pixel.
        share = tf.constant(1.0 - self.momentum, mean.dtype)
        step = tf.where(tf.size(inputs) > 0, share, tf.zeros_like(share))
        for moving, value in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving + tf.math.multiply_no_nan(value - moving, step))

    def get_config(self):
        return {**super().get_config(), "momentum": self.momentum, "epsilon": self.epsilon}


def _slow_in_half(inputs):
    """Whether the CPU's kernel would take six times as long as in float32: on odd channels."""
    if inputs.dtype != tf.bfloat16 or inputs.shape[-1] % 16 == 0:
        return False
    return not tf.config.list_physical_devices("GPU")


def _sum_over_replicas(value):
    context = tf.distribute.get_replica_context()
    if context is None or context.num_replicas_in_sync == 1:
        return value
    return context.all_reduce(tf.distribute.ReduceOp.SUM, value)
