"""Drafts: what may be written, who may, and that nothing of a document changes once it is out for signature."""

from datetime import date, timedelta

import pytest
from django.db import Error, connection, connections, transaction

import make
from between import OPENS, TODAY, Signing
from fullcircle.access.actor import Purpose, Role
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.grants import DataClass
from fullcircle.access.labels import Label
from fullcircle.access.models import Grant
from fullcircle.access.session import acting_as
from fullcircle.agreements import actions, document, drafting, queries, shelf, words
from fullcircle.agreements.drafting import ClauseSaid, Joining, NoSuchClause, Said
from fullcircle.agreements.models import Agreement, Kind, Party
from fullcircle.agreements.policies import WrongState
from fullcircle.agreements.queries import NoSuchAgreement

SAID = Said(title="Between us", text="We share.", effective_on=TODAY)


@pytest.fixture
def signing(world):
    return Signing(world)


def plain(**changed):
    return ClauseSaid(**{name: getattr(OPENS, name) for name in ClauseSaid.__dataclass_fields__} | changed)


@pytest.fixture
def draft(signing):
    return signing.drafted(clauses=[OPENS, ClauseSaid(text="Words only.")])


@pytest.fixture
def do(signing, draft):
    """One of the drafting actions, as the hub or whoever."""

    def take(name, actor=None, **said):
        actor = actor or signing.hub
        with acting_as(actor, at=make.AT):
            return getattr(drafting, name)(agreement_id=draft.pk, actor=actor, at=make.AT, **said)

    return take


def test_kinds_are_data_and_a_further_row_is_a_further_kind(signing):
    ready = {shelf.template(name).kind for name in shelf.NAMES}
    codes = {kind.code for kind in queries.kinds()}
    assert ready == {"charter", "mou", "dsa", "dul", "baa", "qsoa"}
    assert codes >= ready | {"ferpa", "hmis", "service", "grant", "sponsor", "eula"}

    with connection.cursor() as cursor, pytest.raises(Error, match="permission denied"), transaction.atomic():
        cursor.execute("insert into agreements_kind select * from agreements_kind")


def test_a_kind_added_as_a_row_can_be_drafted(committed):
    import between

    kind = Kind(code="data-trust", label="Data trust", binds="all", usual_parties="", typical_clauses="",
                opens_data="yes", source="ours")  # fmt: skip
    kind.save(using="migrator")
    try:
        made = between.Signing(make.World()).drafted(kind="data-trust")
        assert made.kind_id == "data-trust"
    finally:
        with connections["migrator"].cursor() as cursor:
            cursor.execute(
                "truncate agreements_agreement cascade; delete from agreements_kind where code = 'data-trust'"
            )


@pytest.mark.parametrize("name", shelf.NAMES)
def test_every_template_becomes_a_draft_that_can_be_sent_out(signing, world, name):
    roles = list(shelf.template(name).roles)
    places = [world.hub, world.cupboard, world.riverlight]
    parties = [
        Joining(organization_id=place.id, role=role) for place, role in zip(places, roles, strict=False)
    ]
    with acting_as(signing.hub, at=make.AT):
        made = drafting.from_template(
            name=name, effective_on=TODAY, parties=parties, actor=signing.hub, at=make.AT
        )

    out = signing.out(made)

    assert out.document == document.canonical(out, queries.parties(out), queries.clauses(out))
    assert out.sha256 == document.sha256(out.document)
    assert (out.counsel, out.counsel_on) == ("", None)
    with pytest.raises(NotFound):
        shelf.template("nonsense")


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [("2026-03-10", 12, "2027-03-09"), ("2024-02-29", 12, "2025-02-27"), ("2026-12-01", 1, "2026-12-31"),
     ("2026-01-31", 1, "2026-02-27")],
)  # fmt: skip
def test_a_term_of_months_ends_the_day_before(first, months, last):
    assert shelf.last_day(date.fromisoformat(first), months) == date.fromisoformat(last)
    assert shelf.last_day(date.fromisoformat(first), None) is None


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": " "}, "title"), ({"text": ""}, "text"), ({"title": "x" * 201}, "title"),
        ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"), ({"notice_days": 400}, "notice_days"),
    ],
)  # fmt: skip
def test_words_that_cannot_be_are_refused(do, changed, field):
    said = {name: getattr(SAID, name) for name in Said.__dataclass_fields__} | changed

    with pytest.raises(Invalid) as refusal:
        do("write", said=Said(**said))

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": ""}, "text"), ({"labels": ("DV",)}, "labels"), ({"classes": ()}, "classes"), ({"classes": ("x",)}, "classes"),
        ({"classes": ("identity:write",)}, "classes"), ({"purposes": ("x",)}, "purposes"), ({"rule": "x"}, "rule"),
        ({"effect": "x"}, "effect"), ({"labels": ("ETH",)}, "rule"), ({"labels": ("x",), "rule": "named"}, "labels"),
        ({"obligations": ("x",)}, "obligations"), ({"from_role": ""}, "from_role"), ({"to_role": ""}, "to_role"),
        ({"starts_on": TODAY, "ends_on": TODAY - timedelta(days=1)}, "ends_on"),
    ],
)  # fmt: skip
def test_a_clause_that_cannot_be_is_refused(do, changed, field):
    with pytest.raises(Invalid) as refusal:
        do("add_clause", said=plain(**changed))

    assert refusal.value.field == field


def test_the_database_refuses_a_clause_that_names_victim_services(signing, draft):
    with pytest.raises(Error, match="never_opens_victim_services"), acting_as(signing.hub, at=make.AT):
        with connection.cursor() as cursor:
            cursor.execute("update agreements_clause set labels = '{DV}' where agreement_id = %s", [draft.pk])
    assert draft.clauses.count() == 2


def test_clauses_are_added_changed_moved_and_taken_out(do, draft):
    added = do("add_clause", said=plain(text="Third."))
    first = draft.clauses.get(number=1)

    do("move_clause", clause_id=added.pk, up=True)
    do("move_clause", clause_id=first.pk, up=True)
    do("change_clause", clause_id=added.pk, said=plain(text="Second now."))
    assert texts(draft) == [OPENS.text, "Second now.", "Words only."]
    do("remove_clause", clause_id=first.pk)
    do("move_clause", clause_id=added.pk, up=False)

    assert texts(draft) == ["Words only.", "Second now."]
    with pytest.raises(NoSuchClause):
        do("remove_clause", clause_id=first.pk)


def texts(draft):
    return list(draft.clauses.order_by("number").values_list("text", flat=True))


def test_parties_are_added_changed_and_taken_out(do, draft, world):
    do("set_party", joining=Joining(organization_id=world.breadline.id, role=" Food Pantry ", required=False))
    assert Party.objects.get(agreement=draft, organization_id=world.breadline.id).role == "food-pantry"
    do("remove_party", organization_id=world.breadline.id)

    assert draft.parties.count() == 2
    for role in ("", "*", "x" * 41):
        with pytest.raises(Invalid):
            do("set_party", joining=Joining(organization_id=world.breadline.id, role=role))


def test_who_drafts_and_who_sees_a_draft(signing, world, do, draft):
    navigator = make.staff(world.riverlight.id, Role.NAVIGATOR)
    with pytest.raises(Denied), acting_as(navigator, at=make.AT):
        drafting.blank(kind="mou", said=SAID, role="member", actor=navigator, at=make.AT)
    with pytest.raises(Denied):
        do("write", said=SAID, actor=signing.riverlight)  # a party sees it, and does not write it
    with pytest.raises(NoSuchAgreement):
        do("write", said=SAID, actor=signing.breadline)
    with acting_as(signing.riverlight, at=make.AT):
        own = drafting.blank(kind="mou", said=SAID, role="member", actor=signing.riverlight, at=make.AT)
        assert drafting.write(agreement_id=own.pk, said=SAID, actor=signing.riverlight, at=make.AT)
    with pytest.raises(Invalid), acting_as(signing.hub, at=make.AT):
        drafting.blank(kind="x", said=SAID, role="member", actor=signing.hub, at=make.AT)


def test_lists_show_each_what_they_may_see(signing, world, draft):
    def seen(actor):
        with acting_as(actor, at=make.AT):
            return {line.agreement.pk for line in queries.lines(actor, at=make.AT)}

    assert draft.pk in seen(signing.hub)
    assert draft.pk in seen(signing.riverlight)
    assert draft.pk not in seen(signing.breadline)
    assert seen(make.staff(world.riverlight.id, Role.NAVIGATOR)) == set()


def test_what_ends_soon_stands_first(signing):
    signing.sign(signing.out(), "riverlight", "cupboard")
    soon = signing.sign(signing.out(expires_on=TODAY + timedelta(days=30)), "riverlight", "cupboard")
    signing.drafted()

    with acting_as(signing.riverlight, at=make.AT):
        lines = queries.lines(signing.riverlight, at=make.AT)

    assert lines[0].agreement.pk == soon.pk
    assert queries.days_left(lines[0].standing, make.AT) == 30


@pytest.mark.parametrize(
    "statement",
    [
        "update agreements_agreement set text = 'x' where id = %s",
        "update agreements_agreement set effective_on = '2020-01-01' where id = %s",
        "update agreements_agreement set sha256 = repeat('0', 64) where id = %s",
        "update agreements_agreement set document = '{}' where id = %s",
        "update agreements_agreement set state = 'draft' where id = %s",
        "update agreements_clause set text = 'x' where agreement_id = %s",
        "update agreements_clause set classes = '{claims}' where agreement_id = %s",
        "delete from agreements_clause where agreement_id = %s",
        "update agreements_party set role = 'x' where agreement_id = %s",
        "update agreements_party set required = false where agreement_id = %s",
        "delete from agreements_party where agreement_id = %s",
        "insert into agreements_party select gen_random_uuid(), 'member', true, %s, gen_random_uuid()",
    ],
)
def test_once_out_for_signature_no_sql_changes_the_document(signing, statement):
    made = signing.out()
    statement = statement.replace("insert into agreements_party select", COLUMNS)

    with pytest.raises(Error, match=r"document stays|does not follow"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(statement, [made.pk])
    with pytest.raises(WrongState), acting_as(signing.hub, at=make.AT):
        drafting.write(agreement_id=made.pk, said=SAID, actor=signing.hub, at=make.AT)


COLUMNS = "insert into agreements_party (id, role, required, agreement_id, organization_id) select"


def test_nobody_deletes_an_agreement_and_a_terminated_one_rests(signing):
    made = signing.out()
    with acting_as(signing.hub, at=make.AT):
        actions.terminate(agreement_id=made.pk, actor=signing.hub, at=make.AT)

    for change in ("terminated_at = now()", "notice_days = 1", "state = 'draft', terminated_at = null"):
        with (
            pytest.raises(Error, match="does not follow"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"update agreements_agreement set {change} where id = %s", [made.pk])
    with pytest.raises(Error, match="permission denied"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("delete from agreements_agreement where id = %s", [made.pk])


@pytest.mark.parametrize(
    "change",
    [{"title": "Other"}, {"text": "Other"}, {"effective_on": TODAY + timedelta(days=1)},
     {"expires_on": TODAY + timedelta(days=9)}],
)  # fmt: skip
def test_every_word_and_date_is_in_the_hash(signing, change):
    made = signing.drafted()
    before = document.canonical(made, queries.parties(made), queries.clauses(made))
    for name, value in change.items():
        setattr(made, name, value)

    after = document.canonical(made, queries.parties(made), queries.clauses(made))

    assert document.sha256(before) != document.sha256(after)


@pytest.mark.parametrize(
    "changed",
    [{"text": "Other"}, {"effect": "deny"}, {"from_role": "*"}, {"classes": ("claims",)}, {"purposes": ("research",)},
     {"rule": "opt_in"}, {"ends_on": TODAY}, {"obligations": ("copy-of-consent",)}],
)  # fmt: skip
def test_every_part_of_a_clause_is_in_the_hash(signing, changed):
    one, other = signing.drafted(), signing.drafted(clauses=[plain(**changed)])
    other.number = one.number

    hashes = {
        document.sha256(document.canonical(a, queries.parties(one), queries.clauses(a))) for a in (one, other)
    }

    assert len(hashes) == 2


def test_the_order_of_parties_and_lists_is_not_in_the_hash(signing):
    made = signing.drafted(clauses=[plain(classes=("need", "referral"))])
    clause = queries.clauses(made)[0]
    before = document.canonical(made, queries.parties(made), [clause])
    clause.classes = ["referral", "need"]

    assert document.canonical(made, reversed(queries.parties(made)), [clause]) == before


def test_an_agreement_needs_two_parties_one_that_must_sign_and_roles_that_exist(signing, world):
    alone = signing.drafted()
    with acting_as(signing.hub, at=make.AT):
        drafting.remove_party(
            agreement_id=alone.pk, organization_id=world.cupboard.id, actor=signing.hub, at=make.AT
        )
    nobody_must = signing.drafted(
        parties=[
            Joining(organization_id=p.organization_id, role=p.role, required=False) for p in signing.parties()
        ]
    )
    wrong_role = signing.drafted(clauses=[plain(to_role="shelter")])

    for made in (alone, nobody_must, wrong_role):
        with pytest.raises(Invalid):
            signing.out(made)


def test_counsel_is_written_down_by_the_hub_alone(signing):
    made = signing.out()

    def review(actor, counsel="Ada Lane"):
        with acting_as(actor, at=make.AT):
            return actions.record_review(
                agreement_id=made.pk, counsel=counsel, on=TODAY, actor=actor, at=make.AT
            )

    assert review(signing.hub).counsel == "Ada Lane"
    with pytest.raises(Denied):
        review(signing.riverlight)
    with pytest.raises(Invalid):
        review(signing.hub, counsel=" ")


def test_blocks_of_the_little_markdown():
    text = "# Why\n\nFirst\nline.\n\n- one\n- two\n\n## Then\nText under it.\n\n<b>as typed</b>"

    assert list(document.blocks(text)) == [
        ("heading", ["Why"]), ("paragraph", ["First line."]), ("list", ["one", "two"]), ("heading", ["Then"]),
        ("paragraph", ["Text under it."]), ("paragraph", ["<b>as typed</b>"]),
    ]  # fmt: skip


def test_every_drafting_step_records_one_event(do, draft, signing):
    def events():
        with acting_as(signing.hub, at=make.AT), connection.cursor() as cursor:
            cursor.execute("select count(*) from access_event where record_id = %s", [draft.pk])
            return cursor.fetchone()[0]

    before = events()
    do("write", said=SAID)
    added = do("add_clause", said=OPENS)
    do("move_clause", clause_id=added.pk, up=True)

    assert events() == before + 3
    assert Agreement.objects.get(pk=draft.pk).title == "Between us"


def test_the_words_of_clauses_are_those_of_access():
    assert set(words.CLASSES) == {str(one) for one in DataClass}
    assert set(words.PURPOSES) == {str(one) for one in Purpose}
    assert set(words.RULES) == {str(one) for one in Grant.Rule}
    assert set(words.LABELS) == {str(one) for one in Label} - {"DV"}
    assert {code.removesuffix(":write") for code in words.WRITABLE} <= set(words.CLASSES)
