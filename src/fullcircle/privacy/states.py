"""What a person's request may become, and until when it is answered."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    WHY = "why", _("Why could they see it?")
    CORRECTION = "correction", _("Something is wrong")
    COMPLAINT = "complaint", _("A complaint")


class Status(models.TextChoices):
    OPEN = "open", _("Waits for an answer")
    ANSWERED = "answered", _("Answered")
    DECLINED = "declined", _("Declined, with the reason")


MAY_BECOME: dict[str, frozenset[Status]] = {
    Status.OPEN: frozenset({Status.ANSWERED, Status.DECLINED}),
    Status.ANSWERED: frozenset(),
    Status.DECLINED: frozenset(),
}

# 45 CFR 164.524(b)(2) gives 30 days to answer about access, 164.526(b)(2) gives 60 about a correction. Here 30 for each.
ANSWER_WITHIN = timedelta(days=30)
