"""Optimizers that judge the whole gradient, its norm and its overflow, not a replica's part."""

import keras
import tensorflow as tf


class ClipsWhole:
    """Clips the sum of the replicas' gradients; Keras clips each replica's part, then sums.

    One replica is told by its own batch how long its gradient is: on two, what is clipped would be
    another step than on one.
    """

    def _clip_gradients(self, grads):
        return grads

    def _all_reduce_sum_gradients(self, grads_and_vars):
        pairs = super()._all_reduce_sum_gradients(grads_and_vars)
        clipped = super()._clip_gradients([grad for grad, _ in pairs])
        return [(grad, variable) for grad, (_, variable) in zip(clipped, pairs, strict=True)]


@keras.saving.register_keras_serializable(package="tfvision")
class SGD(ClipsWhole, keras.optimizers.SGD):
    """Keras's SGD, clipping the whole."""


@keras.saving.register_keras_serializable(package="tfvision")
class Adam(ClipsWhole, keras.optimizers.Adam):
    """Keras's Adam, clipping the whole."""


@keras.saving.register_keras_serializable(package="tfvision")
class LossScale(keras.optimizers.LossScaleOptimizer):
    """Leaves a step out when the gradient of any replica overflows.

    Keras asks each process for its own part only: one would step and wait, for ever, for another
    that does not.
    """

    def check_finite(self, grads):
        """Whether all gradients of all replicas are finite."""
        finite = super().check_finite(grads)
        context = tf.distribute.get_replica_context()
        if context is None or context.num_replicas_in_sync == 1:
            return finite
        bad = tf.cast(tf.logical_not(finite), tf.float32)
        return context.all_reduce(tf.distribute.ReduceOp.SUM, bad) == 0
