"""Who may ask somebody the questions of a form. What may be seen is the database's own affair."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Actor, Kind, Role, allows
from fullcircle.access.errors import Conflict, Denied
from fullcircle.assessments.models import Form, Response
from fullcircle.assessments.states import Status


class WrongStatus(Conflict):
    """The response is finished, or the form is no longer in use."""


def check_can_ask(actor: Actor, *, person_id: UUID, steward_id: UUID) -> None:
    """Navigators and the hub of the organization that keeps the record, and residents for themselves."""
    if actor.person_id == person_id:
        return
    if (
        actor.kind == Kind.USER
        and actor.organization_id == steward_id
        and actor.has(Role.NAVIGATOR, Role.HUB)
    ):
        return
    raise Denied(_("Only the person's own navigators can ask these questions."))


def check_can_begin(actor: Actor, form: Form, *, person_id: UUID, steward_id: UUID) -> None:
    """As for asking; and the form must be in use."""
    check_can_ask(actor, person_id=person_id, steward_id=steward_id)
    if form.retired_at is not None:
        raise WrongStatus(_("This form is not in use any more. Choose another one."))


def check_can_go_on(actor: Actor, response: Response, *, steward_id: UUID) -> None:
    """As for asking; and the response must not be finished. Raises Denied, WrongStatus."""
    check_can_ask(actor, person_id=response.person_id, steward_id=steward_id)
    if response.status != Status.IN_PROGRESS:
        raise WrongStatus(_("These questions were finished already. Start again to change an answer."))


def check_can_keep_forms(actor: Actor) -> None:
    """The command line, and administrators."""
    if actor.kind == Kind.SYSTEM or (actor.kind == Kind.USER and actor.has(Role.ADMINISTRATOR)):
        return
    raise Denied(_("Forms are kept by administrators."))


can_ask = allows(check_can_ask)
