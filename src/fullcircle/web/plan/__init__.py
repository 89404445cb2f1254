"""A plan on paper, and the code that answers for it."""
