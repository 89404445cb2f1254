"""Bringing directories of other systems in: files are read, checked row by row, and put into our own words.

Nothing here writes; `directory.actions.bring_in` does, in one transaction.
"""
