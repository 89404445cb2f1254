"""Tables of services delivered. What names a person is kept, under row security, by the organization that gave it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from fullcircle.access.wall import Protected
from fullcircle.aid.kinds import BY_CODE


class Unit(models.Model):
    """What one delivery of a service is called, and how many are usual: one tap gives that. Said by its own staff."""

    row_security = True

    service_id = models.UUIDField(primary_key=True)
    organization_id = models.UUIDField()
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    usual = models.PositiveIntegerField(default=1)
    in_ledger = models.BooleanField(
        default=False
    )  # asks others whether they gave it lately, and answers them
    said_at = models.DateTimeField()
    said_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="aid_unit_kind_is_known", condition=Q(kind__in=list(BY_CODE))),
            models.CheckConstraint(name="aid_unit_usual_is_some", condition=Q(usual__gte=1)),
        ]


class Delivered(Protected):
    """A dated unit of help: a food box, a ride, ninety minutes; of a request, or given at the desk, by name or without."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    referral = models.ForeignKey(
        "referrals.Referral", on_delete=models.PROTECT, null=True, related_name="delivered"
    )
    service_id = models.UUIDField()
    keeper_id = models.UUIDField()  # the organization that gave it
    label = models.CharField(max_length=10, default="", blank=True)
    what = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField(default=1)
    household = models.PositiveSmallIntegerField(null=True)  # how many people live in that home, as said then
    zip = models.CharField(max_length=5, default="", blank=True)
    delivered_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.UUIDField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="aid_delivered_some", condition=Q(quantity__gte=1)),
            models.CheckConstraint(
                name="aid_delivered_of_a_request_names_its_person",
                condition=Q(referral__isnull=True) | Q(person__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["keeper_id", "-delivered_on"], name="aid_delivered_keeper"),
            models.Index(fields=["person", "-delivered_on"], name="aid_delivered_person"),
        ]


class Card(Protected):
    """A code on paper that finds a person at the desk of the organization that printed it, and nowhere else. It opens
    nothing by itself: whoever types it is signed in there."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    keeper_id = models.UUIDField()
    code = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["keeper_id", "code"], name="aid_card_code_once"),
            models.UniqueConstraint(
                fields=["keeper_id", "person"],
                condition=Q(ended_at__isnull=True),
                name="aid_card_one_a_person",
            ),
        ]


class Sheet(models.Model):
    """The paper of one day: who is expected, and lines for those who are not. Names no person itself."""

    row_security = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    keeper_id = models.UUIDField()
    service_id = models.UUIDField()
    code = models.CharField(max_length=6)  # stands on the paper; typed at the desk it opens the sheet
    day = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    typed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["keeper_id", "code"], name="aid_sheet_code_once")]
        indexes = [models.Index(fields=["keeper_id", "-day"], name="aid_sheet_keeper")]


class SheetLine(Protected):
    """One line of a sheet: somebody expected, or nobody yet; what was ticked, and the entry that it became."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="lines")
    keeper_id = models.UUIDField()
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, null=True, related_name="+")
    came = models.BooleanField(null=True)  # None: not typed yet
    delivered = models.OneToOneField(Delivered, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "number"], name="aid_sheetline_number_once")]


class Import(Protected):
    """A spreadsheet of people on its way in: kept while somebody looks at what would be made, emptied once it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    keeper_id = models.UUIDField()
    name = models.CharField(max_length=120)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=list)  # what each column of the file is; '' is left out
    rows = models.JSONField(default=list)
    results = models.JSONField(default=list)  # by row: what became of it, without a word of it
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)  # taken over, or forgotten
