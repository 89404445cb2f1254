"""The database: finding PostgreSQL, running it, its roles, their addresses, its backups. Knows no Django.

A *cluster* is one PostgreSQL server with its files, a *home* the folder they lie in, an *address* one
role's URL.
"""

from __future__ import annotations


class Refused(Exception):
    """The database cannot do what was asked. The message is one sentence for the person who asked."""
