"""What changes accounts: the community, users, invitations, memberships."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fullcircle.access import events
from fullcircle.access.actor import Actor, Kind, Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.events import Subject
from fullcircle.access.session import acting_as
from fullcircle.accounts import policies
from fullcircle.accounts.models import Community, Invitation, Membership, User
from fullcircle.infra import outbox

INVITATION_LIVES = timedelta(days=14)
TEAM = "team"
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,100}")
NO_INVITATION = gettext_lazy("This invitation was used already, or is too old. Ask for a new one.")
NO_MEMBER = gettext_lazy("There is no such member here.")


class NoSuchInvitation(NotFound):
    """Altered, used, or too old: all answer alike."""


@transaction.atomic
def set_up(
    *,
    community: str,
    hub_id: UUID,
    help_phone: str,
    email: str,
    name: str,
    password: str,
    at: datetime,
    practice: bool = False,
) -> User:
    """The first step of an installation: the community and its first administrator. Raises Denied if that was done."""
    if Community.objects.exists():
        raise Denied(gettext_lazy("This installation has its community already."))
    Community.objects.create(name=community, hub_id=hub_id, help_phone=help_phone, practice=practice)
    user = _new_user(email, name, password)
    actor = Actor(
        kind=Kind.USER, grantee_id=hub_id, user_id=user.id, roles=frozenset({Role.ADMINISTRATOR, Role.HUB})
    )
    with acting_as(actor, at=at):
        _join(user, hub_id, Role.ADMINISTRATOR, at)
        _join(user, hub_id, Role.HUB, at)
        events.record(actor=actor, did="community.set-up", about=Subject(TEAM, record_id=user.id), at=at)
    return user


@transaction.atomic
def invite(
    *, email: str, name: str, role: str, organization_id: UUID, actor: Actor, at: datetime
) -> Invitation:
    """Offer somebody a role in one's organization; the link goes out by e-mail. Raises Denied, Invalid."""
    policies.check_can_manage_team(actor, organization_id)
    if role not in list(Role) or (role == Role.HUB and organization_id != Community.objects.get().hub_id):
        raise Invalid(gettext_lazy("Choose a role."), field="role")
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(), name=name.strip(), organization_id=organization_id, role=role, token_hash=_hash(token),
        made_at=at, made_by_id=actor.user_id, expires_at=at + INVITATION_LIVES,
    )  # fmt: skip
    body = _("{name}, you are invited to {community}.\n\nChoose a password here:\n{link}\n").format(
        name=invitation.name, community=Community.objects.get().name, link=f"{settings.SITE_URL}/join/{token}"
    )
    outbox.write(channel="email", to=invitation.email, subject=_("You are invited"), body=body, at=at)
    about = Subject(TEAM, record_id=invitation.id, detail={"role": role})
    events.record(actor=actor, did="team.invite", about=about, at=at)
    return invitation


def invitation(token: str, *, at: datetime) -> Invitation:
    """The invitation that a token opens. Raises NoSuchInvitation."""
    found = (
        list(Invitation.objects.raw("select * from accounts_offered(%s, %s)", [token, at]))
        if TOKEN.fullmatch(token)
        else []
    )
    if not found:
        raise NoSuchInvitation(NO_INVITATION)
    return found[0]


@transaction.atomic
def accept_invitation(*, token: str, password: str, at: datetime) -> User:
    """Become a member; somebody with an account keeps it and signs in with it. Raises NoSuchInvitation, Invalid."""
    offered = invitation(token, at=at)
    user = User.objects.filter(email=offered.email).first() or _new_user(
        offered.email, offered.name, password
    )
    with connection.cursor() as cursor:
        cursor.execute("select accounts_join(%s, %s, %s)", [token, user.pk, at])
        if not cursor.fetchone()[0]:
            raise NoSuchInvitation(NO_INVITATION)  # somebody else was quicker
    actor = Actor(
        kind=Kind.USER,
        grantee_id=offered.organization_id,
        user_id=user.id,
        roles=frozenset({Role(offered.role)}),
    )
    with acting_as(actor, at=at):
        about = Subject(TEAM, record_id=user.id, detail={"role": offered.role})
        events.record(actor=actor, did="team.join", about=about, at=at)
    return user


@transaction.atomic
def end_membership(*, membership_id: UUID, actor: Actor, at: datetime) -> None:
    """Somebody no longer works here; their sessions show nothing of it from the next request on. Raises Denied."""
    open_now = Membership.objects.filter(pk=membership_id, ended_at__isnull=True)
    held = open_now.first()
    if held is None or held.organization_id != actor.organization_id:
        raise NotFound(NO_MEMBER)
    policies.check_can_manage_team(actor, held.organization_id)
    if held.user_id == actor.user_id and held.role == Role.ADMINISTRATOR:
        raise Denied(gettext_lazy("Another administrator has to take you off the team."))
    if not open_now.update(ended_at=at):
        raise NotFound(NO_MEMBER)  # somebody else was quicker
    # Nor does an invitation that was sent twice lead back.
    Invitation.objects.filter(
        email=held.user.email,
        organization_id=held.organization_id,
        accepted_at__isnull=True,
        expires_at__gt=at,
    ).update(expires_at=at)
    about = Subject(TEAM, record_id=held.user_id, detail={"role": held.role})
    events.record(actor=actor, did="team.leave", about=about, at=at)


def add_member(
    *,
    email: str,
    name: str,
    password: str | None,
    organization_id: UUID,
    role: Role,
    actor: Actor,
    at: datetime,
) -> User:
    """Add somebody at once, without an invitation: for setting up and the practice town. Raises Denied."""
    policies.check_can_manage_team(actor, organization_id)
    with transaction.atomic():
        user = User.objects.filter(email=email.lower()).first() or _new_user(email, name, password)
        _join(user, organization_id, role, at)
        about = Subject(TEAM, record_id=user.id, detail={"role": role})
        events.record(actor=actor, did="team.add", about=about, at=at)
    return user


def _new_user(email: str, name: str, password: str | None) -> User:
    if password is not None:
        try:
            validate_password(password, User(email=email, name=name))
        except ValidationError as error:
            raise Invalid(" ".join(error.messages), field="password") from error
    return User.objects.create_user(email=email.strip(), name=name.strip(), password=password)


def _join(user: User, organization_id: UUID, role: Role, at: datetime) -> None:
    Membership.objects.get_or_create(
        user=user, organization_id=organization_id, role=role, ended_at=None, defaults={"began_at": at}
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
