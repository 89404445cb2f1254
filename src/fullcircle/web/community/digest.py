"""Stopping the weekly digest, and starting it again: by the link in each mail, without login."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from fullcircle.access import actor as actors
from fullcircle.collaborative import digest as digests
from fullcircle.web import permissions
from fullcircle.web.acting import Request


@permissions.for_(permissions.PUBLIC)
@csrf_exempt  # mail programs post here without a page of ours before (RFC 8058); the link itself says who may
@require_http_methods(["GET", "HEAD", "POST"])
def digest(request: Request, token: str) -> HttpResponse:
    if request.method == "POST":
        stop = request.POST.get("do", "stop") != "start"
        digests.choose(token=token, stop=stop, actor=actors.respondent(), at=request.at)
        return redirect("community:digest", token)
    return render(request, "community/digest.html", {"chosen": digests.chosen(token, at=request.at)})
