"""Surveys: the backbone asks many, and everybody who is asked answers by a link."""
