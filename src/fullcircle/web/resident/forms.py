"""The three short screens of asking for help."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from fullcircle.directory import domains
from fullcircle.people import names
from fullcircle.people.actions import Details, Reach
from fullcircle.web.forms import plainly


class Step(forms.Form):
    """One screen. Its answers travel on in hidden fields."""

    data: QueryDict

    def as_said(self) -> list[tuple[str, str]]:
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]

    @classmethod
    def said_in(cls, said: QueryDict | None) -> dict[str, Any]:
        return {name: said[name] for name in cls.base_fields if name in said} if said else {}


class ReachMe(Step):
    name = forms.CharField(
        label=_("What should we call you?"), max_length=120, help_text=_("Any name is fine.")
    )
    phone = forms.CharField(
        label=_("Your phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel"}),
    )
    may_text = forms.BooleanField(label=_("It is safe to text me"), required=False)
    may_voicemail = forms.BooleanField(label=_("It is safe to leave a voicemail"), required=False)
    may_say_who = forms.BooleanField(label=_("You may say who you are"), required=False)
    email = forms.EmailField(label=_("Or your e-mail"), required=False)

    def clean_phone(self) -> str:
        return plainly(names.phone_number, self.cleaned_data["phone"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("phone") and not said.get("email"):
            self.add_error("phone", _("Type a phone number or an e-mail, so that somebody can answer you."))
        if said.get("may_text") and not said.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Type the number that is safe to text."))
        return said


class GoingOn(Step):
    detail = forms.CharField(
        label=_("What is going on?"), max_length=300, widget=forms.Textarea({"rows": 3}),
        help_text=_("A few words are enough, like: food for about 5 days"),
    )  # fmt: skip
    zip = forms.CharField(
        label=_("Your ZIP code"),
        max_length=5,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )
    adults = forms.IntegerField(label=_("Adults at home"), min_value=0, max_value=30, initial=1)
    children = forms.IntegerField(label=_("Children at home"), min_value=0, max_value=30, initial=0)
    urgent = forms.BooleanField(label=_("I need it today or tomorrow"), required=False)

    def clean_zip(self) -> str:
        return plainly(names.zip_code, self.cleaned_data["zip"])


class Knowing(Step):
    """The third screen shows the card; what it asks is only yes or no."""


STEPS: list[type[Step]] = [ReachMe, GoingOn, Knowing]


def details_from(steps: list[Any], language: str) -> Details:
    reach, going_on = steps[0].cleaned_data, steps[1].cleaned_data
    return Details(
        name=reach["name"], language=language, zip=going_on["zip"], adults=going_on["adults"], children=going_on["children"],
        reach=_reach(reach),
    )  # fmt: skip


def _reach(said: dict[str, Any]) -> Reach:
    return Reach(
        phone=said["phone"], email=said["email"], may_text=said["may_text"], may_voicemail=said["may_voicemail"],
        may_say_who=said["may_say_who"],
    )  # fmt: skip


class CallMe(ReachMe):
    domain = forms.ChoiceField(
        label=_("What is it about?"),
        choices=lambda: [(domain.code, domain.label) for domain in domains.DOMAINS],
    )
    detail = forms.CharField(label=_("In a few words"), max_length=300, required=False)
    zip = forms.CharField(
        label=_("Your ZIP code"),
        max_length=5,
        required=False,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )

    def clean_zip(self) -> str:
        return plainly(names.zip_code, self.cleaned_data["zip"])

    def details(self, language: str) -> Details:
        said = self.cleaned_data
        return Details(name=said["name"], language=language, zip=said["zip"], reach=_reach(said))
