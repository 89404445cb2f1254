from django.urls import path

from fullcircle.web.accounts import views

app_name = "team"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/victim-services/", views.victim_services, name="victim_services"),
    path("team/<uuid:membership_id>/end/", views.end, name="end"),
]
