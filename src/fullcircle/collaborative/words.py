"""Lists that people choose from, with what they read."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class BodyKind(StrEnum):
    COUNCIL = "council"
    COMMITTEE = "committee"
    WORK_GROUP = "work-group"
    REGION = "region"
    RESIDENT_COUNCIL = "resident-council"


class SeatKind(StrEnum):
    SECTOR = "sector"
    REGION = "region"
    LIVED = "lived"
    FUNDER = "funder"


BODY_KINDS: Mapping[str, Promise] = {
    BodyKind.COUNCIL: _("Council"),
    BodyKind.COMMITTEE: _("Committee"),
    BodyKind.WORK_GROUP: _("Work group"),
    BodyKind.REGION: _("Region"),
    BodyKind.RESIDENT_COUNCIL: _("Resident council"),
}
SEAT_KINDS: Mapping[str, Promise] = {
    SeatKind.SECTOR: _("A sector"),
    SeatKind.REGION: _("A region"),
    SeatKind.LIVED: _("Lived experience"),
    SeatKind.FUNDER: _("A funder"),
}
# The kinds of meetings of meeting_needs.csv.
MEETINGS: Mapping[str, Promise] = {
    "steering": _("Steering meeting: decisions bind members"),
    "working-group": _("Work group: those who do the work"),
    "data-council": _("Data council: who may see what"),
    "finance": _("Finance: money decisions"),
    "resident-council": _("Resident council: residents set the agenda"),
    "learning-network": _("Learning network: open to all"),
}
ACCESS_NEEDS: Mapping[str, Promise] = {
    "interpreter": _("Interpreter"),
    "child-care": _("Child care"),
    "stipend": _("Stipend"),
    "ride": _("Ride"),
    "wheelchair": _("Step-free way in"),
    "captions": _("Captions or sign language"),
    "evening": _("Evening or weekend"),
}
