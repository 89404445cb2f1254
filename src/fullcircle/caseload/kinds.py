"""The words of a navigator's work: how somebody was tried, with what result, why a need is put aside."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Means(models.TextChoices):
    """How two people speak with each other."""

    CALL = "call", _("By telephone")
    VISIT = "visit", _("In person")
    VIDEO = "video", _("By video")


class Result(models.TextChoices):
    """What became of one try to speak with somebody."""

    REACHED = "reached", _("Spoke with them")
    NO_ANSWER = "no-answer", _("No answer")
    LEFT_WORD = "left-word", _("Left word")
    SOMEBODY_ELSE = "somebody-else", _("Somebody else answered")
    WRONG_NUMBER = "wrong-number", _("Wrong number or address")


class SnoozeReason(models.TextChoices):
    """Why a need may wait until a day."""

    PERSON_ASKED = "person-asked", _("The person asked us to wait")
    PERSON_AWAY = "person-away", _("The person is away")
    IN_HOSPITAL = "in-hospital", _("In hospital, or not to be reached")
    PAPERS = "papers", _("Waiting for papers")
    DAY_SET = "day-set", _("A day is set")
    OTHER = "other", _("Something else")
