from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fullcircle.web import permissions
from fullcircle.web.acting import Request
from fullcircle.web.resident.topics import TOPICS

FIND = "/find"


@permissions.for_(permissions.PUBLIC)
@require_safe
def door(request: Request) -> HttpResponse:
    tiles = [
        {"url": f"{FIND}?topic={topic.code}", "icon": topic.icon, "label": topic.label} for topic in TOPICS
    ]
    return render(request, "resident/door.html", {"tiles": tiles, "find_url": FIND})


@permissions.for_(permissions.PUBLIC)
@require_safe
def danger(request: Request) -> HttpResponse:
    """Numbers that answer now. Nothing is asked and nothing is kept."""
    return render(request, "resident/danger.html", {})
