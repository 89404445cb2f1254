"""Notes for a team or for whoever works on a request, with their photos."""
