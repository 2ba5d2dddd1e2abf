"""SSD: one network that names and places every object of an image in a single pass."""

import keras
from keras import ops

from tfvision.detection.default_boxes import Level, check_features, default_boxes
from tfvision.detection.extras import Extra
from tfvision.detection.heads import Head
from tfvision.detection.lite import Lite
from tfvision.detection.top_down import TopDown
from tfvision.layers import BatchNormalization, L2Normalization, fold


@keras.saving.register_keras_serializable(package="tfvision")
class SSD(keras.Model):
    """A backbone, extra layers for larger objects, and a pair of heads on each level of a table.

    Everything follows from the table and the feature maps as built: which extra layers exist, how
    wide the heads are, how many default boxes there are and where. Adding, dropping or resizing a
    level is a change of one row.

    Args:
        backbone: Model from images to a dict of named feature maps, see `tfvision.backbones`.
        classes: Number of foreground classes.
        levels: Rows of `Level`, from the finest map to the coarsest; `L` of them.
        image_size: (height, width) of the images it will see.
        extras: Rows of `Extra`, stacked on the last feature map of the backbone; those below the
            last level's are made, the others left out.
        lite: Build extras and heads of depthwise separable convolutions (SSDLite): True, or a
            `Lite` that says how.
        l2_normalized: Names of features that heads read L2-normalised: `conv4_3` of VGG.
        batch_normalized: Names of features that heads read batch-normalised, as qfgaohao's on VGG.
        clip: See `default_boxes`.
        top_down: Channels of a top-down path that carries what coarse levels know to the finer
            ones before the heads read them, see `TopDown`; None, as in the papers, for no path.
        background_prior: Probability of background that the fresh network gives every default
            box; None leaves it at 1 / (classes + 1). With the focal loss, whose sum runs over all
            boxes, 0.99 keeps the first steps calm (Lin et al., Focal Loss, section 3.3).
        fused: Made without batch normalization, to hold folded weights, see `fuse()`.

    Input shape: `[B, *image_size, 3]` uint8 or float, RGB in [0, 255].
    Output shape: dict `offsets` `[B, K, 4]`, `logits` `[B, K, classes + 1]`, float32.
    Raises: ValueError, naming the level, if its feature does not exist or its step does not fit.

    Reference: Liu et al., SSD, ECCV 2016, figure 2.
    """

    def __init__(
        self,
        backbone,
        classes,
        levels,
        image_size=(300, 300),
        extras=(),
        lite=False,
        l2_normalized=(),
        clip=None,
        top_down=None,
        background_prior=None,
        fused=False,
        *,
        batch_normalized=(),
        **kwargs,
    ):
        # Pixels keep their type: the backbone's normalization casts them.
        super().__init__(autocast=False, **kwargs)
        if classes < 1:
            raise ValueError(f"classes must be at least 1 (background not counted), got {classes}")
        if background_prior is not None and not 0 < background_prior < 1:
            raise ValueError(f"background_prior must be in (0, 1) or None, got {background_prior}")
        self.backbone = backbone
        self.classes = classes
        self.levels = tuple(levels)
        self.image_size = tuple(image_size)
        self.extras = tuple(extras)
        self.lite = lite
        self.l2_normalized = tuple(l2_normalized)
        self.batch_normalized = tuple(batch_normalized)
        self.clip = clip
        self.top_down = top_down
        self.background_prior = background_prior
        self.fused = fused
        extra_features = [extra.feature for extra in self.extras]
        check_features(self.levels, [*backbone.feature_names, *extra_features])
        self.extra_layers = self._make_extras()
        self.l2_layers = {
            name: L2Normalization(name=f"{name}_norm", dtype=self.dtype_policy)
            for name in self.l2_normalized
        }
        self.norm_layers = {
            name: BatchNormalization(name=f"{name}_batch_norm", dtype=self.dtype_policy)
            for name in self.batch_normalized
        }
        self.top_down_layers = self._make_top_down()
        images = keras.Input((*self.image_size, 3))
        self.feature_sizes_hw = self._feature_sizes_hw(images)
        self.default_boxes = default_boxes(
            self.levels, self.feature_sizes_hw, self.image_size, clip
        )
        self.offset_heads = self._make_heads("offsets", 4)
        self.logit_heads = self._make_heads("logits", classes + 1)
        self(images)
        if background_prior is not None:
            for head in self.logit_heads:
                head.start_from(background_prior)
        if not self.trainable:
            # The constructor's argument does not reach the layers made after it, and a frozen
            # normalization must know that it is. Keras passes on only a value that is a new one.
            self.trainable = True
            self.trainable = False

    def build(self, input_shape):
        """Nothing to do: a symbolic call in the constructor builds every layer."""

    def call(self, images, training=None):
        if None not in images.shape[1:3] and tuple(images.shape[1:3]) != self.image_size:
            raise ValueError(
                f"images must be {self.image_size} (image_size), got {tuple(images.shape[1:3])}"
            )
        maps = self.maps(self.features(images, training=training), training=training)
        return {
            "offsets": self._predict(self.offset_heads, maps, training),  # [B, K, 4]
            "logits": self._predict(self.logit_heads, maps, training),  # [B, K, classes + 1]
        }

    def features(self, images, training=None):
        """Images -> dict of all named feature maps."""
        features = dict(self.backbone(images, training=training))
        x = features[self.backbone.feature_names[-1]]
        for row, layer in zip(self.extras, self.extra_layers, strict=False):
            features[row.feature] = x = layer(x, training=training)
        for name, normalize in self.l2_layers.items():
            features[name] = normalize(features[name])
        for name, normalize in self.norm_layers.items():
            features[name] = normalize(features[name], training=training)
        return features

    def maps(self, features, training=None):
        """Named feature maps -> the maps that the heads read, one a level: `L` x `[B, h, w, C]`."""
        maps = [features[level.feature] for level in self.levels]
        coarser = None
        for i, merge in reversed(list(enumerate(self.top_down_layers))):
            maps[i] = coarser = merge(maps[i], coarser, training=training)
        return maps

    def fuse(self):
        """A copy for inference with every batch normalization folded into its convolution."""
        backbone = type(self.backbone).from_config({**self.backbone.get_config(), "fused": True})
        config = {**self._plain_config(), "fused": True, "name": self.name}
        return fold(self, SSD(backbone, **config))

    def _predict(self, heads, maps, training):
        rows = [head(x, training=training) for head, x in zip(heads, maps, strict=True)]
        return ops.concatenate(rows, axis=1)

    def _make_extras(self):
        used = {level.feature for level in self.levels}
        rows = list(self.extras)
        while rows and rows[-1].feature not in used:
            rows.pop()
        return [row.layer(self._lite, self.fused, self.dtype_policy) for row in rows]

    @property
    def _lite(self):
        return Lite() if self.lite is True else self.lite

    def _make_top_down(self):
        if self.top_down is None:
            return []
        shared = {"norm": not self.fused, "dtype": self.dtype_policy}
        return [
            TopDown(self.top_down, name=f"{level.feature}_top_down", **shared)
            for level in self.levels
        ]

    def _feature_sizes_hw(self, images):
        features = self.features(images)
        sizes_hw = []
        for level in self.levels:
            height, width = features[level.feature].shape[1:3]
            if height < 1 or width < 1:
                raise ValueError(
                    f"Level {level.feature!r}: its feature map is {height} x {width} for images of "
                    f"{self.image_size}; drop the level or enlarge image_size"
                )
            sizes_hw.append((height, width))
        return sizes_hw

    def _make_heads(self, kind, width):
        heads, lite = [], self._lite
        for level, size_hw in zip(self.levels, self.feature_sizes_hw, strict=True):
            options = lite.head_options(size_hw, self.fused) if lite else {}
            name = f"{level.feature}_{kind}"
            shared = {"dtype": self.dtype_policy, "name": name}
            heads.append(Head(level.boxes_per_cell, width, **options, **shared))
        return heads

    def _plain_config(self):
        return {
            "classes": self.classes,
            "levels": self.levels,
            "image_size": self.image_size,
            "extras": self.extras,
            "lite": self.lite,
            "l2_normalized": self.l2_normalized,
            "batch_normalized": self.batch_normalized,
            "clip": self.clip,
            "top_down": self.top_down,
            "background_prior": self.background_prior,
            "fused": self.fused,
            "dtype": self.dtype_policy,
        }

    def get_config(self):
        """Constructor arguments as plain values."""
        return {
            **self._plain_config(),
            "backbone": keras.saving.serialize_keras_object(self.backbone),
            "levels": [level.get_config() for level in self.levels],
            "lite": self.lite.get_config() if isinstance(self.lite, Lite) else self.lite,
            "extras": [extra.get_config() for extra in self.extras],
            "dtype": keras.dtype_policies.serialize(self.dtype_policy),
            "name": self.name,
            "trainable": self.trainable,
        }

    @classmethod
    def from_config(cls, config):
        """The inverse of `get_config`."""
        config = dict(config)
        config["backbone"] = keras.saving.deserialize_keras_object(config["backbone"])
        config["levels"] = [Level.from_config(row) for row in config["levels"]]
        if isinstance(config["lite"], dict):
            config["lite"] = Lite.from_config(config["lite"])
        config["extras"] = [Extra.from_config(row) for row in config["extras"]]
        return cls(**config)
