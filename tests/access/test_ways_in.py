"""Ways in that a review found, each by a statement of one's own as the serving role, and closed."""

import uuid
from contextlib import nullcontext

import pytest
from django.conf import settings
from django.db import Error, ProgrammingError, connection, transaction

import make
import signing
from fullcircle.access import consents, grants
from fullcircle.access.consents import EVERY_CLASS, EVERY_PURPOSE, How, Line
from fullcircle.access.grants import DataClass
from fullcircle.access.session import acting_as
from fullcircle.accounts.sessions import SessionStore, hashed
from fullcircle.infra import outbox
from fullcircle.referrals.models import Need
from statements import run


def test_a_record_under_somebody_elses_id_does_not_become_its_keeper(world):
    victim, own = world.person(), world.person("Malik", actor=world.other_navigator)

    with acting_as(world.other_navigator, at=make.AT), pytest.raises(Error), transaction.atomic():
        Need.objects.create(
            id=victim.pk, person_id=own.pk, domain="food-insecurity", found_by="navigator", found_at=make.AT,
            last_heard_at=make.AT,
        )  # fmt: skip
    with acting_as(world.navigator, at=make.AT):
        decision = grants.why(
            record_id=victim.pk, organization_id=world.eastgate.id, data_class=DataClass.IDENTITY
        )
    assert decision.rule == "own"


def test_whom_a_person_refused_does_not_end_the_no(world):
    person = world.person()
    with acting_as(world.navigator, at=make.AT):
        line = Line(
            person_id=person.pk, organizations=[world.cupboard.id], classes=EVERY_CLASS, purposes=EVERY_PURPOSE, permit=False,
            starts_at=make.AT, ends_at=None,
        )  # fmt: skip
        refused = consents.give(line, How(manner="spoken", language="en"))

    with acting_as(world.intake, at=make.AT):
        assert consents.end(refused, why="meddling") is None
    with acting_as(world.navigator, at=make.AT):
        assert consents.lines_of(person.pk)[0].ends_at is None


def test_nobody_makes_itself_the_hub(world):
    with acting_as(world.other_navigator, at=make.AT), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("update accounts_community set hub_id = %s", [world.riverlight.id])
        with pytest.raises(Error), transaction.atomic():
            cursor.execute(
                "insert into accounts_community (id, name, hub_id, help_phone, help_hours, practice)"
                " values (%s, 'x', %s, '', '', false)",
                [uuid.uuid4(), world.riverlight.id],
            )


@pytest.mark.parametrize(
    "statement",
    [
        "select * from infra_take_message(%s)",
        "select infra_message_done(%s, true, false, '')",
        "select infra_message_forget(%s)",
    ],
)
@pytest.mark.parametrize("who", ["navigator", "hub_manager", "administrator", "clock", None])
def test_nobody_but_the_jobs_takes_a_message(world, statement, who):
    message_id = outbox.write(channel="sms", to="0005550117", body="/r/token", at=make.AT)

    with world.acting(getattr(world, who)) if who else nullcontext():
        with pytest.raises(ProgrammingError, match="jobs only"):
            run(statement, [message_id])
    waiting = next(one for one in outbox.recent() if one.id == message_id)
    assert (waiting.body, waiting.attempts) == ("/r/token", 0)


def test_reading_and_copying_sessions_opens_none(world, client):
    user = signing.enter(client, world, "navigator")
    key, thief = client.cookies[settings.SESSION_COOKIE_NAME].value, "k" * 32
    _found, (kept,) = run("select session_key from accounts_session")
    assert kept == hashed(key)

    run(
        "insert into accounts_session select %s, session_data, expire_date from accounts_session",
        [hashed(thief)],
    )

    assert SessionStore(key)["_auth_user_id"] == str(user.pk)
    for tried in (kept, thief):
        assert SessionStore(tried).load() == {}
