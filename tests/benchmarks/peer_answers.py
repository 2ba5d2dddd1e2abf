"""The other side of `peer_process`: answers questions until the pipe closes."""

import json
import sys
import time


def answer(questions):
    """Answers each line of JSON on standard input with one line.

    Args:
        questions: Function of a question's parts.
    """
    for line in sys.stdin:
        say(questions(*json.loads(line)))


def say(value):
    """Writes one line of JSON to the other side."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def timed(function, calls):
    """Wall and CPU milliseconds of a call."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(calls):
        function()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return 1e3 * wall / calls, 1e3 * cpu / calls
