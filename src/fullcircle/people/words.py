"""Choices that pages and tables share."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Relation(models.TextChoices):
    """How somebody who acts for a resident is related to them."""

    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    CAREGIVER = "caregiver", _("Caregiver")
    OTHER = "other", _("Someone else")
