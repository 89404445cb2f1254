"""The doors of the practice town. Only in the demo."""
