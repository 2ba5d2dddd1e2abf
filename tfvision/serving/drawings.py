"""Pictures and films of what was found in files, written over nobody's own."""

import pathlib

from tfvision.images.write import write_image


class Drawings:
    """Writes images with what was found drawn on them, under the names of their files.

    Args:
        folder: Where they go; made if it is missing.
        draw: Function of a `Record` that kept its image, to uint8 `[H, W, 3]`.
        sources: Paths of all images and films that will be drawn from.
    """

    def __init__(self, folder, draw, sources=()):
        self.folder = pathlib.Path(folder)
        self.draw = draw
        self._taken = set()
        self._beside_sources = any(map(self._holds, sources))

    def write(self, record):
        """Draws one `Record` that kept its image.

        A JPEG stays one, everything else becomes PNG.

        Returns: `pathlib.Path` of the drawing, see `free`.
        """
        image = self.draw(record)
        suffix = ".jpg" if record.path.suffix.lower() in (".jpg", ".jpeg") else ".png"
        target = self.free(record.path, suffix)
        write_image(target, image)
        return target

    def free(self, source, suffix):
        """Gives what is drawn from a source its path in the folder, named as the source is.

        A second source of the same name, from another folder, gets a number. A former drawing is
        replaced, but where what is drawn from lies in the same folder, no file that is there is:
        any of them may be someone's photo.

        Args:
            source: `pathlib.Path` of an image or a film.
            suffix: Of the drawing, as ".png".
        """
        number = 1
        target = self.folder / f"{source.stem}{suffix}"
        careful = self._beside_sources or self._holds(source)
        while target in self._taken or (careful and target.exists()):
            number += 1
            target = self.folder / f"{source.stem}_{number}{suffix}"
        self._taken.add(target)
        return target

    def _holds(self, source):
        """Whether an image lies in the folder, under its own name or behind a link."""
        source, folder = pathlib.Path(source), self.folder.resolve()
        return folder in (source.parent.resolve(), source.resolve().parent)
