"""Drafts: start from a template, change the words, the parties and the clauses."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from fullcircle.access.errors import Invalid
from fullcircle.agreements import drafting, policies, queries, shelf, words
from fullcircle.agreements.drafting import ClauseSaid, Joining, Said
from fullcircle.directory import queries as directory
from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.agreements import present

if TYPE_CHECKING:
    from fullcircle.agreements.models import Agreement


def _day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=hint)


class SaidForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    effective_on = _day(gettext_lazy("First day"))
    expires_on = _day(
        gettext_lazy("Last day"),
        required=False,
        hint=gettext_lazy("It ends at the midnight after this day. Empty: it has no end."),
    )
    notice_days = forms.IntegerField(
        label=gettext_lazy("Days of notice before it ends"),
        min_value=0,
        max_value=drafting.MOST_DAYS,
        initial=90,
    )
    text = forms.CharField(
        label=gettext_lazy("Text"),
        max_length=drafting.LONGEST_TEXT,
        widget=forms.Textarea({"rows": 16}),
        help_text=gettext_lazy(
            "A line that begins with # is a heading; one that begins with - is a point of a list."
        ),
    )


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: Request) -> HttpResponse:
    policies.check_can_draft(request.actor, queries.hub_id())
    if request.method == "POST":
        made = _started(request)
        messages.success(request, _("A draft. Read it, change it, and name the parties."))
        return redirect("agreements:edit", made.pk)
    have = {template.kind for template in shelf.templates()}
    context = {
        "templates": shelf.templates(),
        "kinds": [kind for kind in queries.kinds() if kind.code not in have],
    }
    return render(request, "agreements/start.html", context)


def _started(request: Request) -> Agreement:
    today = localtime(request.at).date()
    if kind := request.POST.get("kind", ""):
        label = next((each.label for each in queries.kinds() if each.code == kind), "")
        said = Said(title=label or kind, text=_("Write the text here."), effective_on=today)
        return drafting.blank(kind=kind, said=said, role="member", actor=request.actor, at=request.at)
    name = request.POST.get("template", "")
    return drafting.from_template(name=name, effective_on=today, actor=request.actor, at=request.at)


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: Request, agreement_id: UUID) -> HttpResponse:
    one = _draft(request, agreement_id)
    known = {name: getattr(one, name) for name in SaidForm.base_fields}
    form = SaidForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.write(
                agreement_id=one.pk, said=Said(**form.cleaned_data), actor=request.actor, at=request.at
            )
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("agreements:edit", one.pk)
    return _editor(request, one, form=form)


def _draft(request: Request, agreement_id: UUID) -> Agreement:
    one = queries.agreement(agreement_id, request.actor)
    policies.check_can_write(request.actor, one, one.hub_id)
    return one


def _editor(
    request: Request, one: Agreement, *, form: SaidForm | None = None, refusal: Invalid | None = None
) -> HttpResponse:
    known = {name: getattr(one, name) for name in SaidForm.base_fields}
    words_typed = request.GET.get("find", "")[:100]
    inside = {party.organization_id for party in one.parties.all()}
    found = directory.organizations_named(words_typed) if words_typed.split() else []
    shown = form or SaidForm(initial=known)
    context = {
        **present.whole(one),
        "form": shown,
        "find": words_typed,
        "found": [each for each in found if each.pk not in inside],
        "roles": sorted({role for clause in queries.clauses(one) for role in (clause.from_role, clause.to_role)} - {"", "*"}),
        "errors": [{"text": str(refusal), "url": ""}] if refusal else [],
    }  # fmt: skip
    failed = refusal is not None or bool(shown.errors)
    return render(request, "agreements/edit.html", context, status=400 if failed else 200)


@permissions.for_(permissions.MANAGERS)
@require_POST
def parties(request: Request, agreement_id: UUID) -> HttpResponse:
    """Add, change or take out one organization."""
    one = _draft(request, agreement_id)
    try:
        organization_id = _uuid(request.POST.get("organization", ""))
        if request.POST.get("do") == "remove":
            drafting.remove_party(
                agreement_id=one.pk, organization_id=organization_id, actor=request.actor, at=request.at
            )
        else:
            joining = Joining(
                organization_id=organization_id,
                role=request.POST.get("role", "")[:60],
                required=request.POST.get("required") == "yes",
            )
            drafting.set_party(agreement_id=one.pk, joining=joining, actor=request.actor, at=request.at)
    except Invalid as refusal:
        return _editor(request, one, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("agreements:edit", one.pk)


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError:
        raise Invalid(_("Choose an organization.")) from None


@permissions.for_(permissions.MANAGERS)
@require_POST
def clauses(request: Request, agreement_id: UUID) -> HttpResponse:
    """Move a clause, or take it out."""
    one = _draft(request, agreement_id)
    try:
        _moved(request, one)
    except Invalid as refusal:
        return _editor(request, one, refusal=refusal)
    return redirect("agreements:edit", one.pk)


def _moved(request: Request, one: Agreement) -> None:
    do, clause_id = request.POST.get("do", ""), _uuid(request.POST.get("clause", ""))
    said: dict[str, Any] = {
        "agreement_id": one.pk,
        "clause_id": clause_id,
        "actor": request.actor,
        "at": request.at,
    }
    if do == "remove":
        drafting.remove_clause(**said)
    elif do in {"up", "down"}:
        drafting.move_clause(up=do == "up", **said)
    else:
        raise Invalid(_("Choose one of the steps."))


class ClauseForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The clause in plain words"),
        max_length=drafting.LONGEST_CLAUSE,
        widget=forms.Textarea({"rows": 4}),
    )
    effect = forms.ChoiceField(
        label=gettext_lazy("What it does"),
        choices=list(words.EFFECTS.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    from_role = forms.ChoiceField(label=gettext_lazy("Whose records"), required=False)
    to_role = forms.ChoiceField(label=gettext_lazy("Who sees them"), required=False)
    classes = forms.MultipleChoiceField(
        label=gettext_lazy("Which records"), required=False, widget=forms.CheckboxSelectMultiple
    )
    purposes = forms.MultipleChoiceField(
        label=gettext_lazy("For what"),
        required=False,
        choices=list(words.PURPOSES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    rule = forms.ChoiceField(
        label=gettext_lazy("When"),
        choices=list(words.RULES.items()),
        required=False,
        widget=forms.RadioSelect,
        initial="opt_in",
    )
    labels = forms.MultipleChoiceField(
        label=gettext_lazy("Protected records that it opens"),
        required=False,
        choices=list(words.LABELS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Records of victim services are never opened."),
    )
    obligations = forms.MultipleChoiceField(
        label=gettext_lazy("What goes with each record"),
        required=False,
        choices=list(words.OBLIGATIONS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = _day(gettext_lazy("First day, if later than the agreement's"), required=False)
    ends_on = _day(gettext_lazy("Last day, if earlier than the agreement's"), required=False)

    def __init__(self, one: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = sorted({party.role for party in one.parties.all()} | self._written(one))
        choices = [("", "—"), (words.EVERY, _("every party")), *[(role, role) for role in roles]]
        for name in ("from_role", "to_role"):
            self.fields[name].choices = choices  # type: ignore[attr-defined]
        self.fields["classes"].choices = [  # type: ignore[attr-defined]
            (code, words.data_class(code)) for code in (*words.CLASSES, *words.WRITABLE)
        ]

    @staticmethod
    def _written(one: Agreement) -> set[str]:
        roles = {role for clause in queries.clauses(one) for role in (clause.from_role, clause.to_role)}
        return roles - {"", words.EVERY}

    def said(self) -> ClauseSaid:
        known = {**self.cleaned_data, "rule": self.cleaned_data["rule"] or "opt_in"}
        return drafting.clause_said(known)


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def add_clause(request: Request, agreement_id: UUID) -> HttpResponse:
    one = _draft(request, agreement_id)
    return _clause_page(request, one, None)


@permissions.for_(permissions.MANAGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def clause(request: Request, agreement_id: UUID, clause_id: UUID) -> HttpResponse:
    one = _draft(request, agreement_id)
    return _clause_page(request, one, clause_id)


def _clause_page(request: Request, one: Agreement, clause_id: UUID | None) -> HttpResponse:
    known = asdict(drafting.copied(drafting.clause_of(one, clause_id))) if clause_id else {}
    form = ClauseForm(one, request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        said: dict[str, Any] = {"said": form.said(), "actor": request.actor, "at": request.at}
        try:
            if clause_id:
                drafting.change_clause(agreement_id=one.pk, clause_id=clause_id, **said)
            else:
                drafting.add_clause(agreement_id=one.pk, **said)
        except Invalid as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("agreements:edit", one.pk)
    context = {"form": form, "agreement": one, "clause_id": clause_id}
    return render(request, "agreements/clause.html", context, status=400 if form.errors else 200)
