"""A navigator at the screening pages, pressing buttons."""

from __future__ import annotations

import html
import re
from typing import Any

from django.urls import reverse

import make
import screened
from fullcircle.access.actor import SYSTEM
from fullcircle.access.session import acting_as
from fullcircle.assessments import queries
from fullcircle.assessments.forms import actions as shelf
from fullcircle.referrals import queries as referrals


class Screening:
    def __init__(self, world, client, actor) -> None:
        self.world, self.client, self.actor = world, client, actor
        self.town = screened.build(actor, name="Rosa <b>Vidal</b>")
        self.choose_url = reverse("screening:choose", args=[self.town.person_id])

    def bring_in(self, resource):
        with acting_as(SYSTEM, at=make.AT):
            return shelf.bring_in(resource=resource, actor=SYSTEM, at=make.AT)[0]

    def begin(self, form_id=None, language="en") -> str:
        """The address of the first question."""
        reply = self.client.post(
            self.choose_url, {"form": form_id or self.town.form_id, "language": language}
        )
        assert reply.status_code == 302
        return reply["Location"]

    def press(self, url, does, question=None, **said):
        question = self.waiting(url) if question is None else question
        return self.client.post(url, {"do": does, "question": question, **said})

    def pick(self, url, *codes, question=None):
        return self.press(url, "answer", question, a=[f"={code}" for code in codes])

    def through(self, url, **picks):
        """Answer what is named, skip the rest, to the end page; its address."""
        while question := self.waiting(url):
            if question in picks:
                codes = picks[question]
                self.pick(url, *([codes] if isinstance(codes, str) else codes))
            else:
                self.press(url, "skip", question)
        return url + "end/"

    def response(self, url):
        with acting_as(self.actor, at=make.AT):
            return queries.response(re.search(r"screenings/([0-9a-f-]{36})/", url)[1])

    def waiting(self, url) -> str:
        return self.response(url).at_question

    def answers(self, url) -> dict[str, Any]:
        return queries.answers(self.response(url))

    def needs(self):
        with acting_as(self.actor, at=make.AT):
            return list(referrals.needs_of(self.town.person_id))

    def page(self, url) -> str:
        reply = self.client.get(url)
        assert reply.status_code == 200, reply
        return html.unescape(reply.content.decode())
