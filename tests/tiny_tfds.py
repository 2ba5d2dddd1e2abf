"""Tiny data sets that tfds prepares on the spot, for tests."""

import pytest


def prepare(folder, features, examples):
    """A prepared builder of tfds with one split, `train`.

    Args:
        folder: Where it is prepared.
        features: Function of the module `tensorflow_datasets` -> dict of features.
        examples: Function of the module -> list of dicts, the examples.
    """
    tfds = pytest.importorskip("tensorflow_datasets")

    class Tiny(tfds.core.GeneratorBasedBuilder, skip_registration=True):
        VERSION = tfds.core.Version("1.0.0")

        def _info(self):
            known = tfds.features.FeaturesDict(features(tfds))
            return tfds.core.DatasetInfo(builder=self, features=known)

        def _split_generators(self, manager):
            return {"train": self._generate_examples()}

        def _generate_examples(self):
            yield from enumerate(examples(tfds))

    with pytest.MonkeyPatch.context() as patch:  # It would ask a bucket for the data set's size.
        patch.setattr(tfds.core.utils.gcs_utils, "_is_gcs_disabled", True)
        builder = Tiny(data_dir=folder)
        builder.download_and_prepare()
    return builder
