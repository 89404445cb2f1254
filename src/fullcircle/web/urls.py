"""Addresses of every page: one include a subject."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic.base import RedirectView

handler400 = "fullcircle.web.errors.bad_request"
handler403 = "fullcircle.web.errors.permission_denied"
handler404 = "fullcircle.web.errors.page_not_found"
handler500 = "fullcircle.web.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("fullcircle.web.resident.urls")),
    path("", include("fullcircle.web.privacy.urls")),
    path("", include("fullcircle.web.duties.urls")),
    path("", include("fullcircle.web.directory.urls")),
    path("", include("fullcircle.web.platform.urls")),
    path("", include("fullcircle.web.link.urls")),
    path("", include("fullcircle.web.texts.urls")),
    path("", include("fullcircle.web.today.urls")),
    path("", include("fullcircle.web.people.urls")),
    path("", include("fullcircle.web.caseload.urls")),
    path("", include("fullcircle.web.plan.urls")),
    path("", include("fullcircle.web.notes.urls")),
    path("visits/", include("fullcircle.web.visits.urls")),
    path("", include("fullcircle.web.screening.urls")),
    path("", include("fullcircle.web.inbox.urls")),
    path("", include("fullcircle.web.appointments.urls")),
    path("", include("fullcircle.web.frontdesk.urls")),
    path("", include("fullcircle.web.reports.urls")),
    path("", include("fullcircle.web.pulse.urls")),
    path("", include("fullcircle.web.pulse.desk_urls")),
    path("", include("fullcircle.web.agreements.urls")),
    path("", include("fullcircle.web.room.urls")),
    path("", include("fullcircle.web.community.urls")),
    path("", include("fullcircle.web.asking.urls")),
    path("", include("fullcircle.web.partnerships.urls")),
    path("", include("fullcircle.web.agenda.urls")),
    path("", include("fullcircle.web.grievances.urls")),
    path("", include("fullcircle.web.accounts.urls")),
    path("", include("fullcircle.web.accounts.team_urls")),
    path("", include("fullcircle.web.health.urls")),
    # Before allauth's: an address is what an invitation reached. Whoever could change theirs to somebody else's would be
    # taken for them when that somebody is invited.
    path("accounts/email/", RedirectView.as_view(pattern_name="accounts:hats"), name="address_stays"),
    path("accounts/", include("allauth.urls")),
]
if settings.DEMO:
    urlpatterns.append(path("", include("fullcircle.web.demo.urls")))
