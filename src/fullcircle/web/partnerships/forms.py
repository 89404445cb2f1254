"""Forms of partnerships."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from fullcircle.partnerships.actions import Terms
from fullcircle.partnerships.states import DECISIONS, FUNDING, RISKS, STRUCTURES
from fullcircle.web.room.forms import day, text


class Start(forms.Form):
    title = text(_("What it is about"), most=200)
    members = forms.MultipleChoiceField(
        label=_("Members of the collaborative"), required=False, widget=forms.CheckboxSelectMultiple
    )
    organizations = forms.MultipleChoiceField(
        label=_("Other organizations of the directory"), required=False, widget=forms.SelectMultiple({"size": 8}),
        help_text=_("Two sides or more in all."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, members: list[tuple[str, str]], organizations: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = members  # type: ignore[attr-defined]
        self.fields["organizations"].choices = organizations  # type: ignore[attr-defined]
        for name in ("members", "organizations"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]
                del self.fields[name]

    def ids(self, name: str) -> list[UUID]:
        return [UUID(one) for one in self.cleaned_data.get(name, [])]


class SideForm(forms.Form):
    motivations = text(_("Why do we want this?"), most=4000, rows=4)
    expectations = text(_("What do we expect of the others?"), most=4000, required=False, rows=4)
    capacity = text(
        _("What can we give?"),
        most=4000,
        rows=4,
        hint=_("People, hours, rooms, money, data; and what we cannot."),
    )


class TermsForm(forms.Form):
    goal = text(_("The one goal that all sides share"), most=300, required=False)
    structure = forms.ChoiceField(
        label=_("Structure"), required=False, choices=[("", _("Not yet")), *STRUCTURES.items()]
    )
    funding = forms.ChoiceField(
        label=_("Form of funding"), required=False,
        choices=[("", _("Not yet")), *((code, format_lazy("{}. {}", label, RISKS[code])) for code, label in FUNDING.items())],
    )  # fmt: skip
    scope = text(_("Scope: who does what, for whom, where"), most=8000, required=False, rows=4)
    measures = text(_("Measures: how we see that it works"), most=8000, required=False, rows=3)
    baseline = text(_("Baseline: where the measures begin"), most=8000, required=False, rows=2)
    data_needs = text(
        _("Data needs: what must be shared, and what need not"), most=8000, required=False, rows=3
    )
    agreement = forms.ChoiceField(label=_("Agreement"), required=False)
    capacity_secured = text(
        _("For growing: which people and money are secured"), most=8000, required=False, rows=2
    )

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = [("", _("None yet")), *agreements]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        said = dict(self.cleaned_data)
        agreement = said.pop("agreement")
        return Terms(agreement_id=UUID(agreement) if agreement else None, **said)


class ReviewForm(forms.Form):
    held_on = day(_("Held on"), required=True)
    came = forms.MultipleChoiceField(label=_("Who was there"), widget=forms.CheckboxSelectMultiple)
    found = text(_("What it found"), most=8000, rows=5)
    decision = forms.ChoiceField(
        label=_("What it decided"), choices=list(DECISIONS.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, sides: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = sides  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    says = text(_("How does it go for us?"), most=4000, rows=4)


class NoticeForm(forms.Form):
    why = text(
        _("Why do we end it?"), most=4000, rows=4, hint=_("All sides read it. Winding down begins at once.")
    )


class SettleForm(forms.Form):
    how = text(_("How was it settled?"), most=4000, rows=3, hint=_("“Nothing was shared” is an answer too."))
