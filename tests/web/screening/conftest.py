"""The real pages on the real database, as somebody signed in."""

from __future__ import annotations

import pytest


@pytest.fixture
def site():
    """The settings as they are: these pages need their middleware, actor and addresses."""


@pytest.fixture
def sign_in(world):
    """`sign_in(client, organization, role)` answers with the actor that the pages will see."""
    import make
    from fullcircle.access.actor import Role
    from fullcircle.access.session import acting_as
    from fullcircle.accounts import actions, queries

    def enter(client, organization, role=Role.NAVIGATOR):
        founder = make.staff(organization.id, Role.ADMINISTRATOR)
        with acting_as(founder, at=make.AT):
            user = actions.add_member(
                email=f"{role}@{organization.id}.example", name="Marcus Bell", password=None,
                organization_id=organization.id, role=role, actor=founder, at=make.AT,
            )  # fmt: skip
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return queries.actor_of(user)

    return enter


@pytest.fixture
def screening(world, client, sign_in, pages_at):
    import screening_pages

    return screening_pages.Screening(world, client, sign_in(client, world.eastgate))
