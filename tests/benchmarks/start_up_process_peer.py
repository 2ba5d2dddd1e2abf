"""A process that makes torchvision's SSDLite320, fills it from a file and answers one image.

Started by the benchmark of start-up with a Python that has torchvision, in the repository's root:
`FILE.pth IMAGE.npy THREADS CLASSES`. The file is written where it is missing.
"""

import pathlib
import sys


def main():
    import numpy as np
    import torch
    from torchvision.models import detection

    path, image, threads, classes = sys.argv[1:]
    torch.set_num_threads(int(threads))
    network = detection.ssdlite320_mobilenet_v3_large(
        weights=None, weights_backbone=None, num_classes=int(classes) + 1
    ).eval()
    if not pathlib.Path(path).exists():
        torch.save(network.state_dict(), path)
    network.load_state_dict(torch.load(path, weights_only=True))
    pixels = torch.from_numpy(np.load(image)[0]).permute(2, 0, 1).float().div(255)
    with torch.inference_mode():
        network([pixels])


if __name__ == "__main__":
    main()
