"""Labels of protected records: a consent must name them, and without one the record does not exist for others."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Label(StrEnum):
    """HL7 ActCode sensitivity codes where there is one (ETH, PSYTHPN, HIV), our own words else."""

    SUBSTANCE_USE = "ETH"  # 42 CFR Part 2
    COUNSELING_NOTES = "PSYTHPN"  # 42 CFR 2.11, notes kept apart
    HIV = "HIV"
    MINOR = "MINOR"  # a service that a minor may ask for alone
    JUSTICE = "JUSTICE"
    EDUCATION = "EDU"  # FERPA, 34 CFR 99
    HOMELESSNESS = "HMIS"  # 69 FR 45888
    VICTIM_SERVICES = "DV"  # 34 USC 12291(b)(2): never shared, never counted


NEVER_SHARED = frozenset({Label.VICTIM_SERVICES})

NAMES: dict[Label, str | Promise] = {
    Label.SUBSTANCE_USE: _("Treatment for drugs or alcohol"),
    Label.COUNSELING_NOTES: _("Counseling notes about drugs or alcohol"),
    Label.HIV: _("HIV care"),
    Label.MINOR: _("Care that a minor may ask for alone"),
    Label.JUSTICE: _("Court, jail or probation"),
    Label.EDUCATION: _("School records"),
    Label.HOMELESSNESS: _("Shelter records"),
    Label.VICTIM_SERVICES: _("Services for survivors of violence"),
}
