"""Scripts that train and measure, one a task."""
