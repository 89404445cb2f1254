"""Choosing who, what, for what and until when; nothing is ticked before. And what a person asks, and its answer."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from fullcircle.access.consents import EVERY_PURPOSE, GivenBy, Manner
from fullcircle.access.labels import NEVER_SHARED
from fullcircle.directory import domains
from fullcircle.directory import queries as directory
from fullcircle.privacy import topics
from fullcircle.privacy.sentences import Said

NETWORK, DOMAIN, NAMED = "network", "domain", "organizations"
ON_A_DAY, USUAL = "day", str(topics.USUAL_MONTHS)
EVERYBODY = (NETWORK, _("Every place in the network, also those that join later"))


def languages() -> list[tuple[str, str]]:
    return [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


class Asked(forms.Form):
    """What both a yes and a no begin with: who. Staff also say how the person is asked."""

    data: QueryDict

    def __init__(
        self, *args: Any, known: dict[UUID, str], today: date, staff: bool, label: str, **more: Any
    ) -> None:
        super().__init__(*args, **more)
        self.today, self.label = today, label
        self.fields["organizations"].choices = [(str(one), name) for one, name in known.items()]  # type: ignore[attr-defined]
        if staff:
            self.fields |= how_asked()

    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, to travel on with the page that shows the sentences."""
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]

    def places(self) -> tuple[UUID, ...] | None:
        said = self.cleaned_data
        if said["who"] == NETWORK:
            return None
        if said["who"] == DOMAIN:
            return tuple(one.pk for one in directory.organizations_offering(said["domain"]))
        return tuple(UUID(one) for one in said["organizations"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("who") != NAMED:
            self.not_needed("organizations")
        return said

    def not_needed(self, name: str) -> None:
        """What is asked for only with another answer: empty is no mistake here."""
        if not self.data.getlist(name):
            self.errors.pop(name, None)
            self.cleaned_data[name] = []


MANNERS = [
    (str(Manner.SCREEN), _("On this screen, with the person beside me")),
    (str(Manner.PAPER), _("On paper: print it, then type in what was ticked")),
    (str(Manner.VOICE), _("Aloud: I read it to them")),
]
SPEAKERS = [
    (str(GivenBy.SELF), _("The person")),
    (str(GivenBy.GUARDIAN), _("Their guardian, until they are 18")),
    (str(GivenBy.PROXY), _("Somebody else who acts for them")),
]


def how_asked() -> dict[str, forms.Field]:
    return {
        "manner": forms.ChoiceField(label=_("How do you ask?"), widget=forms.RadioSelect, choices=MANNERS),
        "language": forms.ChoiceField(label=_("In which language?"), choices=languages),
        "given_by": forms.ChoiceField(label=_("Who says yes or no?"), choices=SPEAKERS),
    }


class Yes(Asked):
    who = forms.ChoiceField(
        label=_("Who may see it?"), widget=forms.RadioSelect,
        choices=[(NAMED, _("The places that I tick")), (DOMAIN, _("All places that help with one thing")), EVERYBODY],
    )  # fmt: skip
    organizations = forms.MultipleChoiceField(
        label=_("Places"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the places, or look for one by its name first.")},
    )
    domain = forms.ChoiceField(
        label=_("Places that help with"), required=False,
        choices=lambda: [("", _("Choose")), *((one.code, one.label) for one in domains.DOMAINS)],
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What may they see?"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what they may see.")},
        choices=lambda: [(one.key, one.words) for one in topics.OPEN_TOPICS],
    )  # fmt: skip
    protected = forms.MultipleChoiceField(
        label=_("Protected records"), widget=forms.CheckboxSelectMultiple, required=False,
        help_text=_("Each of these is shown only to places that you name."),
        choices=lambda: [(one.key, one.words) for one in topics.PROTECTED_TOPICS],
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label=_("What for?"), widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(str(one), topics.PURPOSES[one]) for one in topics.OFFERED_PURPOSES],
    )  # fmt: skip
    lasts = forms.ChoiceField(
        label=_("For how long?"), widget=forms.RadioSelect, initial=USUAL,
        choices=lambda: [*((str(n), topics.months(n)) for n in topics.MONTHS), (ON_A_DAY, _("Until this day:"))],
    )  # fmt: skip
    until = forms.DateField(
        label=_("The last day"), required=False, widget=forms.DateInput({"type": "date"}),
        help_text=_("At most 3 years from today"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("who") == DOMAIN and not self.places_for(said.get("domain", "")):
            self.add_error("domain", _("Choose what these places help with."))
        if said.get("protected"):
            self.not_needed("topics")
        if said.get("who") == NETWORK and (said.get("protected") or self.label):
            field = "protected" if said.get("protected") else "who"
            self.add_error(field, _("For protected records, choose the places by name."))
        if self.label in NEVER_SHARED:
            self.add_error(None, _("Records of services for survivors of violence are never shared."))
        if said.get("lasts") == ON_A_DAY and "until" not in self.errors:
            self._check_day(said.get("until"))
        return said

    @staticmethod
    def places_for(domain: str) -> bool:
        return bool(domain and directory.organizations_offering(domain))

    def _check_day(self, day: date | None) -> None:
        if day is None or day <= self.today:
            self.add_error("until", _("Choose a day after today."))
        elif day > topics.last_day(self.today, topics.MOST_MONTHS):
            self.add_error("until", _("Choose a day in the next 3 years."))

    def said(self) -> list[Said]:
        """One line a topic, so that each can be stopped alone. Where the whole record is protected, each line names it."""
        said, places = self.cleaned_data, self.places()
        until = (
            said["until"] if said["lasts"] == ON_A_DAY else topics.last_day(self.today, int(said["lasts"]))
        )
        chosen = [topics.BY_KEY[key] for key in [*said["topics"], *said["protected"]]]
        return [
            Said(
                classes=topic.classes, labels=labels(topic.label or self.label), organizations=places,
                purposes=tuple(said["purposes"]), until=until,
            )
            for topic in chosen
        ]  # fmt: skip


def labels(label: str | None) -> tuple[str, ...]:
    return (label,) if label else ()


class No(Asked):
    who = forms.ChoiceField(
        label=_("Who may not see anything?"), widget=forms.RadioSelect,
        choices=[(NAMED, _("The places that I tick")), (NETWORK, _("Everybody else but the place that keeps my page"))],
    )  # fmt: skip
    organizations = forms.MultipleChoiceField(
        label=_("Places"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the places, or look for one by its name first.")},
    )

    def said(self) -> list[Said]:
        return [
            Said(
                classes=topics.EVERYTHING.classes, organizations=self.places(), purposes=EVERY_PURPOSE, until=None,
                permit=False,
            )
        ]  # fmt: skip


class Keep(forms.Form):
    """Renewing asks nothing but, of staff, how the person was asked."""

    data: QueryDict

    def __init__(self, *args: Any, staff: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        if staff:
            self.fields |= how_asked()

    def hidden(self) -> list[tuple[str, str]]:
        return [(name, value) for name in self.fields for value in self.data.getlist(name)]


class Why(forms.Form):
    text = forms.CharField(
        label=_("What do you want to know?"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )


class Complaint(forms.Form):
    text = forms.CharField(
        label=_("What happened?"), max_length=2000, widget=forms.Textarea({"rows": 5}),
        help_text=_("Saying it does not change the help you get."),
    )  # fmt: skip


class Correction(forms.Form):
    part = forms.ChoiceField(
        label=_("What is it about?"), widget=forms.RadioSelect,
        choices=lambda: [*((one.key, one.words) for one in topics.OPEN_TOPICS), (topics.EVERYTHING.key, _("Something else"))],
    )  # fmt: skip
    text = forms.CharField(label=_("What is wrong?"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    right = forms.CharField(label=_("What is right?"), max_length=1000, widget=forms.Textarea({"rows": 3}))


class Answer(forms.Form):
    step = forms.ChoiceField(
        label=_("Your answer"), widget=forms.RadioSelect,
        choices=[("answer", _("Answer, or say what was corrected")), ("decline", _("Say no, with the reason"))],
    )  # fmt: skip
    text = forms.CharField(
        label=_("What the person reads"), max_length=2000, widget=forms.Textarea({"rows": 5})
    )
