"""Classification: from folders of images to a trained model and its answers."""
