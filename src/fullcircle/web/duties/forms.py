"""Forms of emergencies, reviews, holds, and of an organization that leaves."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fullcircle.privacy import emergencies
from fullcircle.privacy.emergencies import JUSTIFIED, NOT_JUSTIFIED, Wanted

WORDS = forms.Textarea({"rows": 3})


class Open(forms.Form):
    name = forms.CharField(label=_("Their whole name, as it is written down"), max_length=120)
    born_on = forms.DateField(label=_("Date of birth"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(
        label=_("What happened?"),
        max_length=500,
        min_length=emergencies.LEAST_WORDS,
        widget=WORDS,
        help_text=_("At least 20 letters. An administrator reads it."),
    )
    hours = forms.TypedChoiceField(
        label=_("For how many hours?"), coerce=int, initial=emergencies.USUAL_HOURS,
        choices=[(hours, format_lazy(_("{n} h"), n=hours)) for hours in emergencies.HOURS],
    )  # fmt: skip
    unsafe = forms.BooleanField(label=_("It is unsafe to tell the person"), required=False)
    unsafe_because = forms.CharField(
        label=_("Why is it unsafe to tell them?"), max_length=300, required=False
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("unsafe") and not said.get("unsafe_because", "").strip():
            self.add_error("unsafe_because", _("Say why it is unsafe."))
        return said

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(
            name=said["name"], born_on=said["born_on"], reason=said["reason"], hours=said["hours"],
            unsafe_because=said["unsafe_because"] if said["unsafe"] else "",
        )  # fmt: skip


class Review(forms.Form):
    finding = forms.ChoiceField(
        label=_("Was it justified?"), widget=forms.RadioSelect,
        choices=[(JUSTIFIED, _("Yes, it was justified")), (NOT_JUSTIFIED, _("No, it was not justified"))],
    )  # fmt: skip
    note = forms.CharField(label=_("Note"), max_length=500, required=False, widget=WORDS)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("finding") == NOT_JUSTIFIED and not said.get("note", "").strip():
            self.add_error("note", _("Say in a few words why not."))
        return said


class Hold(forms.Form):
    """One account, organization or share, and why."""

    what = forms.ChoiceField(label=_("What is put on hold?"))
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=WORDS)

    def __init__(self, *args: Any, choices: list[Any], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["what"].choices = [("", _("Choose one")), *choices]  # type: ignore[attr-defined]


class Share(forms.Form):
    """Whose records, closed to whom."""

    giver = forms.ChoiceField(label=_("Records of"))
    taker = forms.ChoiceField(label=_("are closed to"))
    reason = forms.CharField(label=_("Why?"), max_length=500, widget=WORDS)

    def __init__(self, *args: Any, givers: dict[UUID, str], takers: dict[UUID, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["giver"].choices = one_of(givers)  # type: ignore[attr-defined]
        self.fields["taker"].choices = one_of(takers)  # type: ignore[attr-defined]


class Leave(forms.Form):
    giver = forms.ChoiceField(label=_("Which organization leaves?"))
    taker = forms.ChoiceField(label=_("Who keeps its people from now on?"))
    sure = forms.BooleanField(label=_("I am sure, even where requests are open"), required=False)

    def __init__(self, *args: Any, givers: dict[UUID, str], takers: dict[UUID, str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["giver"].choices = one_of(givers)  # type: ignore[attr-defined]
        self.fields["taker"].choices = one_of(takers)  # type: ignore[attr-defined]


def one_of(known: dict[UUID, str]) -> list[tuple[str, Any]]:
    """Nobody is chosen before somebody chooses, where there is a choice."""
    names = [(str(one), called) for one, called in known.items()]
    return names if len(names) == 1 else [("", _("Choose one")), *names]
