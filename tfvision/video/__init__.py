"""Films: their frames, and films made anew of them with all else as it was."""

from tfvision.video.film import Film, Frame, VideoError
from tfvision.video.remake import remake, suffix_for

__all__ = ["Film", "Frame", "VideoError", "remake", "suffix_for"]
