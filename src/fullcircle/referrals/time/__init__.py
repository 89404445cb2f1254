"""What time does with a request: how long each step takes, winding its clock, and hearing the clocks that are due."""
