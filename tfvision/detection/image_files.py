"""Finds the image that an annotation means, whatever machine wrote its path."""

import pathlib

from tfvision.images.sources import IMAGE_SUFFIXES, composed


class ImageFiles:
    """The images of some folders, by name and by name without suffix.

    Args:
        folders: Folders, searched without their subfolders; the first one wins.
    """

    def __init__(self, folders):
        self.folders = list(dict.fromkeys(str(folder) for folder in folders))
        self._by_name, self._by_stem = {}, {}
        for folder in self.folders:
            for path in sorted(pathlib.Path(folder).iterdir()):
                if path.suffix.lower() in IMAGE_SUFFIXES:
                    self._by_name.setdefault(composed(path.name), str(path))
                    self._by_stem.setdefault(composed(path.stem), []).append(str(path))

    def find(self, stem, name=""):
        """The path of the image of an annotation file, or None.

        labelImg pairs files by their stem, and its `<filename>` goes stale when files are renamed:
        so the stem decides, and `name` only where the stem finds nothing or two suffixes.

        Args:
            stem: Name of the annotation file without suffix.
            name: What it says the image is called; folders, of any system, are passed over.
        """
        name = composed(name.replace("\\", "/").rsplit("/", 1)[-1].strip())
        named = self._by_name.get(name)
        alike = self._by_stem.get(composed(stem), [])
        if alike:
            return named if named in alike else alike[0]
        if named is None:  # A name without suffix, or with that of another format.
            alike = self._by_stem.get(name) or self._by_stem.get(name.rpartition(".")[0])
            named = alike[0] if alike else None
        return named

    def __iter__(self):
        """`(stem, path)` of every image."""
        for stem, paths in self._by_stem.items():
            for path in paths:
                yield stem, path
