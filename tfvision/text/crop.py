"""How far a page is zoomed, and which window of it is shown: one that cuts few characters."""

import numpy as np

_USUAL_PX = 24.0  # What stands for the size of the characters on a page without any.


def character_px(boxes_px, ignored):
    """The usual size of a page's characters: the median of their longer sides, in pixels."""
    sides = (boxes_px[:, 2:] - boxes_px[:, :2]).max(1, initial=0.0)  # [N]
    legible = sides[~ignored]
    return float(np.median(legible)) if len(legible) else _USUAL_PX


def draw_zoom(rng, size_px, options):
    """`(x, y)` factors, drawn evenly over their logarithms.

    Args:
        rng: A NumPy generator.
        size_px: Size of the page's characters, as `character_px` gives it.
        options: An `AugmentOptions`: `scale`, `stretch` and `character_px` are used.
    """
    low, high = np.log(options.scale)
    stretch = np.exp(rng.uniform(*np.log(options.stretch)) / 2)
    zoom = np.exp(rng.uniform(low, high))
    zoom = np.clip(zoom, *(np.array(options.character_px) / max(size_px, 1e-6)))
    return np.array([zoom * stretch, zoom / stretch])


def choose_window(rng, page_wh, window_wh, boxes_px, options):
    """Picks where the window begins.

    A side of the page that is shorter than the window's lies wholly within it, anywhere; of a
    longer one the window shows a part.

    Args:
        rng: A NumPy generator.
        page_wh: `[2]`, size of the zoomed page.
        window_wh: `[2]`.
        boxes_px: `[N, 4]`, the characters on the zoomed page.
        options: An `AugmentOptions`: `crop_tries`, `crop_on_character` and `min_visible` are used.

    Returns: `[2]` float64, left and top in pixels of the zoomed page; may be negative.
    """
    room = page_wh - window_wh  # [2]; negative where the page is the smaller one
    low, high = np.minimum(room, 0.0), np.maximum(room, 0.0)
    draws = rng.uniform(size=[options.crop_tries, 2])  # [T, 2]
    on_character = rng.uniform() < options.crop_on_character
    picks = rng.uniform(size=options.crop_tries)
    if not on_character or not len(boxes_px):
        return low + draws[0] * (high - low)
    picked = boxes_px[(picks * len(boxes_px)).astype(int)]  # [T, 4]
    centres = (picked[:, :2] + picked[:, 2:]) / 2  # [T, 2]
    low, high = np.clip(centres - window_wh, low, high), np.clip(centres, low, high)
    starts = low + draws * (high - low)  # [T, 2]
    windows = np.concatenate([starts, starts + window_wh], 1)  # [T, 4]
    shares = visible(boxes_px, windows[:, None])  # [T, N]
    shown = (shares > 0).sum(1)
    cut = ((shares > 0) & (shares < options.min_visible)).sum(1)
    return starts[np.argmin(cut / np.maximum(shown, 1))]


def visible(boxes_px, window_px):
    """The share of each box that lies in a window.

    Args:
        boxes_px: `[N, 4]`.
        window_px: `[4]`, or several: `[T, 1, 4]`.

    Returns: `[N]` or `[T, N]`, 0 for a box without an area.
    """
    low = np.maximum(boxes_px[:, :2], window_px[..., :2])
    high = np.minimum(boxes_px[:, 2:], window_px[..., 2:])
    shown = np.maximum(high - low, 0.0).prod(-1)
    area = np.maximum(boxes_px[:, 2:] - boxes_px[:, :2], 0.0).prod(-1)
    return np.divide(shown, area, out=np.zeros_like(shown), where=area > 0)
