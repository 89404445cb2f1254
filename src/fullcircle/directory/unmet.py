"""Searches that found nothing, so that people see what is missing: words without numbers, place, day and count."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.timezone import localtime

from fullcircle.access.actor import Actor, Kind
from fullcircle.access.session import acting_as
from fullcircle.directory import domains as need_domains
from fullcircle.directory import vocabulary
from fullcircle.directory.models import Unmet
from fullcircle.directory.places import ZIP
from fullcircle.directory.recording import record

MAIL = re.compile(r"\S*@\S*")
MOST_UNMET_A_DAY = 2_000
AT_THE_DOOR = Actor(kind=Kind.RESIDENT)  # whoever stands there: nobody asks for a name


def note(*, words: str, domain: str, zip_code: str, at: datetime) -> None:
    """Somebody looked for help and there is none. Kept are words without numbers, place, day and count."""
    plain = " ".join(word for word in vocabulary.words(MAIL.sub(" ", words)) if word.isalpha())[:80].rstrip()
    known = domain if domain in need_domains.BY_CODE else ""
    if not plain and not known:
        return
    row: dict[str, Any] = {
        "words": plain,
        "domain": known,
        "zip": zip_code if ZIP.fullmatch(zip_code) else "",
        "on": localtime(at).date(),
    }
    with acting_as(AT_THE_DOOR, at=at):
        if Unmet.objects.filter(**row).update(times=F("times") + 1):
            return
        # A flood of made-up searches must fill neither the disk nor the list that people read.
        if Unmet.objects.filter(on=row["on"]).count() < MOST_UNMET_A_DAY:
            Unmet.objects.bulk_create([Unmet(**row)], ignore_conflicts=True)
            record("search.unmet", AT_THE_DOOR, at, {"domain": known})
