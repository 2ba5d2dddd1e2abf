"""How the table of bad input makes its folders of annotations."""

from tests.detection.annotation_files import write_pair, xml
from tfvision.detection.dataset import read


def voc(*objects, **options):
    """Reads a folder with one image, 40 x 30, and these objects."""
    return lambda folder: read(write_pair(folder, content=xml(*objects, **options)))


def text(content):
    """Reads a folder with one image and this text as its XML."""
    return lambda folder: read(write_pair(folder, content=content))
