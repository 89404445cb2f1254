"""Notes: who reads them, what a correction keeps, what becomes of photos, and each draft once."""

import io
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from PIL import Image

import make
from fullcircle.access import actor as actors
from fullcircle.access.errors import Denied, Invalid, NotFound
from fullcircle.access.models import Event
from fullcircle.access.session import acting_as
from fullcircle.referrals.models import Note
from fullcircle.referrals.states import Status
from fullcircle.referrals.written import notes, pictures
from fullcircle.referrals.written.notes import Corrected, Visibility
from pictured import photo
from protected import Town

STAFF = ("navigator", "intake", "hub_manager", "other_navigator", "other_intake")


def write(actor, person_id, text="She asked about the bus", *, at=make.AT, **said):
    with acting_as(actor, at=at):
        return notes.write(person_id=person_id, text=text, actor=actor, at=at, **said)


def readers(world, note, names=STAFF) -> set[str]:
    """Who of the staff finds it, by its id, on the person and on the request alike."""
    found = set()
    for name in names:
        with acting_as(getattr(world, name), at=make.AT):
            here = {one.newest.pk for one in notes.of_person(note.person_id)}
            if note.referral_id:
                there = {one.newest.pk for one in notes.of_request(note.referral_id)}
                assert (note.pk in here) == (note.pk in there)
            if note.pk in here:
                found.add(name)
    return found


@pytest.mark.parametrize("status", [Status.DRAFT, Status.SENT, Status.ACCEPTED, Status.COMPLETED])
def test_a_note_for_the_team_is_read_by_the_team_alone(world, status):
    asked = world.referral(status=status)

    about_person = write(world.navigator, asked.person_id)
    about_request = write(world.navigator, asked.person_id, referral_id=asked.pk)

    assert readers(world, about_person) == {"navigator"}
    assert readers(world, about_request) == {"navigator"}


@pytest.mark.parametrize(
    ("status", "found"), [(Status.DRAFT, {"navigator"}), (Status.SENT, {"navigator", "intake"})]
)
def test_a_note_about_a_request_is_read_by_whom_the_request_is_open_to(world, status, found):
    asked = world.referral(status=status)

    note = write(world.navigator, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST)

    assert readers(world, note) - {"hub_manager"} == found
    with acting_as(world.hub_manager, at=make.AT), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_referral where id = %s", [asked.pk])
        assert ("hub_manager" in readers(world, note)) == bool(cursor.fetchone()[0])


def test_the_target_writes_to_the_source_and_to_its_own_team(world):
    asked = world.referral(status=Status.ACCEPTED)

    shared = write(world.intake, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST)
    own = write(world.intake, asked.person_id, referral_id=asked.pk)

    assert "navigator" in readers(world, shared)
    assert readers(world, own) == {"intake"}


def test_no_link_reads_or_writes_notes(world):
    asked = world.referral()
    note = write(world.navigator, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST)
    link = actors.holder_of_answer_link(referral_id=asked.pk, organization_id=world.cupboard.pk)

    with acting_as(link, at=make.AT), pytest.raises(NotFound):
        notes.note(note.note_id)
    with pytest.raises(Denied):
        write(link, asked.person_id, referral_id=asked.pk)


def test_a_note_about_treatment_stays_in_the_program_and_comes_to_whom_the_person_named(db):
    town = Town()
    person = town.person()
    need = town.need(person)
    treated = town.referral(need=need, service=town.detox)
    own = write(town.counselor, person.pk, referral_id=treated.pk)
    shared = write(town.counselor, person.pk, referral_id=treated.pk, visibility=Visibility.REQUEST)
    names = (*STAFF, "counselor")
    assert own.label == shared.label == ""
    assert _label(town, own) == "ETH"
    assert readers(town, own, names) == {"counselor"}
    assert readers(town, shared, names) == {"counselor", "navigator"}  # it is still the sender's request too

    town.step(treated, "target", "accept")

    with acting_as(town.navigator, at=make.AT), connection.cursor() as cursor:
        cursor.execute("select count(*) from referrals_referral where id = %s", [treated.pk])
        open_to_sender = bool(cursor.fetchone()[0])
    expected = {"counselor", "navigator"} if open_to_sender else {"counselor"}
    assert readers(town, shared, names) == expected
    assert "hub_manager" not in readers(town, shared, names)
    assert readers(town, own, names) == {"counselor"}


def _label(town, note) -> str:
    with acting_as(town.counselor, at=make.AT):
        return notes.note(note.note_id).newest.label


def test_a_stranger_cannot_write_about_somebody_and_hears_what_nobody_hears(world):
    person = world.person()

    for person_id in (person.pk, uuid.uuid4()):
        with pytest.raises(NotFound, match="no such person"):
            write(world.other_navigator, person_id)
    asked = world.referral()
    for referral_id in (asked.pk, uuid.uuid4()):
        with pytest.raises(NotFound, match="no such request"):
            write(world.other_intake, asked.person_id, referral_id=referral_id)
    other = world.person("Rosa Lind")
    with pytest.raises(NotFound, match="no such request"):  # a request of somebody else
        write(world.navigator, other.pk, referral_id=asked.pk)


def test_the_person_may_read_what_is_written_about_them(world):
    asked = world.referral()
    written = write(world.navigator, asked.person_id)
    other = world.person("Rosa Lind")

    with acting_as(actors.resident(asked.person_id), at=make.AT):
        assert [one.newest.pk for one in notes.of_person(asked.person_id)] == [written.pk]
    with acting_as(actors.resident(other.pk), at=make.AT):
        assert notes.of_person(asked.person_id) == []


def test_a_correction_keeps_the_earlier_words_and_who_wrote_them(world):
    person = world.person()
    first = write(world.navigator, person.pk, "Bus 5")
    colleague = make.staff(world.eastgate.pk, make.Role.NAVIGATOR)
    later = make.AT + timedelta(hours=1)

    with acting_as(colleague, at=later):
        notes.correct(note_id=first.note_id, version=1, text="Bus 4", actor=colleague, at=later)

    with acting_as(world.navigator, at=later):
        whole = notes.note(first.note_id)
        assert (whole.newest.text, whole.newest.version, whole.first.text) == ("Bus 4", 2, "Bus 5")
        assert whole.newest.written_by == colleague.user_id
        assert [one.text for one in notes.versions(first.note_id)] == ["Bus 4", "Bus 5"]
    with acting_as(world.navigator, at=later), pytest.raises(Corrected):
        notes.correct(note_id=first.note_id, version=1, text="Bus 6", actor=world.navigator, at=later)


def test_only_the_team_that_wrote_it_corrects_a_note(world):
    asked = world.referral(status=Status.ACCEPTED)
    note = write(world.navigator, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST)

    with acting_as(world.intake, at=make.AT), pytest.raises(Denied):
        notes.correct(note_id=note.note_id, version=1, text="No", actor=world.intake, at=make.AT)


@pytest.mark.parametrize(
    ("changed", "becomes"),
    [
        ("visibility", "request"),
        ("keeper_id", "another"),
        ("person_id", "another"),
        ("version", 3),
        ("version", 1),
    ],
)
def test_the_database_takes_no_version_that_does_not_follow(world, changed, becomes):
    asked = world.referral()
    first = write(world.navigator, asked.person_id, referral_id=asked.pk)
    values = {
        "person_id": asked.person_id,
        "keeper_id": world.eastgate.pk,
        "visibility": "team",
        "version": 2,
    }
    value = {
        "keeper_id": world.riverlight.pk,
        "person_id": world.person("Rosa Lind").pk,
    }.get(changed, becomes)
    following = Note(
        note_id=first.note_id, referral_id=asked.pk, text="x", written_by=world.navigator.user_id, written_at=make.AT,
        **(values | {changed: value}),
    )  # fmt: skip

    with acting_as(world.navigator, at=make.AT), pytest.raises(DatabaseError):
        with transaction.atomic():
            following.save(force_insert=True)


@pytest.mark.parametrize("statement", ["update referrals_note set text = 'x'", "delete from referrals_note"])
def test_nobody_changes_or_deletes_a_note(world, statement):
    write(world.navigator, world.person().pk)

    with acting_as(world.navigator, at=make.AT), pytest.raises(DatabaseError, match="permission denied"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_nobody_writes_in_anothers_name_or_at_another_time(world):
    person = world.person()
    for wrong in ({"written_by": uuid.uuid4()}, {"written_at": make.AT + timedelta(days=1)}):
        values = {"written_by": world.navigator.user_id, "written_at": make.AT} | wrong
        with acting_as(world.navigator, at=make.AT), pytest.raises(DatabaseError, match="row-level security"):
            with transaction.atomic():
                Note(person_id=person.pk, keeper_id=world.eastgate.pk, visibility="team", text="x", **values).save(
                    force_insert=True
                )  # fmt: skip


def test_a_draft_that_is_sent_twice_is_one_note(world):
    person, draft = world.person(), uuid.uuid4()

    one = write(world.navigator, person.pk, "Once", draft_id=draft, photos=[photo()])
    two = write(world.navigator, person.pk, "Once", draft_id=draft, photos=[photo()])

    assert one.pk == two.pk
    with acting_as(world.navigator, at=make.AT):
        whole = notes.of_person(person.pk)
        assert [len(note.photos) for note in whole] == [1]
        for _again in range(2):
            notes.correct(
                note_id=one.note_id, version=1, text="Better", actor=world.navigator, at=make.AT, draft_id=person.pk
            )  # fmt: skip
        assert notes.note(one.note_id).newest.version == 2


def test_what_only_a_team_reads_leaves_no_event_that_others_read(world):
    asked = world.referral(status=Status.ACCEPTED)
    write(world.intake, asked.person_id, referral_id=asked.pk)
    write(world.intake, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST)

    def told(actor):
        with acting_as(actor, at=make.AT):
            return Event.objects.filter(did="note.write").count()

    assert (told(world.intake), told(world.navigator), told(world.other_navigator)) == (2, 1, 0)
    assert told(actors.resident(asked.person_id)) == 1


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_written_anew_without_what_the_camera_added(world, kind):
    person = world.person()
    handed_in = photo(60, 40, kind=kind, turned=True)
    assert b"A Phone Maker" in handed_in

    note = write(world.navigator, person.pk, photos=[handed_in])

    with acting_as(world.navigator, at=make.AT):
        [photo_id] = notes.note(note.note_id).photos
        kept = notes.photo(photo_id)
    shown = Image.open(io.BytesIO(kept))
    assert (shown.format, shown.size) == ("JPEG", (40, 60))  # upright
    assert not shown.getexif()
    assert b"Phone" not in kept
    assert b"at home" not in kept
    red, _green, blue = shown.getpixel((20, 55))
    assert red > 150 > blue  # what was at the right is below


def test_a_photo_is_made_small_enough():
    handed_in = io.BytesIO()
    Image.effect_noise((3000, 2400), 100).convert("RGB").save(handed_in, "JPEG", quality=95)

    kept = pictures.written_anew(handed_in.getvalue())

    assert max(kept.width, kept.height) == 2000
    assert len(kept.content) <= pictures.MOST_BYTES


@pytest.mark.parametrize(
    "content",
    [b"", b"not a photo", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:200], b"GIF89a" + bytes(40),
     b"\xff" * (pictures.MOST_BYTES_IN + 1)],
    ids=["empty", "text", "svg", "half", "gif", "huge"],
)  # fmt: skip
def test_what_is_no_photo_is_refused_and_nothing_is_kept(world, content):
    person = world.person()

    with pytest.raises(Invalid):
        write(world.navigator, person.pk, photos=[photo(), content])

    with acting_as(world.navigator, at=make.AT):
        assert notes.of_person(person.pk) == []


def test_a_picture_of_too_many_pixels_is_not_opened():
    written = io.BytesIO()
    Image.new("1", (9000, 9000)).save(written, "PNG")

    with pytest.raises(Invalid, match="megapixels"):
        pictures.written_anew(written.getvalue())


def test_a_picture_that_is_drawn_over_and_over_is_not_opened():
    """Each pass over a progressive JPEG costs a pass over all of it, and fourteen bytes in the file."""
    written = io.BytesIO()
    Image.new("RGB", (400, 400), "red").save(written, "JPEG", progressive=True)
    whole = written.getvalue()
    assert pictures.written_anew(whole).width == 400
    last = whole.rindex(b"\xff\xda")
    again = whole[:last] + whole[last:-2] * 400 + whole[-2:]

    with pytest.raises(Invalid, match="not a photo"):
        pictures.written_anew(again)


def test_five_photos_are_the_most(world):
    person = world.person()

    write(world.navigator, person.pk, photos=[photo()] * 5)
    with pytest.raises(Invalid):
        write(world.navigator, person.pk, photos=[photo()] * 6)


def test_a_photo_opens_for_whom_its_note_opens(world):
    asked = world.referral(status=Status.ACCEPTED)
    note = write(
        world.navigator, asked.person_id, referral_id=asked.pk, visibility=Visibility.REQUEST, photos=[photo()]
    )  # fmt: skip
    with acting_as(world.navigator, at=make.AT):
        [photo_id] = notes.note(note.note_id).photos

    with acting_as(world.intake, at=make.AT):
        assert notes.photo(photo_id)
    with acting_as(world.other_navigator, at=make.AT), pytest.raises(NotFound):
        notes.photo(photo_id)


@pytest.mark.parametrize("text", ["", "  \n", "\x00", "x" * 4001])
def test_a_note_has_words_and_an_end(world, text):
    with pytest.raises(Invalid):
        write(world.navigator, world.person().pk, text)


def test_whoever_sits_at_the_table_writes_no_notes(world):
    person = world.person()
    with pytest.raises(Denied):
        write(world.administrator, person.pk)
    with pytest.raises(Invalid):  # nobody else works on a person without a request
        write(world.navigator, person.pk, visibility=Visibility.REQUEST)
