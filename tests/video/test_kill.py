"""A kill at any moment leaves the old state, or one from which the next run goes on."""

import pathlib
import signal
import subprocess
import sys
import time

import pytest

from tests.video.striped import readable, write_film

ROOT = pathlib.Path(__file__).parents[2]
PROGRAM = """
import sys, time
from tests.video.striped import Seeing
from tfvision import cli
from tfvision.serving import blur_command

class Slow(Seeing):
    def predict(self, images):
        print("looks", flush=True)
        time.sleep(0.02 * len(images))
        return super().predict(images)

blur_command.load = lambda name, **options: Slow()
sys.exit(cli.main(["blur", sys.argv[1], "--model", "m", "--output", sys.argv[2], *sys.argv[3:]]))
"""


def start(source, output, *words):
    command = [sys.executable, "-c", PROGRAM, str(source), str(output), *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=subprocess.DEVNULL, text=True)


@pytest.mark.slow
@pytest.mark.parametrize("words", [(), ("--causal",)], ids=["two passes", "causal"])
@pytest.mark.parametrize("after", [0.0, 0.15, 0.4])
def test_a_kill_leaves_nothing_half_done(tmp_path, words, after):
    source, target = write_film(tmp_path / "drive.mp4"), tmp_path / "out" / "drive.mp4"
    before = source.read_bytes()
    first = start(source, target.parent, *words)
    assert first.stdout.readline() == "looks\n"
    time.sleep(after)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert source.read_bytes() == before
    whole = target.exists()  # It may have been done by then.
    assert not whole or readable(target).max() < 25
    second = start(source, target.parent, *words)
    out, _ = second.communicate()
    assert second.returncode == 0 and ("there already" in out) == whole
    assert readable(target).max() < 25 and source.read_bytes() == before
    if not words:
        assert [file.name for file in target.parent.iterdir()] == ["drive.mp4"]
