"""What can go wrong in a way that a person can be told about. Subjects subclass these where they raise them."""

from __future__ import annotations


class Refused(Exception):
    """A sentence for the person who asked. Each door (page, command line) translates it in one place."""

    def __init__(self, says: object) -> None:
        super().__init__(says)
        self.says = says

    def __str__(self) -> str:
        return str(self.says)


class Denied(Refused):
    """A rule said no."""


class NotFound(Refused):
    """It does not exist, or this actor may not know that it does: both answer alike."""


class Conflict(Refused):
    """Somebody was faster, or the record has moved on."""


class Invalid(Refused):
    """What was said cannot be used; `field` names where."""

    def __init__(self, says: object, *, field: str = "") -> None:
        super().__init__(says)
        self.field = field
