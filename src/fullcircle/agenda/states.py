"""What may follow what for an item of the policy agenda, and the lists that people choose from."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class State(StrEnum):
    IDEA = "idea"
    SCREENED = "screened"
    SCORED = "scored"
    ADOPTED = "adopted"
    ACTING = "acting"
    ENACTED = "enacted"
    REJECTED = "rejected"
    PARKED = "parked"
    EVALUATED = "evaluated"


S = State
MAY_BECOME: dict[State, tuple[State, ...]] = {
    S.IDEA: (S.SCREENED, S.PARKED),
    S.SCREENED: (S.SCORED, S.PARKED),
    S.SCORED: (S.ADOPTED, S.PARKED),
    S.ADOPTED: (S.ACTING, S.PARKED),
    S.ACTING: (S.ENACTED, S.REJECTED, S.PARKED),
    S.ENACTED: (S.EVALUATED,),
    S.REJECTED: (S.EVALUATED, S.ACTING),
    S.PARKED: (S.EVALUATED, S.SCREENED),
    S.EVALUATED: (),
}
SCORED_IN = frozenset({S.SCREENED, S.SCORED})  # while voices are given
LEAST_VOICES = 3  # members, before an item is scored: a starting value for a charter to set

LABELS = {
    S.IDEA: _("Idea"),
    S.SCREENED: _("Screened"),
    S.SCORED: _("Scored"),
    S.ADOPTED: _("Adopted"),
    S.ACTING: _("Acting on it"),
    S.ENACTED: _("Enacted"),
    S.REJECTED: _("Rejected"),
    S.PARKED: _("Parked"),
    S.EVALUATED: _("Evaluated"),
}
LEVELS = {
    "institution": _("An institution"),
    "city": _("City"),
    "county": _("County"),
    "state": _("State"),
    "federal": _("Federal"),
}
# Limits of 26 USC 501(c)(3) and (h), 4911: direct and grass-roots lobbying are what asks for or against legislation.
LOBBYING = {
    "none": _("None: no legislation is asked for"),
    "education": _("None: analysis or education for all sides"),
    "grassroots": _("Grass-roots lobbying: we ask the public to write"),
    "direct": _("Direct lobbying: we ask those who decide"),
    "unclear": _("Unclear: ask counsel first"),
}
KINDS = {
    "measure": _("A measure"),
    "survey": _("A survey"),
    "other": _("Something else"),
}
SCALES = {
    "impact": _("Impact: how much it would change"),
    "feasibility": _("Feasibility: how likely it is to happen"),
    "equity": _("Equity: how far it helps those worst off"),
}
POINTS = range(1, 6)
