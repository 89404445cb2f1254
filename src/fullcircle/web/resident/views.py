from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fullcircle.directory import domains
from fullcircle.web import permissions
from fullcircle.web.acting import Request


@permissions.for_(permissions.PUBLIC)
@require_safe
def door(request: Request) -> HttpResponse:
    find = reverse("services:find")
    tiles = [
        {"url": f"{find}?topic={tile.code}", "icon": tile.icon, "label": tile.tile} for tile in domains.TILES
    ]
    return render(request, "resident/door.html", {"tiles": tiles, "find_url": find})


@permissions.for_(permissions.PUBLIC)
@require_safe
def danger(request: Request) -> HttpResponse:
    """Numbers that answer now. Nothing is asked and nothing is kept."""
    return render(request, "resident/danger.html", {})
