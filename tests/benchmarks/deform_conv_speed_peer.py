"""Drives torchvision's deformable convolution for the benchmark `deform_conv_speed`.

Started with a Python that has torchvision; needs nothing of tfvision. Reads lines of JSON: the
shape of the images `[B, H, W, C]`, filters, whether backward too, the number of calls. Answers each
with the milliseconds of a call.
"""

import json
import sys
import time


def main():
    """Answers until the pipe closes."""
    import torch
    from torchvision.ops import deform_conv2d

    torch.set_num_threads(int(sys.argv[1]))
    for line in sys.stdin:
        (B, H, W, C), filters, backward, calls = json.loads(line)
        shapes = ((B, C, H, W), (B, 18, H, W), (filters, C, 3, 3), (filters,), (B, 9, H, W))
        images, offsets, kernel, bias, mask = (
            torch.randn(shape).requires_grad_(backward) for shape in shapes
        )
        start = time.perf_counter()
        for _ in range(calls):
            outputs = deform_conv2d(images, offsets, kernel, bias, padding=1, mask=mask)
            if backward:
                outputs.sum().backward()
        wall = time.perf_counter() - start
        sys.stdout.write(json.dumps(1e3 * wall / calls) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
