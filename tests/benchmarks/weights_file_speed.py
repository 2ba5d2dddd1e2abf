"""Seconds and memory that a file of weights takes, beside torch.load's.

    python -m tests.benchmarks.weights_file_speed [--megabytes 500] [--rounds 3]
        [--file A.pth] [--peer-python PYTHON_WITH_TORCH]

Each reading is a process of its own: it opens the file and goes through every number, for ours
leaves them on the disk until then. Memory is what the process holds more than before at its most,
as Linux tells it. Without `--file`, one is made, of a hundred float32
tensors.
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
before, start = most(), time.perf_counter()
tensors = {read}
opened = time.perf_counter() - start
for name in tensors:
    float(tensors[name].max())
print(opened, time.perf_counter() - start, most() - before)
"""
OURS = {"imports": "from tfvision.weights import read", "read": "read(sys.argv[1])"}
TORCH = {"imports": "import torch", "read": "torch.load(sys.argv[1], weights_only=True)"}


def measure(python, script, path, rounds):
    """The least of each figure."""
    found = []
    for _ in range(rounds):
        command = [python, "-c", READ.format(**script), str(path)]
        run = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append([float(figure) for figure in run.stdout.split()])
    return [min(figures) for figures in zip(*found, strict=True)]


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
        for name, python, script in rows:
            opened, seconds, megabytes = measure(python, script, path, arguments.rounds)
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
