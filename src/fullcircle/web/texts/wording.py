"""The sentences that we send, on one page: in which language, by what, and who read them."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from fullcircle.access.actor import Role
from fullcircle.access.errors import Invalid
from fullcircle.referrals import wording
from fullcircle.web import permissions
from fullcircle.web.acting import Request


@permissions.for_(permissions.STAFF)
@require_safe
def sentences(request: Request) -> HttpResponse:
    return _page(request, _language(request.GET.get("language", "")))


def _language(typed: str) -> str:
    return typed if typed in dict(settings.LANGUAGES) else wording.ORIGINAL


def _page(request: Request, language: str, refusal: Invalid | None = None) -> HttpResponse:
    lines = wording.listed(language)
    context = {
        "lines": lines, "drafts": sum(one.draft for one in lines), "language": language, "refusal": refusal,
        "original": language == wording.ORIGINAL, "may_review": request.actor.has(Role.HUB),
        "chosen": request.POST.getlist("key"),
        "tabs": [
            {"label": name, "url": f"?language={code}", "current": code == language} for code, name in settings.LANGUAGES
        ],
    }  # fmt: skip
    return render(request, "texts/wording.html", context, status=400 if refusal else 200)


@permissions.for_(permissions.HUB)
@require_POST
def review(request: Request) -> HttpResponse:
    language = _language(request.POST.get("language", ""))
    try:
        read = wording.review(
            keys=request.POST.getlist("key")[:200], language=language, reviewer=request.POST.get("reviewer", ""),
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except Invalid as refusal:
        return _page(request, language, refusal)
    messages.success(
        request, ngettext("{n} sentence is reviewed.", "{n} sentences are reviewed.", read).format(n=read)
    )
    return redirect(reverse("texts:wording") + f"?language={language}")
