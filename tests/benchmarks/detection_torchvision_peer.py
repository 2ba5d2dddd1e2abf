"""Drives SSD300 and SSDLite320 of torchvision, from images to boxes, in training, and matching.

Started with a Python that has torchvision; needs nothing of tfvision. Its argument is the setting,
in JSON. A question names what is done, the network, the number of images and that of calls; the
answer to "facts" is a dict, to others the milliseconds of a call, wall and CPU.
"""

import functools
import json
import sys

import numpy as np

from tests.benchmarks import torch_candidates
from tests.benchmarks.peer_answers import answer, timed


class Peer:
    """Networks with random weights, made when they are asked for.

    Args:
        setting: Dict of `threads`, `classes`, `candidates`, `codec`: arguments of our `Codec`;
            `images`: a NumPy file of uint8 images `[B, H, W, 3]`; `crowd`: boxes `[N, 4]` in
            [0, 1], the objects of each image that is trained on.
    """

    def __init__(self, setting):
        import torch

        torch.set_num_threads(setting["threads"])
        torch.manual_seed(0)
        self.setting, self.torch = setting, torch
        self.images = np.load(setting["images"])
        self.network = functools.cache(self._made)

    def _made(self, name):
        from torchvision.models import detection

        setting, codec = self.setting, self.setting["codec"]
        net = getattr(detection, name)(
            weights=None,
            weights_backbone=None,
            num_classes=setting["classes"] + 1,
            score_thresh=codec["score_threshold"],
            nms_thresh=codec["nms_iou"],
            detections_per_img=codec["max_detections"],
            topk_candidates=codec["candidates"],
        )
        pixels, _ = net.transform(self.floats(min(4, len(self.images))))

        def outputs():
            return net.head(list(net.backbone(pixels.tensors).values()))

        torch_candidates.settle(net, outputs)
        heads = net.head.classification_head.module_list
        net.found = torch_candidates.temper(
            [head if hasattr(head, "bias") else head[-1] for head in heads],
            lambda: outputs()["cls_logits"][0].softmax(-1),
            setting["classes"],
            codec["score_threshold"],
            setting["candidates"],
        )
        net.optimizer = self.torch.optim.SGD(net.parameters(), 1e-4, momentum=0.9)
        return net.eval()

    def floats(self, batch):
        """Images as torchvision wants them: float `[3, H, W]` in [0, 1]."""
        tensors = [self.torch.from_numpy(image) for image in self.images[:batch]]
        return [tensor.permute(2, 0, 1).float().div(255) for tensor in tensors]

    def targets(self, batch):
        """The crowd on each image, in pixels."""
        height, width = self.images.shape[1:3]
        boxes = self.torch.tensor(self.setting["crowd"]) * self.torch.tensor([width, height] * 2)
        labels = self.torch.arange(len(boxes)) % self.setting["classes"] + 1
        return [{"boxes": boxes, "labels": labels} for _ in range(batch)]

    def facts(self, name, batch, calls):
        """Parameters and candidates of a network."""
        net = self.network(name)
        return {"parameters": sum(p.numel() for p in net.parameters()), "candidates": net.found}

    def predict(self, name, batch, calls):
        """From images in memory to boxes in their pixels."""
        net = self.network(name).eval()
        with self.torch.inference_mode():
            return timed(lambda: net(self.floats(batch)), calls)

    def train(self, name, batch, calls):
        """Steps: matching, losses, gradients and the optimizer."""
        net, images, targets = self.network(name).train(), self.floats(batch), self.targets(batch)

        def step():
            net.optimizer.zero_grad()
            sum(net(images, targets).values()).backward()
            net.optimizer.step()

        return timed(step, calls)

    def encode(self, name, batch, calls):
        """Matches the crowd with the default boxes, and encodes it, image by image."""
        from torchvision.models.detection.image_list import ImageList
        from torchvision.ops import box_iou

        net = self.network(name)
        pixels, targets = net.transform(self.floats(1), self.targets(1))
        maps = list(net.backbone(pixels.tensors).values())
        anchors = net.anchor_generator(ImageList(pixels.tensors, pixels.image_sizes), maps)[0]
        boxes, labels = targets[0]["boxes"], targets[0]["labels"]

        def once():
            owners = net.proposal_matcher(box_iou(boxes, anchors))
            matched = owners >= 0
            classes = self.torch.zeros(len(anchors), dtype=self.torch.int64)
            classes[matched] = labels[owners[matched]]
            net.box_coder.encode_single(boxes[owners[matched]], anchors[matched])

        with self.torch.inference_mode():
            return timed(once, calls)


def main():
    """Answers until the pipe closes."""
    peer = Peer(json.loads(sys.argv[1]))
    answer(lambda what, name, batch, calls: getattr(peer, what)(name, batch, calls))


if __name__ == "__main__":
    main()
