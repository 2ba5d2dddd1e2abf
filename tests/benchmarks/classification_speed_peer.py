"""Drives torchvision's EfficientNet-B0 for the benchmark `classification_speed`.

Started with a Python that has torchvision; needs nothing of tfvision. Reads lines of JSON: the
shape of the images `[B, 3, H, W]`, whether the channels lie last in memory, the number of calls.
Answers each with the milliseconds of a call, wall and CPU.
"""

import json
import sys
import time


def main():
    """Answers until the pipe closes."""
    import torch
    import torchvision

    torch.set_num_threads(int(sys.argv[1]))
    models = []
    for layout in (torch.contiguous_format, torch.channels_last):
        model = torchvision.models.efficientnet_b0(weights=None).eval()
        models.append((layout, model.to(memory_format=layout)))
    for line in sys.stdin:
        shape, last, calls = json.loads(line)
        layout, model = models[last]
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
