"""What earlier visits left in the practice town: notes, one with a photo, one corrected."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.people import queries as people
from fullcircle.referrals.written import notes

SAID = (
    "The bell does not work. Knock, or call from the gate.",
    "Speaks more freely without her brother in the room.",
    "Bus 4 stops at the corner, every forty minutes.",
)
CORRECTED = "Bus 5 stops at the corner, every forty minutes."


def seed(navigator: Actor, *, now: datetime) -> None:
    """For the first three of the navigator's people, by name."""
    assert navigator.organization_id is not None  # noqa: S101 - staff of the town
    at = now - timedelta(days=2)
    with acting_as(navigator, at=at):
        found = list(people.kept_by(navigator.organization_id, navigator_id=navigator.user_id)[: len(SAID)])
        written = [
            notes.write(
                person_id=person.pk, text=text, photos=[] if number else [the_gate()], actor=navigator, at=at
            )
            for number, (person, text) in enumerate(zip(found, SAID, strict=False))
        ]
    with acting_as(navigator, at=now):
        for note in written[2:]:
            notes.correct(note_id=note.note_id, version=1, text=CORRECTED, actor=navigator, at=now)


def the_gate() -> bytes:
    """A drawing that stands for a photo."""
    image = Image.new("RGB", (640, 480), (206, 214, 220))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 360, 640, 480), fill=(120, 132, 104))
    for left in range(80, 560, 48):
        draw.rectangle((left, 160, left + 12, 400), fill=(64, 60, 58))
    draw.rectangle((72, 200, 560, 214), fill=(64, 60, 58))
    written = io.BytesIO()
    image.save(written, "PNG")
    return written.getvalue()
