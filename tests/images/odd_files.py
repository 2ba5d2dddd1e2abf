"""Files of 9 x 6 pixels in one colour, RGB 200 100 50, in formats that few programs write.

The JPEG and the GIF were saved with Pillow 12: `Image.new("RGB", (9, 6), (200, 100, 50))`,
`.convert("CMYK").save(…, "JPEG", quality=60, optimize=True)`; and with a second, black picture.
"""

import base64

import cv2
import numpy as np

_CMYK = (
    "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwANCQoLCggNCwoLDg4NDxMgFRMSEhMnHB4XIC4pMTAuKS0sMzpKPjM2RjcsLUBX"
    "QUZMTlJTUjI+WmFaUGBKUVJP/8AAFAgABgAJBEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAAGBQf/xAAU"
    "EAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AKxnI904Af/Z"
)
_GIF = (
    "R0lGODlhCQAGAIEAAMhkMgAAAAAAAAAAACH/C05FVFNDQVBFMi4wAwEAAAAh+QQACgAAACwAAAAACQAGAAAIDgABCBxI"
    "sKDBgwgTJgwIACH5BAEKAAEALAAAAAAJAAYAgQAAAAAAAAAAAAAAAAgOAAEIHEiwoMGDCBMmDAgAOw=="
)


def cmyk_jpeg():
    """As Photoshop's "print" export leaves a photo."""
    return base64.b64decode(_CMYK)


def animated_gif():
    """Two pictures, of which the first has the colour."""
    return base64.b64decode(_GIF)


def sixteen_bit_png():
    """16 bits a channel."""
    pixels = np.full([6, 9, 3], (50, 100, 200), "uint16") * 257
    return cv2.imencode(".png", pixels)[1].tobytes()
