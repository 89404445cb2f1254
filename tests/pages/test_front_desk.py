"""The front desk: what typing finds and what it never tells, one tap, undo, cards."""

import re

import pytest
from django.test import Client
from django.urls import reverse

import make
import signing
from fullcircle.access.session import acting_as
from fullcircle.aid import cards, finding, queries
from fullcircle.aid.models import Card, Delivered
from fullcircle.infra import spoken_codes
from fullcircle.people import queries as people
from fullcircle.people.actions import Described, Reach
from fullcircle.people.models import Person
from fullcircle.referrals.states import Status

DESK = reverse("frontdesk:desk")


@pytest.fixture
def desk(world, pages_at):
    client = Client()
    signing.enter(client, world, "intake")
    client.world = world
    return client


def found(client, typed, **more) -> str:
    answer = client.post(DESK, {"q": typed}, headers={"HX-Request": "true"}, **more)
    assert answer.status_code == 200
    return answer.content.decode().split('id="found"')[1].split("</div>\n<section")[0]


def given(world):
    with acting_as(world.intake, at=make.AT):
        return list(queries.given_by(world.cupboard.id))


def malik(world, **more):
    reach = Reach(phone="0005550199")
    return world.person("Malik Freeman", actor=world.intake, reach=reach, **more)


class TestFinding:
    @pytest.mark.parametrize("typed", ["mal", "MALIK", "free", "free mal", "malik freeman"])
    def test_by_the_beginning_of_a_name(self, desk, typed):
        malik(desk.world)

        assert "Malik Freeman" in found(desk, typed)

    @pytest.mark.parametrize("typed", ["000 555 0199", "(000) 555-0199", "5550199", "1 000 555 0199"])
    def test_by_phone(self, desk, typed):
        malik(desk.world)

        assert "Malik Freeman" in found(desk, typed)

    @pytest.mark.parametrize("typed", ["4/2/1981", "04/02/1981", "1981-04-02", "04021981"])
    def test_by_date_of_birth(self, desk, typed):
        malik(desk.world, described=Described(born_on=finding.birth_date("1981-04-02")))

        assert "Malik Freeman" in found(desk, typed)

    @pytest.mark.parametrize("typed", ["m", "ma", "5", "555", "0199", "%", "___", "  "])
    def test_few_letters_answer_nobody(self, desk, typed):
        malik(desk.world)

        assert "Malik" not in desk.post(DESK, {"q": typed}).content.decode()

    def test_it_is_no_directory_of_many(self, desk):
        for number in range(finding.MOST + 3):
            desk.world.person(f"Malik {number}", actor=desk.world.intake)

        page = found(desk, "malik")
        assert page.count("/frontdesk/people/") == finding.MOST
        assert "Type more letters" in page

    @pytest.mark.parametrize("typed", ["Quentin Xylander", "0005550117", "5550117", "1981-04-02"])
    def test_a_hidden_person_and_an_absent_one_answer_alike(self, desk, typed):
        absent = found(desk, typed)
        desk.world.person("Quentin Xylander", described=Described(born_on=finding.birth_date("1981-04-02")))

        assert found(desk, typed) == absent

    def test_who_sent_a_request_here_is_found_while_the_name_is_open(self, desk):
        sent = desk.world.referral(need=desk.world.need(desk.world.person("Quentin Xylander")))
        assert "Quentin Xylander" in found(desk, "xyl")

        desk.world.step(sent, "target", "decline")
        assert "Quentin Xylander" not in found(desk, "xyl")

    def test_enter_on_something_exact_opens_the_person(self, desk):
        person = malik(desk.world)

        answer = desk.post(DESK, {"q": "000 555 0199"})
        assert answer["Location"] == reverse("frontdesk:person", args=[person.pk])

    def test_nothing_typed_stands_in_an_address(self, desk):
        malik(desk.world)

        assert "Malik" not in desk.get(f"{DESK}?q=malik").content.decode()


class TestGiving:
    def test_one_tap(self, desk):
        person = malik(desk.world)
        fields = dict(
            re.findall(r'name="(person|once|quantity|service)"[^>]*value="([^"]+)"', found(desk, "malik"))
        )
        assert fields["person"] == str(person.pk)

        assert desk.post(reverse("frontdesk:give"), fields).status_code == 302
        assert desk.post(reverse("frontdesk:give"), fields).status_code == 302  # tapped twice
        assert [(one.person_id, one.quantity, one.what) for one in given(desk.world)] == [
            (person.pk, 1, "food box")
        ]
        assert "Food box given here today" in found(desk, "malik")

    def test_no_name(self, desk):
        desk.post(reverse("frontdesk:new"), {"household": "4", "zip": "00412"})

        (one,) = given(desk.world)
        assert (one.person_id, one.household, one.zip) == (None, 4, "00412")
        assert "no name, 4 people" in desk.get(DESK).content.decode()

    def test_a_big_family_is_typed(self, desk):
        desk.post(reverse("frontdesk:new"), {"household": "6", "more": "9"})

        assert given(desk.world)[0].household == 9

    def test_somebody_new_by_name_is_kept_by_this_place(self, desk):
        desk.post(reverse("frontdesk:new"), {"name": "Rosa Lind", "household": "2", "zip": "00413"})

        (one,) = given(desk.world)
        with acting_as(desk.world.intake, at=make.AT):
            person = Person.objects.get(pk=one.person_id)
        assert (person.name, person.steward_id, person.zip) == ("Rosa Lind", desk.world.cupboard.id, "00413")

    def test_the_same_name_is_shown_first_and_made_when_told_so(self, desk):
        malik(desk.world)
        asked = desk.post(reverse("frontdesk:new"), {"name": "malik freeman", "household": "2"})
        assert "Is it one of these people?" in asked.content.decode()
        assert given(desk.world) == []

        desk.post(reverse("frontdesk:new"), {"name": "malik freeman", "household": "2", "new": "yes"})
        assert len(given(desk.world)) == 1

    @pytest.mark.parametrize(
        "said",
        [
            {"household": "0"},
            {"more": "99"},
            {"zip": "1"},
            {"quantity": "0"},
            {"quantity": "x"},
            {"once": "x"},
        ],
    )
    def test_what_cannot_be_is_said_and_what_was_typed_stays(self, desk, said):
        answer = desk.post(reverse("frontdesk:new"), {"name": "Rosa Lind", "new": "yes", **said})

        assert answer.status_code == 400
        assert 'value="Rosa Lind"' in answer.content.decode()
        assert given(desk.world) == []

    def test_what_the_desk_gives_is_chosen_once(self, desk):
        from fullcircle.directory.models import Service

        other = Service.objects.create(organization=desk.world.cupboard, name="Rides", unit="ride")
        desk.post(DESK, {"service": str(other.pk)})
        desk.post(reverse("frontdesk:new"), {"household": "1"})

        assert given(desk.world)[0].service_id == other.pk

    def test_undo(self, desk):
        desk.post(reverse("frontdesk:new"), {"household": "1"})
        (one,) = given(desk.world)

        page = desk.post(reverse("frontdesk:undo", args=[one.pk]), follow=True).content.decode()
        assert given(desk.world) == []
        assert "Taken back: 1 × food box." in page
        assert "Today so far: 0 households" in page

    def test_a_service_of_somebody_else_is_refused(self, desk):
        said = {"household": "1", "service": str(desk.world.bread.pk)}

        assert desk.post(reverse("frontdesk:new"), said).status_code == 403


class TestTheLineBeforeGiving:
    @pytest.mark.parametrize(("days", "says"), [(0, "today"), (1, "1 day ago"), (3, "3 days ago"), (91, "")])
    def test_what_was_given_here(self, desk, pages_at, days, says):
        person = malik(desk.world)
        with acting_as(desk.world.intake, at=make.AT):
            from fullcircle.aid import actions

            actions.give(
                service_id=desk.world.food_box.pk, person_id=person.pk, actor=desk.world.intake, at=make.AT
            )

        pages_at(make.AT + make.timedelta(days=days))
        page = found(desk, "malik")
        assert f"Food box given here {says}" in page if says else "given here" not in page

    def test_opening_a_person_leaves_a_look(self, desk):
        sent = desk.world.referral(status=Status.ACCEPTED)
        desk.get(reverse("frontdesk:person", args=[sent.person_id]))

        from fullcircle.privacy import queries as privacy

        with acting_as(desk.world.navigator, at=make.AT):
            look = privacy.looks(sent.person_id).get(did="person.read")
        assert look.detail["classes"] == ["identity", "household"]


class TestCards:
    def card(self, desk, person) -> Card:
        desk.post(reverse("frontdesk:make_card", args=[person.pk]))
        with acting_as(desk.world.intake, at=make.AT):
            return cards.of_person(person.pk, desk.world.cupboard.id)

    def test_its_code_finds_the_person_and_a_reader_types_enter(self, desk):
        person = malik(desk.world)
        card = self.card(desk, person)

        for typed in (card.code, cards.shown(card.code), card.code.lower()):
            answer = desk.post(DESK, {"q": typed})
            assert answer["Location"] == reverse("frontdesk:person", args=[person.pk])

    def test_it_names_nobody(self, desk):
        card = self.card(desk, malik(desk.world))
        page = desk.get(reverse("frontdesk:card", args=[card.pk])).content.decode()

        assert cards.shown(card.code) in page
        assert "Malik" not in page
        assert "fc-qr" in page

    def test_a_lost_card_is_dead_once_it_is_replaced(self, desk):
        person = malik(desk.world)
        lost, new = self.card(desk, person), self.card(desk, person)

        assert lost.code != new.code
        assert "Malik" not in found(desk, lost.code)
        assert "Malik" in found(desk, new.code)
        assert desk.get(reverse("frontdesk:card", args=[lost.pk])).status_code == 404

    def test_it_finds_nobody_at_another_desk(self, desk, world):
        card = self.card(desk, malik(world))
        other = Client()
        signing.enter(other, world, "other_intake")
        other.world = world

        assert "Malik" not in found(other, card.code)
        with acting_as(world.other_intake, at=make.AT):
            assert Card.objects.count() == 0
            assert cards.person_by(card.code, world.cupboard.id) is None

    def test_one_letter_wrong_is_no_code(self):
        code = cards.draw()
        for place in range(len(code)):
            for letter in spoken_codes.ALPHABET:
                wrong = code[:place] + letter + code[place + 1 :]
                right = spoken_codes.check_letter(wrong[:-1]) == wrong[-1]
                assert right == (wrong == code)

    def test_a_card_without_a_name(self, desk):
        answer = desk.post(reverse("frontdesk:new"), {"household": "3", "card": "yes"})

        (one,) = given(desk.world)
        with acting_as(desk.world.intake, at=make.AT):
            card = cards.of_person(one.person_id, desk.world.cupboard.id)
            assert people.person(one.person_id).name == f"Guest {card.code[:4]}"
        assert answer["Location"] == reverse("frontdesk:card", args=[card.pk])


def test_units_are_said_on_a_page(desk):
    url = reverse("frontdesk:unit", args=[desk.world.food_box.pk])
    assert desk.post(url, {"kind": "time", "name": "15 minutes", "usual": "4"}).status_code == 302
    assert "4 × <bdi>15 minutes" in desk.get(reverse("frontdesk:units")).content.decode()
    assert desk.post(url, {"kind": "time", "name": "", "usual": "0"}).status_code == 400
    assert desk.get(reverse("frontdesk:unit", args=[desk.world.bread.pk])).status_code == 403


def test_an_organization_without_a_service_is_told_so(desk):
    from fullcircle.directory.models import Service

    make.listed(Service, desk.world.food_box.pk, status="inactive")
    assert "No service is listed for you yet" in desk.get(DESK).content.decode()
    assert desk.post(reverse("frontdesk:new"), {"household": "1"}).status_code == 400


def test_what_names_a_person_is_in_no_table_of_another(desk, world):
    malik(world)
    desk.post(reverse("frontdesk:new"), {"household": "1"})

    with acting_as(world.hub_manager, at=make.AT):
        assert Delivered.objects.count() == 0
