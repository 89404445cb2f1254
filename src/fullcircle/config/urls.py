"""The addresses of the installation are those of the pages; other doors (FHIR, HSDS) join here."""

from fullcircle.web.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
