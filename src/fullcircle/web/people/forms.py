"""Adding and correcting a resident, in under a minute; every part but the name can be skipped."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from fullcircle.directory import domains
from fullcircle.people import names
from fullcircle.people.actions import Described, Details, Reach
from fullcircle.people.queries import Record
from fullcircle.people.words import Relation
from fullcircle.web.forms import plainly

SPOKEN = ("en", "es", "ar", "bn", "fr", "hi", "pt", "ru", "ur", "vi", "zh-hans")
DECLINED = ("declined", _("Prefer not to say"))
NOT_ASKED = ("", _("Not asked"))
GENDERS = [
    NOT_ASKED,
    ("female", _("Woman")),
    ("male", _("Man")),
    ("nonbinary", _("Another gender")),
    DECLINED,
]
RACES = [
    ("1002-5", _("American Indian or Alaska Native")), ("2028-9", _("Asian")), ("2054-5", _("Black or African American")),
    ("2076-8", _("Native Hawaiian or Other Pacific Islander")), ("2106-3", _("White")), ("2131-1", _("Other")), DECLINED,
]  # fmt: skip
ETHNICITIES = [
    NOT_ASKED,
    ("2135-2", _("Hispanic or Latino")),
    ("2186-5", _("Not Hispanic or Latino")),
    DECLINED,
]
YES_NO = [NOT_ASKED, ("yes", _("Yes")), ("no", _("No")), DECLINED]


def languages() -> list[tuple[str, str]]:
    return [(code, str(get_language_info(code)["name_translated"])) for code in SPOKEN]


class PersonForm(forms.Form):
    name = forms.CharField(label=_("Name they want to be called"), max_length=120)
    pronouns = forms.CharField(label=_("Pronouns"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Language they prefer"), choices=languages)
    other_languages = forms.CharField(label=_("Other languages"), max_length=120, required=False)
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)
    zip = forms.CharField(
        label=_("ZIP code"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        help_text=_("10 numbers, like 000 555 0142"),
        widget=forms.TextInput({"type": "tel"}),
    )
    may_text = forms.BooleanField(label=_("Texting this number is safe"), required=False)
    may_voicemail = forms.BooleanField(label=_("Leaving a voicemail is safe"), required=False)
    may_say_who = forms.BooleanField(label=_("We may say who we are"), required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    contact_note = forms.CharField(
        label=_("Anything else about contact"),
        max_length=300,
        required=False,
        help_text=_("Like: text from 8 am to 3 pm only"),
    )
    street = forms.CharField(label=_("Street and number"), max_length=200, required=False)
    adults = forms.IntegerField(label=_("Adults at home"), min_value=0, max_value=30, initial=1)
    children = forms.IntegerField(label=_("Children at home"), min_value=0, max_value=30, initial=0)
    born_on = forms.DateField(
        label=_("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    gender = forms.ChoiceField(label=_("Gender"), choices=GENDERS, required=False)
    race = forms.MultipleChoiceField(
        label=_("Race"), choices=RACES, required=False, widget=forms.CheckboxSelectMultiple
    )
    ethnicity = forms.ChoiceField(label=_("Ethnicity"), choices=ETHNICITIES, required=False)
    disability = forms.ChoiceField(label=_("Lives with a disability"), choices=YES_NO, required=False)
    veteran = forms.ChoiceField(label=_("Served in the military"), choices=YES_NO, required=False)

    def clean_phone(self) -> str:
        return plainly(names.phone_number, self.cleaned_data["phone"])

    def clean_zip(self) -> str:
        return plainly(names.zip_code, self.cleaned_data["zip"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("may_text") and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Type the number that is safe to text."))
        return cleaned

    def details(self) -> Details:
        said = self.cleaned_data
        reach = Reach(
            phone=said["phone"], email=said["email"], may_text=said["may_text"], may_voicemail=said["may_voicemail"],
            may_say_who=said["may_say_who"], note=said["contact_note"],
        )  # fmt: skip
        described = Described(
            born_on=said["born_on"], gender=said["gender"], race=tuple(said["race"]), ethnicity=said["ethnicity"],
            disability=said["disability"], veteran=said["veteran"],
        )  # fmt: skip
        return Details(
            name=said["name"], pronouns=said["pronouns"], language=said["language"], other_languages=said["other_languages"],
            needs_interpreter=said["needs_interpreter"], zip=said["zip"], street=said["street"], adults=said["adults"],
            children=said["children"], reach=reach, described=described,
        )  # fmt: skip

    @staticmethod
    def filled_from(record: Record) -> dict[str, Any]:
        """What is written already, for correcting it."""
        person, contact, household, said = (
            record.person,
            record.contact,
            record.household,
            record.demographics,
        )
        filled = {
            name: getattr(person, name) for name in ("name", "pronouns", "language", "other_languages", "zip")
        }
        filled["needs_interpreter"] = person.needs_interpreter
        if contact:
            filled |= {
                name: getattr(contact, name)
                for name in ("phone", "email", "may_text", "may_voicemail", "may_say_who")
            }
            filled["contact_note"] = contact.note
        if record.address:
            filled["street"] = record.address.street
        if household:
            filled |= {"adults": household.adults, "children": household.children}
        if said:
            filled |= {
                name: getattr(said, name)
                for name in ("born_on", "gender", "race", "ethnicity", "disability", "veteran")
            }
        return filled


class NeedForm(forms.Form):
    domain = forms.ChoiceField(
        label=_("What kind of help?"),
        choices=lambda: [(domain.code, domain.label) for domain in domains.DOMAINS],
    )
    detail = forms.CharField(
        label=_("In a few words"),
        max_length=300,
        required=False,
        help_text=_("Like: food for about 5 days, or water bill of $214"),
    )
    due_on = forms.DateField(label=_("Needed by"), required=False, widget=forms.DateInput({"type": "date"}))
    urgent = forms.BooleanField(label=_("Urgent: today or tomorrow"), required=False)
    wants_help = forms.BooleanField(label=_("They want help with this"), required=False, initial=True)


class ProxyForm(forms.Form):
    name = forms.CharField(label=_("Who acts for them?"), max_length=120)
    relation = forms.ChoiceField(
        label=_("How are they related?"),
        choices=Relation.choices)  # fmt: skip
    phone = forms.CharField(label=_("Their phone"), required=False)
    scope = forms.CharField(label=_("For what"), max_length=200, required=False)
    ends_on = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput({"type": "date"}))

    def clean_phone(self) -> str:
        return plainly(names.phone_number, self.cleaned_data["phone"])
