"""The agreements that the practice town stands on, drafted and signed through the same actions that people use."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.timezone import localtime

from fullcircle.access.actor import Actor
from fullcircle.access.session import acting_as
from fullcircle.accounts import queries as accounts
from fullcircle.agreements import actions, drafting
from fullcircle.agreements.actions import OnPaper
from fullcircle.agreements.drafting import Joining, Said
from fullcircle.demo import places

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement

# These two are listed, and have not joined the network's agreement: requests reach them, records do not.
NOT_SIGNED = ("playpark", "lantern")


def found(ids: dict[str, UUID], at: datetime) -> None:
    """Charter, network data sharing agreement, a business associate agreement, and one with its Part 2 annex."""
    hub = _administrator(ids["hub"])
    members = {key: "member" for key in ids if key not in {"hub", *NOT_SIGNED}}
    with acting_as(hub, at=at):
        for name in ("charter", "dsa"):
            agree(name, {"hub": "hub", **members, **dict.fromkeys(NOT_SIGNED, "member")}, ids, hub, at)
        agree("baa", {"riverlight": "covered-entity", "hub": "business-associate"}, ids, hub, at)
        part2 = {"stillwater": "part2-program", "hub": "service-organization"}
        agree(
            "qsoa", {**part2, "riverlight": "member", "counsel": "member", "eastgate": "member"}, ids, hub, at
        )


def agree(
    name: str, roles: dict[str, str], ids: dict[str, UUID], hub: Actor, at: datetime, *, title: str = "",
    until: date | None = None,
) -> Agreement:  # fmt: skip
    """Out for signature; who has an account signs here, the others on paper; two never answered. `until` is the last day,
    where it is not the template's."""
    everybody = set(roles) if name == "mou" else {key for key, role in roles.items() if role != "member"}
    must = {"hub"} if name in {"charter", "dsa"} else everybody
    parties = [
        Joining(organization_id=ids[key], role=role, required=key in must) for key, role in roles.items()
    ]
    made = drafting.from_template(
        name=name, effective_on=localtime(at).date(), parties=parties, title=title, actor=hub, at=at
    )
    if until:
        said = Said(title=made.title, text=made.text, effective_on=made.effective_on, expires_on=until)
        drafting.write(agreement_id=made.pk, said=said, actor=hub, at=at)
    actions.send_to_review(agreement_id=made.pk, actor=hub, at=at)
    actions.send_out(agreement_id=made.pk, actor=hub, at=at)
    typed = [key for key in roles if accounts.administrators([ids[key]])]
    for key in typed:
        actor = _administrator(ids[key])
        with acting_as(actor, at=at):
            actions.sign(agreement_id=made.pk, typed_name=actor.name, level=4, actor=actor, at=at)
    on_paper = [key for key in roles if key not in {*typed, *NOT_SIGNED}]
    signers = {ids[key]: OnPaper(_head(number)) for number, key in enumerate(on_paper)}
    actions.record_paper(agreement_id=made.pk, signers=signers, actor=hub, at=at)
    return made


def _administrator(organization_id: UUID) -> Actor:
    user = accounts.administrators([organization_id])[0].user
    actor = accounts.actor_of(user, organization_id)
    assert actor is not None  # noqa: S101 - just found as a member
    return actor


def _head(number: int) -> str:
    """Who leads an organization of the town: every one a name of their own."""
    last = places.LAST_NAMES[-1 - number % len(places.LAST_NAMES)]
    return f"{places.FIRST_NAMES[number % len(places.FIRST_NAMES)]} {last}"
