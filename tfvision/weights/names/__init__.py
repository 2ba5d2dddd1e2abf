"""Name maps: which tensor of a published PyTorch file is which weight of ours, a file a network."""
