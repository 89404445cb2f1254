"""Tables of the directory, in HSDS 3 words. Public knowledge: no person's data, so no row-level security."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from fullcircle.access.labels import NEVER_SHARED


class Listed(models.Model):
    """A record with an id of ours and, if imported, the source that it came from."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.CharField(max_length=60, default="", blank=True)
    source_id = models.CharField(max_length=80, default="", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                "source", "source_id", condition=~Q(source=""), name="%(app_label)s_%(class)s_once_a_source"
            )
        ]


class Organization(Listed):
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, default="", blank=True)
    description = models.TextField(default="", blank=True)
    email = models.EmailField(default="", blank=True)  # where requests are sent for an answer by link
    website = models.URLField(max_length=500, default="", blank=True)
    clinical = models.BooleanField(default=False)
    victim_services = models.BooleanField(default=False)  # its records are opened by no agreement


class Location(Listed):
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="locations")
    name = models.CharField(max_length=255, default="", blank=True)
    description = models.TextField(default="", blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    by_zip = models.BooleanField(default=False)  # nobody gave the point: it is the centre of the ZIP code
    address_1 = models.CharField(max_length=255, default="", blank=True)
    address_2 = models.CharField(max_length=255, default="", blank=True)
    city = models.CharField(max_length=100, default="", blank=True)
    state_province = models.CharField(max_length=100, default="", blank=True)
    postal_code = models.CharField(max_length=20, default="", blank=True)
    accessibility = models.TextField(default="", blank=True)
    transportation = models.TextField(default="", blank=True)


class Service(Listed):
    class Status(models.TextChoices):
        ACTIVE = "active"
        INACTIVE = "inactive"
        TEMPORARILY_CLOSED = "temporarily closed"
        DEFUNCT = "defunct"

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="services")
    locations = models.ManyToManyField(Location, through="ServiceAtLocation", related_name="services")
    name = models.CharField(max_length=255)
    alternate_name = models.CharField(max_length=255, default="", blank=True)
    description = models.TextField(default="", blank=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.ACTIVE)
    domains = ArrayField(
        models.CharField(max_length=60), default=list
    )  # Gravity domains of the needs it meets
    categories = ArrayField(models.CharField(max_length=120), default=list)  # the source's own words
    eligibility_description = models.TextField(default="", blank=True)
    application_process = models.TextField(default="", blank=True)
    fees_description = models.TextField(default="", blank=True)
    wait_time = models.CharField(max_length=255, default="", blank=True)
    website = models.URLField(max_length=500, default="", blank=True)
    email = models.EmailField(default="", blank=True)
    minimum_age = models.FloatField(null=True)
    maximum_age = models.FloatField(null=True)
    unit = models.CharField(max_length=60, default="", blank=True)  # what one delivery is called: "food box"
    by_phone = models.BooleanField(default=False)
    label = models.CharField(
        max_length=10, default="", blank=True
    )  # access.labels: nothing is computed for a protected one
    assured_on = models.DateField(null=True)  # when somebody last checked this listing
    free = models.BooleanField(null=True)  # read from the text of the fees; None where it does not say
    own_fields = ArrayField(
        models.CharField(max_length=40), default=list
    )  # said by its own staff: no import overwrites

    class Meta(Listed.Meta):
        indexes = [
            models.Index(fields=["organization"], name="directory_service_org"),
            GinIndex(fields=["domains"], name="directory_service_domains"),
        ]

    @property
    def protected(self) -> bool:
        """Its very use tells something: no room, wait or figure of it is published."""
        return bool(self.label)

    @property
    def takes_no_names(self) -> bool:
        """Victim services: people are given the phone number, and nothing is written down (34 USC 12291(b)(2))."""
        return self.label in NEVER_SHARED


class ServiceAtLocation(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE)
    location = models.ForeignKey(Location, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint("service", "location", name="directory_service_at_location_once")
        ]


class Phone(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, null=True, related_name="phones")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="phones")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="phones")
    number = models.CharField(max_length=60)
    extension = models.CharField(max_length=20, default="", blank=True)
    type = models.CharField(max_length=20, default="voice")
    description = models.CharField(max_length=255, default="", blank=True)


class Schedule(models.Model):
    """Weekly opening hours: `byday` as in iCalendar (MO, TU, …), times in the place's own zone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="schedules")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, related_name="schedules")
    byday = models.CharField(max_length=40, default="", blank=True)
    opens_at = models.TimeField(null=True)
    closes_at = models.TimeField(null=True)
    description = models.TextField(default="", blank=True)


class DifferentHours(models.Model):
    """Days on which an organization, or one service of it, is closed or has other hours; `yearly` for a season."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="different_hours")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="different_hours")
    first_on = models.DateField()
    last_on = models.DateField()
    opens_at = models.TimeField(null=True)  # closed where there is none
    closes_at = models.TimeField(null=True)
    yearly = models.BooleanField(default=False)
    why = models.CharField(max_length=120, default="", blank=True)
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_differenthours_end_after_they_begin",
                condition=Q(last_on__gte=models.F("first_on")) | Q(yearly=True),
            ),
            models.CheckConstraint(
                name="directory_differenthours_both_times_or_none",
                condition=Q(opens_at__isnull=True, closes_at__isnull=True)
                | Q(opens_at__isnull=False, closes_at__isnull=False),
            ),
        ]


class Language(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField(max_length=10, default="", blank=True)
    name = models.CharField(max_length=60)
    note = models.CharField(max_length=255, default="", blank=True)


class ServiceArea(models.Model):
    """Where a service serves: a ZIP code, or a name as the source wrote it. None means everywhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    zip = models.CharField(max_length=5, default="", blank=True)
    name = models.CharField(max_length=255, default="", blank=True)


class RequiredDocument(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="documents")
    document = models.TextField()


class Capacity(models.Model):
    """What an organization last said about its room for a service: its own word, and the limits that rooms are computed from."""

    class State(models.TextChoices):
        OPEN = "open"
        LIMITED = "limited"
        WAIT_LIST = "wait-list"
        CLOSED = "closed"

    service = models.OneToOneField(
        Service, primary_key=True, on_delete=models.CASCADE, related_name="capacity"
    )
    state = models.CharField(
        max_length=12, choices=State, default="", blank=True
    )  # "" where limits alone were said
    room_this_week = models.PositiveIntegerField(null=True)
    counted_from = models.DateTimeField(null=True)  # what it is used up by; None: since it was said
    wait_days = models.PositiveIntegerField(null=True)
    said_at = models.DateTimeField()
    maximum = models.PositiveIntegerField(
        null=True
    )  # how many at once (HSDS 3.1 service_capacity); None: not said
    weekly_limit = models.PositiveIntegerField(null=True)  # how many new requests in a week; None: any number

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_capacity_state_is_known",
                condition=Q(state__in=["", "open", "limited", "wait-list", "closed"]),
            ),
            models.CheckConstraint(
                name="directory_capacity_limits_are_sensible",
                condition=(Q(maximum=None) | Q(maximum__gte=1))
                & (Q(weekly_limit=None) | Q(weekly_limit__gte=1)),
            ),
        ]


class SearchText(models.Model):
    """What the search reads of a service: words by weight. `index.py` keeps it."""

    service = models.OneToOneField(
        Service, primary_key=True, on_delete=models.CASCADE, related_name="search_text"
    )
    document = SearchVectorField()
    words = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["document"], name="directory_searchtext_document")]


class Term(models.Model):
    """In how many services a word stem stands: rare words say more than common ones."""

    lexeme = models.TextField(primary_key=True)
    services = models.IntegerField()


class Spelling(models.Model):
    """A word as it is written in the directory, for mending what was mistyped."""

    word = models.TextField(primary_key=True)
    services = models.IntegerField()

    class Meta:
        indexes = [GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="directory_spelling_trigrams")]


class Zip(models.Model):
    """A ZIP code of our own, asked before the bundled ones: new codes, and a practice town's invented ones."""

    code = models.CharField(max_length=5, primary_key=True)
    latitude = models.FloatField()
    longitude = models.FloatField()
    place = models.CharField(max_length=100, default="", blank=True)


class Unmet(models.Model):
    """Something looked for and not found: which words, where, on which day and how often. Nobody is named."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    words = models.CharField(max_length=80, default="", blank=True)
    domain = models.CharField(max_length=60, default="", blank=True)
    zip = models.CharField(max_length=5, default="", blank=True)
    on = models.DateField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint("on", "words", "domain", "zip", name="directory_unmet_once_a_day")
        ]


class Answering(models.Model):
    """How an organization answers without an account: its phone for texts, confirmed by a code, and how often it did.

    A volunteer's number may be their own: row security shows it to the organization alone, and by a function to whoever
    sent it a request."""

    row_security = True

    organization = models.OneToOneField(
        Organization, primary_key=True, on_delete=models.CASCADE, related_name="answering"
    )
    phone = models.CharField(max_length=10, default="", blank=True)
    code_hash = models.CharField(max_length=64, default="", blank=True)  # of the code that was sent to it
    code_sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    answers = models.PositiveIntegerField(default=0)  # without an account
    invited_at = models.DateTimeField(null=True)  # when it was told, once, what an account would give

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="directory_answering_confirmed_has_a_phone",
                condition=Q(confirmed_at__isnull=True) | ~Q(phone=""),
            )
        ]
