"""What closes access closes it everywhere in the next request: page, export, open answer link and queued message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

import make
import signing
from answering import answer_link
from between import Signing
from fullcircle.access import actor as actors
from fullcircle.access import consents
from fullcircle.access.actor import Role
from fullcircle.access.errors import Invalid
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions as agreements
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.drafting import ClauseSaid, Joining
from fullcircle.infra import outbox
from fullcircle.people.actions import Described
from fullcircle.referrals import sending
from fullcircle.referrals.models import Referral
from fullcircle.referrals.sending import Agreed
from fullcircle.referrals.states import Status

NAME = "Quentin Xylander"
ZONE = ZoneInfo(settings.TIME_ZONE)
SHARE = ClauseSaid(
    text="Parties share cards.", effect="permit", from_role="*", to_role="*", purposes=("care-coordination",), rule="opt_in",
    classes=("identity", "contact", "address", "household", "need", "referral"),
)  # fmt: skip


class Town(make.World):
    """Eastgate sends to the pantry, under an agreement of their own that ends with this very day."""

    def __init__(self) -> None:
        super().__init__(in_a_network=False)
        self.signed = self.agree()

    def agree(self, *, required: tuple[str, ...] = ("eastgate",), without: tuple[str, ...] = ()):
        at = make.AT - timedelta(days=30)
        here, drafting = ("eastgate", "cupboard", "riverlight"), Signing(self)
        made = drafting.drafted(
            clauses=[SHARE], effective_on=at.date(), expires_on=make.AT.date(),
            parties=[Joining(organization_id=getattr(self, key).id, role="member", required=key in required) for key in here],
        )  # fmt: skip
        drafting.out(made, at=at)
        signers = {
            getattr(self, key).id: OnPaper(name=f"Head of {key}") for key in here if key not in without
        }
        with acting_as(drafting.hub, at=at):
            agreements.record_paper(agreement_id=made.pk, signers=signers, actor=drafting.hub, at=at)
        return made

    def asks(self, **how: str):
        """A request on its way, by somebody who turns 18 in the coming night."""
        person = self.person(NAME, described=Described(born_on=date(2008, 3, 11)))
        drafted = self.referral(need=self.need(person), status=Status.DRAFT)
        agreed = Agreed(manner="spoken", language="en", **how)
        with acting_as(self.navigator, at=make.AT):
            return sending.send(referral_id=drafted.pk, agreed=agreed, actor=self.navigator, at=make.AT)


@pytest.fixture
def town(db) -> Town:
    return Town()


MIDNIGHT = datetime(2026, 3, 11, tzinfo=ZONE)
SOON = make.AT + timedelta(hours=1)


def withdrawn_by_the_person(town: Town, referral) -> datetime:
    with acting_as(actors.resident(referral.person_id), at=SOON):
        for line in consents.lines_of(referral.person_id):
            consents.end(line.pk, why="withdrawn")
    return SOON


def refused_by_the_person(town: Town, referral) -> datetime:
    with acting_as(actors.resident(referral.person_id), at=SOON):
        line = consents.Line(
            person_id=referral.person_id, organizations=[town.cupboard.id], classes=consents.EVERY_CLASS, permit=False,
            purposes=consents.EVERY_PURPOSE, starts_at=SOON, ends_at=None,
        )  # fmt: skip
        consents.give(line, consents.How(manner="self", language="en"))
    return SOON


def expired_at_midnight(town: Town, referral) -> datetime:
    return MIDNIGHT


def left_by_a_party(town: Town, referral) -> datetime:
    pantry = make.staff(town.cupboard.id, Role.ADMINISTRATOR)
    with acting_as(pantry, at=SOON):
        agreements.withdraw(agreement_id=town.signed.pk, actor=pantry, at=SOON)
    return SOON


def terminated(town: Town, referral) -> datetime:
    hub = Signing(town).hub
    with acting_as(hub, at=SOON):
        agreements.terminate(agreement_id=town.signed.pk, actor=hub, at=SOON)
    return SOON


CLOSINGS: tuple[Callable[[Town, Referral], datetime], ...] = (
    withdrawn_by_the_person, refused_by_the_person, expired_at_midnight, left_by_a_party, terminated,
)  # fmt: skip


@pytest.mark.parametrize("close", CLOSINGS, ids=lambda one: one.__name__)
def test_it_closes_everywhere_in_the_next_request(town, pages_at, close):
    referral = town.asks()
    token = answer_link(town, referral)
    pages_at(make.AT)
    assert everywhere(town, referral, token) == {"page", "export", "link"}

    at = close(town, referral)
    pages_at(at - timedelta(microseconds=1))
    assert everywhere(town, referral, token) == {"page", "export", "link"}
    pages_at(at)
    assert everywhere(town, referral, token) == set()
    assert delivered(referral, at) == "withdrawn"


def test_a_guardians_consent_closes_everywhere_at_eighteen(town, pages_at):
    town.agree()  # one that ends with the day as well, and one beyond it
    drafting = Signing(town)
    longer = drafting.drafted(
        clauses=[SHARE], effective_on=make.AT.date() - timedelta(days=9),
        parties=[Joining(organization_id=one.id, role="member") for one in (town.eastgate, town.cupboard)],
    )  # fmt: skip
    drafting.out(longer, at=make.AT - timedelta(days=9))
    with acting_as(drafting.hub, at=make.AT - timedelta(days=9)):
        signers = {one.id: OnPaper(name="Head") for one in (town.eastgate, town.cupboard)}
        agreements.record_paper(
            agreement_id=longer.pk, signers=signers, actor=drafting.hub, at=make.AT - timedelta(days=9)
        )
    referral = town.asks(given_by="guardian")
    token = answer_link(town, referral)

    pages_at(MIDNIGHT - timedelta(minutes=1))
    assert everywhere(town, referral, token) == {"page", "export", "link"}
    pages_at(MIDNIGHT)
    assert everywhere(town, referral, token) == set()
    assert delivered(referral, MIDNIGHT) == "withdrawn"


def test_a_message_that_may_still_be_read_is_delivered(town):
    referral = town.asks()

    assert delivered(referral, SOON) == ""


def test_without_a_required_signature_nothing_is_sent_at_all(db):
    town = Town.__new__(Town)
    make.World.__init__(town, in_a_network=False)
    town.signed = town.agree(required=("eastgate", "riverlight"), without=("riverlight",))

    with pytest.raises(Invalid, match="No agreement in force"):
        town.referral(status=Status.DRAFT)


def everywhere(town: Town, referral, token: str) -> set[str]:
    """Where the receiver still reads the name."""
    client = Client()
    signing.enter(client, town, "intake")
    shown = {
        "page": client.get(reverse("inbox:request", args=[referral.pk])),
        "export": client.get(reverse("inbox:inbox"), {"format": "csv"}),
        "link": Client().get(f"/a/{token}"),
    }
    return {where for where, answer in shown.items() if NAME in answer.content.decode()}


def delivered(referral, at: datetime) -> str:
    """Why the waiting message to the pantry was not delivered; '' where it was."""
    waiting = next(one for one in outbox.recent() if one.for_organization == referral.target_id)
    with acting_as(actors.SYSTEM, at=at):
        outbox.deliver.run(message_id=str(waiting.id))
    after = next(one for one in outbox.recent() if one.id == waiting.id)
    assert (NAME in after.body) is (after.failure == "")
    return after.failure
