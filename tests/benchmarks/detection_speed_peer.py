"""Drives the mb2-ssd-lite of a clone of qfgaohao/pytorch-ssd, for the benchmark `detection_speed`.

Started with a Python that has torch and OpenCV; needs nothing of tfvision. The first question is
the setting, the others are the number of images, of calls, and what is called; an answer is the
milliseconds of a call, wall and CPU. The clone is used as it is, with its own predictor.
"""

import contextlib
import io
import json
import pathlib
import sys
import types

import numpy as np

from tests.benchmarks import torch_candidates
from tests.benchmarks.peer_answers import answer, say, timed


def import_peer(clone):
    """The peer's module; torchvision is imported by it and not used in what runs here."""
    sys.path.insert(0, str(clone))
    torchvision = types.ModuleType("torchvision")
    torchvision.transforms = types.ModuleType("torchvision.transforms")
    sys.modules.setdefault("torchvision", torchvision)
    sys.modules.setdefault("torchvision.transforms", torchvision.transforms)
    from vision.ssd import mobilenet_v2_ssd_lite

    return mobilenet_v2_ssd_lite


def main():
    """Answers until the pipe closes."""
    import torch

    (setting,) = json.loads(sys.stdin.readline())
    torch.set_num_threads(setting["cores"])
    torch.manual_seed(0)
    peer = import_peer(pathlib.Path(sys.argv[1]).resolve())
    net = peer.create_mobilenetv2_ssd_lite(setting["classes"] + 1, is_test=True).eval()
    predictor = peer.create_mobilenetv2_ssd_lite_predictor(net)
    images = np.load(setting["images"])
    prepared = torch.stack([predictor.transform(image) for image in images])
    torch_candidates.settle(net, lambda: net(prepared))
    heads = net.classification_headers
    candidates = torch_candidates.temper(
        [head if hasattr(head, "bias") else head[-1] for head in heads],
        lambda: net(prepared[:1])[0][0],
        setting["classes"],
        setting["score_threshold"],
        setting["candidates"],
    )
    say({"parameters": sum(p.numel() for p in net.parameters()), "candidates": candidates})

    def predict(batch):
        with contextlib.redirect_stdout(io.StringIO()):  # It prints a line an image.
            for image in images[:batch]:
                predictor.predict(image, prob_threshold=setting["score_threshold"])

    def network(batch):
        with torch.no_grad():
            net(prepared[:batch])

    functions = {"predict": predict, "network": network}
    answer(lambda batch, calls, what: timed(lambda: functions[what](batch), calls))


if __name__ == "__main__":
    main()
