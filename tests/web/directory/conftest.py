"""The pages with their database and their real addresses."""

import pytest


@pytest.fixture(autouse=True)
def site(settings, compiled, db, tmp_path):
    from fullcircle.directory import places

    settings.LOCALE_PATHS = [compiled]
    settings.STATIC_ROOT = tmp_path
    settings.REQUIRE_SECOND_FACTOR = False
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    places.forget()
    yield
    places.forget()


@pytest.fixture
def pantry():
    import listed

    listed.zips(z00412=listed.HERE)
    return listed.service(
        "Open Cupboard Pantry",
        description="OVERVIEW: A box of food for about 5 days. Fresh fruit.",
        free=True,
        phone="(000) 555-0161",
        languages=(("en", "English"), ("es", "Spanish")),
        documents=("a letter",),
    )


@pytest.fixture
def signed_in(client):
    """A client of somebody with a role in an organization."""
    import listed
    import make
    from fullcircle.access.actor import Role
    from fullcircle.accounts.models import User

    def sign_in(organization_id, role=Role.INTAKE):
        user = User.objects.create_user(f"{role}@{organization_id}.example", None, name="Ruth Amadi")
        make.member(user=user, organization_id=organization_id, role=role, began_at=listed.AT)
        client.force_login(user)
        return client

    return sign_in
