"""A service in the words of a card, for residents: short, plain, and honest about what nobody knows."""

from __future__ import annotations

import re
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from fullcircle.directory import hours
from fullcircle.directory.search import Wanted
from fullcircle.people import names
from fullcircle.web import words

if TYPE_CHECKING:
    from fullcircle.directory.calendars import Calendar
    from fullcircle.directory.models import Location, Phone, Schedule, Service
    from fullcircle.referrals.capacity import Room

SHORT, LONGEST_FACT, MANY_DAYS = 190, 150, 60
# "OVERVIEW:", "SERVICES: 1) FOOD PANTRY:" shout before the words that count.
SHOUTED = re.compile(r"^(\s*(\d+[.)]|[A-Z][A-Z &/,'()-]{3,}:))+\s*")
ASIDE = re.compile(r"^\s*(BUS|METRO|PARKING|DONATIONS?|VOLUNTEERS?|HOLIDAY[A-Z ]*)\s*:")
ABBREVIATED = 30  # "St." ends no sentence
SAYS_NOTHING = re.compile(r"^(see notes?\.?|n/?a\.?|none\.?|varies\.?|call\.?)$", re.IGNORECASE)
SENTENCE = re.compile(r"(?<=[.!?])\s+")
UNSPOKEN = frozenset({"fax", "tty"})
MOST_CLOSED = 90  # openings in a row that are taken away before nothing is said of the next one


def card(
    service: Service,
    miles: float | None,
    wanted: Wanted,
    known: Room | None,
    at: datetime,
    said: Calendar | None,
) -> dict[str, Any]:
    """`said`: what they said of single days, if anything (`calendars.as_said`)."""
    full = known is not None and known.full
    closed = service.status == service.Status.TEMPORARILY_CLOSED
    lines = facts(service, miles, wanted, at, said)
    return {
        "id": service.pk,
        "name": service.name,
        "organization": service.organization.name if service.organization.name != service.name else "",
        "url": reverse("services:service", args=[service.pk]),
        "print_url": reverse("services:print", args=[service.pk]),
        "ask_url": "" if full or service.takes_no_names else reverse("resident:ask", args=[service.pk]),
        "gives": summary(service.description),
        "room": words.room(known, at, public=True),
        "closed_for_now": closed,
        "facts": [
            one for one in lines if not (closed and one["icon"] == "clock")
        ],  # its hours hold afterwards
        "phone": phone(service),
        "checked": checked(service, at),
    }


def summary(text: str) -> str:
    """The first sentences of a description, without the heads that shout."""
    parts = [part for part in text.split("\n") if SHOUTED.sub("", part).strip() and not ASIDE.match(part)]
    first = parts[0] if parts else ""
    said = ""
    for sentence in SENTENCE.split(SHOUTED.sub("", first).strip()):
        if len(said) > ABBREVIATED and len(said) + len(sentence) > SHORT:
            break
        said = f"{said} {sentence}".strip()
    return shortened(said, SHORT + 60)


def shortened(text: str, most: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def facts(
    service: Service, miles: float | None, wanted: Wanted, at: datetime, said: Calendar | None
) -> list[dict[str, str]]:
    lines = [
        (
            "clock",
            opening(service, at, said) or (_("Hours are not known. Call first") if wanted.open_now else ""),
        ),
        ("pin", where(service, miles)),
        ("people", for_whom(service)),
        ("id", papers_and_cost(service, asked=wanted.free)),
        ("globe", languages(service, asked=bool(wanted.language))),
    ]
    return [{"icon": icon, "text": text} for icon, text in lines if text]


def schedules(service: Service) -> list[Schedule]:
    """The service's own hours, else those of its places."""
    own = list(service.schedules.all())
    return own or [row for place in service.locations.all() for row in place.schedules.all()]


def opening(service: Service, at: datetime, said: Calendar | None = None) -> str:
    """What the hours of the week say, and what they said of single days, which is stronger."""
    rows = schedules(service)
    now = hours.current(rows, at)
    if now and (said is None or said.is_open(at)):
        if now.closes - now.opens >= hours.WHOLE_DAY:
            return _("Open now, day and night")
        return _("Open now, until {time}").format(time=time_format(_closes(now, said), "P"))
    begins = _begins(rows, said, at)
    if begins is None:
        return _("Closed now") if now else ""
    days = (begins.date() - localtime(at).date()).days
    day = {0: _("today"), 1: _("tomorrow")}.get(days) or date_format(begins, "l" if days < 7 else "F j")
    return _("Closed now. Opens {day}, {time}").format(day=day, time=time_format(begins.time(), "P"))


def _closes(now: hours.Span, said: Calendar | None) -> time:
    opens, closes = (said and said.hours_on(now.opens.date())) or (time(0), time(0))
    same_day = now.closes.date() == now.opens.date()
    return min(now.closes.time(), closes) if same_day and closes > opens else now.closes.time()


def _begins(rows: list[Schedule], said: Calendar | None, at: datetime) -> datetime | None:
    """The next opening that no closure takes away."""
    for _try in range(MOST_CLOSED):
        following = hours.coming(rows, at)
        begins = following.opens if following else None
        if said is None:
            return begins
        again = localtime(said.opens(at))
        if again > at and hours.is_open(rows, again) and (begins is None or again < begins):
            return again
        if begins is None or said.is_open(begins):
            return begins
        at = begins
    return None


def where(service: Service, miles: float | None) -> str:
    if miles is not None:
        near = (
            _("Less than a mile away")
            if miles < 1
            else _("{n} miles away").format(n=f"{miles:.0f}" if miles >= 10 else f"{miles:.1f}")
        )
        also = _("They also help by phone")
        return f"{near}. {also}" if service.by_phone else near
    places = list(service.locations.all())
    if service.by_phone or not places:
        return _("By phone")
    town = next((place.city for place in places if place.city), "")
    return (
        town if len(places) == 1 else ngettext("{n} place", "{n} places", len(places)).format(n=len(places))
    )


def for_whom(service: Service) -> str:
    if service.eligibility_description and not SAYS_NOTHING.match(service.eligibility_description):
        return shortened(service.eligibility_description, LONGEST_FACT)
    zips = sorted({area.zip for area in service.areas.all() if area.zip})
    if zips:
        return _("For people in {zips}").format(zips=", ".join(zips[:6]) + (" …" if len(zips) > 6 else ""))
    return ""


def papers_and_cost(service: Service, *, asked: bool) -> str:
    papers = [row.document for row in service.documents.all()]
    parts = [_("Bring: {papers}.").format(papers=", ".join(papers[:4]))] if papers else []
    if service.free:
        parts.append(_("It is free"))
    elif service.fees_description and not SAYS_NOTHING.match(service.fees_description):
        parts.append(_("Cost: {words}").format(words=shortened(service.fees_description, 90)))
    elif asked:
        parts.append(_("The cost is not known. Call first"))
    return " ".join(parts)


def languages(service: Service, *, asked: bool) -> str:
    spoken = ", ".join(language_name(row.code, row.name) for row in service.languages.all())
    return spoken or (_("Languages are not known. Call first") if asked else "")


def language_name(code: str, name: str) -> str:
    """In the reader's language where it is known, else as the source wrote it."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return name


def phone(service: Service) -> str:
    """The number to call, as people read it: the service's, else its place's, else the organization's. Never a fax."""
    rows: list[Phone] = [*service.phones.all()]
    for place in service.locations.all():
        rows += place.phones.all()
    rows += [
        row for row in service.organization.phones.all() if row.service_id is None and row.location_id is None
    ]
    return next((names.spoken(row.number) for row in rows if row.type not in UNSPOKEN), "")


def checked(service: Service, at: datetime) -> str:
    if service.assured_on is None:
        return _("Nobody has checked this yet. Call before you go.")
    days = max(0, (localtime(at).date() - service.assured_on).days)
    if days == 0:
        return _("Checked today.")
    if days < MANY_DAYS:
        return ngettext("Checked {n} day ago.", "Checked {n} days ago.", days).format(n=days)
    return _("Not checked for {n} months. Call before you go.").format(n=days // 30)


def whole(service: Service) -> dict[str, Any]:
    """What only the page of a service and its paper show."""
    return {
        "phones": [row for row in service.phones.all() if row.type not in UNSPOKEN][:6],
        "places": [place(row) for row in service.locations.all()],
        "week": week(schedules(service)),
        "documents": [row.document for row in service.documents.all()],
    }


def place(row: Location) -> dict[str, str]:
    town = " ".join(part for part in (row.state_province, row.postal_code) if part)
    lines = [
        row.address_1,
        row.address_2 if row.address_2 not in row.address_1 else "",
        ", ".join(filter(None, [row.city, town])),
    ]
    return {
        "name": row.name,
        "lines": "\n".join(filter(None, lines)),
        "access": row.accessibility,
        "way": row.transportation,
    }


def week(rows: list[Schedule]) -> list[str]:
    days = {
        "MO": _("Monday"),
        "TU": _("Tuesday"),
        "WE": _("Wednesday"),
        "TH": _("Thursday"),
        "FR": _("Friday"),
        "SA": _("Saturday"),
        "SU": _("Sunday"),
    }
    order = list(days)
    nths = {"1": _("first"), "2": _("second"), "3": _("third"), "4": _("fourth"), "-1": _("last")}

    def said(row: Schedule) -> tuple[int, str]:
        found = hours.DAY.findall(row.byday)
        names = [f"{nths.get(nth.lstrip('+'), nth)} {days[day]}".strip() for nth, day in found]
        times = " – ".join(time_format(clock, "P") for clock in (row.opens_at, row.closes_at) if clock)
        return order.index(found[0][1]), f"{', '.join(names)}: {times}"

    return [text for _place, text in sorted(said(row) for row in rows if hours.usable(row))]
