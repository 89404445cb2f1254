"""Addresses of the pages that need no table of their own."""

from django.urls import include, path

handler400 = "fullcircle.web.errors.bad_request"
handler403 = "fullcircle.web.errors.permission_denied"
handler404 = "fullcircle.web.errors.page_not_found"
handler500 = "fullcircle.web.errors.server_error"

urlpatterns = [
    path("", include("fullcircle.web.resident.urls")),
    path("", include("fullcircle.web.platform.urls")),
]
