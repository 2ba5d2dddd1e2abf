"""What a served detector of characters answers beside its boxes: the heat map they are found in."""

import tensorflow as tf

from tfvision.serving.signatures import Served


class ServedCharacters(Served):
    """A `CharacterDetector` as TF Serving calls it.

    Its graph takes each image whole. Large ones need tiles, and lines and readings are told apart
    outside of a graph only: the signature `heat_map` gives a client what it decodes with the
    functions of `CharacterDetector` itself, as `SavedCharacters` does.
    """

    def signatures(self):
        """Concrete functions by the names that clients call."""
        spec = tf.TensorSpec([None, None, None, 3], tf.uint8, name="images")
        heat_map = tf.function(self.heat_map, [spec], autograph=False)
        return {**super().signatures(), "heat_map": heat_map.get_concrete_function()}

    def heat_map(self, images):
        """uint8 `[B, H, W, 3]`, taken as they are, to `heat_map` `[B, H // 2, W // 2, outputs]`."""
        return self._raw.value(tf.cast(images, tf.float32))

    def from_bytes(self, image_bytes):
        """Files' contents `[B]`, of mixed sizes, to answers in pixels of each, one by one."""

        def one(content):
            answer = self._pixels.value(
                self.decode(content)[None]
            )  # The file holds its graph once.
            return answer["boxes"][0], answer["scores"][0], answer["order"][0]

        def together():
            kinds = ([None, 4], tf.float32), ([None], tf.float32), ([None], tf.int32)
            spec = tuple(tf.RaggedTensorSpec(*kind, ragged_rank=0) for kind in kinds)
            boxes, scores, order = tf.map_fn(one, image_bytes, fn_output_signature=spec)
            counts = tf.cast(scores.row_lengths(), tf.int32)
            boxes = boxes.to_tensor(shape=[None, None, 4])
            return boxes, scores.to_tensor(), order.to_tensor(-1), counts

        def none():
            order, counts = tf.zeros([0, 0], tf.int32), tf.zeros([0], tf.int32)
            return tf.zeros([0, 0, 4]), tf.zeros([0, 0]), order, counts

        answer = tf.cond(tf.size(image_bytes) > 0, together, none)
        return dict(zip(("boxes", "scores", "order", "num_detections"), answer, strict=True))

    def _named(self, answer):
        return answer  # Characters have no classes.
