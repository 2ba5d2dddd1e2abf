"""How often something is tried: a few fixed times, or `FUZZ=2000` others than before."""

import os

from hypothesis import HealthCheck, settings

MANY = int(os.environ.get("FUZZ", "0"))


def tries(few):
    """Settings of hypothesis: `few` examples, always the same, or as many as `FUZZ` says."""
    return settings(
        max_examples=MANY or few,
        derandomize=not MANY,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
