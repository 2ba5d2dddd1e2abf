"""A detector of characters whose network is on a server, decoded here."""

import numpy as np

from tfvision.images.predictor import Predictor
from tfvision.serving.saved_characters import as_exported
from tfvision.text.predictor import CharacterDetector
from tfvision.text.region import STRIDE


class RemoteCharacters(Predictor):
    """Characters on a server behind `predict` and `predict_files`; see `client.connect`.

    As of a `SavedCharacters`, order of reading and tiles are of this side: the server answers heat
    maps.

    Args:
        server: `GrpcServer` or `RestServer`.
        settings: What its export notes.
        batch_size: Most images that `predict_files` has in memory together.
    """

    task = "text"

    def __init__(self, server, settings, batch_size=16):
        super().__init__((), batch_size)
        self.server = server
        self.settings = settings
        self._detector = self.detector()

    def detector(self, **options):
        """A `CharacterDetector` as it was exported, but for these arguments."""
        exported = as_exported(self.settings, self.batch_size)
        network = _RemoteNetwork(self.server, self.settings["outputs"])
        return _RemoteDetector(network, **{**exported, **options})

    def run(self, images):
        """What `CharacterDetector.run` finds."""
        return self._detector.run(images)

    def __str__(self):
        return str(self.server)


class _RemoteNetwork:
    """What a detector wants to know of its network."""

    stride = STRIDE

    def __init__(self, server, channels):
        self.server, self.channels = server, channels


class _RemoteDetector(CharacterDetector):
    """Asks for maps what cannot be traced."""

    def _together(self, tiles):
        batch = np.stack(tiles)
        signature = "heat_map" if batch.dtype == np.uint8 else "raw"
        return self.model.server.predict(signature, {"images": batch})["heat_map"]
