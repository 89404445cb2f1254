from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from fullcircle.web.resident.topics import TOPICS

FIND = "/find"


@require_safe
def door(request: HttpRequest) -> HttpResponse:
    tiles = [
        {"url": f"{FIND}?topic={topic.code}", "icon": topic.icon, "label": topic.label} for topic in TOPICS
    ]
    return render(request, "resident/door.html", {"tiles": tiles, "find_url": FIND})
