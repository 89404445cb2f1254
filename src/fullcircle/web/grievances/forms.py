"""Forms of complaints: what is said at the public page and by phone, and what reviewers write."""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from fullcircle.accounts import queries as accounts
from fullcircle.directory import queries as directory
from fullcircle.grievances import filing
from fullcircle.grievances.filing import Said
from fullcircle.grievances.states import MANNERS, TOPICS, Manner
from fullcircle.web.room.forms import text as words

NONE_OF_THESE = "none"


class Complaint(forms.Form):
    """`which` is asked once the typed name fits several places. `website` is for machines: people leave it empty."""

    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=list(TOPICS.items()), widget=forms.RadioSelect
    )
    text = words(_("What happened?"), most=filing.MOST_LETTERS, rows=5)
    place = words(
        _("Which place is it about?"), most=200, required=False, hint=_("That place never sees this. Type its name."),
    )  # fmt: skip
    which = forms.ChoiceField(label=_("Which of these?"), required=False, widget=forms.RadioSelect)
    hub = forms.BooleanField(label="", required=False)
    happened = words(
        _("When?"), most=120, required=False, hint=_("Your own words are fine, like: last Tuesday")
    )
    remedy = words(_("What would make it right?"), most=filing.MOST_LETTERS, required=False, rows=3)
    reach = words(
        _("How can we reach you?"), most=200, required=False,
        hint=_("You get a code to read the answer with, so you can leave this empty."),
    )  # fmt: skip
    danger = forms.BooleanField(label=_("I am in danger now"), required=False)
    website = forms.CharField(required=False, max_length=200)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hub = accounts.community().hub_id
        name = directory.organization_names({hub}).get(hub, "")
        self.fields["hub"].label = _("It is about {name}, which runs this network").format(name=name)
        self.matches = self._matches()
        picks = [(str(one), called) for one, called in self.matches.items()]
        self.fields["which"].choices = [*picks, (NONE_OF_THESE, _("None of these"))]  # type: ignore[attr-defined]
        if not self.matches:
            del self.fields["which"]

    def _matches(self) -> dict[UUID, str]:
        """Places whose name has the words that were typed; or the one that a link names."""
        typed = str(self.data.get("place", "")).replace("\x00", "").strip()[:200]
        return {one.pk: one.name for one in directory.organizations_named(typed)} if typed else {}

    def exact(self) -> UUID | None:
        typed = self.cleaned_data["place"].strip().casefold()
        return next((one for one, called in self.matches.items() if called.casefold() == typed), None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("website"):
            self.add_error(None, _("A field that people do not see was filled in. Empty it and send again."))
        if self.matches and "place" in said and not self.exact() and not said.get("which"):
            self.add_error("which", _("Choose the place that you mean, or “None of these”."))
        return said

    def said(self, language: str) -> Said:
        given = self.cleaned_data
        about = {UUID(given["which"])} if given.get("which") not in {None, "", NONE_OF_THESE} else set()
        if (one := self.exact()) and not about:
            about = {one}
        if given["hub"]:
            about.add(accounts.community().hub_id)
        return Said(
            topic=given["topic"], text=given["text"], happened=given["happened"], danger=given["danger"],
            remedy=given["remedy"], reach=given["reach"], language=language, about=about, about_text=given["place"],
        )  # fmt: skip


class Told(Complaint):
    """The same, written down by somebody who works here."""

    manner = forms.ChoiceField(
        label=_("How did it reach you?"), widget=forms.RadioSelect,
        choices=[(one, label) for one, label in MANNERS.items() if one != Manner.PAGE],
    )  # fmt: skip
    field_order = ("manner",)


class Code(forms.Form):
    code = forms.CharField(
        label=_("Your code"), max_length=40, help_text=_("15 letters and numbers, like 7KQ2M-9FTRC-X4HJD"),
        widget=forms.TextInput({"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip


class Appeal(forms.Form):
    text = words(_("What is wrong with the answer?"), most=filing.MOST_LETTERS, rows=4)


class Answer(forms.Form):
    text = words(
        _("Your answer"), most=filing.MOST_LETTERS, rows=8,
        hint=_("What you found, what changes, and what does not. Plain words; no names of others."),
    )  # fmt: skip


class Note(forms.Form):
    text = words(_("Note"), most=2000, rows=3, hint=_("Only reviewers of your organization read it."))


class HandOn(forms.Form):
    about = forms.ChoiceField(label=_("It is about this place too"), required=False)
    aside = forms.BooleanField(
        label=_("We cannot be independent here: another reviewer takes it"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = directory.every_organization()
        self.fields["about"].choices = [("", "—"), *((str(one), name) for one, name in known.items())]  # type: ignore[attr-defined]


class ReviewerForm(forms.Form):
    organization = forms.ChoiceField(label=_("Organization"))
    email = forms.EmailField(label=_("E-mail for reminders"))
    rank = forms.IntegerField(
        label=_("Asked as number"), min_value=1, max_value=99, initial=1,
        help_text=_("The lowest number that the complaint is not about reads it."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("es", "Español")])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = directory.every_organization()
        names = [(str(one), name) for one, name in known.items()]
        self.fields["organization"].choices = [("", _("Choose one")), *names]  # type: ignore[attr-defined]
