"""Processor seconds and memory that a file of weights takes, beside torch.load's.

    python -m tests.benchmarks.weights_file_speed [--megabytes 500] [--rounds 3]
        [--file A.pth] [--peer-python PYTHON_WITH_TORCH]

Each reading is a process of its own: it opens the file and goes through every number, for ours
leaves them on the disk until then. Both take turns, and of each the least figures count. Memory is
what the process holds more than before at its most, as Linux tells it. Without `--file`, one is
made, of a hundred float32 tensors.
"""

# ruff: noqa: T201 (figures on the screen are what it is for)

import argparse
import pathlib
import subprocess
import sys
import tempfile

READ = """
import pathlib, sys, time
def most():
    status = pathlib.Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
{imports}
before, start = most(), time.process_time()
tensors = {read}
opened = time.process_time() - start
for name in tensors:
    float(tensors[name].max())
print(opened, time.process_time() - start, most() - before)
"""
OURS = {"imports": "from tfvision.weights import read", "read": "read(sys.argv[1])"}
TORCH = {"imports": "import torch", "read": "torch.load(sys.argv[1], weights_only=True)"}


def measure(python, script, path):
    """The figures of one reading."""
    command = [python, "-c", READ.format(**script), str(path)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(figure) for figure in run.stdout.split()]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--megabytes", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", type=pathlib.Path)
    parser.add_argument("--peer-python")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.file or make(pathlib.Path(folder, "a.pth"), arguments.megabytes)
        rows = [("ours", sys.executable, OURS)]
        rows += [("torch.load", arguments.peer_python, TORCH)] if arguments.peer_python else []
        turns = [[measure(*row[1:], path) for row in rows] for _ in range(arguments.rounds)]
        for (name, *_), figures in zip(rows, zip(*turns, strict=True), strict=True):
            opened, seconds, megabytes = map(min, zip(*figures, strict=True))
            print(
                f"{name:10} opened in {opened:.3f} s, read in {seconds:.3f} s, {megabytes:.0f} MB"
            )


def make(path, megabytes):
    import numpy as np

    from tfvision.weights import torch_writer

    random = np.random.default_rng(0)
    shape = (megabytes, 2500)  # 10 kB a row.
    tensors = {f"{i}": random.standard_normal(shape, "float32") for i in range(100)}
    torch_writer.write(path, tensors)
    return path


if __name__ == "__main__":
    main()
