"""A navigator's day."""
