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
        self.module = module
        self.process = subprocess.Popen(
            [python, "-m", f"tests.benchmarks.{module}", *map(str, words)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, *question):
        """One question, one answer.

        Raises: RuntimeError if the process has ended.
        """
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"the process of {self.module} ended; its message is above")
        return json.loads(answer)

    def close(self):
        """Ends the process."""
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
