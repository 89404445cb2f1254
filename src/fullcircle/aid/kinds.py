"""Kinds of help: what one unit is called, how many are usual, and for how many days the same help counts as recent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Kind:
    """`days`: how long ago the same kind of help still is of interest to who gives it; 0 for never. The database's
    functions are made from it: a change needs a migration."""

    code: str
    label: str | Promise
    unit: str | Promise
    usual: int
    days: int
    domains: tuple[str, ...] = ()  # Gravity domains of services that usually give this


KINDS = (
    Kind("box", _("Food box or groceries"), _("food box"), 1, 7, ("food-insecurity",)),
    Kind("meal", _("Meals"), _("meal"), 1, 0),
    Kind("ride", _("Rides"), _("ride"), 1, 0, ("transportation-insecurity",)),
    Kind("night", _("Nights of shelter"), _("night"), 1, 0, ("homelessness",)),
    Kind("time", _("Time of a worker"), _("15 minutes"), 1, 0, ("personal-health-literacy", "stress", "employment-status")),
    Kind("money", _("Money"), _("dollar"), 50, 30,
         ("financial-insecurity", "utility-insecurity", "housing-instability", "medical-cost-burden")),
    Kind("goods", _("Clothes, furniture and other goods"), _("item"), 1, 30, ("material-hardship",)),
    Kind("other", _("Other help"), _("time"), 1, 0),
)  # fmt: skip
BY_CODE = {kind.code: kind for kind in KINDS}
OTHER = BY_CODE["other"]
MOST = 10_000  # units of one entry


def usual_for(domains: Sequence[str]) -> Kind:
    """What a service for these domains usually gives, until it says something else."""
    return next((kind for kind in KINDS if set(kind.domains) & set(domains)), OTHER)
