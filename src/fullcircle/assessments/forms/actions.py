"""What changes the shelf of forms: bring in, retire. Forms say nothing of anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fullcircle.access import events
from fullcircle.access.actor import Actor
from fullcircle.access.errors import Conflict
from fullcircle.access.events import Subject
from fullcircle.access.grants import DataClass
from fullcircle.assessments import policies, queries
from fullcircle.assessments.engine import reading
from fullcircle.assessments.engine.questionnaire import Questionnaire
from fullcircle.assessments.engine.reading import NotUsable
from fullcircle.assessments.forms import SHIPPED
from fullcircle.assessments.models import Form

LENGTHS = {"url": 300, "version": 60, "name": 120, "language": 20, "publisher": 200}


class AnotherBody(Conflict):
    """The same url and version came with other contents: answers already given would change their meaning."""


@transaction.atomic
def bring_in(*, resource: Mapping[str, Any], actor: Actor, at: datetime) -> tuple[Form, bool]:
    """Put a questionnaire on the shelf; says whether it is new. Raises Denied, NotUsable, AnotherBody."""
    policies.check_can_keep_forms(actor)
    found = reading.questionnaire(resource)
    _check_sizes(found, resource)
    known = Form.objects.filter(url=found.url, version=found.version).first()
    if known is not None:
        if known.resource != resource:
            raise AnotherBody(
                _("{form} is here already with other contents. Give the changed form a new version.").format(
                    form=found.canonical
                )
            )
        return known, False
    form = Form.objects.create(
        url=found.url,
        version=found.version,
        title=found.title.plain[:300],
        name=found.name,
        language=found.language,
        publisher=found.publisher,
        licence=found.licence,
        resource=resource,
        imported_at=at,
    )
    _record(actor, "form.bring-in", form, at)
    return form, True


@transaction.atomic
def retire(*, form_id: UUID, actor: Actor, at: datetime) -> Form:
    """Take a form out of use; what was answered stays, and what was begun can be finished. Raises Denied."""
    policies.check_can_keep_forms(actor)
    form = queries.form(form_id)
    if form.retired_at is None:
        form.retired_at = at
        form.save(update_fields=["retired_at"])
        _record(actor, "form.retire", form, at)
    return form


def bring_in_shipped(*, actor: Actor, at: datetime) -> list[Form]:
    """The forms that come with Fullcircle. Those already here are left alone."""
    return [
        bring_in(resource=json.loads(path.read_text(encoding="utf-8")), actor=actor, at=at)[0]
        for path in sorted(SHIPPED.glob("*.json"))
    ]


def _check_sizes(found: Questionnaire, resource: Mapping[str, Any]) -> None:
    for name, most in LENGTHS.items():
        if len(getattr(found, name)) > most:
            raise NotUsable(_("Its {name} is longer than {most} letters.").format(name=name, most=most))
    if "\\u0000" in json.dumps(resource):
        raise NotUsable(_("It has characters that cannot be kept."))


def _record(actor: Actor, did: str, form: Form, at: datetime) -> None:
    detail = {"url": form.url, "version": form.version}
    events.record(
        actor=actor, did=did, about=Subject(DataClass.ASSESSMENT, record_id=form.pk, detail=detail), at=at
    )
