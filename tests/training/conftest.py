"""What the tests of the scripts share."""

import signal

import pytest


@pytest.fixture
def interruptible():
    """A shell that starts the tests in the background leaves them deaf to Ctrl-C."""
    previous = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, previous)
