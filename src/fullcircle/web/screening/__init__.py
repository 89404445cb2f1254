"""Asking a resident the questions of a form, one at a time, and what the answers mean for their needs."""
