"""Makes augment_operations.npz: PIL's and torchvision's results of every operation of a policy.

python tests/goldens/augment_operations.py    (with torchvision and Pillow; 0.29 and 12 here)
"""

import pathlib

import numpy as np
import torch
from PIL import Image
from torchvision.transforms import autoaugment, v2
from torchvision.transforms import functional as F  # noqa: N812 (its usual name)
from torchvision.transforms.functional import InterpolationMode

SIZE = (19, 27)
ONES = np.ones([4, 4, 1], "uint8")  # Makes each pixel a block: an image to shrink.
MAGNITUDES = {
    "ShearX": [0.3, -0.21],
    "ShearY": [0.99, -0.21],
    "TranslateX": [14.4, -14.4, 60.0],
    "TranslateY": [9.9, -9.9, -40.0],
    "Rotate": [30.0, -9.0, 135.0],
    "Brightness": [0.9, -0.27, -0.99],
    "Color": [0.9, -0.27, -0.99],
    "Contrast": [0.9, -0.27, -0.99],
    "Sharpness": [0.9, -0.27, -0.99],
    "Posterize": [8, 5, 2, 1],
    "Solarize": [255.0, 178.5, 25.5, 0.0],
    "AutoContrast": [0.0],
    "Equalize": [0.0],
    "Invert": [0.0],
}


def picture():
    """Smooth colours and some noise, no channel over the whole range, rows unlike columns."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    waves = [90 * np.sin(x / 5 + y / 9), 70 * np.cos(x / 11 - y / 4), 3.0 * x - 2.0 * y]
    image = np.stack(waves, -1) + 120 + rng.normal(0, 5, [*SIZE, 3])
    return np.clip(image, 12, 245).astype("uint8")


def few_levels():
    """Too few pixels and levels for what equalising and spreading assume."""
    few = np.repeat(np.array([[30, 30, 200]], "uint8"), 3, 0)[..., None] + np.zeros(3, "uint8")
    few[0, 0, 1] = 31
    return few


def ranges():
    """The magnitudes of each policy's operations, and whether they take a sign."""
    spaces = {
        "randaugment": autoaugment.RandAugment()._augmentation_space(31, (224, 192)),
        "trivialaugment_wide": autoaugment.TrivialAugmentWide()._augmentation_space(31),
        "autoaugment": autoaugment.AutoAugment()._augmentation_space(10, (224, 192)),
        "augmix": autoaugment.AugMix()._augmentation_space(10, (224, 192)),
    }
    for policy, space in spaces.items():
        for name, (magnitudes, signed) in space.items():
            yield f"{policy} {name} {int(signed)}", magnitudes.numpy().reshape(-1)


def changed(image, name, magnitude):
    """One operation, with the magnitude in float32, as the policies draw it."""
    magnitude = float(np.float32(magnitude))
    return np.array(autoaugment._apply_op(image, name, magnitude, InterpolationMode.BILINEAR, None))


def main():
    """Writes the file beside this one."""
    image, few = picture(), few_levels()
    pil = Image.fromarray(image)
    names = [f"{name} {value}" for name, values in MAGNITUDES.items() for value in values]
    results = [changed(pil, name.split()[0], float(name.split()[1])) for name in names]
    of_few = ["AutoContrast", "Equalize", "Sharpness"]
    spaces = dict(ranges())
    rows = [np.resize(row, 31) for row in spaces.values()]  # Shorter ones begin again.
    pairs = autoaugment.AutoAugment().policies
    goldens = {
        "image": image,
        "names": np.array(names),
        "results": np.stack(results),
        "few": few,
        "few_names": np.array(of_few),
        "few_results": np.stack([changed(Image.fromarray(few), name, 0.5) for name in of_few]),
        "ranges_names": np.array(list(spaces)),
        "ranges": np.stack(rows),
        "autoaugment": np.array([f"{name} {p} {m}" for pair in pairs for name, p, m in pair]),
    }
    for mode in ("bilinear", "bicubic"):
        resize = v2.Resize(32, interpolation=InterpolationMode(mode))
        for name, source in (("smaller", Image.fromarray(np.kron(image, ONES))), ("larger", pil)):
            goldens[f"crop_{name}_{mode}"] = np.array(F.center_crop(resize(source), [28, 28]))
    path = pathlib.Path(__file__).with_suffix(".npz")
    np.savez_compressed(path, **goldens)
    print(f"{len(goldens)} arrays, {path.stat().st_size} bytes")  # noqa: T201


if __name__ == "__main__":
    torch.manual_seed(0)
    main()
