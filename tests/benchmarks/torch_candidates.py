"""Random PyTorch detectors that have as many candidates for suppression as a trained one."""


def settle(net, run):
    """Gives random weights the activations of a network in use; they would fade away otherwise.

    Args:
        net: The detector.
        run: Function that puts pixels through its convolutions.
    """
    import torch

    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d):
            torch.nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    with torch.no_grad():
        net.train()
        run()
        net.eval()


def temper(convolutions, scores, classes, threshold, candidates):
    """Moves the background logit until so many candidates pass the threshold.

    Args:
        convolutions: The last ones of the classification heads.
        scores: Function that gives `[K, classes + 1]` of an image, background first.
        classes: How many there are.
        threshold: Of a score.
        candidates: How many scores are above it, at most.

    Returns: How many are.
    """
    import torch

    with torch.no_grad():
        logits = scores().log()  # Up to a number that an image's boxes do not share, and need not.

    def count(shift):
        moved = torch.cat([logits[:, :1] + shift, logits[:, 1:]], 1)
        return int((moved.softmax(1)[:, 1:] > threshold).sum())

    low, high = 0.0, 1e6
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if count(middle) > candidates else (low, middle)
    for one in convolutions:
        one.bias.data.view(-1, classes + 1)[:, 0] += high
    return count(high)
