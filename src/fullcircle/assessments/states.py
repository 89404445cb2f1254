"""What a response may become. Completed and stopped ones stay as they are; asking again is a new response."""

from __future__ import annotations

from django.db import models


class Status(models.TextChoices):
    """FHIR's own words for QuestionnaireResponse.status."""

    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    STOPPED = "stopped"


MAY_BECOME: dict[str, frozenset[Status]] = {
    Status.IN_PROGRESS: frozenset({Status.COMPLETED, Status.STOPPED}),
    Status.COMPLETED: frozenset(),
    Status.STOPPED: frozenset(),
}
