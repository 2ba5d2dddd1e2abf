"""What every backbone offers: named feature maps with strides, freezing by stage, and fusing."""

import keras

from tfvision.layers import fold


class Backbone(keras.Model):
    """A model from images to a dict of named feature maps.

    A subclass sets `normalize` and `strides`, appends its layers to `stages` in their order, and
    ends its constructor with `_finish()`. One whose layers can be deformable makes each with what
    `_deformation(name)` returns.

    Attributes:
        strides: Feature's name -> its stride in pixels of the image.
        feature_names: The names, in the order of the network.
        asides: Those of them that only a head which names them reads; others have one at each
            stride to go by.
        stages: The layers that `freeze` knows by name, in the order of the network.

    Input shape: `[B, H, W, 3]`, uint8 or float, RGB in [0, 255].
    Output shape: dict of `[B, h, w, C]` float.
    """

    def __init__(self, fused, frozen, deformable=(), **kwargs):
        # Pixels are cast by the normalization, after the mean is taken away.
        super().__init__(autocast=False, **kwargs)
        _check_deformable(deformable)
        self.fused = fused
        self.frozen = frozen
        self.deformable = deformable
        self.strides = {}
        self.stages = []

    def _deformation(self, name):
        """Returns the argument `deformable` of the layer with that name."""
        if isinstance(self.deformable, dict):
            return self.deformable.get(name, False)
        return name in self._deformable_names()

    def _deformable_names(self):
        return (self.deformable,) if isinstance(self.deformable, str) else tuple(self.deformable)

    def _finish(self):
        known = [layer.name for layer in self.stages]
        if unknown := [name for name in self._deformable_names() if name not in known]:
            raise ValueError(f"deformable must be among {', '.join(known)}, got {unknown}")
        trainable = self.trainable
        self.build((None, None, None, 3))
        self.freeze(self.frozen)
        # The constructor's argument does not reach the layers made after it, and a frozen
        # normalization must know that it is.
        self.trainable = trainable and self.trainable

    def build(self, input_shape):
        """Builds `normalize` and the stages, each on what the one before it makes."""
        if self.built:
            return
        self.normalize.build(input_shape)
        channels = input_shape[-1]
        for layer in self.stages:
            layer.build((None, None, None, channels))
            channels = layer.filters

    asides = ()

    def _through(self, blocks, x, training):
        """Runs inverted residuals; returns those of their maps that `strides` names, and the last.

        A block's widened map has the block's name and "_expand".
        """
        features = {}
        for block in blocks:
            expanded = block.expand_features(x, training=training)
            if f"{block.name}_expand" in self.strides:
                features[f"{block.name}_expand"] = expanded
            x = block.project_features(expanded, x, training=training)
            if block.name in self.strides:
                features[block.name] = x
        return features, x

    @property
    def feature_names(self):
        return list(self.strides)

    def freeze(self, stage):
        """Freezes the stages up to and including the named one; batch normalization in them too.

        Args:
            stage: Name of a stage, "all", or None, which makes the whole backbone trainable.

        Raises: ValueError for another name.
        """
        up_to = self.stage_layers()
        if stage not in (None, "all", *up_to):
            raise ValueError(
                f'stage must be None, "all" or one of {", ".join(up_to)}, got {stage!r}'
            )
        # Keras passes a value on to the layers inside only where it is a new one.
        self.trainable = True
        self.trainable = False
        self.trainable = stage != "all"
        for layer in up_to.get(stage, ()):
            layer.trainable = False
        self.frozen = stage

    def stage_layers(self):
        """Returns the names that `freeze` knows, each with the layers up to and including it."""
        return {layer.name: self.stages[: i + 1] for i, layer in enumerate(self.stages)}

    def fuse(self):
        """Returns a copy with batch normalization folded into the convolutions, for inference."""
        return fold(self, type(self).from_config({**self.get_config(), "fused": True}))

    def get_config(self):
        return {**super().get_config(), "fused": self.fused, "frozen": self.frozen}


def _check_deformable(given):
    if not isinstance(given, str | list | tuple | set | dict):
        raise ValueError(f"deformable must be names of layers, or a dict, got {given!r}")
    for name, options in given.items() if isinstance(given, dict) else ():
        if not isinstance(options, bool | dict):
            raise ValueError(
                f"deformable[{name!r}] must be True, False or a dict of options of DeformConv2D, "
                f"got {options!r}"
            )
