"""Which libraries there are to compare with; those that are missing are named."""

import json
import pathlib
import subprocess

from tests.benchmarks.peer_process import ROOT, Peer

_ASK = "import json, {names}; print(json.dumps({{m.__name__: m.__version__ for m in ({names},)}}))"
_TORCHVISION, _CLONE = "torchvision", "qfgaohao/pytorch-ssd"


class Peers:
    """The other sides, in Pythons of their own.

    Args:
        python: An interpreter that has torch and torchvision, or None.
        clone: Folder of qfgaohao/pytorch-ssd, for which that Python needs OpenCV too, or None.
        threads: How many each may use.
    """

    def __init__(self, python, clone, threads):
        self.python, self.clone, self.threads = python, clone, threads
        self.versions, self.left_out, self._running = {}, {}, []
        self.torchvision = self._has(_TORCHVISION, "torch, torchvision")
        self.pytorch_ssd = self.torchvision and self._has_clone()

    def start(self, module, *words):
        """The process of a module of the benchmarks; it ends with `close`."""
        return self.keep(Peer(module, self.python, *words))

    def keep(self, peer):
        """A process that was started elsewhere, to end with the others."""
        self._running.append(peer)
        return peer

    def close(self):
        """Ends all processes."""
        while self._running:
            self._running.pop().close()

    def _has(self, name, modules):
        if not self.python:
            self.left_out[name] = "no --peer-python"
            return False
        command = [self.python, "-c", _ASK.format(names=modules)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        except (OSError, subprocess.CalledProcessError) as error:
            words = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
            self.left_out[name] = f"{self.python}: {words[-1] if words else error}"
            return False
        self.versions |= json.loads(done.stdout.splitlines()[-1])
        return True

    def _has_clone(self):
        if not self.clone:
            self.left_out[_CLONE] = "no --pytorch-ssd"
            return False
        if not (pathlib.Path(self.clone) / "vision" / "ssd").is_dir():
            self.left_out[_CLONE] = f"{self.clone}: has no folder vision/ssd"
            return False
        self.clone = pathlib.Path(self.clone).resolve()
        return self._has(_CLONE, "cv2")
