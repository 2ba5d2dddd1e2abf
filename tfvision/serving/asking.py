"""What a question to a server over a network needs: a deadline, and patience with what passes."""

import random
import time

_FIRST_PAUSE = 0.1  # Seconds; each further one is twice as long.


class ServerError(RuntimeError):
    """A question that a server did not answer; the message names the server."""


class PassingError(Exception):
    """An obstacle that may be gone in a moment: a server that starts, a queue that is full."""


def patiently(ask, timeout, retries):
    """Asks until there is an answer, or no time or no attempt is left.

    A prediction changes nothing on the server, so asking twice does no harm.

    Args:
        ask: Function of the seconds that are left, which returns the answer; what it raises other
            than `PassingError` ends the attempts.
        timeout: Seconds for all attempts together.
        retries: How many attempts may follow the first.

    Returns: What `ask` does.
    Raises: ServerError with the words of the last `PassingError`.

    Example:
        >>> def ask(seconds):
        ...     raise PassingError("localhost:1: nobody there")
        >>> patiently(ask, timeout=1, retries=1)
        Traceback (most recent call last):
        tfvision.serving.asking.ServerError: localhost:1: nobody there (2 attempts)
    """
    end = time.monotonic() + timeout
    for attempt in range(retries + 1):
        try:
            return ask(max(end - time.monotonic(), 0.001))
        except PassingError as obstacle:
            # Not all clients of a server that was away may come back in the same moment.
            pause = _FIRST_PAUSE * 2**attempt * random.uniform(0.5, 1)
            if attempt == retries or time.monotonic() + pause >= end:
                attempts = f"{attempt + 1} attempt{'s' * (attempt > 0)}"
                raise ServerError(f"{obstacle} ({attempts})") from obstacle
            time.sleep(pause)
    raise ValueError(f"retries must be at least 0, got {retries}")
