"""The pages of permissions, looks and questions, for the resident and for who keeps the record."""

import re
import uuid
from datetime import date

import pytest
from django.test import Client

import agreeing
import make
import signing
from agreeing import said
from fullcircle.access import actor as actors
from fullcircle.access import consents
from fullcircle.access.session import acting_as
from fullcircle.directory.models import Service
from fullcircle.people import queries as people
from fullcircle.privacy import asking, queries
from fullcircle.privacy.queries import State

SECRETS = ("27 Juniper Walk", "0005550117", "000 555 0117")


@pytest.fixture
def person(world, pages_at):
    return world.person(street="27 Juniper Walk")


@pytest.fixture
def mine(person):
    client = Client()
    signing.enter_as_resident(client, person.pk)
    return client


@pytest.fixture
def staff(world):
    def enter(who):
        client = Client()
        signing.enter(client, world, who)
        return client

    return enter


def states(person):
    with acting_as(actors.resident(person.pk), at=make.AT):
        return [line.state for line in queries.permissions(person.pk, at=make.AT)]


def text(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode().split("<main", 1)[-1].split("</main>")[0])


def digest(answer) -> str:
    return re.search(r'name="read" value="([0-9a-f]{64})"', answer.content.decode())[1]


def choice(world, **more):
    return {"who": "organizations", "organizations": [str(world.cupboard.pk)], "topics": ["home", "needs"],
            "purposes": ["care-coordination"], "lasts": "12", **more}  # fmt: skip


def test_my_permissions_begin_empty_and_say_who_keeps_the_page(world, mine):
    page = text(mine.get("/me/permissions/"))

    assert "You gave no permissions" in page
    assert "Eastgate Neighbors</bdi></strong> keeps your page" in page


def test_a_yes_is_chosen_read_and_ticked_before_it_counts(world, person, mine):
    url = "/me/permissions/add/"
    assert 'checked="' not in mine.get(f"{url}?q=cupboard").content.decode().replace('checked="checked"', "")

    shown = mine.post(url, choice(world))
    assert shown.status_code == 200
    assert "Open Cupboard may see where I live to help me, until March 10, 2027." in text(shown)
    assert "checked" not in text(shown)
    assert states(person) == []

    done = mine.post(url, {**choice(world), "read": digest(shown), "yes": ["1"]})
    assert done.status_code == 302
    assert states(person) == [State.OPEN]
    page = text(mine.get("/me/permissions/"))
    assert "what help I need" in page
    assert "where I live" not in page


def test_nothing_but_the_duration_is_chosen_before(mine):
    page = mine.get("/me/permissions/add/").content.decode()

    assert re.findall(r'name="(\w+)" value="([^"]*)"[^>]* checked', page) == [("lasts", "12")]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"who": ""}, "Please fill this in."),
        ({"organizations": []}, "Tick the places"),
        ({"organizations": ["nonsense"]}, "nonsense"),
        ({"who": "domain"}, "Choose what these places help with."),
        ({"who": "network", "protected": ["hiv"]}, "choose the places by name"),
        ({"topics": []}, "Choose what they may see."),
        ({"purposes": []}, "Please fill this in."),
        ({"lasts": "day"}, "Choose a day after today."),
        ({"lasts": "day", "until": "2026-03-10"}, "Choose a day after today."),
        ({"lasts": "day", "until": "2029-03-11"}, "Choose a day in the next 3 years."),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_kept(world, person, mine, said, words):
    answer = mine.post("/me/permissions/add/", choice(world, **said))

    assert answer.status_code == 400
    assert "fc-errors" in text(answer)
    assert words in text(answer)
    assert states(person) == []


def test_a_group_becomes_the_places_of_that_moment_by_name(world, person, mine):
    said = choice(world, who="domain", domain="food-insecurity", organizations=[], topics=["home"])
    shown = mine.post("/me/permissions/add/", said)

    assert "Bread Table and Open Cupboard may see where I live" in text(shown)
    mine.post("/me/permissions/add/", {**said, "read": digest(shown), "yes": "0"})
    with acting_as(actors.resident(person.pk), at=make.AT):
        (row,) = consents.lines_of(person.pk)
    assert set(row.organizations) == {world.cupboard.pk, world.breadline.pk}


def test_a_protected_topic_is_a_line_of_its_own_with_what_the_law_asks(world, person, mine):
    said = choice(world, topics=["home"], protected=["substance-use"])
    shown = text(mine.post("/me/permissions/add/", said))

    assert "Open Cupboard may see my treatment for drugs or alcohol" in shown
    assert "share them again" in shown
    assert "If you say no, you can still get help." in shown


@pytest.fixture
def protected(world, pages_at):
    """Somebody whose very record is protected, since a treatment program keeps it."""
    Service.objects.create(organization=world.eastgate, name="Counseling", label="ETH")
    person = world.person("Ines Ferreira")
    client = Client()
    signing.enter_as_resident(client, person.pk)
    return person, client


def test_where_the_whole_record_is_protected_every_line_says_so(world, protected):
    person, client = protected
    said = choice(world, topics=["home"])
    shown = client.post("/me/permissions/add/", said)

    assert "may see where I live (my treatment for drugs or alcohol) to help me" in text(shown)
    assert "share them again" in text(shown)
    client.post("/me/permissions/add/", {**said, "read": digest(shown), "yes": "0"})
    with acting_as(actors.resident(person.pk), at=make.AT):
        (row,) = consents.lines_of(person.pk)
    assert row.labels == ["ETH"]


def test_a_protected_record_is_not_opened_to_a_whole_network(world, protected):
    person, client = protected
    answer = client.post("/me/permissions/add/", choice(world, who="network"))

    assert answer.status_code == 400
    assert "choose the places by name" in text(answer)
    assert states(person) == []


def test_sentences_that_changed_are_read_again(world, person, mine):
    said = choice(world)
    answer = mine.post("/me/permissions/add/", {**said, "read": "0" * 64, "yes": ["0"]})

    assert answer.status_code == 400
    assert "The sentences have changed" in text(answer)
    assert states(person) == []


def test_stopping_asks_first_and_says_what_happens(world, person, mine):
    (made,) = agreeing.agree(person, said("home", world.cupboard))
    url = f"/me/permissions/{made}/stop/"

    asked = text(mine.get(url))
    assert (
        "Open Cupboard will no longer see where I live. They keep what they wrote down themselves." in asked
    )
    assert states(person) == [State.OPEN]

    assert mine.post(url).status_code == 302
    assert states(person) == [State.ENDED]
    assert mine.get(url).status_code == 409
    assert mine.post(url).status_code == 409
    assert "What is over (1)" in text(mine.get("/me/permissions/"))


def test_a_line_of_somebody_else_is_as_absent_as_none(world, person, mine):
    (made,) = agreeing.agree(world.person("Malik Freeman"), said("home", world.cupboard))

    answers = [
        mine.get(f"/me/permissions/{one}/{what}/")
        for one in (made, uuid.uuid4())
        for what in ("stop", "keep")
    ]

    assert {answer.status_code for answer in answers} == {404}
    assert len({text(answer) for answer in answers}) == 1


def test_what_ends_soon_is_kept_from_the_page(world, person, mine):
    (made,) = agreeing.agree(person, said("home", world.cupboard, until=date(2026, 3, 20)))
    assert "Ends in 10 days" in text(mine.get("/me/permissions/"))

    shown = mine.get(f"/me/permissions/{made}/keep/")
    assert "until March 10, 2027" in text(shown)
    assert mine.post(f"/me/permissions/{made}/keep/", {"read": digest(shown), "yes": "0"}).status_code == 302

    assert sorted(states(person)) == [State.ENDED, State.OPEN]


def test_saying_no_from_the_list_of_what_agreements_open(world, person, mine):
    world.need(person)
    page = mine.get("/me/permissions/").content.decode()
    assert "Hub may see what help I need" in page
    link = re.search(r'href="(/me/permissions/no/\?place=[^"]+)"', page)[1]

    assert "checked" in mine.get(link).content.decode()
    said = {"who": "organizations", "organizations": [str(world.hub.pk)]}
    shown = mine.post("/me/permissions/no/", said)
    assert "Hub may not see anything about me." in text(shown)
    mine.post("/me/permissions/no/", {**said, "read": digest(shown), "yes": "0"})

    page = text(mine.get("/me/permissions/"))
    assert states(person) == [State.NO]
    assert "Hub may see what help I need" not in page
    assert "Hub may not see anything about me." in page


def test_permissions_of_a_request_stand_under_its_name(world, person, mine):
    world.referral(need=world.need(person, detail="food for 5 days"))

    page = text(mine.get("/me/permissions/"))

    assert "For this request: food for 5 days" in page
    assert "Opens when they say yes" in page


def test_who_saw_names_organizations_never_people_and_each_has_its_why(world, person, mine, staff):
    staff("navigator").get(f"/people/{person.pk}/")
    staff("intake").get(f"/people/{person.pk}/")  # not a navigator: sees no such page
    staff("other_navigator").get(f"/people/{person.pk}/")

    page = text(mine.get("/me/who/"))
    assert "Eastgate Neighbors" in page
    assert "Riverlight Clinic" in page
    assert "It stayed closed." in page
    assert "navigator<" not in page
    for link in re.findall(r'href="(/me/who/[^"]+/why/)"', page):
        assert mine.get(link).status_code == 200
    assert "They keep your page" in text(mine.get(re.findall(r'href="(/me/who/[^"]+/why/)"', page)[-1]))


def test_why_makes_a_question_that_the_keeper_answers_and_both_see(world, person, mine, staff):
    staff("navigator").get(f"/people/{person.pk}/")
    link = re.search(r'href="(/me/who/[^"]+/why/)"', mine.get("/me/who/").content.decode())[1]

    assert mine.post(link, {"text": ""}).status_code == 400
    assert mine.post(link, {"text": "Who was it?"}).status_code == 302
    assert "April 9" in text(mine.get("/me/questions/"))

    keeper = staff("administrator")
    listed = text(keeper.get("/questions/"))
    assert "1 question waits for our answer" in listed
    answer = re.search(r'href="(/questions/[^"]+/)"', listed)[1]
    assert "Who was it?" in text(keeper.get(answer))
    assert "About: Eastgate Neighbors" in text(keeper.get(answer))
    assert keeper.post(answer, {"step": "answer"}).status_code == 400
    assert keeper.post(answer, {"step": "answer", "text": "Your own navigator."}).status_code == 302
    assert keeper.post(answer, {"step": "decline", "text": "No."}).status_code == 409
    assert "Your own navigator." in text(mine.get("/me/questions/"))
    assert "Denise" in text(keeper.get("/questions/?tab=answered"))


def test_a_correction_says_which_part_what_is_wrong_and_what_is_right(person, mine, staff):
    url = "/me/questions/correction/"
    assert mine.post(url, {"text": "old street"}).status_code == 400
    said = {"part": "home", "text": "old street", "right": "9 Spring Street"}
    assert mine.post(url, said).status_code == 302
    assert mine.post("/me/questions/complaint/", {"text": "Too slow"}).status_code == 302

    rows = staff("navigator").get("/questions/?format=csv").content.decode().splitlines()
    assert [row.split(",")[2] for row in rows[1:]] in (
        ["correction", "complaint"],
        ["complaint", "correction"],
    )
    page = text(mine.get("/me/questions/"))
    assert "where I live" in page
    assert "9 Spring Street" not in page  # others may hold this phone
    assert "Too slow" in page
    link = re.search(
        r'href="(/questions/[^"]+/)"><strong><bdi>Denise Robles</bdi></strong>: Something', keeper_list(staff)
    )[1]
    assert "9 Spring Street" in text(staff("navigator").get(link))


def keeper_list(staff) -> str:
    return staff("navigator").get("/questions/").content.decode()


@pytest.mark.parametrize("who", ["other_navigator", "hub_manager"])
def test_questions_of_others_are_as_absent_as_none(world, person, staff, who):
    with acting_as(actors.resident(person.pk), at=make.AT):
        made = asking.ask(
            person_id=person.pk,
            kind="complaint",
            text="Too slow",
            actor=actors.resident(person.pk),
            at=make.AT,
        )

    answers = [staff(who).get(f"/questions/{one}/") for one in (made.pk, uuid.uuid4())]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert text(answers[0]) == text(answers[1])
    assert "Denise" not in staff(who).get("/questions/").content.decode()


def test_the_keeper_sees_the_grid_by_rule_and_stops_a_line_for_them(world, person, staff):
    (made,) = agreeing.agree(person, said("home", world.cupboard))
    world.need(person)
    navigator, url = staff("navigator"), f"/people/{person.pk}/permissions/"

    page = text(navigator.get(url))
    assert "care coordination, the person said yes, until 03/10/2027" in page
    assert "an agreement, without asking" in page
    assert f'href="{url}"' in text(navigator.get(f"/people/{person.pk}/"))
    assert navigator.post(f"{url}{made}/stop/").status_code == 302
    assert states(person) == [State.ENDED]


@pytest.mark.parametrize(("who", "status"), [("other_navigator", 404), ("hub_manager", 404)])
@pytest.mark.parametrize("page", ["", "add/", "no/"])
def test_who_does_not_keep_the_record_gets_the_answer_of_an_absent_person(person, staff, who, status, page):
    hidden = staff(who).get(f"/people/{person.pk}/permissions/{page}")
    absent = staff(who).get(f"/people/{uuid.uuid4()}/permissions/{page}")

    assert (hidden.status_code, absent.status_code) == (status, status)
    assert text(hidden) == text(absent)


def test_who_sees_the_person_but_does_not_keep_them_may_not_open_it(world, person, staff):
    agreeing.agree(person, said("me"))
    with acting_as(world.hub_manager, at=make.AT):
        assert people.may_be_seen(person.pk)

    assert staff("hub_manager").get(f"/people/{person.pk}/permissions/").status_code == 403


@pytest.mark.parametrize(
    ("manner", "more", "status"),
    [("self", {}, 302), ("written", {}, 302), ("spoken", {}, 400), ("spoken", {"witness": "Jo"}, 302)],
)
def test_staff_write_down_on_screen_on_paper_and_aloud(world, person, staff, manner, more, status):
    navigator, url = staff("navigator"), f"/people/{person.pk}/permissions/add/"
    said = choice(world, manner=manner, language="es", given_by="self")

    shown = navigator.post(url, said)
    page = text(shown)
    assert 'lang="es"' in page
    assert ("______" in page) == (manner == "written")
    assert ('name="witness"' in page) == (manner == "spoken")
    answer = navigator.post(url, {**said, "read": digest(shown), "yes": ["0"], **more})

    assert answer.status_code == status
    if status == 302:
        with acting_as(world.navigator, at=make.AT):
            (row,) = consents.lines_of(person.pk)
        assert (row.manner, row.language, row.recorded_by) == (manner, "es", world.navigator.user_id)
    else:
        assert 'value="0" checked' in text(answer)  # what was ticked is not lost


def test_staff_say_how_they_ask_before_keeping_a_line(world, person, staff):
    (made,) = agreeing.agree(person, said("home", world.cupboard, until=date(2026, 3, 20)))
    navigator, url = staff("navigator"), f"/people/{person.pk}/permissions/{made}/keep/"
    how = {"manner": "spoken", "language": "en", "given_by": "self"}

    assert navigator.get(url).status_code == 200
    assert navigator.post(url, {}).status_code == 400
    shown = navigator.post(url, how)
    said_ = {**how, "read": digest(shown), "yes": "0", "witness": "Jo"}
    assert navigator.post(url, said_).status_code == 302

    assert sorted(states(person)) == [State.ENDED, State.OPEN]


def test_no_page_shows_how_to_reach_or_find_the_person_and_each_has_quick_exit(world, person, mine, staff):
    (made,) = agreeing.agree(person, said("home", world.cupboard), said("me", world.cupboard), yes=[0])
    world.referral(need=world.need(person))
    staff("navigator").get(f"/people/{person.pk}/")
    why = re.search(r'href="(/me/who/[^"]+/why/)"', mine.get("/me/who/").content.decode())[1]

    for path in ("/me/permissions/", "/me/permissions/add/", "/me/permissions/no/", f"/me/permissions/{made}/stop/",
                 f"/me/permissions/{made}/keep/", "/me/who/", "/me/who/?all=1", why, "/me/questions/",
                 "/me/questions/correction/", "/me/questions/complaint/"):  # fmt: skip
        page = mine.get(path).content.decode()
        assert "data-exit" in page, path
        assert not any(secret in page for secret in SECRETS), path


def test_the_timeline_says_it_in_words(world, person, staff):
    agreeing.agree(person, said("home", world.cupboard))

    assert (
        "Wrote down what the person said"
        in staff("navigator").get(f"/people/{person.pk}/?all=1").content.decode()
    )
