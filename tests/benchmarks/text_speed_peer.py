"""Drives CRAFT and GhostCRAFT in PyTorch for the benchmark `text_speed`.

Started with a Python that has torch, as a module and in the repository's root; of this project it
takes the torch networks of the goldens. A question is the network's kind, the shape of the images
`[B, 3, H, W]`, whether the channels lie last in memory, the number of calls. An answer is the
milliseconds of a call, wall and CPU.
"""

import functools
import sys

from tests.benchmarks.peer_answers import answer, timed


def main():
    """Answers until the pipe closes."""
    import torch

    from tests.goldens import craft_torch

    torch.set_num_threads(int(sys.argv[1]))

    @functools.cache
    def network(kind, layout):
        made = craft_torch.fill(craft_torch.make(kind, 1, craft_torch.WHOLE))
        return made.to(memory_format=layout)

    def question(kind, shape, last, calls):
        layout = torch.channels_last if last else torch.contiguous_format
        model, images = network(kind, layout), torch.rand(shape).to(memory_format=layout)
        with torch.inference_mode():
            return timed(lambda: model(images), calls)

    answer(question)


if __name__ == "__main__":
    main()
