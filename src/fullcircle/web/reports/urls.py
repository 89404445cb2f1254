from django.urls import path

from fullcircle.web.reports import tables, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report, name="report"),
    path("reports/given.csv", tables.given, name="given"),
    path("reports/people.csv", tables.people, name="people"),
]
