"""Pictures of roads with cars and number plates, drawn with NumPy and OpenCV."""
