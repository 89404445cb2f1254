"""Grants: what agreements open, asked of the database, which enforces the same rules row by row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access.actor import Purpose


class DataClass(StrEnum):
    IDENTITY = "identity"
    CONTACT = "contact"
    ADDRESS = "address"
    DEMOGRAPHICS = "demographics"
    HOUSEHOLD = "household"
    NEED = "need"
    REFERRAL = "referral"
    ASSESSMENT = "assessment"
    SERVICE = "service"
    RECENT_AID = (
        "recent-aid"  # yes or no: did others give the same help lately? Not by whom, when or how much
    )
    OUTCOME = "outcome"
    CLINICAL_SUMMARY = "clinical-summary"
    CLAIMS = "claims"
    ACCESS = "access"  # who may see this record, and who looked


class Rule(StrEnum):
    """Which rule decided, in the order in which they are asked."""

    OWN = "own"
    EMERGENCY = "emergency"
    NEVER_SHARED = "never-shared"
    REFUSED = "refused"
    FROZEN = "frozen"
    FORBIDDEN = "forbidden"
    AGREEMENT = "agreement"
    CONSENT = "consent"
    NEEDS_CONSENT = "needs-consent"
    NEEDS_NAMING_CONSENT = "needs-naming-consent"
    GUARDIAN_LAPSED = "guardian-lapsed"
    NO_AGREEMENT = "no-agreement"
    NOTHING = "nothing"


SENTENCES: dict[Rule, str | Promise] = {
    Rule.OWN: _("The organization keeps this record itself."),
    Rule.EMERGENCY: _("It was opened in an emergency, for hours, with a reason that is reviewed."),
    Rule.NEVER_SHARED: _("Records of services for survivors of violence are never shared."),
    Rule.REFUSED: _("The person said no."),
    Rule.FROZEN: _("Sharing between these two organizations is on hold."),
    Rule.FORBIDDEN: _("An agreement forbids it."),
    Rule.AGREEMENT: _("An agreement in force permits it, without a consent."),
    Rule.CONSENT: _("An agreement in force permits it, and the person agreed."),
    Rule.NEEDS_CONSENT: _("An agreement would permit it, and the person has not agreed, or no longer."),
    Rule.NEEDS_NAMING_CONSENT: _("It is protected: the person has to agree to this very kind of record, by name."),
    Rule.GUARDIAN_LAPSED: _("The guardian's consent ended on the person's 18th birthday: ask the person."),
    Rule.NO_AGREEMENT: _("No agreement in force permits it."),
    Rule.NOTHING: _("There is nothing here."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """Permit or not, by which rule, clause and consent, with which obligations, until when."""

    permit: bool
    rule: Rule
    agreement_id: UUID | None
    clause_id: UUID | None
    consent_id: UUID | None
    obligations: list[str]
    until: datetime | None

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.rule])


def why(
    *,
    record_id: UUID,
    organization_id: UUID,
    data_class: DataClass,
    purpose: Purpose = Purpose.CARE,
    at: datetime | None = None,
) -> Decision:
    """May this organization see this class of this record (a person, need, referral or assessment) at this time?

    Answered in full to the person and to who keeps the record. Anybody else hears of a permission of their own, and
    of everything else that there is nothing. `at=None` is the running actor's time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access_why(%s, %s, %s, %s, %s)",
            [record_id, str(data_class), organization_id, str(purpose), at],
        )
        permit, rule, *rest = cursor.fetchone() or (False, Rule.NOTHING, None, None, None, [], None)
    return Decision(permit, Rule(rule), *rest)


@dataclass(frozen=True, slots=True)
class Opening:
    """Something of a person that is open to an organization now."""

    organization_id: UUID
    record_id: UUID
    data_class: DataClass
    purpose: Purpose
    rule: Rule
    agreement_id: UUID | None
    clause_id: UUID | None
    consent_id: UUID | None
    obligations: list[str]
    until: datetime | None


def open_to(person_id: UUID) -> list[Opening]:
    """All that is open of one person beyond the organization that keeps each record. For the person and the keeper."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access_open_to(%s)", [person_id])
        rows = cursor.fetchall()
    return [
        Opening(organization, record, DataClass(kind), Purpose(purpose), Rule(rule), *rest)
        for organization, record, kind, purpose, rule, *rest in rows
    ]


def would(
    *, keeper_id: UUID, organization_id: UUID, classes: Collection[str], person_id: UUID | None = None, label: str = ""
) -> dict[DataClass, Rule]:  # fmt: skip
    """By which rule each class would be open to an organization, or closed, if the person agreed to share it now.

    CONSENT, AGREEMENT and OWN open it. For the keeper, the person, and the organization itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select * from access_would(%s, %s, %s, %s, %s)",
            [keeper_id, organization_id, person_id, [str(kind) for kind in classes], label],
        )
        rows = cursor.fetchall()
    return {DataClass(kind): Rule(rule) for kind, rule in rows}


OPENS = frozenset({Rule.OWN, Rule.AGREEMENT, Rule.CONSENT})


def takers(keeper_id: UUID, classes: Collection[str]) -> set[UUID]:
    """The organizations to which all these classes of the keeper's records may be sent, if the person agrees."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access_takers(%s, %s)", [keeper_id, [str(kind) for kind in classes]])
        return {row[0] for row in cursor.fetchall()}


def reach(
    organization_id: UUID, *, at: datetime, purpose: Purpose = Purpose.CARE
) -> tuple[int | None, int | None]:
    """People and records of others that an organization can see: counts, None from 1 to 10, protected ones not counted."""
    with connection.cursor() as cursor:
        cursor.execute("select * from access_reach(%s, %s, %s)", [organization_id, str(purpose), at])
        people, records = cursor.fetchone() or (0, 0)
    return people, records
