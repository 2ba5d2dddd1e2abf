"""Another Python, which has the library to compare with: one line of JSON each way."""

import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).parents[2]


class Peer:
    """The process of a benchmark's other side.

    Args:
        module: Its module in `tests.benchmarks`.
        python: The interpreter that has the other library.
        *words: Its arguments.
    """

    def __init__(self, module, python, *words):
        self.process = subprocess.Popen(
            [python, "-m", f"tests.benchmarks.{module}", *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question):
        """One question, one answer."""
        self.process.stdin.write(json.dumps(question) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())
