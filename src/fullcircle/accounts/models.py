"""Tables of accounts: staff, not residents. Users and sessions are read before anybody is known; row security keeps
memberships and invitations to their organization, and triggers what proves who somebody is to themselves."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from fullcircle.access import actor as actors
from fullcircle.access import session
from fullcircle.access.actor import Role


class Users(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who works here. There is no super user: what one may do comes from memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False, editable=False)
    is_superuser = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "email"
    objects: ClassVar[Users] = Users()

    def save(self, **options: Any) -> None:
        """As themselves: the database lets nobody else change what proves who they are."""
        with session.acting_as(actors.account(self.pk), at=session.now()):
            super().save(**options)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="accounts_user_nobody_is_super", condition=Q(is_staff=False, is_superuser=False)
            )
        ]


class Community(models.Model):
    """The network that this installation serves, and the organization that is its hub. One row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    hub_id = models.UUIDField()
    help_phone = models.CharField(max_length=40)
    help_hours = models.CharField(max_length=80, default="8 am to 8 pm")
    practice = models.BooleanField(default=False)


class Membership(models.Model):
    """One user's role in one organization, from when until when."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organization_id = models.UUIDField()
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role])
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "user",
                "organization_id",
                "role",
                condition=Q(ended_at__isnull=True),
                name="accounts_membership_once",
            ),
            models.CheckConstraint(
                name="accounts_membership_role_is_known", condition=Q(role__in=[role.value for role in Role])
            ),
        ]


class Invitation(models.Model):
    """An offer of a membership to an address; only the hash of its token is kept."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    organization_id = models.UUIDField()
    role = models.CharField(max_length=20)
    token_hash = models.TextField(unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class Session(models.Model):
    """A signed-in browser, by the SHA-256 of the key that it holds; `sessions.py` says why."""

    session_key = models.CharField(max_length=64, primary_key=True)
    session_data = models.TextField()
    expire_date = models.DateTimeField(db_index=True)
