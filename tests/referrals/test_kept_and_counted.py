"""What is promised is kept, what is counted is true, and two who come at once both get an answer."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fullcircle.access.session import acting_as
from fullcircle.infra import outbox
from fullcircle.people import actions as people
from fullcircle.people import reaching
from fullcircle.people.actions import Details, Reach

DETROIT = ZoneInfo("America/Detroit")


def test_news_of_the_night_reaches_the_number_that_is_right_in_the_morning(world):
    night = datetime.combine(datetime.now(DETROIT).date() - timedelta(days=1), time(22), DETROIT)
    person = world.person()
    with acting_as(world.navigator, at=night):
        assert reaching.hears(person.pk, "x", at=night)
        (waits,) = [one for one in outbox.recent(10) if one.to == "0005550117"]
        reach = Reach(phone="0005550190", may_text=True)
        people.correct(
            person_id=person.pk, details=Details(name="Denise Robles", zip="00412", reach=reach),
            actor=world.navigator, at=night,
        )  # fmt: skip
    outbox.deliver.run(message_id=str(waits.id))
    assert [one for one in outbox.recent(10) if one.to == "0005550190"]
