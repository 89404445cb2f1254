"""What may follow what, and what is promised to who answers."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"  # the table reads it
    ACTED_ON = "acted-on"  # "you said, we did", for everybody


STATES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.OPEN}),
    State.OPEN: frozenset({State.CLOSED}),
    State.CLOSED: frozenset({State.REPORTED}),
    State.REPORTED: frozenset({State.ACTED_ON}),
    State.ACTED_ON: frozenset(),
}
COUNTED = frozenset({State.CLOSED, State.REPORTED, State.ACTED_ON})
LABELS = {
    State.PLANNED: _("Planned"),
    State.OPEN: _("Open"),
    State.CLOSED: _("Closed"),
    State.REPORTED: _("Reported"),
    State.ACTED_ON: _("Acted on"),
}


class Mode(StrEnum):
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


MODES = {
    Mode.ANONYMOUS: _("Anonymous"),
    Mode.CONFIDENTIAL: _("Confidential"),
    Mode.NAMED: _("Named"),
}
PROMISES = {
    Mode.ANONYMOUS: _(
        "Nobody can tell who said what: your name, the time and this link are not kept with your answers."
    ),
    Mode.CONFIDENTIAL: _(
        "We know who answered and show it to nobody. Results of fewer than 11 answers are not shown."
    ),
    Mode.NAMED: _("Answers are shown with the name of your organization."),
}


class Channel(StrEnum):
    WEB = "web"
    PHONE = "phone"
    PAPER = "paper"


CHANNELS = {Channel.WEB: _("By link"), Channel.PHONE: _("By telephone"), Channel.PAPER: _("On paper")}
