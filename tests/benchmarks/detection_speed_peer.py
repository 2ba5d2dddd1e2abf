"""Drives the mb2-ssd-lite of a clone of qfgaohao/pytorch-ssd, for the benchmark `detection_speed`.

Started with a Python that has torch and OpenCV; needs nothing of tfvision. Reads lines of JSON: the
setting, then each time batch, number of calls and what is called; answers in lines of JSON. The
clone is used as it is, with its own predictor.
"""

import contextlib
import io
import json
import pathlib
import sys
import time
import types

import numpy as np


def import_peer(clone):
    """The peer's module; torchvision is imported by it and not used in what runs here."""
    sys.path.insert(0, str(clone))
    torchvision = types.ModuleType("torchvision")
    torchvision.transforms = types.ModuleType("torchvision.transforms")
    sys.modules.setdefault("torchvision", torchvision)
    sys.modules.setdefault("torchvision.transforms", torchvision.transforms)
    from vision.ssd import mobilenet_v2_ssd_lite

    return mobilenet_v2_ssd_lite


def settle(net, pixels):
    """Gives random weights the activations of a network in use; they would fade away otherwise."""
    import torch

    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        net.train()(pixels)
        net.eval()


def temper(net, predictor, image, setting):
    """Moves the background logit until as many candidates are left as a trained network has."""
    import torch

    biases = []
    for head in net.classification_headers:
        last = head if hasattr(head, "bias") else head[-1]
        biases.append(last.bias.data.view(-1, setting["classes"] + 1)[:, 0])
    pixels = predictor.transform(image)[None]

    def count(shift):
        for bias in biases:
            bias.add_(shift)
        with torch.no_grad():
            scores, _ = net(pixels)
        found = int((scores[0, :, 1:] > setting["score_threshold"]).sum())
        for bias in biases:
            bias.sub_(shift)
        return found

    low, high = 0.0, 1000.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if count(middle) > setting["candidates"] else (low, middle)
    for bias in biases:
        bias.add_(high)
    return count(0.0)


def answer(value):
    """Writes one line of JSON to the other side."""
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def main():
    """Answers until the pipe closes."""
    import torch

    setting = json.loads(sys.stdin.readline())
    torch.set_num_threads(setting["cores"])
    torch.manual_seed(0)
    peer = import_peer(pathlib.Path(sys.argv[1]).resolve())
    net = peer.create_mobilenetv2_ssd_lite(setting["classes"] + 1, is_test=True).eval()
    predictor = peer.create_mobilenetv2_ssd_lite_predictor(net)
    images = np.load(setting["images"])
    settle(net, torch.stack([predictor.transform(image) for image in images]))
    candidates = temper(net, predictor, images[0], setting)
    answer({"parameters": sum(p.numel() for p in net.parameters()), "candidates": candidates})
    prepared = torch.stack([predictor.transform(image) for image in images])

    def predict(batch):
        with contextlib.redirect_stdout(io.StringIO()):  # It prints a line an image.
            for image in images[:batch]:
                predictor.predict(image, prob_threshold=setting["score_threshold"])

    def network(batch):
        with torch.no_grad():
            net(prepared[:batch])

    for line in sys.stdin:
        batch, calls, what = json.loads(line)
        function = {"predict": predict, "network": network}[what]
        start, cpu = time.perf_counter(), time.process_time()
        for _ in range(calls):
            function(batch)
        wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        answer({"wall": wall / (batch * calls), "cpu": cpu / (batch * calls)})


if __name__ == "__main__":
    main()
