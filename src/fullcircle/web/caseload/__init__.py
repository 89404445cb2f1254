"""Goals, introductions, and how good requests were."""
