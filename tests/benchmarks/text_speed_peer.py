"""Drives CRAFT and GhostCRAFT in PyTorch for the benchmark `text_speed`.

Started with a Python that has torch, as a module and in the repository's root; of this project it
takes the torch networks of the goldens. Reads lines of JSON: the network's kind, the shape of the
images `[B, 3, H, W]`, whether the channels lie last in memory, the number of calls. Answers each
with the milliseconds of a call, wall and CPU.
"""

import functools
import json
import sys
import time


def main():
    """Answers until the pipe closes."""
    import torch

    from tests.goldens import craft_torch

    torch.set_num_threads(int(sys.argv[1]))

    @functools.cache
    def network(kind, layout):
        made = craft_torch.fill(craft_torch.make(kind, 1, craft_torch.WHOLE))
        return made.to(memory_format=layout)

    for line in sys.stdin:
        kind, shape, last, calls = json.loads(line)
        layout = torch.channels_last if last else torch.contiguous_format
        model = network(kind, layout)
        images = torch.rand(shape).to(memory_format=layout)
        with torch.inference_mode():
            start, cpu = time.perf_counter(), time.process_time()
            for _ in range(calls):
                model(images)
            wall, cpu = time.perf_counter() - start, time.process_time() - cpu
        sys.stdout.write(json.dumps([1e3 * wall / calls, 1e3 * cpu / calls]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
