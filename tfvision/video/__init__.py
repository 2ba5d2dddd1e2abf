"""Films: their frames, films made anew with all else as it was, and what is covered in them."""

from tfvision.video.causal import CausalTracks
from tfvision.video.cover import Cover
from tfvision.video.film import Film, VideoError
from tfvision.video.frame import Frame
from tfvision.video.live import Live, redact_live
from tfvision.video.parents import with_parents
from tfvision.video.plan import Plan, read_plan
from tfvision.video.redact import apply_plan, make_plan, redact
from tfvision.video.remake import remake, suffix_for
from tfvision.video.tracks import Track, find_tracks

__all__ = [
    "CausalTracks",
    "Cover",
    "Film",
    "Frame",
    "Live",
    "Plan",
    "Track",
    "VideoError",
    "apply_plan",
    "find_tracks",
    "make_plan",
    "read_plan",
    "redact",
    "redact_live",
    "remake",
    "suffix_for",
    "with_parents",
]
