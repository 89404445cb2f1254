"""Who acts, for whom, and for which purpose: the only thing that actions receive."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Concatenate, ParamSpec
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Denied, Refused


class Kind(StrEnum):
    USER = "user"  # a signed-in person, acting for one organization
    LINK = "link"  # whoever holds the answer link of one referral, or a link of a survey
    RESIDENT = "resident"  # the person helped, through their own link or at the public door
    CLOCK = "clock"  # time itself, acting on what the network's hub may see
    ACCOUNT = "account"  # somebody at their own password, address or second factor, and at nothing else
    SYSTEM = "system"  # a job: sees messages to deliver, and nobody's records


class Role(StrEnum):
    NAVIGATOR = "navigator"
    INTAKE = "intake"
    HUB = "hub"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"  # sits at the table of the collaborative; sees no resident's record


class Purpose(StrEnum):
    """What a screen is for; chosen by the screen, never typed. HL7 PurposeOfUse in brackets."""

    CARE = "care-coordination"  # CAREMGT
    TREATMENT = "treatment"  # TREAT
    PAYMENT = "payment"  # HPAYMT
    OPERATIONS = "operations"  # HOPERAT
    QUALITY = "quality"  # HQUALIMP
    PUBLIC_HEALTH = "public-health"  # PUBHLTH
    RESEARCH = "research"  # HRESCH
    EMERGENCY = "emergency"  # ETREAT


@dataclass(frozen=True, slots=True)
class Actor:
    """Immutable. `grantee_id` is what grants are held by: an organization's id or a resident's own."""

    kind: Kind
    grantee_id: UUID | None = None
    user_id: UUID | None = None
    record_id: UUID | None = None
    purpose: Purpose = Purpose.CARE
    roles: frozenset[Role] = field(default_factory=frozenset)
    name: str = ""

    @property
    def organization_id(self) -> UUID | None:
        return self.grantee_id if self.kind in {Kind.USER, Kind.LINK, Kind.CLOCK} else None

    @property
    def person_id(self) -> UUID | None:
        return self.grantee_id if self.kind == Kind.RESIDENT else None

    def has(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


def user_of(actor: Actor) -> tuple[UUID, UUID]:
    """(user, organization): who does what only users do. Raises Denied."""
    if actor.kind != Kind.USER or actor.user_id is None or actor.organization_id is None:
        raise Denied(_("Sign in first."))
    return actor.user_id, actor.organization_id


def resident(person_id: UUID) -> Actor:
    return Actor(kind=Kind.RESIDENT, grantee_id=person_id)


def holder_of_answer_link(*, referral_id: UUID, organization_id: UUID) -> Actor:
    return Actor(kind=Kind.LINK, grantee_id=organization_id, record_id=referral_id)


def respondent() -> Actor:
    """Whoever holds a link of a survey: nobody in particular, for no organization."""
    return Actor(kind=Kind.LINK, purpose=Purpose.OPERATIONS)


def clock(hub_id: UUID) -> Actor:
    return Actor(kind=Kind.CLOCK, grantee_id=hub_id)


def account(user_id: UUID) -> Actor:
    return Actor(kind=Kind.ACCOUNT, user_id=user_id)


SYSTEM = Actor(kind=Kind.SYSTEM, purpose=Purpose.OPERATIONS)


P = ParamSpec("P")


def allows(check: Callable[Concatenate[Actor, P], None]) -> Callable[Concatenate[Actor, P], bool]:
    """The yes-or-no twin of a check that raises: shows a button exactly when the action would pass."""

    def question(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> bool:
        try:
            check(actor, *args, **kwargs)
        except Refused:
            return False
        return True

    return question
