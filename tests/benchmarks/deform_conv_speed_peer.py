"""Drives torchvision's deformable convolution for the benchmark `deform_conv_speed`.

Started with a Python that has torchvision; needs nothing of tfvision. A question is the shape of
the images `[B, H, W, C]`, filters, whether backward too, the number of calls. An answer is the
milliseconds of a call, wall and CPU.
"""

import sys

from tests.benchmarks.peer_answers import answer, timed


def main():
    """Answers until the pipe closes."""
    import torch
    from torchvision.ops import deform_conv2d

    torch.set_num_threads(int(sys.argv[1]))

    def question(shape, filters, backward, calls):
        B, H, W, C = shape
        shapes = ((B, C, H, W), (B, 18, H, W), (filters, C, 3, 3), (filters,), (B, 9, H, W))
        images, offsets, kernel, bias, mask = (
            torch.randn(shape).requires_grad_(backward) for shape in shapes
        )

        def call():
            outputs = deform_conv2d(images, offsets, kernel, bias, padding=1, mask=mask)
            if backward:
                outputs.sum().backward()

        return timed(call, calls)

    answer(question)


if __name__ == "__main__":
    main()
