"""Did others give the same help lately: what is answered, and what cannot be learnt, at the database as the serving role."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction

import agreed
import agreeing
import make
from fullcircle.access import actor as actors
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions as agreements
from fullcircle.aid import actions, ledger
from fullcircle.directory.models import Organization, Service
from fullcircle.people.actions import Reach
from fullcircle.privacy import queries as privacy

WEEK = timedelta(days=7)


class Pantries(make.World):
    """Three places that give boxes and signed the ledger; Rosa is known to all three and agreed to it."""

    def __init__(self, *, signed=("cupboard", "breadline", "loaves"), agrees=True) -> None:
        super().__init__()
        self.loaves = Organization.objects.create(name="Loaves", email="loaves@example.org")
        self.groceries = Service.objects.create(
            organization=self.loaves, name="Groceries", domains=["food-insecurity"]
        )
        self.third_intake = make.staff(self.loaves.id, make.Role.INTAKE)
        hub = agreed.hub_of(self)
        parties = [
            agreed.Joining(organization_id=self.hub.id, role="hub"),
            *[
                agreed.Joining(organization_id=getattr(self, one).id, role="member", required=False)
                for one in signed
            ],
        ]
        network = [agreed.Joining(organization_id=self.hub.id, role="hub")]
        network += [
            agreed.Joining(organization_id=one.id, role="member", required=False)
            for one in (self.cupboard, self.breadline, self.loaves)
        ]
        self.agreement = self.sign("aid", parties, hub)
        self.sign("dsa", network, hub)
        for who, service in (
            (self.intake, self.food_box), (self.other_intake, self.bread), (self.third_intake, self.groceries),
        ):  # fmt: skip
            self.say(who, service)
        self.rosa = self.person("Rosa Lind", actor=self.intake, reach=Reach())
        everybody = (self.cupboard, self.breadline, self.loaves)
        agreeing.agree(self.rosa, agreeing.said("me", *everybody))
        if agrees:
            agreeing.agree(self.rosa, agreeing.said("recent-aid", *everybody))

    def sign(self, name, parties, hub):
        at = make.AT - timedelta(days=200)
        with acting_as(hub, at=at):
            made = agreed.drafted(self, name, hub, at=at, effective_on=at.date(), parties=parties)
            agreements.sign(agreement_id=made.pk, typed_name=hub.name, level=4, actor=hub, at=at)
            signers = {one.organization_id: agreed.OnPaper(name="Head") for one in parties[1:]}
            agreements.record_paper(agreement_id=made.pk, actor=hub, at=at, signers=signers)
        return made

    def say(self, who, service, *, kind="box", in_ledger=True):
        with acting_as(who, at=make.AT):
            actions.say_unit(
                service_id=service.pk,
                kind=kind,
                name="box",
                usual=1,
                in_ledger=in_ledger,
                actor=who,
                at=make.AT,
            )

    def gave(self, who, service, *, at=make.AT, person=None):
        with acting_as(who, at=at):
            return actions.give(service_id=service.pk, person_id=(person or self.rosa).pk, actor=who, at=at)

    def ask(self, who=None, service=None, *, person=None, at=make.AT):
        who = who or self.other_intake
        with acting_as(who, at=at):
            person_id = (person or self.rosa).pk
            return ledger.ask(person_id=person_id, service_id=(service or self.bread).pk, actor=who, at=at)


@pytest.fixture
def pantries(db):
    return Pantries()


def test_no_before_and_yes_after(pantries):
    assert pantries.ask() == "no"
    pantries.gave(pantries.intake, pantries.food_box)
    assert pantries.ask() == "yes"


@pytest.mark.parametrize(("days", "answer"), [(0, "yes"), (6, "yes"), (7, "no"), (30, "no")])
def test_of_the_days_of_the_kind(pantries, days, answer):
    pantries.gave(pantries.intake, pantries.food_box)

    assert pantries.ask(at=make.AT + timedelta(days=days)) == answer


def test_what_one_gave_oneself_is_no_answer(pantries):
    pantries.gave(pantries.other_intake, pantries.bread)

    assert pantries.ask() == "no"


def test_what_was_taken_back_is_no_answer(pantries):
    given = pantries.gave(pantries.intake, pantries.food_box)
    with acting_as(pantries.intake, at=make.AT):
        actions.undo(entry_id=given.pk, actor=pantries.intake, at=make.AT)

    assert pantries.ask() == "no"


def test_only_the_same_kind_of_help(pantries):
    pantries.say(pantries.intake, pantries.food_box, kind="goods")
    pantries.gave(pantries.intake, pantries.food_box)

    assert pantries.ask() in {"no", "not-asked"}


class TestWhoIsNotAsked:
    def test_without_the_persons_yes(self, db):
        town = Pantries(agrees=False)
        town.gave(town.intake, town.food_box)

        assert town.ask() == "not-asked"

    def test_after_a_no_to_everything(self, pantries):
        pantries.gave(pantries.intake, pantries.food_box)
        agreeing.no(pantries.rosa, pantries.breadline)

        with acting_as(pantries.other_intake, at=make.AT), pytest.raises(ledger.people.NoSuchPerson):
            ledger.ask(
                person_id=pantries.rosa.pk,
                service_id=pantries.bread.pk,
                actor=pantries.other_intake,
                at=make.AT,
            )

    def test_a_giver_that_did_not_sign_answers_nothing(self, db):
        town = Pantries(signed=("breadline", "loaves"))
        town.gave(town.intake, town.food_box)

        assert town.ask() == "not-asked"  # and of the two that signed, one asks

    def test_a_service_that_did_not_opt_in_answers_nothing(self, pantries):
        pantries.say(pantries.intake, pantries.food_box, in_ledger=False)
        pantries.gave(pantries.intake, pantries.food_box)

        assert pantries.ask() == "not-asked"

    def test_a_service_that_did_not_opt_in_asks_nothing_and_writes_nothing(self, pantries):
        pantries.say(pantries.other_intake, pantries.bread, in_ledger=False)

        assert pantries.ask() == "not-asked"
        with acting_as(pantries.other_intake, at=make.AT):
            assert not Event.objects.filter(did="aid.ask-others").exists()

    def test_fewer_than_two_others_since_a_yes_would_name_the_one(self, db):
        town = Pantries(signed=("cupboard", "breadline"))
        town.gave(town.intake, town.food_box)

        assert town.ask() == "not-asked"

    def test_who_withdrew_from_the_agreement(self, pantries):
        pantries.gave(pantries.intake, pantries.food_box)
        hub = agreed.hub_of(pantries)
        with acting_as(hub, at=make.AT):
            agreements.withdraw(
                agreement_id=pantries.agreement.pk,
                organization_id=pantries.cupboard.id,
                actor=hub,
                at=make.AT,
            )

        assert pantries.ask(at=make.AT + timedelta(minutes=1)) == "not-asked"


class TestWhatCannotBeLearnt:
    def test_a_protected_giver_answers_as_if_nothing_were_there(self, pantries):
        before = pantries.ask()
        make.listed(Service, pantries.food_box.pk, label="HIV")
        pantries.gave(pantries.intake, pantries.food_box)
        answers = {pantries.ask()}

        make.listed(Service, pantries.food_box.pk, label="")
        assert before == "no"
        assert "yes" not in answers | {pantries.ask()}  # nor later: its rows carry the label

    def test_a_hidden_person_and_an_absent_one(self, pantries):
        hidden = pantries.person("Quentin Xylander")
        assert answer_at_the_database(pantries, hidden.pk) == answer_at_the_database(pantries, uuid.uuid4())

    def test_nobody_asks_without_leaving_a_row(self, pantries):
        pantries.gave(pantries.intake, pantries.food_box)

        with acting_as(pantries.other_intake, at=make.AT):
            assert refused(pantries.rosa.pk, pantries.bread.pk)

    def test_a_row_of_another_person_or_service_does_not_do(self, pantries):
        pantries.ask()

        with acting_as(pantries.other_intake, at=make.AT):
            assert refused(uuid.uuid4(), pantries.bread.pk)
            assert refused(pantries.rosa.pk, pantries.food_box.pk)
        with acting_as(pantries.third_intake, at=make.AT):
            assert refused(pantries.rosa.pk, pantries.bread.pk)

    @pytest.mark.parametrize("who", ["clock", "resident"])
    def test_only_users_of_an_organization_ask(self, pantries, who):
        actor = pantries.clock if who == "clock" else actors.resident(pantries.rosa.pk)

        with acting_as(actor, at=make.AT):
            assert refused(pantries.rosa.pk, pantries.bread.pk)

    def test_neither_row_nor_event_of_the_giver_is_read(self, pantries):
        pantries.gave(pantries.intake, pantries.food_box)
        pantries.ask()

        with acting_as(pantries.other_intake, at=make.AT), connection.cursor() as cursor:
            cursor.execute("select count(*) from aid_delivered")
            assert cursor.fetchone() == (0,)
            cursor.execute("select count(*) from access_event where did = 'aid.give'")
            assert cursor.fetchone() == (0,)
            cursor.execute(
                "select count(*) from aid_unit where organization_id <> %s", [pantries.breadline.id]
            )
            assert cursor.fetchone() == (0,)

    def test_the_answer_has_one_word_and_the_question_no_days(self, pantries):
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_get_function_arguments(oid), pg_get_function_result(oid) from pg_proc"
                " where proname = 'aid_given_lately'"
            )
            assert cursor.fetchall() == [("p_person uuid, p_service uuid", "text")]


def test_the_person_sees_who_asked(pantries):
    pantries.ask()

    with acting_as(actors.resident(pantries.rosa.pk), at=make.AT):
        seen = privacy.looks(pantries.rosa.pk).get(did="aid.ask-others")
    assert seen.grantee_id == pantries.breadline.id


@pytest.mark.parametrize(("label", "kind"), [("HIV", "box"), ("", "ride")])
def test_protected_services_and_kinds_that_are_never_asked_do_not_opt_in(pantries, label, kind):
    make.listed(Service, pantries.bread.pk, label=label)

    with pytest.raises(actions.Invalid):
        pantries.say(pantries.other_intake, pantries.bread, kind=kind)


def refused(person_id, service_id) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select aid_given_lately(%s, %s)", [person_id, service_id])
    except Exception as error:
        return "aid_given_lately" in str(error)
    return False


def answer_at_the_database(pantries, person_id) -> str:
    """Past every check of ours: the event is written, then the function asked."""
    actor = pantries.other_intake
    about = ledger.Subject("access", person_id=person_id, record_id=pantries.bread.pk)
    with acting_as(actor, at=make.AT), connection.cursor() as cursor:
        ledger.events.record(actor=actor, did="aid.ask-others", about=about, at=make.AT)
        cursor.execute("select aid_given_lately(%s, %s)", [person_id, pantries.bread.pk])
        return cursor.fetchone()[0]
