"""The published PyTorch networks of each source: one file a source, named as `load_torch` does."""
