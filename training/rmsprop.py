"""RMSprop as TensorFlow 1 had it and EfficientNet's authors used it."""

import keras
import tensorflow as tf

from training.whole_gradient import ClipsWhole


@keras.saving.register_keras_serializable(package="tfvision")
class RMSpropTF(ClipsWhole, keras.optimizers.Optimizer):
    """Divides each gradient by the root of its recent mean square, then sums it up by momentum.

    The mean of the squares begins at one, so that the first steps are small; Keras's RMSprop begins
    at zero. Epsilon is added under the root, as in Keras and unlike in PyTorch. One fused operation
    updates a variable, where Keras's takes ten.

    Args:
        learning_rate: Rate or schedule.
        rho: Memory of the mean square.
        momentum: Of the steps.
        epsilon: Added to the mean square.
        first_square: Where the mean square begins.
        **kwargs: Of every Keras optimizer.

    Reference: Tieleman and Hinton, Coursera lecture 6.5, 2012; Tan and Le, EfficientNet, ICML 2019.
    """

    def __init__(
        self,
        learning_rate=1e-3,
        rho=0.9,
        momentum=0.9,
        epsilon=1e-3,
        first_square=1.0,
        name="rmsprop_tf",
        **kwargs,
    ):
        super().__init__(learning_rate=learning_rate, name=name, **kwargs)
        self.rho = rho
        self.momentum = momentum
        self.epsilon = epsilon
        self.first_square = first_square

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        begin = keras.initializers.Constant(self.first_square)
        self._squares = self.add_optimizer_variables(variables, "square", initializer=begin)
        self._speeds = self.add_optimizer_variables(variables, "speed")

    def update_step(self, gradient, variable, learning_rate):
        index = self._get_variable_index(variable)
        variable = variable.value if isinstance(variable, keras.Variable) else variable
        tf.raw_ops.ResourceApplyRMSProp(
            var=variable.handle,
            ms=self._squares[index].value.handle,
            mom=self._speeds[index].value.handle,
            lr=tf.cast(learning_rate, variable.dtype),
            rho=tf.cast(self.rho, variable.dtype),
            momentum=tf.cast(self.momentum, variable.dtype),
            epsilon=tf.cast(self.epsilon, variable.dtype),
            grad=tf.cast(gradient, variable.dtype),
        )

    def get_config(self):
        names = ("rho", "momentum", "epsilon", "first_square")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
