"""Networks from an image to named feature maps."""
