"""What a camera does to a scene: bonnet in view, rain, bloom, blur, colour cast, noise, JPEG."""

import cv2
import numpy as np

from tfvision.detection.scenery import brush, grain


def bonnet(image, ids, camera, light, rng):
    """The camera's own car at the lower edge, in some scenes."""
    if rng.random() > 0.3:
        return
    height, width = camera.size_hw
    u = np.linspace(-0.1, 1.1, 25)
    rise, tilt = rng.uniform(0.03, 0.11), rng.normal(0, 0.01)
    paint = np.full(3, rng.uniform(14, 90)) * rng.uniform(0.9, 1.1, 3)
    gain = light.falls_on(np.array([0.0, 1.0, 0.0]))
    for i, share in enumerate((1.0, 0.93, 0.8, 0.6, 0.35)):
        y = 1 - rise * share * (1 - 1.6 * np.square(u - 0.5)) + tilt * (u - 0.5)
        outline = np.concatenate([np.stack([u, y], 1), [[1.1, 1.2], [-0.1, 1.2]]])
        outline = outline * (width, height)
        mirror = light.horizon * (0.30 - 0.055 * i) + light.zenith * 0.04 * i
        brush.fill(image, outline, np.clip(paint * gain + mirror, 0, 255).tolist())
        if i == 0:
            brush.fill(ids, outline, 0, smooth=False)


def expose(image, camera, light, rng):
    """Takes the picture: returns a new uint8 RGB image of the same size."""
    unit = camera.unit
    if light.rain:
        image = _rain(image, light, unit, rng)
    image = _bloom(image, light, unit, rng)
    image = _blur(image, camera, rng)
    image = _develop(image, light, rng)
    image = _noise(image, light, rng)
    if rng.random() < 0.75:
        image = _jpeg(image, int(rng.uniform(28, 92)))
    return image


def _rain(image, light, unit, rng):
    height, width = image.shape[:2]
    layer = np.zeros((height, width), np.uint8)
    slant, count = rng.normal(0, 0.12), int(150 * light.rain)
    starts = rng.uniform(-0.05, 1, (count, 2)) * (width, height)
    long = rng.uniform(10, 42, count) * unit
    ends = starts + np.stack([long * slant, long], 1)
    shades = rng.uniform(30, 120, count)
    for i in range(count):
        brush.line(layer, np.stack([starts[i], ends[i]]), float(shades[i]), 1)
    veil = cv2.transform(layer, (light.horizon * 0.35 + 28).reshape(3, 1) / 255)
    image = cv2.add(image, veil)
    for _ in range(int(rng.integers(0, 30) * light.rain)):
        _drop(image, rng.uniform(0, 1, 2) * (width, height), rng.uniform(2, 8) * unit)
    return image


def _drop(image, centre, radius):
    """A drop on the windscreen shows what is around it upside down."""
    reach = int(np.ceil(radius * 3))
    x, y = (int(v) for v in centre)
    around = image[max(y - reach, 0) : y + reach, max(x - reach, 0) : x + reach]
    region = brush.region_of(np.stack([centre - radius, centre + radius]), image.shape[:2])
    if region is None or min(around.shape[:2]) < 3:
        return
    left, top, right, bottom = region
    size = (right - left, bottom - top)
    small = cv2.resize(cv2.flip(around, -1), size, interpolation=cv2.INTER_AREA)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    middle = np.array(centre) - (left, top)
    turn = np.arange(10) * 0.2 * np.pi
    brush.fill(mask, middle + radius * 0.9 * np.stack([np.cos(turn), np.sin(turn)], -1), 215)
    rgba = brush.premultiplied(small, mask)
    brush.mix(image, left, top, rgba)


def _bloom(image, light, unit, rng):
    small = cv2.resize(image, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    bright = cv2.subtract(small, (190, 190, 190, 0))
    size = max(1, int(rng.uniform(3, 9) * unit)) * 2 + 1
    halo = cv2.blur(cv2.blur(bright, (size, size)), (size, size))
    halo = cv2.resize(halo, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
    return cv2.addWeighted(image, 1.0, halo, 1.6 if light.lamps else 0.35, 0)


def _blur(image, camera, rng):
    unit, choice = camera.unit, rng.random()
    if choice < 0.16:  # the camera shakes
        length = int(rng.uniform(2, 6) * unit) + 1
        if length > 1:
            angle = rng.normal(0.3, 0.8)
            kernel = np.zeros((2 * length + 1, 2 * length + 1), np.float32)
            reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
            middle = np.array([length + 0.5, length + 0.5])
            brush.line(kernel, np.stack([middle - reach, middle + reach]), 1.0)
            image = cv2.filter2D(image, -1, kernel / kernel.sum())
    elif choice < 0.32:  # the camera drives on
        height, width = image.shape[:2]
        grow = rng.uniform(0.003, 0.011)
        layers = image
        # As much before as after the instant of the boxes, which so stay in the middle.
        for weight, scale in ((1 / 2, 1 + grow), (1 / 3, 1 - grow)):
            centre = np.array([width / 2, camera.horizon_px])
            matrix = np.float64([[scale, 0, 0], [0, scale, 0]])
            matrix[:, 2] = (centre - 0.5) * (1 - scale)
            moved = cv2.warpAffine(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
            layers = cv2.addWeighted(layers, 1 - weight, moved, weight, 0)
        image = layers
    if rng.random() < 0.22:  # out of focus
        sigma = rng.uniform(0.4, 1.4) * unit
        image = cv2.GaussianBlur(image, (0, 0), max(sigma, 0.3))
    return image


def _develop(image, light, rng):
    """Exposure, contrast and colour cast as one table, then the darker corners."""
    cast = np.exp(rng.normal(0, 0.05, 3))
    if rng.random() < 0.12:  # cheap cameras: everything a little magenta, or green, or blue
        cast = cast * np.array(
            [[1.18, 0.92, 1.16], [0.92, 1.08, 0.95], [0.9, 1.0, 1.18]][rng.integers(3)]
        )
    exposure = np.exp(rng.normal(0.02, 0.16))
    gamma = np.exp(rng.normal(-0.05, 0.14))
    lift = rng.uniform(0, 14)
    levels = np.arange(256) / 255
    table = (
        255 * np.clip(exposure * cast[:, None] * levels, 0, 1.2) ** gamma * (1 - lift / 255) + lift
    )
    image = cv2.LUT(image, np.uint8(np.clip(table.T, 0, 255)).reshape(1, 256, 3))
    if rng.random() < 0.6:
        strength = rng.uniform(0.1, 0.45)
        y, x = (np.square(np.linspace(-1, 1, n, dtype=np.float32)) for n in (23, 40))
        field = 1 - strength * 0.5 * (y[:, None] + x[None, :])
        field = cv2.resize(field, (image.shape[1], image.shape[0]), interpolation=cv2.INTER_LINEAR)
        field = cv2.cvtColor(np.uint8(255 * field), cv2.COLOR_GRAY2RGB)
        image = cv2.multiply(image, field, scale=1 / 255)
    return image


def _noise(image, light, rng):
    height, width = image.shape[:2]
    noise = grain.sensor()
    sigma = min(rng.gamma(2.0, 2.4), 13.0) if light.dark else min(rng.gamma(2.0, 1.3), 7.0)
    rows, columns = (
        int(rng.integers(max(noise.shape[i] - n, 1))) for i, n in ((0, height), (1, width))
    )
    if height > noise.shape[0] or width > noise.shape[1]:
        noise = np.tile(noise, (height // noise.shape[0] + 1, width // noise.shape[1] + 1, 1))
    part = noise[rows : rows + height, columns : columns + width]
    part = np.ascontiguousarray(part[:height, :width])
    return cv2.addWeighted(image, 1.0, part, sigma / 24, 0, dtype=cv2.CV_8U)


def _jpeg(image, quality):
    _, data = cv2.imencode(".jpg", image, (cv2.IMWRITE_JPEG_QUALITY, quality))
    return cv2.imdecode(data, cv2.IMREAD_COLOR)
