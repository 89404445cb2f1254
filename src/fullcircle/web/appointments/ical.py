"""Appointments as iCalendar (RFC 5545). No page or calendar program learns more by it than by its title."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True)
class Entry:
    id: UUID
    title: str
    starts_at: datetime
    zone: str
    minutes: int
    place: str
    said_at: datetime
    moved: int
    cancelled: bool


def text(name: str, entries: Iterable[Entry]) -> bytes:
    """With the time zones that the entries name, so that a program without them shows the right hour too."""
    made = Calendar()
    made.add("prodid", "-//Fullcircle//Appointments//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    written: bytes = made.to_ical()
    return written


def _event(entry: Entry) -> Event:
    starts = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    ends = (entry.starts_at + timedelta(minutes=entry.minutes)).astimezone(ZoneInfo(entry.zone))
    made = Event()
    made.add("uid", str(entry.id))
    made.add("dtstamp", entry.said_at)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("summary", entry.title)
    if entry.place:
        made.add("location", entry.place)
    made.add("sequence", entry.moved + entry.cancelled)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("class", "PRIVATE")
    return made


def response(name: str, entries: Iterable[Entry], *, file: str = "") -> HttpResponse:
    answer = HttpResponse(text(name, entries), content_type="text/calendar; charset=utf-8")
    if file:
        answer["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return answer
