"""The words of an agreement's machine part, with what people read. The codes are those of access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fullcircle.access.labels import NAMES, NEVER_SHARED, Label

EVERY = "*"  # as a role: every party

CLASSES: Mapping[str, Promise] = {
    "identity": _("name and language"),
    "contact": _("how to reach somebody safely"),
    "address": _("address"),
    "demographics": _("facts for statistics"),
    "household": _("household"),
    "need": _("needs"),
    "referral": _("requests"),
    "assessment": _("screening answers"),
    "service": _("services given"),
    "recent-aid": _("whether the same help was given lately, yes or no"),
    "outcome": _("outcomes"),
    "clinical-summary": _("clinical summary"),
    "claims": _("claims"),
    "access": _("who may see and who looked"),
}
WRITE = ":write"
WRITABLE = tuple(f"{name}{WRITE}" for name in ("need", "referral", "assessment", "service", "outcome"))
PURPOSES: Mapping[str, Promise] = {
    "care-coordination": _("care coordination"),
    "treatment": _("treatment"),
    "payment": _("payment"),
    "operations": _("operations"),
    "quality": _("quality improvement"),
    "public-health": _("public health"),
    "research": _("research"),
    "emergency": _("emergency"),
}
EFFECTS: Mapping[str, Promise] = {
    "": _("Words only: opens nothing"),
    "permit": _("Opens"),
    "deny": _("Forbids"),
}
RULES: Mapping[str, Promise] = {
    "opt_in": _("only if the person says yes"),
    "opt_out": _("unless the person says no"),
    "named": _("only if the person says yes to exactly these records"),
    "none": _("without asking the person"),
}
# Records that the law guards more, but for those that nothing opens (34 USC 12291(b)(2)).
LABELS: Mapping[str, str | Promise] = {
    str(label): NAMES[label] for label in Label if label not in NEVER_SHARED
}
OBLIGATIONS: Mapping[str, Promise] = {
    "redisclosure-notice": _("a notice that it must not be passed on"),
    "copy-of-consent": _("a copy of the person's consent"),
}


class Level(models.IntegerChoices):
    """How much somebody may decide for their organization."""

    COMMIT = 4, _("Can commit: signs agreements; commits money, staff or data for the whole organization")
    DECIDE = 3, _("Can decide: changes policy or budget inside one department or program")
    RECOMMEND = 2, _("Can recommend: prepares decisions, and brings them to somebody who decides")
    DO = 1, _("Does the work: knows it day by day")
    SPEAK = 0, _("Speaks from experience: the voice of people served")


class Method(models.TextChoices):
    TYPED = "typed", _("typed on this site")
    PAPER = "paper", _("signed on paper")


def data_class(code: str) -> str:
    """'needs, may change' for 'need:write'."""
    plain = code.removesuffix(WRITE)
    words = str(CLASSES.get(plain, plain))
    return str(_("{what} (may change)")).format(what=words) if code.endswith(WRITE) else words


def listed(codes: Iterable[str], words: Mapping[str, str | Promise]) -> str:
    return ", ".join(str(words.get(code, code)) for code in codes)
