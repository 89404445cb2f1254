"""Appointments and meetings as iCalendar (RFC 5545): nobody learns more by it than by title, time and place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from icalendar import Calendar, Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    said_at: datetime
    version: int  # a later one moves it
    cancelled: bool
    url: str = ""  # of a page that says more; what has one is nobody's secret


def text(name: str, entries: Iterable[Entry]) -> bytes:
    """With the time zones that the entries name, so that a program without them shows the right hour too."""
    made = Calendar()
    made.add("prodid", "-//Fullcircle//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    written: bytes = made.to_ical()
    return written


def _event(entry: Entry) -> Event:
    starts = entry.starts_at.astimezone(ZoneInfo(entry.zone))
    ends = entry.ends_at.astimezone(ZoneInfo(entry.zone))
    made = Event()
    made.add("uid", str(entry.id))
    made.add("dtstamp", entry.said_at)
    made.add("dtstart", starts)
    made.add("dtend", ends)
    made.add("summary", entry.title)
    if entry.place:
        made.add("location", entry.place)
    made.add("sequence", entry.version)
    made.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    made.add("url", entry.url) if entry.url else made.add("class", "PRIVATE")
    return made


def response(name: str, entries: Iterable[Entry], *, file: str = "") -> HttpResponse:
    answer = HttpResponse(text(name, entries), content_type="text/calendar; charset=utf-8")
    if file:
        answer["Content-Disposition"] = f'attachment; filename="{file}.ics"'
    return answer
