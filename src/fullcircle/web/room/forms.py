"""Forms of the room, and the one way in which a form becomes an action."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fullcircle.access.errors import Conflict, Invalid
from fullcircle.collaborative import sectors, votes, words
from fullcircle.collaborative.states import STAGE_LABELS
from fullcircle.web.acting import Request

Made = TypeVar("Made")


def acted(request: Request, form: forms.Form, act: Callable[[dict[str, Any]], Made]) -> Made | None:
    """What the action made of a valid form that was posted; its refusal stands at the field. None: show the form."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return act(form.cleaned_data)
    except (Invalid, Conflict) as refusal:
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, str(refusal))
        return None


def page(
    request: Request,
    form: forms.Form,
    *,
    title: Any,
    back: Any,
    back_url: str,
    do: Any = None,
    about: Any = "",
) -> HttpResponse:
    """A page that is one form."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "back_url": back_url,
        "do": do or _("Save"),
        "about": about,
    }
    return render(request, "room/form.html", context, status=400 if form.errors else 200)


def chosen(typed: str) -> UUID | None:
    """Of a choice of a list that was made; None where none was."""
    return UUID(typed) if typed else None


def day(label: Any, *, required: bool = False, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


def moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


def text(label: Any, *, most: int, required: bool = True, rows: int = 0, hint: Any = "") -> forms.CharField:
    widget = forms.Textarea({"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=hint)


def sector_choices() -> list[tuple[Any, Any]]:
    known = sectors.sectors().values()
    return [
        (label, [(one.code, one.label) for one in known if one.quadrant == quadrant])
        for quadrant, label in sectors.QUADRANTS.items()
    ]


def level_choices() -> list[tuple[int, str]]:
    return [(one.level, f"{one.level}: {one.label} ({one.may})") for one in sectors.levels().values()]


class MemberForm(forms.Form):
    organization = forms.ChoiceField(
        label=_("Organization of the directory"), required=False,
        help_text=_("Leave it empty for a group that is not in the directory, such as a neighborhood group."),
    )  # fmt: skip
    name = text(_("Name"), most=200, required=False, hint=_("Empty: the organization's own name."))
    sector = forms.ChoiceField(label=_("Sector"), choices=sector_choices)
    region = text(_("Region"), most=80, required=False)
    why = text(_("Why them, in one line"), most=300, required=False)

    def __init__(self, *args: Any, organizations: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organization"].choices = [("", "—"), *organizations]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    name = text(_("Name"), most=120)
    email = forms.EmailField(
        label=_("E-mail"), required=False,
        help_text=_("Somebody with an account of this address votes with it. Invite them from Team first."),
    )  # fmt: skip
    phone = text(_("Phone"), most=40, required=False)
    level = forms.TypedChoiceField(label=_("What they may decide"), choices=level_choices, coerce=int)
    language = forms.ChoiceField(label=_("Language"), choices=[("en", "English"), ("es", "Español")])
    needs = forms.MultipleChoiceField(
        label=_("What helps them take part"), required=False, choices=list(words.ACCESS_NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class TouchForm(forms.Form):
    on = day(_("When"), required=True)
    whom = text(_("With whom"), most=120, required=False)
    said = text(_("What was said"), most=500, rows=3)
    next_step = text(_("Next step"), most=200, required=False)
    next_on = day(_("Until"))


class CoalitionForm(forms.Form):
    name = text(_("Name"), most=200)
    purpose = text(_("What for"), most=2000, required=False, rows=3)
    area = text(_("Where"), most=120, required=False)
    lead = text(_("Who leads it"), most=200, required=False)
    members = text(_("Who is in it"), most=4000, required=False, rows=3)
    since = forms.IntegerField(label=_("Since (year)"), required=False, min_value=1800, max_value=2200)
    overlap = text(_("Where it overlaps with others, and what follows"), most=2000, required=False, rows=3)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")


class BodyForm(forms.Form):
    name = text(_("Name"), most=120)
    kind = forms.ChoiceField(label=_("What it is"), choices=list(words.BODY_KINDS.items()))
    purpose = text(_("Purpose"), most=2000, required=False, rows=4)
    region = text(_("Region"), most=80, required=False)
    rule = forms.ChoiceField(
        label=_("How it decides"), choices=list(votes.RULES.items()), widget=forms.RadioSelect
    )
    quorum_numerator = forms.IntegerField(
        label=_("Quorum: more than"), min_value=0, max_value=99, initial=1,
        help_text=_("1 and 2 mean: more than half of the voting seats that are filled and not recused."),
    )  # fmt: skip
    quorum_denominator = forms.IntegerField(label=_("of"), min_value=1, max_value=100, initial=2)
    lived_minimum = forms.IntegerField(
        label=_("Votes of lived-experience seats that a decision needs"), min_value=0, max_value=50, initial=1
    )
    public = forms.BooleanField(label=_("Everybody may see its seats and decisions"), required=False)


class SeatForm(forms.Form):
    kind = forms.ChoiceField(label=_("The seat stands for"), choices=list(words.SEAT_KINDS.items()))
    title = text(_("Name of the seat"), most=120, required=False)
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=lambda: [("", "—"), *sector_choices()]
    )
    votes = forms.BooleanField(label=_("It votes"), required=False, initial=True)
    stipend = forms.DecimalField(
        label=_("Stipend a meeting, in dollars"),
        required=False,
        min_value=0,
        max_value=9999,
        decimal_places=2,
    )
    holder = forms.ChoiceField(label=_("Who holds it"), required=False)
    alternate = forms.ChoiceField(label=_("Who stands in"), required=False)
    term_ends_on = day(_("Term ends"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("holder", "alternate"):
            self.fields[name].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]


class HoldForm(forms.Form):
    holder = forms.ChoiceField(label=_("Who holds it"), required=False)
    alternate = forms.ChoiceField(label=_("Who stands in"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("holder", "alternate"):
            self.fields[name].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    title = text(_("Title"), most=160)
    kind = forms.ChoiceField(label=_("What kind of meeting"), choices=list(words.MEETINGS.items()))
    starts_at = moment(_("Begins"))
    ends_at = moment(_("Ends"))
    place = text(_("Place"), most=200, required=False)
    link = forms.URLField(label=_("Link to join"), required=False, assume_scheme="https")
    offers = forms.MultipleChoiceField(
        label=_("We offer"), required=False, choices=list(words.ACCESS_NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class AgendaForm(forms.Form):
    agenda = text(
        _("Agenda"), most=4000, rows=8, required=False,
        hint=_("One item a line. “15: Housing plan” lasts 15 minutes; “#3” in a line brings proposal 3 to the vote."),
    )  # fmt: skip


class MinutesForm(forms.Form):
    minutes = text(_("Minutes"), most=20_000, rows=10, required=False)
    public = forms.BooleanField(label=_("Everybody may read them"), required=False)


class SayForm(forms.Form):
    says = forms.ChoiceField(
        label=_("Do you come?"),
        choices=[("yes", _("Yes, I come")), ("no", _("No, I cannot"))],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=_("What helps you take part"), required=False, choices=list(words.ACCESS_NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class ActionForm(forms.Form):
    what = text(_("What is to be done"), most=200)
    owner = forms.ChoiceField(label=_("Who takes it on"), required=False)
    due_on = day(_("Until"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody yet")), *people]  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    title = text(_("Title"), most=200)
    asks = text(_("The decision that you ask for, in one sentence"), most=300)
    text = text(_("Why, and what follows from it"), most=20_000, rows=8)
    dollars = forms.IntegerField(
        label=_("Money that it commits, in dollars"), required=False, min_value=0, max_value=10**12
    )
    agreement = forms.ChoiceField(
        label=_("Agreement that goes out for signature once it passes"), required=False,
        help_text=_("For a charter: draft it under Agreements and send it to legal review first."),
    )  # fmt: skip

    def __init__(self, *args: Any, agreements: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = [("", _("None")), *agreements]  # type: ignore[attr-defined]


class UntilForm(forms.Form):
    until = day(_("Comments until the end of"), required=True)


class VoteForm(forms.Form):
    closes_on = day(
        _("The vote closes at the end of"), required=True, hint=_("At midnight in the time zone of the body.")
    )
    secret = forms.BooleanField(
        label=_("Secret: nobody will know who voted what, and a ballot is cast once"), required=False
    )


class InterestForm(forms.Form):
    seat = forms.ChoiceField(label=_("Seat"))
    nature = text(_("What the conflict is"), most=300, hint=_("Such as: my organization would be paid."))

    def __init__(self, *args: Any, seats: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seat"].choices = seats  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    comment = text(_("Your comment"), most=1000, rows=3)


class AnnouncementForm(forms.Form):
    title = text(_("Title"), most=160)
    text = text(_("Text"), most=8000, rows=5)
    public = forms.BooleanField(label=_("Also on the community's page"), required=False)


class DisputeForm(forms.Form):
    matter = text(_("What it is about"), most=4000, rows=4)
    parties = text(_("Between whom"), most=300)
    between = forms.MultipleChoiceField(
        label=_("Members that are a party"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Their representatives read it, besides you and the backbone. Nobody else does."),
    )  # fmt: skip

    def __init__(self, *args: Any, members: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["between"].choices = list(members)  # type: ignore[attr-defined]


STAGE_CHOICES = list(STAGE_LABELS.items())
