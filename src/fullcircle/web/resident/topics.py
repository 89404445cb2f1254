"""The ten ways in from the door. Directory search maps each code to its taxonomy."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Topic(NamedTuple):
    code: str
    icon: str
    label: str | Promise


TOPICS = (
    Topic("food", "food", _("Food")),
    Topic("housing", "home", _("A place to live")),
    Topic("utilities", "heat", _("Lights, heat, water")),
    Topic("ride", "ride", _("A ride")),
    Topic("health", "health", _("Doctor and medicine")),
    Topic("money", "money", _("Money and benefits")),
    Topic("job", "job", _("A job")),
    Topic("school", "school", _("Kids and school")),
    Topic("goods", "chair", _("Clothes and furniture")),
    Topic("talk", "talk", _("Someone to talk to")),
)
