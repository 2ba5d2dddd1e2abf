"""Films: their frames, films made anew with all else as it was, and what is covered in them."""

from tfvision.video.cover import Cover
from tfvision.video.film import Film, Frame, VideoError
from tfvision.video.plan import Plan, read_plan
from tfvision.video.redact import apply_plan, make_plan, redact
from tfvision.video.remake import remake, suffix_for
from tfvision.video.tracks import Track, find_tracks

__all__ = [
    "Cover",
    "Film",
    "Frame",
    "Plan",
    "Track",
    "VideoError",
    "apply_plan",
    "find_tracks",
    "make_plan",
    "read_plan",
    "redact",
    "remake",
    "suffix_for",
]
