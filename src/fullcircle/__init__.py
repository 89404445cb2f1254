"""Fullcircle: the open platform for a connected community of care."""

__version__ = "0.1.0"
