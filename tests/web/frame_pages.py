"""One page in each frame, for tests."""

from django.contrib import messages
from django.http import HttpResponse
from django.template import RequestContext, Template
from django.urls import path

from fullcircle.web.urls import handler404
from fullcircle.web.urls import urlpatterns as own_pages

__all__ = ["handler404"]

STAFF = {
    "nav": [{"label": "Today", "url": "/", "current": True}, {"label": "People", "url": "/people"}],
    "me": {"name": "Marcus Bell", "organization": "Eastgate Neighbors", "switch_url": "/switch"},
    "find_url": "/search",
}


COMMUNITY = {
    "name": "Tamarind Together",
    "help_phone": "555-0142",
    "help_hours": "8 am to 8 pm",
    "practice": True,
}


def community(request):
    return {"community": COMMUNITY}


def framed(request, name):
    messages.success(request, "Sent. Malik got a text.")
    source = (
        '{% extends "base_' + name + '.html" %}{% block title %}A page{% endblock %}'
        "{% block content %}<h1>A page</h1>{% endblock %}"
    )
    return HttpResponse(Template(source).render(RequestContext(request, STAFF)))


urlpatterns = [*own_pages, path("frames/<slug:name>", framed)]
