from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fullcircle.directory import domains
from fullcircle.web import permissions


@permissions.for_(permissions.PUBLIC)
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    find = reverse("services:find")
    tiles = [{"url": f"{find}?topic={tile.code}", "icon": tile.icon, "label": tile.tile} for tile in domains.TILES]
    return render(request, "resident/door.html", {"tiles": tiles, "find_url": find})
