"""Forms of the policy agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fullcircle.agenda.actions import Words
from fullcircle.agenda.states import KINDS, LEVELS, LOBBYING, POINTS, SCALES
from fullcircle.web.room.forms import day, text


class ItemForm(forms.Form):
    title = text(_("What is wanted, in one line"), most=200)
    problem = text(_("The problem"), most=8000, required=False, rows=4)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("Not yet")), *LEVELS.items()])
    decider = text(
        _("Who decides"),
        most=200,
        required=False,
        hint=_("A board, a council, an office; as exactly as you know."),
    )
    lobbying = forms.ChoiceField(
        label=_("Lobbying risk"), required=False, choices=[("", _("Not yet")), *LOBBYING.items()],
        help_text=_("Public charities may do some; public money pays for none."),
    )  # fmt: skip
    lobbying_note = text(_("What counsel or a funder says to it"), most=300, required=False)
    position = text(_("Our position"), most=8000, required=False, rows=3)
    asks = text(_("What we ask for"), most=8000, required=False, rows=3)
    champions = text(_("Champions"), most=300, required=False)
    next_step = text(_("Next step"), most=200, required=False)
    next_on = day(_("Until"))

    def words(self) -> Words:
        return Words(**self.cleaned_data)


class EvidenceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=list(KINDS.items()), widget=forms.RadioSelect)
    title = text(_("Name"), most=200)
    shows = text(_("What it shows"), most=500, rows=3)
    address = text(
        _("Where to read it"), most=500, required=False,
        hint=_("A page of ours that members may open, like /room/decisions/, or https://…"),
    )  # fmt: skip


class ScoreForm(forms.Form):
    """One radio group a scale."""

    why = text(_("Why"), most=500, required=False, rows=2)
    field_order = tuple(SCALES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = {1: _("1, little"), 3: _("3, some"), 5: _("5, much")}
        for scale, label in SCALES.items():
            self.fields[scale] = forms.TypedChoiceField(
                label=label, coerce=int, widget=forms.RadioSelect,
                choices=[(point, words.get(point, str(point))) for point in POINTS],
            )  # fmt: skip
        self.order_fields([*SCALES, "why"])


class MoveForm(forms.Form):
    note = text(_("What came of it, or why"), most=8000, rows=4)
