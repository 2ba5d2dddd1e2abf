"""Drives torchvision's EfficientNet-B0 for the benchmark `classification_speed`.

Started with a Python that has torchvision; needs nothing of tfvision. A question is the shape of
the images `[B, 3, H, W]`, whether the channels lie last in memory, the number of calls, and whether
they are training steps. An answer is the milliseconds of a call, wall and CPU.
"""

import functools
import sys

from tests.benchmarks.peer_answers import answer, timed


def main():
    """Answers until the pipe closes."""
    import torch
    import torchvision

    torch.set_num_threads(int(sys.argv[1]))

    @functools.cache
    def network(layout):
        return torchvision.models.efficientnet_b0(weights=None).to(memory_format=layout)

    def step(model, optimizer, images, labels):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(model(images), labels).backward()
        optimizer.step()

    @functools.cache
    def optimizer(layout):
        return torch.optim.RMSprop(network(layout).parameters(), 1e-3)

    def question(shape, last, calls, training=False):
        layout = torch.channels_last if last else torch.contiguous_format
        model = network(layout).train(training)
        images = torch.rand(shape).to(memory_format=layout)
        if training:
            labels = torch.arange(len(images)) % 1000
            return timed(lambda: step(model, optimizer(layout), images, labels), calls)
        with torch.inference_mode():
            return timed(lambda: model(images), calls)

    answer(question)


if __name__ == "__main__":
    main()
