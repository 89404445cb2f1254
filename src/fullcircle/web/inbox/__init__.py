"""Requests as their receiver and their sender see them, and our own services."""
